package insight_test

import (
	"math"
	"slices"
	"testing"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/metric"
	"halte/surveys/respond"
	"halte/surveys/surveystest"
)

func TestTheSmoothedTrendDoesNotDependOnWhereItBegins(t *testing.T) {
	t.Parallel()
	h := surveystest.Open(t, surveystest.Shop(""))
	h.Gives(true, surveystest.DeliveryRatings(0, 100, 70)...)
	points := func(from, to, step string) []insight.TrendPoint {
		s, err := h.TouchpointScore(t.Context(), insight.ScoreQuery{Touchpoint: "delivery", From: from, To: to, Trend: step, Smooth: true})
		if err != nil {
			t.Fatal(err)
		}
		return s.Trend
	}
	for step, decay := range map[string]float64{"day": 0.05, "week": 0.2} {
		all := points("2025-09-01", "2026-01-08", step)
		var sums []metric.Tally
		for _, p := range all {
			sum, err := metric.NPS.TallyOf(p.Histogram)
			if err != nil {
				t.Fatal(err)
			}
			sums = append(sums, sum)
		}
		for i, want := range metric.NPS.Smooth(sums, decay, 0.95) {
			got := all[i].Smoothed
			if (got == nil) != want.Absent() || got != nil && (math.Abs(*got.Score-want.Value) > 1e-9 || math.Abs(got.Interval[1]-want.Interval.Hi) > 1e-9) {
				t.Fatalf("%s from %s: %+v, not %+v", step, all[i].Start, got, want)
			}
		}
		some := points("2025-12-01", "2026-01-08", step)
		if got, want := *some[2].Smoothed.Score, *all[len(all)-len(some)+2].Smoothed.Score; got != want {
			t.Errorf("%s: from another day on, the smoothed score is %v, not %v", step, got, want)
		}
	}
}

func TestSmoothingNeedsDaysOrWeeks(t *testing.T) {
	t.Parallel()
	h := surveystest.Open(t, surveystest.Shop(""))
	for _, step := range []string{"", "month"} {
		_, err := h.TouchpointScore(t.Context(), insight.ScoreQuery{Touchpoint: "delivery", Trend: step, Smooth: true})
		surveystest.WantKind(t, err, surveys.Invalid, "smooth")
	}
}

func TestASmoothedScoreOfFewAnswersIsHeldBack(t *testing.T) {
	t.Parallel()
	h := surveystest.Open(t, surveystest.Shop(""))
	rating := 9
	at := surveystest.Time("2026-02-25T10:00:00Z")
	for range 3 {
		h.Gives(true, respond.ExternalResponse{Touchpoint: "delivery", Rating: &rating, OccurredAt: at, AnsweredAt: at})
	}
	at = surveystest.Time("2026-03-02T10:00:00Z")
	for range 9 {
		h.Gives(true, respond.ExternalResponse{Touchpoint: "delivery", Rating: &rating, OccurredAt: at, AnsweredAt: at})
	}
	for _, small := range []bool{false, true} {
		s, err := h.TouchpointScore(t.Context(), insight.ScoreQuery{Touchpoint: "delivery", From: "2026-02-23", Trend: "week", Smooth: true, Small: small})
		if err != nil {
			t.Fatal(err)
		}
		first, second := s.Trend[0].Smoothed, s.Trend[1].Smoothed
		if (first != nil) != small || second.Held || second.Score == nil {
			t.Errorf("small cells %v: %+v, %+v", small, first, second)
		}
	}
}

func TestSmallTouchpointsStandInTheOrderOfTheirStabilisedScore(t *testing.T) {
	t.Parallel()
	h := surveystest.Open(t, surveystest.Shop(""))
	give := func(persona string, ratings ...int) {
		for _, rating := range ratings {
			contact := surveystest.Event("order.delivered", surveystest.Of("c-"+persona), surveystest.Being("persona", persona), surveystest.On(surveystest.Monday))
			h.Happened(contact)
			h.Gives(false, respond.ExternalResponse{Touchpoint: "delivery", Rating: &rating, ContactID: "c-" + persona})
		}
	}
	give("two", 3, 3)
	give("six", 3, 3, 3, 3, 3, 7)
	give("many", slices.Repeat([]int{10, 10, 9, 8, 3}, 8)...)
	list := func(order string, small bool) insight.ScoreList {
		got, err := h.Scores(t.Context(), insight.ScoresQuery{By: "segment.persona", Order: order, Small: small})
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	for _, r := range list("", true).Scores {
		if r.Stabilised != nil {
			t.Errorf("nobody asked for %+v", r.Stabilised)
		}
	}
	var keys []string
	for _, r := range list(insight.OrderStabilised, true).Scores {
		keys = append(keys, r.Key)
		// Drawn toward the others together, so not so far out.
		if s := r.Stabilised; s == nil || r.Key == "two" && *r.Score >= s.Score || r.Key == "many" && *r.Score <= s.Score {
			t.Errorf("%s: %+v of %v", r.Key, s, *r.Score)
		}
	}
	if !slices.Equal(keys, []string{"six", "two", "many"}) { // two answers say less than six
		t.Errorf("the order is %v", keys)
	}
	for _, r := range list(insight.OrderStabilised, false).Scores {
		if r.Held == (r.Stabilised != nil) {
			t.Errorf("%s: held %v, stabilised %+v", r.Key, r.Held, r.Stabilised)
		}
	}
	_, err := h.Scores(t.Context(), insight.ScoresQuery{Order: "score"})
	surveystest.WantKind(t, err, surveys.Invalid, "order")
}
