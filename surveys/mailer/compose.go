package mailer

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"halte/surveys"
	templates "halte/templates/mail"
)

// Letter is a mail as it goes over the wire: the envelope and what is in it.
type Letter struct {
	From, To string    // addresses on the envelope
	Domain   string    // of the author, in punycode: who answers for it
	Bytes    []byte    // RFC 5322, lines end in CR LF
	Until    time.Time // no server may be told of it after that; zero where it may at any time
}

// international says whether a server has to know SMTPUTF8 to take it (RFC 6531): an
// address on its envelope or in its header has letters beyond ASCII.
func (l Letter) international() bool {
	head, _, _ := bytes.Cut(l.Bytes, []byte("\r\n\r\n"))
	beyond := func(r rune) bool { return r >= utf8.RuneSelf }
	return strings.ContainsFunc(l.From, beyond) || strings.ContainsFunc(l.To, beyond) || bytes.ContainsFunc(head, beyond)
}

// Compose writes an invitation as a mail dated now. The same arguments give the
// same bytes. An error that somebody can mend is a *surveys.Error.
func Compose(t *templates.Templates, m surveys.Mail, now time.Time) (Letter, error) {
	people, err := addresses(m)
	if err != nil {
		return Letter{}, err
	}
	if !isWebLink(m.AnswerURL) || !isWebLink(m.UnsubscribeURL) {
		return Letter{}, errors.New("compose a mail: a link in it is not a web address")
	}
	if m.Invitation == "" || m.Invitation != plain(m.Invitation) {
		return Letter{}, errors.New("compose a mail: the invitation's id cannot stand in a Message-ID")
	}

	view := invitation(m)
	var text, html bytes.Buffer
	if err := errors.Join(t.InvitationText(&text, view), t.InvitationHTML(&html, view)); err != nil {
		return Letter{}, err
	}
	domain := people.from.Domain()
	headers := map[string]string{
		"Date":                     now.Format(time.RFC1123Z),
		"From":                     withName(m.Organisation.Sender.Name, people.from),
		"To":                       withName(m.ToName, people.to),
		"Subject":                  encoded(t.Subject(view)),
		"Message-ID":               messageID(m.Invitation, m.Wave, domain),
		"List-Id":                  "<" + plain(m.TouchpointKey) + ".surveys." + domain + ">",
		"List-Unsubscribe":         "<" + m.UnsubscribeURL + ">" + byMail(m.UnsubscribeTo),
		"List-Unsubscribe-Post":    "List-Unsubscribe=One-Click",
		"Feedback-ID":              fmt.Sprintf("%s:%s:%d:halte", plain(m.Survey), plain(m.TouchpointKey), m.Wave),
		"Auto-Submitted":           "auto-generated",
		"X-Auto-Response-Suppress": "All",
		"Precedence":               "bulk",
	}
	if !people.replyTo.IsZero() {
		headers["Reply-To"] = people.replyTo.String()
	}
	if m.Wave > 0 {
		first := messageID(m.Invitation, 0, domain)
		headers["In-Reply-To"], headers["References"] = first, first
	}
	raw, err := message(headers, text.String(), html.String())
	return Letter{From: people.envelope.String(), To: people.to.String(), Domain: domain, Bytes: raw, Until: m.SendUntil}, err
}

// invitation is the mail as the templates want it.
func invitation(m surveys.Mail) templates.Invitation {
	o := m.Organisation
	view := templates.Invitation{
		Lang:           m.Language,
		Brand:          templates.Brand{Name: o.Name, Logo: o.Brand.Logo, Colour: o.Brand.Colour},
		Touchpoint:     m.Touchpoint,
		Name:           m.ToName,
		Question:       m.Question,
		Metric:         m.Metric,
		AnswerURL:      m.AnswerURL,
		UnsubscribeURL: m.UnsubscribeURL,
		PrivacyURL:     o.PrivacyURL,
		PostalAddress:  o.PostalAddress,
		Reminder:       m.Wave > 0,
	}
	if zone, err := surveys.Zone(o.Timezone); err == nil && !m.ClosesAt.IsZero() {
		// The link closes at that instant, so a midnight belongs to the day before.
		view.Closes = m.ClosesAt.Add(-1).In(zone).Format(time.DateOnly)
	}
	return view
}

// parties are the addresses of a mail.
type parties struct {
	from, to, replyTo, envelope surveys.Address
}

// addresses reads the addresses of a mail and refuses what may not stand in a
// header beside them. What is refused is named, never quoted.
func addresses(m surveys.Mail) (p parties, err error) {
	s := m.Organisation.Sender
	if s == nil {
		return p, missingSender()
	}
	for field, name := range map[string]string{"organisation.sender.name": s.Name, "contact.name": m.ToName} {
		if !isLine(name) {
			return p, surveys.Refuse(field, "holds a line break or another character that does not print").Because(surveys.ReasonUnprintable, "field", field)
		}
	}
	if p.from, err = address("organisation.sender.address", s.Address); err != nil {
		return p, err
	}
	p.envelope = p.from
	if m.ReturnPath != "" {
		if p.envelope, err = surveys.ParseAddress(m.ReturnPath); err != nil {
			return p, errors.New("compose a mail: its return path is not a mail address")
		}
	}
	if p.to, err = address("contact.email", m.ToAddress); err != nil {
		return p, err
	}
	if s.ReplyTo != "" {
		p.replyTo, err = address("organisation.sender.reply_to", s.ReplyTo)
	}
	return p, err
}

// address reads the address in a field.
func address(field, text string) (surveys.Address, error) {
	a, err := surveys.ParseAddress(text)
	if err != nil {
		return a, surveys.Refuse(field, "%s", err).Because(surveys.ReasonBadAddress, "field", field)
	}
	return a, nil
}

// missingSender says what to add to the definition.
func missingSender() *surveys.Error {
	const example = "sender: {name: Your Name, address: you@your-domain.example}"
	e := surveys.Errorf(surveys.Unavailable, "is missing, and mail goes out through a real server only with it; add to the definition, under organisation: %s", example)
	e.Field = "organisation.sender"
	return e.Because(surveys.ReasonSenderMissing, "example", example)
}

// messageID is the same for every attempt to send one wave of an invitation.
func messageID(invitation string, wave int, domain string) string {
	return fmt.Sprintf("<%s.%d@%s>", invitation, wave, domain)
}

// byMail adds an address that unsubscribes to List-Unsubscribe, behind the link:
// programs take the first they understand (RFC 2369, 2).
func byMail(address string) string {
	if a, err := surveys.ParseAddress(address); err == nil {
		return ", <mailto:" + a.String() + "?subject=unsubscribe>"
	}
	return ""
}

// plain replaces what may not stand in an id or in a label of a host's name.
func plain(key string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_':
			return r
		}
		return '-'
	}, key)
}

// isLine says whether s is text without line breaks or other controls.
func isLine(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, isControl)
}

// isControl says whether r is a control character, or a line or paragraph
// separator, which some programs take for a line break.
func isControl(r rune) bool {
	return r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029'
}

// isWebLink says whether s can stand between angle brackets in a header.
func isWebLink(s string) bool {
	odd := func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`<>"\^`+"`{|}", r) }
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && !strings.ContainsFunc(s, odd)
}
