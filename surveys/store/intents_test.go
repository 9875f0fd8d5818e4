package store_test

import (
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/surveystest/servers"
)

func TestALinkThatIsClickedWithoutEndFillsNoTable(t *testing.T) {
	t.Parallel()
	servers.Databases(t, func(t *testing.T, url string) {
		s := migrated(t, url)
		for n := range 60 {
			for _, id := range []string{"clicked", "other"} {
				if id == "clicked" || n < 2 {
					if err := s.IntentAppend(t.Context(), surveys.Intent{Invitation: id, Rating: n % 11, At: noon.Add(time.Duration(n))}); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
		got := column(t, url, "SELECT count(*) || ' ' || max(invitation) FROM intents WHERE invitation = 'clicked'") +
			column(t, url, "SELECT ', ' || count(*) || ' ' || max(invitation) || ' ' || max(rating) FROM intents WHERE invitation = 'other'")
		if got != "50 clicked, 2 other 1" {
			t.Errorf("there are %s", got)
		}
	})
}
