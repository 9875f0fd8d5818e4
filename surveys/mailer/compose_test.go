package mailer_test

import (
	"bytes"
	"errors"
	"io"
	"net/textproto"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-message/mail"

	"halte/surveys"
	"halte/surveys/mailer"
	"halte/surveys/metric"
	"halte/templates"
	"halte/templates/locales"
	mails "halte/templates/mail"
)

var (
	views = templates.Must().Mail
	noon  = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
)

func clock() time.Time { return noon }

// ask is an invitation by mail as it comes from the domain.
func ask() surveys.Mail {
	return surveys.Mail{
		Invitation: "019a9f3e-7c11-7aaa-8000-1f2e3d4c5b6a",
		ToName:     "Jo",
		ToAddress:  "jo@example.org",
		Organisation: surveys.Organisation{
			Name:          "De Ketting",
			Timezone:      "Europe/Amsterdam",
			Languages:     []string{"nl", "en"},
			Sender:        &surveys.Sender{Name: "De Ketting", Address: "klant@deketting.example", ReplyTo: "service@deketting.example"},
			PostalAddress: "Kade 1, Utrecht",
			PrivacyURL:    "https://deketting.example/privacy",
		},
		Language:       "en",
		TouchpointKey:  "delivery",
		Touchpoint:     "Delivery",
		Survey:         "delivery-nps",
		Metric:         metric.NPS,
		Question:       "How likely are you to recommend us after this delivery?",
		AnswerURL:      "https://halte.example/r/4kJ9x0PqQm2vT7sWc1ZbYA",
		UnsubscribeURL: "https://halte.example/u/Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4",
		ClosesAt:       noon.Add(21 * 24 * time.Hour),
	}
}

// received is a letter as the contact's program reads it.
type received struct {
	header     mail.Header
	text, html string
	parts      []string
}

func compose(t *testing.T, m surveys.Mail) (mailer.Letter, received) {
	t.Helper()
	l, err := mailer.Compose(views, m, noon)
	if err != nil {
		t.Fatalf("compose: %v", err)
	}
	return l, open(t, l.Bytes)
}

func open(t *testing.T, raw []byte) received {
	t.Helper()
	r, err := mail.CreateReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("read the mail back: %v", err)
	}
	got := received{header: r.Header}
	for {
		part, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return got
		}
		if err != nil {
			t.Fatalf("read the mail back: %v", err)
		}
		body, err := io.ReadAll(part.Body)
		if err != nil {
			t.Fatalf("read the mail back: %v", err)
		}
		kind, _, _ := part.Header.(*mail.InlineHeader).ContentType()
		got.parts = append(got.parts, kind)
		switch kind {
		case "text/plain":
			got.text = string(body)
		case "text/html":
			got.html = string(body)
		}
	}
}

func (r received) get(t *testing.T, name string) string {
	t.Helper()
	value, err := r.header.Text(name)
	if err != nil {
		t.Errorf("header %s: %v", name, err)
	}
	return value
}

func TestAMailCarriesTheHeadersItShould(t *testing.T) {
	t.Parallel()
	reminder := ask()
	reminder.Wave = 2
	quiet := ask()
	quiet.Organisation.Sender = &surveys.Sender{Address: "klant@deketting.example"}

	for _, c := range []struct {
		name string
		mail surveys.Mail
		want map[string]string
	}{
		{"first mail", ask(), map[string]string{
			"From":                     `"De Ketting" <klant@deketting.example>`,
			"Reply-To":                 "service@deketting.example",
			"To":                       `"Jo" <jo@example.org>`,
			"Date":                     "Sat, 21 Nov 2026 12:00:00 +0000",
			"Message-ID":               "<019a9f3e-7c11-7aaa-8000-1f2e3d4c5b6a.0@deketting.example>",
			"In-Reply-To":              "",
			"References":               "",
			"List-Id":                  "<delivery.surveys.deketting.example>",
			"List-Unsubscribe":         "<https://halte.example/u/Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4>",
			"List-Unsubscribe-Post":    "List-Unsubscribe=One-Click",
			"Feedback-ID":              "delivery-nps:delivery:0:halte",
			"Auto-Submitted":           "auto-generated",
			"X-Auto-Response-Suppress": "All",
			"Precedence":               "bulk",
			"MIME-Version":             "1.0",
			"Bcc":                      "",
		}},
		{"second reminder", reminder, map[string]string{
			"Message-ID":  "<019a9f3e-7c11-7aaa-8000-1f2e3d4c5b6a.2@deketting.example>",
			"In-Reply-To": "<019a9f3e-7c11-7aaa-8000-1f2e3d4c5b6a.0@deketting.example>",
			"References":  "<019a9f3e-7c11-7aaa-8000-1f2e3d4c5b6a.0@deketting.example>",
			"Feedback-ID": "delivery-nps:delivery:2:halte",
		}},
		{"sender without name or reply address", quiet, map[string]string{
			"From":     "klant@deketting.example",
			"Reply-To": "",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, got := compose(t, c.mail)
			for name, want := range c.want {
				if value := got.get(t, name); value != want {
					t.Errorf("%s is %q, want %q", name, value, want)
				}
			}
		})
	}
}

