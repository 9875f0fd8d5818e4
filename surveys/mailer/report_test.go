package mailer_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"halte/surveys"
	"halte/surveys/mailer"
)

const ours = "bounce+token@mail.deketting.example"

func reportIn(tb testing.TB, name string) []byte {
	tb.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "reports", name+".eml"))
	if err != nil {
		tb.Fatal(err)
	}
	return raw
}

func TestWhatServersAndPeopleSendBackIsUnderstood(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]struct {
		kind  surveys.ReportKind
		fates string
	}{
		"postfix-unknown": {surveys.ReportBounce, "bounce [jo@example.org jo@example.org] 550 5.1.1 <…>: Recipient address rejected: User unknown in local recipient table"},
		"postfix-delayed": {surveys.ReportBounce, "delayed [jo@example.org] 0 4.4.1 connect to mail.example.org[192.0.2.1]:25: Connection timed out"},
		"exchange-full":   {surveys.ReportBounce, "bounce [Jo@Example.ORG] 554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:….…"},
		"policy":          {surveys.ReportBounce, "bounce [jo@example.org] 550 5.7.26 This mail has been blocked because the sender is unauthenticated."},
		"several": {surveys.ReportBounce, "bounce [team@example.org al@example.org] 0 5.1.1  | " +
			"delivered [team@example.org bo@example.org] 0 2.0.0  | delayed [team@example.org cy@example.org] 0 4.2.2 "},
		"lost-line":    {surveys.ReportBounce, "bounce [jo@example.org] 0 5.1.1 (bad destination mailbox address)"},
		"latin1":       {surveys.ReportBounce, "bounce [jo@example.org] 550 5.1.1 Empf?nger unbekannt"},
		"qmail":        {surveys.ReportBounce, "bounce [jo@example.org] 550 5.1.1 192.0.2.1 does not like recipient. Remote host said: 550 5.1.1 <…> User unknown Giving up on 192.0.2.1."},
		"exim-old":     {surveys.ReportBounce, "bounce [jo@example.org] 0  mailbox is full: retry timeout exceeded"},
		"exim-delayed": {surveys.ReportBounce, "delayed [jo@example.org] 451 4.3.0 host mail.example.org: 451 4.3.0 try again"},
		"away":         {surveys.ReportAutomatic, ""},
		"away-old":     {surveys.ReportAutomatic, ""},
		"away-header":  {surveys.ReportAutomatic, ""},
		"receipt":      {surveys.ReportAutomatic, ""},
		"person":       {surveys.ReportOther, ""},
		"complaint":    {surveys.ReportComplaint, ""},
		"not-spam":     {surveys.ReportOther, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			raw := reportIn(t, name)
			for _, end := range []string{"\n", "\r\n"} {
				r, err := mailer.ReadReport([]byte(strings.ReplaceAll(string(raw), "\n", end)))
				if err != nil || r.Kind != want.kind {
					t.Fatalf("with lines that end in %q it is %q, %v", end, r.Kind, err)
				}
				var fates []string
				for _, f := range r.Fates {
					fates = append(fates, fmt.Sprintf("%s %v %d %s %s", f.Kind, f.Addresses, f.Code, f.Status, f.Words))
				}
				if got := strings.Join(fates, " | "); got != want.fates {
					t.Errorf("with lines that end in %q it tells\n%s, want\n%s", end, got, want.fates)
				}
				if want.kind != surveys.ReportComplaint && name != "not-spam" && !slices.Contains(r.To, ours) {
					t.Errorf("it was sent to %v", r.To)
				}
			}
		})
	}
}

func TestTheMailThatIsToldOfIsFound(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"postfix-unknown": "{bounce+token@mail.deketting.example <01935b6e-0f3a-7c11-8a52-5d1f0e6f9b20.0@deketting.example> [https://ask.deketting.example/u/TOKEN mailto:unsubscribe+abc@mail.deketting.example]}",
		"exchange-full":   "{ <01935b6e-0f3a-7c11-8a52-5d1f0e6f9b20.1@deketting.example> []}",
		"complaint":       "{bounce+token@mail.deketting.example <01935b6e-0f3a-7c11-8a52-5d1f0e6f9b20.0@deketting.example> [https://ask.deketting.example/u/TOKEN]}",
		"policy":          "{  []}",
	} {
		r, err := mailer.ReadReport(reportIn(t, name))
		if got := fmt.Sprint(r.Original); err != nil || got != want {
			t.Errorf("%s tells of %s, %v", name, got, err)
		}
	}
}

