package metric_test

import (
	"encoding/json"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"halte/surveys/metric"
)

var metrics = metric.All()

// tallies draws tallies of a metric: empty, of a few, of many and of a billion.
func tallies(m metric.Metric) *rapid.Generator[metric.Tally] {
	return rapid.Custom(func(t *rapid.T) metric.Tally {
		most := rapid.SampledFrom([]int64{0, 1, 5, 50, 10_000, 1e9}).Draw(t, "most")
		return tally(t, m, rapid.Int64Range(0, most))
	})
}

// filled draws tallies that hold at least one response.
func filled(m metric.Metric) *rapid.Generator[metric.Tally] {
	return tallies(m).Filter(func(t metric.Tally) bool { return !t.IsZero() })
}

func tally(t *rapid.T, m metric.Metric, count *rapid.Generator[int64]) metric.Tally {
	lowest, highest := m.Scale()
	size := highest - lowest + 1
	drawn, err := m.TallyOf(rapid.SliceOfN(count, size, size).Draw(t, "histogram"))
	if err != nil {
		t.Fatal(err)
	}
	return drawn
}

func drawMetric(t *rapid.T) metric.Metric {
	return rapid.SampledFrom(metrics).Draw(t, "metric")
}

// holds checks a sentence about a metric on tallies drawn at random.
func holds(t *testing.T, sentence func(*rapid.T, metric.Metric)) {
	t.Helper()
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) { sentence(rt, drawMetric(rt)) })
}

func near(a, b float64) bool {
	return math.Abs(a-b) <= 1e-9*max(1, math.Abs(a), math.Abs(b))
}

func nearInterval(a, b metric.Interval) bool {
	return near(a.Lo, b.Lo) && near(a.Hi, b.Hi)
}

func TestTheIntervalHoldsTheScoreAndLiesOnTheScale(t *testing.T) {
	holds(t, func(t *rapid.T, m metric.Metric) {
		level := rapid.Float64Range(0.5, 0.999).Draw(t, "level")
		score := m.ScoreAt(filled(m).Draw(t, "tally"), level)
		if !score.Interval.Contains(score.Value) {
			t.Fatalf("%v is not in %v", score.Value, score.Interval)
		}
		if score.Interval.Within(m.Range()) != score.Interval {
			t.Fatalf("%v leaves the scale", score.Interval)
		}
		if m == metric.CSAT && !score.MeanInterval.Contains(score.Mean) {
			t.Fatalf("mean %v is not in %v", score.Mean, score.MeanInterval)
		}
	})
}

func TestTheIntervalHasAWidthEvenWhenAllAgree(t *testing.T) {
	t.Parallel()
	for _, m := range metrics {
		lowest, highest := m.Scale()
		for rating := lowest; rating <= highest; rating++ {
			for _, n := range []int64{1, 5, 1000, 1e9} {
				var tally metric.Tally
				tally[rating] = n
				if score := m.Score(tally); score.Interval.Width() <= 0 {
					t.Errorf("%s: %d × %d gives %v", m, n, rating, score.Interval)
				}
			}
		}
	}
}

func TestNoResponsesGiveNoScoreAndTheWholeScale(t *testing.T) {
	t.Parallel()
	for _, m := range metrics {
		score := m.Score(metric.Tally{})
		if !score.Absent() || score.Interval != m.Range() {
			t.Errorf("%s: %+v", m, score)
		}
	}
	if mean := metric.CSAT.Score(metric.Tally{}).MeanInterval; mean != (metric.Interval{Lo: 1, Hi: 5}) {
		t.Errorf("mean interval of nobody: %v", mean)
	}
}

func TestReversingTheRatingsMirrorsTheScoreAndItsInterval(t *testing.T) {
	holds(t, func(t *rapid.T, m metric.Metric) {
		tally := filled(m).Draw(t, "tally")
		score, mirrored := m.Score(tally), m.Score(reverse(m, tally))
		turn := m.Range().Lo + m.Range().Hi
		if !near(mirrored.Value, turn-score.Value) ||
			!nearInterval(mirrored.Interval, metric.Interval{Lo: turn - score.Interval.Hi, Hi: turn - score.Interval.Lo}) {
			t.Fatalf("%+v mirrored is %+v", score, mirrored)
		}
	})
}

// reverse swaps what counts as good and as bad: promoters and detractors, the
// satisfied and the rest, easy and hard.
func reverse(m metric.Metric, tally metric.Tally) metric.Tally {
	switch m {
	case metric.NPS:
		c := tally.Categories()
		return metric.Tally{0: c.Promoters, 7: c.Passives, 10: c.Detractors}
	case metric.CSAT:
		return metric.Tally{1: tally[4] + tally[5], 5: tally[1] + tally[2] + tally[3]}
	}
	histogram := m.Histogram(tally)
	slices.Reverse(histogram)
	reversed, _ := m.TallyOf(histogram)
	return reversed
}

func TestDaysMayBeMergedInAnyOrder(t *testing.T) {
	holds(t, func(t *rapid.T, m metric.Metric) {
		days := rapid.SliceOfN(tallies(m), 1, 8).Draw(t, "days")
		var together, backwards metric.Tally
		var n int64
		for i := range days {
			together = together.Plus(days[i])
			backwards = days[len(days)-1-i].Plus(backwards)
			n += days[i].N()
		}
		if m.Score(together) != m.Score(backwards) || together.N() != n {
			t.Fatalf("%v is not %v", together, backwards)
		}
		if rest := together.Minus(days[0]); rest.Plus(days[0]) != together {
			t.Fatalf("%v without %v is %v", together, days[0], rest)
		}
	})
}