func TestTheSubjectAndBothPartsSurviveTheJourney(t *testing.T) {
	t.Parallel()
	m := ask()
	m.Question = "Wie wahrscheinlich? Ünïcode, 日本語, العربية, 🚲 = 100 %\n.\nA line after a lonely dot"
	_, got := compose(t, m)
	if len(got.parts) != 2 || got.parts[0] != "text/plain" || got.parts[1] != "text/html" {
		t.Fatalf("the parts are %q, want text first and HTML second", got.parts)
	}
	view := mails.Invitation{
		Lang: "en", Brand: mails.Brand{Name: "De Ketting"}, Touchpoint: "Delivery", Name: "Jo", Question: m.Question,
		Metric: metric.NPS, AnswerURL: m.AnswerURL, UnsubscribeURL: m.UnsubscribeURL,
		PrivacyURL: "https://deketting.example/privacy", PostalAddress: "Kade 1, Utrecht", Closes: "2026-12-12",
	}
	var text, html bytes.Buffer
	if err := errors.Join(views.InvitationText(&text, view), views.InvitationHTML(&html, view)); err != nil {
		t.Fatal(err)
	}
	if want := strings.ReplaceAll(text.String(), "\n", "\r\n"); got.text != want {
		t.Errorf("the text became\n%q, want\n%q", got.text, want)
	}
	if want := strings.ReplaceAll(html.String(), "\n", "\r\n"); got.html != want {
		t.Errorf("the HTML became\n%q, want\n%q", got.html, want)
	}
	if subject := got.get(t, "Subject"); subject != views.Subject(view) {
		t.Errorf("the subject became %q, want %q", subject, views.Subject(view))
	}
}

func TestEveryRatingOfTheScaleHasItsLink(t *testing.T) {
	t.Parallel()
	for _, kind := range metric.All() {
		m := ask()
		m.Metric = kind
		_, got := compose(t, m)
		link := regexp.MustCompile(regexp.QuoteMeta(m.AnswerURL) + `\?rating=(\d+)`)
		lowest, highest := kind.Scale()
		if found := link.FindAllString(got.html, -1); len(found) != highest-lowest+1 {
			t.Errorf("%s: the HTML has %d links that answer, want one for each of %d to %d", kind, len(found), lowest, highest)
		}
		if !strings.Contains(got.text, m.AnswerURL) || !strings.Contains(got.text, m.UnsubscribeURL) {
			t.Errorf("%s: the text lacks a link to answer or to unsubscribe", kind)
		}
	}
}

func TestAReminderSaysThatItIsOne(t *testing.T) {
	t.Parallel()
	m := ask()
	m.Wave = 1
	_, first := compose(t, ask())
	_, reminder := compose(t, m)
	if first.text == reminder.text || first.html == reminder.html || first.get(t, "Subject") == reminder.get(t, "Subject") {
		t.Error("it reads as the first mail did")
	}
}

func TestTheLastDayIsThatOfTheOrganisation(t *testing.T) {
	t.Parallel()
	for closes, day := range map[string]string{
		"2026-12-01T23:00:00Z": "1 December 2026", // midnight in Amsterdam: the day before is the last
		"2026-12-01T23:30:00Z": "2 December 2026",
	} {
		m := ask()
		var err error
		if m.ClosesAt, err = time.Parse(time.RFC3339, closes); err != nil {
			t.Fatal(err)
		}
		if _, got := compose(t, m); !strings.Contains(got.text, day) {
			t.Errorf("closing at %s, it does not name %s:\n%s", closes, day, got.text)
		}
	}
}

