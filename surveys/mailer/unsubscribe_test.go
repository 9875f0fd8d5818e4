package mailer_test

import (
	"strings"
	"testing"

	"halte/surveys/mailer"
)

func TestAnAddressThatUnsubscribesStandsBehindTheLink(t *testing.T) {
	t.Parallel()
	m := ask()
	m.UnsubscribeTo = "unsubscribe+" + strings.Repeat("a", 45) + "@mail.deketting.example"
	for to, want := range map[string]string{
		m.UnsubscribeTo: "<" + m.UnsubscribeURL + ">, <mailto:" + m.UnsubscribeTo + "?subject=unsubscribe>",
		"":              "<" + m.UnsubscribeURL + ">",
	} {
		m.UnsubscribeTo = to
		l, err := mailer.Compose(views, m, noon)
		if err != nil {
			t.Fatal(err)
		}
		r, err := mailer.ReadReport([]byte("To: x@example.org\nContent-Type: text/rfc822-headers\n\n" + string(l.Bytes)))
		if err != nil {
			t.Fatal(err)
		}
		var links []string
		for _, link := range r.Original.Unsubscribe {
			links = append(links, "<"+link+">")
		}
		if got := strings.Join(links, ", "); got != want || !strings.Contains(string(l.Bytes), "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n") {
			t.Errorf("it is %s, want %s", got, want)
		}
	}
}