func TestMoreResponsesOfTheSameShapeNeverWidenTheInterval(t *testing.T) {
	holds(t, func(t *rapid.T, m metric.Metric) {
		once := tally(t, m, rapid.Int64Range(0, 50))
		times := rapid.IntRange(2, 10).Draw(t, "times")
		var often metric.Tally
		for range times {
			often = often.Plus(once)
		}
		few, many := m.Score(once), m.Score(often)
		if many.Interval.Width() > few.Interval.Width()+1e-9 {
			t.Fatalf("%v of %d responses became %v of %d", few.Interval, few.N, many.Interval, many.N)
		}
	})
}

func TestABillionResponsesAreNoTrouble(t *testing.T) {
	t.Parallel()
	for _, m := range metrics {
		lowest, highest := m.Scale()
		var tally metric.Tally
		tally[lowest], tally[highest] = 1e9, 3e9
		score := m.Score(tally)
		width := score.Interval.Width()
		if math.IsNaN(width) || width <= 0 || width > 0.01 || score.N != 4e9 {
			t.Errorf("%s: %+v", m, score)
		}
	}
}

func TestTheScoreIntervalOfNPSHoldsTheScoreAndMirrors(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		tally := filled(metric.NPS).Draw(t, "tally")
		score := metric.NPS.Score(tally)
		interval := tally.Categories().ScoreInterval(0.95)
		if !interval.Within(metric.Interval{Lo: -100, Hi: 100}).Contains(score.Value) {
			t.Fatalf("%v is not in %v", score.Value, interval)
		}
		mirrored := reverse(metric.NPS, tally).Categories().ScoreInterval(0.95)
		if math.Abs(mirrored.Lo+interval.Hi) > 1e-6 || math.Abs(mirrored.Hi+interval.Lo) > 1e-6 {
			t.Fatalf("%v mirrored is %v", interval, mirrored)
		}
	})
}

func TestTheScoreIntervalOfPassivesAloneReachesToBothSides(t *testing.T) {
	t.Parallel()
	const z2 = 1.959963984540054 * 1.959963984540054
	for _, n := range []int64{1, 4, 1000} {
		reach := 100 * z2 / (float64(n) + z2)
		if got := (metric.Categories{Passives: n}).ScoreInterval(0.95); !nearInterval(got, metric.Interval{Lo: -reach, Hi: reach}) {
			t.Errorf("%d passives: %v, want %v on either side", n, got, reach)
		}
	}
	if got := (metric.Categories{}).ScoreInterval(0.95); got != metric.NPS.Range() {
		t.Errorf("nobody: %v", got)
	}
}

func TestARatingOffTheScaleIsNotAdmitted(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		metric   metric.Metric
		rating   int
		admitted bool
	}{
		{metric.NPS, 0, true},
		{metric.NPS, 10, true},
		{metric.NPS, 11, false},
		{metric.NPS, -1, false},
		{metric.CSAT, 0, false},
		{metric.CSAT, 1, true},
		{metric.CSAT, 5, true},
		{metric.CSAT, 6, false},
		{metric.CES, 0, false},
		{metric.CES, 1, true},
		{metric.CES, 7, true},
		{metric.CES, 8, false},
		{"mood", 0, false},
		{"mood", 1, false},
	} {
		if got := c.metric.Admits(c.rating); got != c.admitted {
			t.Errorf("%s admits %d: %v", c.metric, c.rating, got)
		}
	}
}

func TestAnUnknownMetricScoresNothing(t *testing.T) {
	t.Parallel()
	mood := metric.Metric("mood")
	if mood.Known() || !mood.Score(metric.Tally{5: 3}).Absent() || len(mood.Histogram(metric.Tally{5: 3})) != 0 {
		t.Error("mood is taken for a metric")
	}
	if _, err := mood.TallyOf([]int64{1}); err == nil {
		t.Error("mood has a tally")
	}
}

func TestAHistogramIsTheTallyOnItsScale(t *testing.T) {
	holds(t, func(t *rapid.T, m metric.Metric) {
		tally := tallies(m).Draw(t, "tally")
		back, err := m.TallyOf(m.Histogram(tally))
		if err != nil || back != tally {
			t.Fatalf("%v came back as %v, %v", tally, back, err)
		}
	})
}

func TestAHistogramOfAnotherLengthOrWithNegativeCountsIsRefused(t *testing.T) {
	t.Parallel()
	for _, histogram := range [][]int64{nil, {1, 2, 3, 4}, {1, 2, 3, 4, 5, 6}, {1, 2, -3, 4, 5}} {
		if _, err := metric.CSAT.TallyOf(histogram); err == nil {
			t.Errorf("%v is taken for a CSAT histogram", histogram)
		}
	}
}

func TestAnIntervalIsAPairInJSON(t *testing.T) {
	t.Parallel()
	encoded, err := json.Marshal(metric.Interval{Lo: -5.5, Hi: 8})
	if err != nil || string(encoded) != "[-5.5,8]" {
		t.Fatalf("%s, %v", encoded, err)
	}
	var back metric.Interval
	if err := json.Unmarshal(encoded, &back); err != nil || back != (metric.Interval{Lo: -5.5, Hi: 8}) {
		t.Fatalf("%v, %v", back, err)
	}
	for _, broken := range []string{"[1]", "[1,2,3]", `"1"`, "{}"} {
		if err := json.Unmarshal([]byte(broken), &back); err == nil {
			t.Errorf("%s is taken for an interval", broken)
		}
	}
}