func TestAResendIsTheSameMailToTheByte(t *testing.T) {
	t.Parallel()
	first, _ := compose(t, ask())
	for range 20 {
		again, _ := compose(t, ask())
		if !bytes.Equal(first.Bytes, again.Bytes) {
			t.Fatalf("the second time it was\n%s\nthe first time\n%s", again.Bytes, first.Bytes)
		}
	}
	later, err := mailer.Compose(views, ask(), noon.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if a, b := open(t, first.Bytes).get(t, "Message-ID"), open(t, later.Bytes).get(t, "Message-ID"); a != b {
		t.Errorf("an hour later the Message-ID is %s, it was %s", b, a)
	}
}

func TestNamesOfAllKindsArriveAsTheyAre(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"Jo", `Jo "the bike" O'Neil`, "Müller, Jörg", "山田 太郎", "محمد", "a@b.c", "Jo <jo@evil.example>", `back\slash`,
		"=?utf-8?q?not_encoded?=", "👩‍👩‍👧 family", "(comment)", "group: a@b;", strings.Repeat("long ", 30) + "name",
	} {
		m := ask()
		m.ToName = name
		m.Organisation.Sender.Name = name
		l, got := compose(t, m)
		for _, field := range []string{"To", "From"} {
			list, err := got.header.AddressList(field)
			if err != nil || len(list) != 1 {
				t.Errorf("%s of %q reads as %v, %v", field, name, list, err)
				continue
			}
			if list[0].Name != name {
				t.Errorf("%s: the name %q became %q", field, name, list[0].Name)
			}
		}
		if l.To != "jo@example.org" || l.From != "klant@deketting.example" {
			t.Errorf("the envelope says %s to %s", l.From, l.To)
		}
	}
}

func TestAddressesBeyondASCIIKeepTheirLocalPartAndGetAPunycodeDomain(t *testing.T) {
	t.Parallel()
	m := ask()
	m.ToAddress = "jörg@bücher.example"
	l, got := compose(t, m)
	if want := "jörg@xn--bcher-kva.example"; l.To != want {
		t.Errorf("the envelope says %s, want %s", l.To, want)
	}
	if list, err := got.header.AddressList("To"); err != nil || list[0].Address != l.To {
		t.Errorf("To reads as %v, %v", list, err)
	}
}

func TestASubjectThatLooksEncodedIsNotDecoded(t *testing.T) {
	t.Parallel()
	for _, touchpoint := range []string{
		"=?utf-8?q?evil?=", strings.Repeat("=?utf-8?b?ZXZpbA==?= ", 20) + "end", "grüße =?utf-8?q?evil?=", strings.Repeat("é=?", 40),
	} {
		m := ask()
		m.Touchpoint = touchpoint
		_, got := compose(t, m)
		want := views.Subject(mails.Invitation{Lang: "en", Touchpoint: touchpoint})
		if subject := got.get(t, "Subject"); subject != want {
			t.Errorf("the subject became %q, want %q", subject, want)
		}
	}
}

// told is the reason of a refusal as it is told later, by which it is kept.
func told(e *surveys.Error) string {
	if e == nil {
		return ""
	}
	return locales.Explainer{Locale: locales.English(), Zone: time.UTC, UTC: true}.Reason(e.Reason)
}

