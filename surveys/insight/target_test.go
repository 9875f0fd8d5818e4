package insight_test

import (
	"strings"
	"testing"

	"halte/surveys/insight"
	"halte/surveys/pick"
	"halte/surveys/surveystest"
)

// aiming is the shop whose delivery wants an NPS.
func aiming(t *testing.T, target string) *surveystest.Halte {
	t.Helper()
	return surveystest.Open(t, strings.Replace(surveystest.Shop(""), "{key: delivery,", "{key: delivery, target: {nps: "+target+"},", 1))
}

func scoreOf(t *testing.T, h *surveystest.Halte, q insight.ScoreQuery) insight.TouchpointScore {
	t.Helper()
	got, err := h.TouchpointScore(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestAScoreIsAboveOrBelowItsTargetOnlyWhereThatIsSure(t *testing.T) {
	t.Parallel()
	h := aiming(t, "40")
	for _, row := range []struct {
		day                 string
		promoters, opposite int
		want                insight.TargetStanding
	}{
		{"2026-02-02T09:00:00Z", 170, 30, insight.AboveTarget}, // 70
		{"2026-02-03T09:00:00Z", 145, 55, insight.TargetOpen},  // 45
		{"2026-02-04T09:00:00Z", 100, 100, insight.BelowTarget},
		{"2026-02-05T09:00:00Z", 19, 0, insight.TargetOpen}, // too few to claim anything
	} {
		var ratings []int
		for range row.promoters {
			ratings = append(ratings, 10)
		}
		for range row.opposite {
			ratings = append(ratings, 0)
		}
		surveystest.Rated(h, "delivery-nps", row.day, ratings...)
		got := scoreOf(t, h, insight.ScoreQuery{Touchpoint: "delivery", From: row.day[:10], To: row.day[:10], Small: true})
		if got.Target == nil || got.Target.Value != 40 || got.Target.Standing != row.want {
			t.Errorf("%d promoters and %d detractors stand to the target as %+v, want %s", row.promoters, row.opposite, got.Target, row.want)
			continue
		}
		// What holds at all looks is wider than what holds at one.
		if in := got.Target.Interval; in[0] >= got.Interval[0] || got.Interval[1] < 99 && in[1] <= got.Interval[1] {
			t.Errorf("the interval at all looks is %v, that at one %v", in, *got.Interval)
		}
	}
}

func TestOnlyAWholeScoreThatIsShownIsHeldAgainstATarget(t *testing.T) {
	t.Parallel()
	h := aiming(t, "40")
	surveystest.Rated(h, "delivery-nps", "2026-02-02T09:00:00Z", 10, 10, 9)
	surveystest.Rated(h, "returns-csat", "2026-02-02T09:00:00Z", 5, 5, 5, 5, 5)
	for what, q := range map[string]insight.ScoreQuery{
		"held back":        {Touchpoint: "delivery"},
		"of a segment":     {Touchpoint: "delivery", Filter: pick.Filter{Segments: []string{"persona:commuter"}}, Small: true},
		"of nobody":        {Touchpoint: "delivery", From: "2026-01-01", To: "2026-01-01", Small: true},
		"without a target": {Touchpoint: "returns", Small: true},
	} {
		if got := scoreOf(t, h, q).Target; got != nil {
			t.Errorf("a score that is %s stands to a target as %+v", what, got)
		}
	}
	if scoreOf(t, h, insight.ScoreQuery{Touchpoint: "delivery", Small: true}).Target == nil {
		t.Error("a score that is shown is not held against its target")
	}
}
