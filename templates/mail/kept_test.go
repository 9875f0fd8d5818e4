package mail

import (
	"bytes"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"halte/surveys/metric"
	"halte/templates/locales"
)

// A mail that is written from what was kept of another one is to the byte what its
// templates make of it.
func TestAMailFromWhatIsKeptIsWhatItsTemplatesWrite(t *testing.T) {
	t.Parallel()
	languages, err := locales.Load()
	if err != nil {
		t.Fatal(err)
	}
	all, err := New(languages)
	if err != nil {
		t.Fatal(err)
	}
	pick := func(t *rapid.T, what string, of ...string) string { return rapid.SampledFrom(of).Draw(t, what) }
	rapid.Check(t, func(t *rapid.T) {
		m := Invitation{
			Lang: pick(t, "language", "", "en", "nl", "ar"), Brand: Brand{Name: pick(t, "organisation", "De Ketting", "O&O")},
			Touchpoint: pick(t, "touchpoint", "", "Delivery", "<b>"), Question: pick(t, "question", "", "How likely?", "A <i>?"),
			Metric: rapid.SampledFrom(metric.All()).Draw(t, "metric"),
			Name:   pick(t, "name", "", "Jo", "Jo van der Berg", "José María", "O'Neil", "<script>", "A&B", "محمد علي", "Jo\nBcc: x", "王小明", "a+b"),
			AnswerURL: pick(t, "answer", "https://x.example/r/abc", "http://127.0.0.1:8080/ask/r/ABC-_.~", "https://x.example/r/abc?a=b&c=d", `https://x.example/"><b>`) +
				rapid.StringMatching(`[a-z0-9]{0,8}`).Draw(t, "token"),
			UnsubscribeURL: pick(t, "unsubscribe", "https://x.example/u/abc", "https://x.example/u/a=b", "javascript:alert(1)"),
			PrivacyURL:     pick(t, "privacy", "", "https://x.example/privacy"), PostalAddress: pick(t, "address", "", "Street 1, Utrecht"),
			Reminder: rapid.Bool().Draw(t, "reminder"), Closes: pick(t, "closes", "", "2026-11-30", "2026-12-01"),
		}
		var html, text, freshHTML, freshText bytes.Buffer
		if err := errors.Join(
			all.InvitationHTML(&html, m), all.InvitationText(&text, m),
			render(&freshHTML, all.html, "invitation.html", all.view(m)), render(&freshText, all.text, "invitation.txt", all.view(m)),
		); err != nil {
			t.Fatal(err)
		}
		if html.String() != freshHTML.String() {
			t.Fatalf("the HTML is\n%s\nwant\n%s", &html, &freshHTML)
		}
		if text.String() != freshText.String() {
			t.Fatalf("the text is\n%s\nwant\n%s", &text, &freshText)
		}
	})
	if n := len(all.kept.parts); n == 0 || n > mostKept {
		t.Errorf("%d parts are kept", n)
	}
}
