package improve_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"halte/surveys"
	"halte/surveys/surveystest"
)

func TestAnImprovementWrittenDownLongAheadIsNotCalledHopeless(t *testing.T) {
	t.Parallel()
	h := improvedShop(t, -100)
	r := written(t, h, carrier())
	if o := r.Outlook; o.Never || o.Needed != 0 {
		t.Errorf("before its window has begun, the outlook is %+v; want neither a number nor never", o)
	}
	if e := r.Verdict.Expected; e == nil || e.Never || e.More != 0 {
		t.Errorf("and %+v is expected", e)
	}
	on(h, -50)
	h.Gives(true, many(1, 20, -84, -59, 0, 8, 9, 10)...)
	// Of the window a third is over; two thirds more of it will be there in time.
	e := verdict(t, h).Expected
	if e == nil || e.Never || e.More == 0 || e.About <= change {
		t.Errorf("with a third of its window %+v is expected; want a number of answers, and a day after the change", e)
	}
}

func TestAPlannedEvaluationWrittenDownLongAheadLastsUntilItsEnd(t *testing.T) {
	t.Parallel()
	h := improvedShop(t, -120)
	written(t, h, carrier(func(d *surveys.ImprovementDraft) { d.Rule = surveys.Planned }))
	on(h, 20)
	h.Gives(true, many(1, 10, -84, 11, 0, 5, 8, 10)...)
	if v := verdict(t, h); v.Ended || v.After.N < 100 {
		t.Errorf("after twelve of ninety days with %d answers it is over: %v", v.After.N, v.Ended)
	}
}

func TestDaysThatDifferAreFoundAlsoWhenTheWindowBeganLater(t *testing.T) {
	t.Parallel()
	h := improvedShop(t, -120)
	written(t, h, carrier())
	on(h, 10)
	for day := -84; day < 0; day++ {
		ratings := []int{0, 1, 2, 9}
		if day%2 == 0 {
			ratings = []int{6, 9, 10, 10}
		}
		h.Gives(true, many(1, 10, day, day, ratings...)...)
	}
	r, err := h.ImprovementReport(t.Context(), "carrier", true)
	if err != nil {
		t.Fatal(err)
	}
	if r.Dispersion.Phi < 2 {
		t.Errorf("every second day is another world, and the factor is %v", r.Dispersion.Phi)
	}
}

func TestTheRelationshipIsNoControl(t *testing.T) {
	t.Parallel()
	definition := surveystest.Shop("") + `  - {key: relationship-nps, touchpoint: relationship, metric: nps, question: {nl: "Beveelt u ons aan?"}}
`
	definition = strings.Replace(definition, "          - {key: returns,", "          - {key: relationship, name: {nl: De relatie}, channel: email}\n          - {key: returns,", 1)
	h := surveystest.Open(t, definition)
	_, err := h.PlanImprovement(t.Context(), carrier(func(d *surveys.ImprovementDraft) { d.Controls = []string{"relationship"} }), true)
	if refused, ok := errors.AsType[*surveys.Error](err); !ok || refused.Field != "controls" || !strings.Contains(refused.Message, "relationship") {
		t.Errorf("the relationship as a control: %v", err)
	}
}

func TestImprovementsAreListedWithTheLatestChangeFirst(t *testing.T) {
	t.Parallel()
	h := improvedShop(t, 0)
	for id, day := range map[string]string{"b-first": "2026-01-05", "a-last": "2026-03-01", "c-middle": "2026-02-01"} {
		d := carrier()
		d.Day = day
		if _, err := h.CreateImprovement(t.Context(), id, d, true); err != nil {
			t.Fatal(err)
		}
	}
	all, err := h.ImprovementReports(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, r := range all {
		ids = append(ids, r.ID)
	}
	if want := []string{"a-last", "c-middle", "b-first"}; !slices.Equal(ids, want) {
		t.Errorf("they come as %v, want %v", ids, want)
	}
}

func TestNoPointOfAPathTellsOfFewerThanFivePersons(t *testing.T) {
	t.Parallel()
	h := improvedShop(t, 0, many(1, 1, -40, -1, 0, 5, 8, 10)...)
	written(t, h, carrier())
	for day := 12; day <= 40; day++ {
		on(h, day)
		h.Gives(true, many(2, 1, day-9, day-9, 0, 10)...)
		r, err := h.ImprovementReport(t.Context(), "carrier", false)
		if err != nil {
			t.Fatal(err)
		}
		for at, path := 1, r.Verdict.Path; at < len(path); at++ {
			if more := path[at].N - path[at-1].N; more < surveys.SmallCell && path[at].Difference != path[at-1].Difference {
				t.Fatalf("on day %d two points lie %d answers apart", day, more)
			}
		}
	}
}
