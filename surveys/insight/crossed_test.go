package insight_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/journey"
	"halte/surveys/metric"
	"halte/surveys/pick"
	"halte/surveys/respond"
	"halte/surveys/store"
	"halte/surveys/surveystest"
)

// figuresOf gives every kind of figure of the picked answers, and how many were counted
// from responses.
func figuresOf(t *testing.T, h *surveystest.Halte, of pick.Filter) (figures string, counted int) {
	t.Helper()
	from, to := february[0], february[1]
	score, err := h.TouchpointScore(t.Context(), insight.ScoreQuery{Touchpoint: "delivery", From: from, To: to, Trend: "day", Compare: []string{"previous"}, Filter: of, Small: true})
	surveystest.Must(t, err)
	view, err := h.Map(t.Context(), journey.MapQuery{From: from, To: to, Filter: of, Small: true})
	surveystest.Must(t, err)
	comparison, err := h.Compare(t.Context(), insight.ComparisonQuery{Metric: "nps", From: from, To: to, Filter: of, Small: true})
	surveystest.Must(t, err)
	alert := surveys.Alert{Survey: "delivery-nps", Touchpoint: "delivery", Metric: "nps"}
	alert.Baseline.From, alert.Baseline.To, alert.After.From, alert.After.To = from, "2026-02-14", "2026-02-15", to
	around, err := h.Around(t.Context(), alert, of, true)
	surveystest.Must(t, err)
	all := []any{score, view, comparison, around}
	for _, by := range []string{"touchpoint", "segment.carrier", "segment.persona", "locale"} {
		list, err := h.Scores(t.Context(), insight.ScoresQuery{By: by, From: from, To: to, Filter: of, Small: true})
		surveystest.Must(t, err)
		all = append(all, list)
	}
	text, err := json.Marshal(all)
	surveystest.Must(t, err)
	const told = `"counted_from":"responses",`
	return strings.ReplaceAll(string(text), told, ""), strings.Count(string(text), told)
}

func TestKeptSumsOfTwoSegmentsGiveTheFiguresThatAreCounted(t *testing.T) {
	t.Parallel()
	surveystest.OnBoth(t, func(t *testing.T, db *store.Store) {
		plain := surveystest.Shop("", surveystest.AfterDelivery)
		h := surveystest.New(t, db, plain)
		crosses(t, h)
		h.Applies(surveystest.Crossed(plain)) // it holds of the answers before, too
		for i := range 40 {                   // and of those after it
			at := time.Date(2026, 2, 1+i%28, 10, 0, 0, 0, time.UTC)
			h.Gives(false, respond.ExternalResponse{
				Survey: "delivery-nps", ContactID: fmt.Sprint("c", i), EventID: fmt.Sprint("e", i), Rating: surveystest.Rating(i % 11), OccurredAt: at, AnsweredAt: at,
			})
		}
		h.Erases("c3")
		filters := map[string]pick.Filter{
			"one of each":             {Segments: []string{"persona:parent", "carrier:dhl"}},
			"in the other order":      {Segments: []string{"carrier:dpd", "persona:commuter"}},
			"a value with signs":      {Segments: []string{"carrier:it's 5% \"new\"", "persona:parent"}},
			"several of each":         {Segments: []string{"carrier:dhl", "carrier:gls", "persona:parent", "persona:commuter"}},
			"one, by the other":       {Segments: []string{"persona:parent"}},
			"what nobody had":         {Segments: []string{"persona:ghost", "carrier:dhl"}},
			"a third dimension":       {Segments: []string{"persona:parent", "carrier:dhl"}, Locales: []string{"nl"}},
			"a channel beside them":   {Segments: []string{"persona:parent", "carrier:dhl"}, Channels: []string{"post"}},
			"a dimension that is not": {Segments: []string{"carrier:dhl"}, Sources: []string{"kiosk"}},
		}
		kept, fromKept := map[string]string{}, map[string]int{}
		for name, of := range filters {
			kept[name], fromKept[name] = figuresOf(t, h, of)
		}
		h.Applies(plain)
		for name, of := range filters {
			counted, fromResponses := figuresOf(t, h, of)
			if kept[name] != counted {
				t.Errorf("%s: kept sums give\n%s\nresponses\n%s", name, kept[name], counted)
			}
			// Of two crossed segments every figure is read, but for the one by locale; the map does not say.
			want := map[string][2]int{"one, by the other": {1, 2}, "a third dimension": {7, 7}, "a dimension that is not": {7, 7}}[name]
			if want == [2]int{} {
				want = [2]int{1, 7}
			}
			if got := [2]int{fromKept[name], fromResponses}; got != want {
				t.Errorf("%s: %d figures are counted from responses where the pair is kept, and %d where it is not; want %d", name, got[0], got[1], want)
			}
		}
	})
}

