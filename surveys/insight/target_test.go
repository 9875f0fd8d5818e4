package insight_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"halte/surveys/insight"
	"halte/surveys/journey"
	"halte/surveys/metric"
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
		"of one source":    {Touchpoint: "delivery", Filter: pick.Filter{Sources: []string{"api", "link", "kiosk", "embed", "import"}}, Small: true},
		"of nobody":        {Touchpoint: "delivery", From: "2026-01-01", To: "2026-01-01", Small: true},
		"without a target": {Touchpoint: "returns", Small: true},
	} {
		if got := scoreOf(t, h, q).Target; got != nil {
			t.Errorf("a score that is %s stands to a target as %+v", what, got)
		}
	}
	if some := scoreOf(t, h, insight.ScoreQuery{Touchpoint: "delivery", Filter: pick.Filter{Sources: []string{"api", "link", "kiosk", "embed", "import"}}, Small: true}); some.N != 3 {
		t.Errorf("of the sources %d answered: nothing was tried", some.N)
	}
	if scoreOf(t, h, insight.ScoreQuery{Touchpoint: "delivery", Small: true}).Target == nil {
		t.Error("a score that is shown is not held against its target")
	}
}

func TestRowsAndTheMapSayHowScoresStandToTheirTargets(t *testing.T) {
	t.Parallel()
	h := aiming(t, "40")
	surveystest.Rated(h, "delivery-nps", "2026-02-02T09:00:00Z", slices.Repeat([]int{10, 10, 0}, 20)...)
	q := insight.ScoreQuery{Touchpoint: "delivery", From: "2026-02-01", To: "2026-02-28", Small: true}
	want := scoreOf(t, h, q).Target
	if want.Standing != insight.TargetOpen || want.More == nil || *want.More < 60 {
		t.Errorf("an NPS of 33 from 60 answers stands to a target of 40 as %+v", want)
	}
	m, err := h.Map(t.Context(), journey.MapQuery{From: q.From, To: q.To, Small: true})
	if err != nil {
		t.Fatal(err)
	}
	if got := m.Surveys["delivery-nps"].Target; !reflect.DeepEqual(got, want) {
		t.Errorf("on the map it stands as %+v", got)
	}
	rows := func(by string, of pick.Filter) insight.ScoreRow {
		return scores(t, h, insight.ScoresQuery{By: by, Metric: metric.NPS, From: q.From, To: q.To, Filter: of, Small: true}).Scores[0]
	}
	if got := rows("touchpoint", pick.Filter{}).Target; !reflect.DeepEqual(got, want) {
		t.Errorf("in its row it stands as %+v", got)
	}
	if rows("stage", pick.Filter{}).Target != nil || rows("touchpoint", pick.Filter{Locales: []string{"nl"}}).Target != nil {
		t.Error("a stage, or some of the answers, are held against the target of a touchpoint")
	}
}

func TestSoManyMoreAnswersAsTheTargetAsksForMakeItSure(t *testing.T) {
	t.Parallel()
	h := aiming(t, "40")
	rated := func(at string, times int) *insight.AgainstTarget {
		surveystest.Rated(h, "delivery-nps", at, slices.Repeat([]int{10, 10, 10, 10, 8, 0}, times)...) // 50
		return scoreOf(t, h, insight.ScoreQuery{Touchpoint: "delivery", From: "2026-02-01", To: "2026-02-28", Small: true}).Target
	}
	open := rated("2026-02-02T09:00:00Z", 10)
	if open.More == nil || *open.More < 100 {
		t.Fatalf("it stands as %+v", open)
	}
	more := int(*open.More)
	if nearly := rated("2026-02-02T10:00:00Z", more*8/10/6); nearly.Standing != insight.TargetOpen {
		t.Errorf("with 80%% of %d more answers it is %+v", more, nearly)
	}
	if sure := rated("2026-02-02T11:00:00Z", more*4/10/6); sure.Standing != insight.AboveTarget || sure.More != nil {
		t.Errorf("with 120%% of %d more answers it is %+v", more, sure)
	}
}