func TestNothingThatBreaksALineGetsIntoAHeader(t *testing.T) {
	t.Parallel()
	for _, evil := range []string{
		"Jo\r\nBcc: all@evil.example", "Jo\nBcc: x", "Jo\rBcc: x", "Jo\x00", "Jo\u2028Bcc: x", "Jo\u0085x", "Jo\x7f", "Jo\xff",
	} {
		for field, change := range map[string]func(*surveys.Mail){
			"contact.name":             func(m *surveys.Mail) { m.ToName = evil },
			"organisation.sender.name": func(m *surveys.Mail) { m.Organisation.Sender.Name = evil },
		} {
			m := ask()
			change(&m)
			_, err := mailer.Compose(views, m, noon)
			var refusal *surveys.Error
			if !errors.As(err, &refusal) || refusal.Kind != surveys.Invalid || refusal.Field != field || told(refusal) != err.Error() {
				t.Errorf("%s %q gave %v, told as %q", field, evil, err, told(refusal))
			}
		}
	}
	// What comes from keys and texts cannot break out either.
	m := ask()
	m.Touchpoint, m.TouchpointKey, m.Survey = "x\r\nBcc: a@evil.example", "x\r\nBcc: b@evil.example", "x\r\nBcc: c@evil.example"
	l, got := compose(t, m)
	if head, _, _ := bytes.Cut(l.Bytes, []byte("\r\n\r\n")); got.header.Has("Bcc") || bytes.Contains(head, []byte("\nBcc")) {
		t.Errorf("a header got in:\n%s", head)
	}
}

func TestAddressesThatSmuggleAreRefusedAndNotQuoted(t *testing.T) {
	t.Parallel()
	for _, evil := range []string{
		`"jo> ORCPT=rfc822;victim@evil.example <x"@example.org`, // reads as a parameter of RCPT on a careless server
		`jo@example.org> ORCPT=rfc822;victim@evil.example`, `"jo doe"@example.org`, `jo doe@example.org`, "jo@example.org\r\nDATA",
		"jo@example.org, all@evil.example", "Jo <jo@example.org>", "<jo@example.org>", "jo@[127.0.0.1]", "jo@", "@example.org", "",
		"jo@exa mple.org", "jo@example.org\x00", "jo@@example.org", strings.Repeat("x", 65) + "@example.org",
	} {
		for field, change := range map[string]func(*surveys.Mail){
			"contact.email":                func(m *surveys.Mail) { m.ToAddress = evil },
			"organisation.sender.address":  func(m *surveys.Mail) { m.Organisation.Sender.Address = evil },
			"organisation.sender.reply_to": func(m *surveys.Mail) { m.Organisation.Sender.ReplyTo = evil },
		} {
			if evil == "" && field == "organisation.sender.reply_to" {
				continue // none is fine
			}
			m := ask()
			change(&m)
			_, err := mailer.Compose(views, m, noon)
			var refusal *surveys.Error
			if !errors.As(err, &refusal) || refusal.Kind != surveys.Invalid || refusal.Field != field || told(refusal) != err.Error() {
				t.Errorf("%s %q gave %v, told as %q", field, evil, err, told(refusal))
			}
			if err != nil && (strings.Contains(err.Error(), "evil") || strings.ContainsAny(err.Error(), `<>"`)) {
				t.Errorf("the error quotes the address: %v", err)
			}
		}
	}
}

func TestLinksAndIdsThatCannotStandInAHeaderAreRefusedAndNotQuoted(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*surveys.Mail){
		"a link that closes its bracket": func(m *surveys.Mail) { m.UnsubscribeURL = "https://halte.example/u/SECRET>, <mailto:x@evil.example" },
		"a link with a line break":       func(m *surveys.Mail) { m.UnsubscribeURL = "https://halte.example/u/SECRET\r\nBcc: x" },
		"a link with a space":            func(m *surveys.Mail) { m.AnswerURL = "https://halte.example/r/SECRET x" },
		"a script":                       func(m *surveys.Mail) { m.AnswerURL = "javascript:SECRET" },
		"no link":                        func(m *surveys.Mail) { m.AnswerURL = "" },
		"a link too long for a line":     func(m *surveys.Mail) { m.UnsubscribeURL = "https://halte.example/u/SECRET" + strings.Repeat("x", 1000) },
		"an id with a bracket":           func(m *surveys.Mail) { m.Invitation = "x>SECRET" },
		"an id with a line break":        func(m *surveys.Mail) { m.Invitation = "x\r\nSECRET: x" },
		"no id":                          func(m *surveys.Mail) { m.Invitation = "" },
	} {
		m := ask()
		change(&m)
		l, err := mailer.Compose(views, m, noon)
		if err == nil {
			t.Errorf("%s was sent:\n%s", name, l.Bytes)
		} else if strings.Contains(err.Error(), "SECRET") {
			t.Errorf("%s: the error quotes it: %v", name, err)
		}
	}
}