func TestWhoMayNotSeeSmallCellsIsRefusedKeptPairsToo(t *testing.T) {
	t.Parallel()
	h := surveystest.Open(t, surveystest.Crossed(surveystest.Shop("", surveystest.AfterDelivery)))
	crosses(t, h)
	both := pick.Filter{Segments: []string{"persona:parent", "carrier:dhl"}}
	_, err := h.TouchpointScore(t.Context(), insight.ScoreQuery{Touchpoint: "delivery", From: february[0], To: february[1], Filter: both})
	surveystest.WantKind(t, err, surveys.Forbidden, "")
	_, err = h.Scores(t.Context(), insight.ScoresQuery{By: "segment.carrier", From: february[0], To: february[1], Filter: pick.Filter{Segments: both.Segments[:1]}})
	surveystest.WantKind(t, err, surveys.Forbidden, "")
	for _, small := range []bool{true, false} {
		_, err = h.Scores(t.Context(), insight.ScoresQuery{By: "segment.carrier+segment.persona", From: february[0], To: february[1], Small: small})
		surveystest.WantKind(t, err, surveys.Invalid, "by")
	}
}

func TestAnswersOfTwoSegmentsAreCountedOfSoManyAtMostAndReadOfAnyNumber(t *testing.T) {
	t.Parallel()
	surveystest.OnBoth(t, func(t *testing.T, db *store.Store) {
		plain := surveystest.Shop("", surveystest.AfterDelivery)
		h := surveystest.New(t, db, plain)
		all := crosses(t, h)
		parents := count(all, func(a answered) bool {
			return a.survey == "delivery-nps" && a.persona == "parent" && a.carrier == "dhl"
		})
		delivered := count(all, func(a answered) bool { return a.survey == "delivery-nps" })
		many := func(n int64) {
			day := surveys.Rollup{Survey: "delivery-nps", Day: "2026-02-27", Dimension: surveys.DimensionTotal, Tally: metric.Tally{9: n}}
			surveystest.Must(t, h.Update(t.Context(), func(tx store.Tx) error { return tx.RollupsAdd([]surveys.Rollup{day}) }))
		}
		ask := func() (insight.TouchpointScore, error) {
			of := pick.Filter{Segments: []string{"persona:parent", "carrier:dhl"}}
			return h.TouchpointScore(t.Context(), insight.ScoreQuery{Touchpoint: "delivery", From: february[0], To: february[1], Filter: of, Small: true})
		}
		many(pick.MaxCounted - delivered)
		if s, err := ask(); err != nil || s.N != parents || s.CountedFrom != "responses" {
			t.Errorf("at the bound there are %d, counted from %q: %v; a script counts %d", s.N, s.CountedFrom, err, parents)
		}
		many(1)
		_, err := ask()
		surveystest.WantKind(t, err, surveys.Invalid, "segment")
		if !strings.Contains(err.Error(), "250001 answers") || !strings.Contains(err.Error(), "under crossed") {
			t.Errorf("it does not say how many, and what to do: %v", err)
		}
		h.Applies(surveystest.Crossed(plain))
		if s, err := ask(); err != nil || s.N != parents || s.CountedFrom != "" {
			t.Errorf("of a kept pair there are %d, counted from %q: %v; a script counts %d", s.N, s.CountedFrom, err, parents)
		}
	})
}
