package insight_test

import (
	"fmt"
	"slices"
	"testing"

	"halte/surveys/insight"
	. "halte/surveys/surveystest"
)

// A remainder of one to four tells of single persons; one of five does not.
func TestNoMoreIsHeldBackOnceFiveAnswersRemain(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		held [2]int // answers of two parts that are too small themselves
		want string // what becomes of the smallest of the others
	}{
		{[2]int{2, 2}, "en n 10 held"},
		{[2]int{2, 3}, "en n 10 100"},
		{[2]int{4, 4}, "en n 10 100"},
		{[2]int{0, 4}, "en n 10 held"},
		{[2]int{0, 5}, "en n 10 100"},
	} {
		t.Run(fmt.Sprint(row.held), func(t *testing.T) {
			t.Parallel()
			h := Open(t, Shop(""))
			gives(h, "delivery-nps", "nl", 2, 10, 40)
			gives(h, "delivery-nps", "en", 3, 9, 10)
			gives(h, "delivery-nps", "de", 3, 0, row.held[0])
			gives(h, "delivery-nps", "fr", 3, 0, row.held[1])
			got := inShortAll(scores(t, h, insight.ScoresQuery{By: "locale", From: "2026-02-01", To: "2026-02-28"}).Scores)
			if !slices.Contains(got, row.want) {
				t.Errorf("it shows %q, want %q among them", got, row.want)
			}
		})
	}
}

func TestAPartOfFiveAnswersIsShown(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop(""))
	gives(h, "delivery-nps", "nl", 2, 10, 5)
	gives(h, "returns-csat", "nl", 2, 5, 4)
	got := inShortAll(scores(t, h, insight.ScoresQuery{From: "2026-02-01", To: "2026-02-28"}).Scores)
	if want := []string{"delivery n 5 100", "returns n 4 held", "service n 0"}; !slices.Equal(got, want) {
		t.Errorf("it shows %q, want %q", got, want)
	}
}