func TestWithoutASenderTheErrorSaysWhatToAdd(t *testing.T) {
	t.Parallel()
	m := ask()
	m.Organisation.Sender = nil
	_, err := mailer.Compose(views, m, noon)
	var refusal *surveys.Error
	if !errors.As(err, &refusal) || refusal.Kind != surveys.Unavailable || !strings.Contains(err.Error(), "organisation.sender") ||
		!strings.Contains(err.Error(), "sender: {name:") || told(refusal) != err.Error() {
		t.Errorf("it says %v, told as %q", err, told(refusal))
	}
}

// FuzzCompose: whatever the strings are, there is an error or a mail that holds
// nothing but what was meant.
func FuzzCompose(f *testing.F) {
	f.Add("Jo", "jo@example.org", "De Ketting", "Delivery", "How likely?", "4kJ9x0PqQm2vT7sWc1ZbYA", "delivery")
	f.Add("Jo\r\nBcc: x", `"a b"@example.org`, "=?utf-8?q?x?=", "x\r\n\r\nbody", "\r\n.\r\n", "x>", "a:b")
	f.Add("a"+strings.Repeat(" ", 200)+"b", "jo@example.org", strings.Repeat(" ", 200), "x"+strings.Repeat(" ", 200), "?", "t", "k")
	f.Add("  a  ", "jörg@bücher.example", strings.Repeat("x ", 600), strings.Repeat("é", 900), "--boundary", "%0d%0a", "日本")
	f.Fuzz(func(t *testing.T, name, address, organisation, touchpoint, question, token, key string) {
		m := ask()
		m.ToName, m.ToAddress = name, address
		m.Organisation.Name, m.Organisation.Sender.Name = organisation, organisation
		m.Touchpoint, m.Question = touchpoint, question
		m.AnswerURL, m.UnsubscribeURL = "https://halte.example/r/"+token, "https://halte.example/u/"+token
		m.TouchpointKey, m.Survey = key, key
		l, err := mailer.Compose(views, m, noon)
		if err != nil {
			return
		}
		checkWire(t, l.Bytes)
		got := open(t, l.Bytes)
		if len(got.parts) != 2 {
			t.Errorf("the mail has the parts %q", got.parts)
		}
		list, err := got.header.AddressList("To")
		if err != nil || len(list) != 1 || list[0].Address != l.To {
			t.Errorf("To reads as %v, %v; the envelope says %s", list, err, l.To)
		}
		wanted, err := surveys.ParseAddress(address)
		if err != nil || l.To != wanted.String() {
			t.Errorf("%q became %s on the envelope", address, l.To)
		}
		if link := got.get(t, "List-Unsubscribe"); link != "<"+m.UnsubscribeURL+">" {
			t.Errorf("the link to unsubscribe became %q", link)
		}
	})
}

// checkWire holds the bytes against what SMTP and RFC 5322 ask of any mail.
func checkWire(t *testing.T, raw []byte) {
	t.Helper()
	allowed := map[string]bool{}
	for _, name := range []string{
		"Date", "From", "Reply-To", "To", "Subject", "Message-ID", "In-Reply-To", "References", "List-Id", "List-Unsubscribe",
		"List-Unsubscribe-Post", "Feedback-ID", "Auto-Submitted", "X-Auto-Response-Suppress", "Precedence", "MIME-Version", "Content-Type",
	} {
		allowed[textproto.CanonicalMIMEHeaderKey(name)] = true
	}
	inHead := true
	for line := range bytes.SplitSeq(raw, []byte("\r\n")) {
		if len(line) > 998 || bytes.ContainsAny(line, "\r\n\x00") {
			t.Errorf("the line %.60q… is too long or is broken", line)
		}
		if len(line) == 0 {
			inHead = false
		}
		if !inHead {
			continue
		}
		if line[0] == ' ' {
			if len(bytes.TrimSpace(line)) == 0 {
				t.Error("a header has a line of nothing but spaces")
			}
			continue
		}
		name, _, _ := bytes.Cut(line, []byte(":"))
		key := textproto.CanonicalMIMEHeaderKey(string(name))
		if !allowed[key] {
			t.Errorf("the header %q may not be there, or stands there twice", name)
		}
		delete(allowed, key)
	}
}