func TestTheEnvelopeIsAddedToWhatTheHeadersName(t *testing.T) {
	t.Parallel()
	r, err := mailer.ReadReport([]byte("From mailer-daemon Fri Nov 20 15:03:11 2026\nTo: a@example.org, B <b@example.org>\nX-Original-To: c@example.org\nDelivered-To: not quite <d@example.org\n\nx"), "e@example.org")
	if err != nil || fmt.Sprint(r.To) != "[e@example.org d@example.org c@example.org a@example.org b@example.org]" {
		t.Errorf("%v, %v", r.To, err)
	}
}

func TestWhatIsNoMailIsRefused(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{"", "\n", "no headers at all", "\x00\x01"} {
		if _, err := mailer.ReadReport([]byte(raw)); surveys.KindOf(err) != surveys.Invalid {
			t.Errorf("%q: %v", raw, err)
		}
	}
}

// TestTheNumbersOfAHostAreNoStatus: an address such as 203.5.1.1 in the words of a
// server that dislikes us would have everybody suppressed whom it serves.
func TestTheNumbersOfAHostAreNoStatus(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]string{
		"550 your host 203.5.1.1 is on a blocklist":            "550 ",
		"550 your host 5.1.1.7 is on a blocklist":              "550 ",
		"550 mx.example.org[10.2.0.15] does not want you":      "550 ",
		"550 Exim 4.92.3 does not want you":                    "550 ",
		"550 version 2.1.5 does not want you":                  "550 ",
		"550 5.7.1 your host 203.5.1.1 is on a blocklist":      "550 5.7.1",
		"550 (#5.1.1) nobody here, said 10.2.0.15":             "550 5.1.1",
		"550-5.1.1 nobody here":                                "550 5.1.1",
		"550 10.2.0.15 said there is nobody here: 5.1.1.":      "550 5.1.1",
		"452 mx.example.org[10.5.1.1] is full for now (4.2.2)": "452 4.2.2",
	} {
		for form, raw := range map[string]string{
			"standard": "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; " + words + "\n",
			"old":      "From: MAILER-DAEMON@mx\nSubject: failure notice\n\n<jo@example.org>:\nConnected to 10.5.1.3 and 203.4.1.1, but was turned away.\nRemote host said: " + words + "\n",
		} {
			r, err := mailer.ReadReport([]byte(raw))
			if err != nil || len(r.Fates) != 1 {
				t.Fatalf("%s, %q: %+v, %v", form, words, r, err)
			}
			f := r.Fates[0]
			if got := strings.TrimSuffix(fmt.Sprintf("%d %s", f.Code, f.Status), "5.0.0"); got != want || f.Kind != surveys.ReportBounce {
				t.Errorf("%s, %q: %s %q, want %q", form, words, f.Kind, got, want)
			}
		}
	}
}

// TestALongFieldIsCut: a field that goes on and on would keep a processor busy.
func TestALongFieldIsCut(t *testing.T) {
	t.Parallel()
	r, err := mailer.ReadReport([]byte("Content-Type: message/delivery-status\n\nAction: failed\nFinal-Recipient: rfc822; jo@example.org\n" + strings.Repeat(" a\n", 20_000)))
	if err != nil || len(r.Fates) != 1 || len(r.Fates[0].Addresses) != 1 || len(r.Fates[0].Addresses[0]) > 5000 {
		t.Errorf("%d fates, %v", len(r.Fates), err)
	}
}

// FuzzReadReport asks that any mail is read without harm: within its bounds, and
// with words that are fit for a row.
func FuzzReadReport(f *testing.F) {
	files, err := filepath.Glob("testdata/reports/*.eml")
	if err != nil || len(files) == 0 {
		f.Fatal("there are no seeds", err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Add([]byte("this is no mail"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := mailer.ReadReport(raw)
		if err != nil {
			if surveys.KindOf(err) != surveys.Invalid {
				t.Errorf("%v", err)
			}
			return
		}
		if (r.Kind == surveys.ReportBounce) != (len(r.Fates) > 0) || len(r.Fates) > 50 || len(r.To) > 40 {
			t.Errorf("%+v", r)
		}
		for _, fate := range r.Fates {
			if !utf8.ValidString(fate.Words) || strings.ContainsAny(fate.Words, "\r\n\x00") || strings.Contains(fate.Words, "jo@example.org") || len(fate.Words) > 2000 {
				t.Errorf("%+v", fate)
			}
		}
	})
}
