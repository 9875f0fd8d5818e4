package metric_test

import (
	"testing"

	"halte/surveys/metric"
)

func TestTheMetricsAreListedInTheirPlace(t *testing.T) {
	t.Parallel()
	if got := metric.List(); got != "nps, csat, ces, stars" {
		t.Errorf("the metrics are %s", got)
	}
}

func TestEveryRowOfTheTableIsWhole(t *testing.T) {
	t.Parallel()
	for _, m := range metric.All() {
		lowest, highest := m.Scale()
		if lowest < 0 || highest > 10 || lowest >= highest {
			t.Errorf("%s has ratings from %d to %d, and a tally counts 0 to 10", m, lowest, highest)
		}
		if m.Unit() == "" || m.SmallestEffect() <= 0 || m.SmallestEffect() >= m.Range().Width() {
			t.Errorf("%s has the unit %q and the smallest effect %v", m, m.Unit(), m.SmallestEffect())
		}
		if m.Side(lowest) != -1 || m.Side(highest) != 1 || m.Side(m.Poor()) != -1 || m.Side(m.Poor()+1) == -1 {
			t.Errorf("%s does not begin unhappy and end happy", m)
		}
	}
}

func TestEachRatingCountsOnceAndNeverForLessThanALowerOne(t *testing.T) {
	t.Parallel()
	for _, m := range metric.All() {
		lowest, highest := m.Scale()
		before := m.Range().Lo
		for rating := lowest; rating <= highest; rating++ {
			var one metric.Tally
			one[rating] = 1
			score := m.Score(one)
			if score.N != 1 || score.Value < before {
				t.Errorf("%s counts %d %d times, with %v after %v", m, rating, score.N, score.Value, before)
			}
			before = score.Value
		}
		if before != m.Range().Hi {
			t.Errorf("the best rating of %s scores %v, short of %v", m, before, m.Range().Hi)
		}
	}
}

func TestStarsAreScoredByTheirMean(t *testing.T) {
	t.Parallel()
	tally, err := metric.Stars.TallyOf([]int64{1, 1, 2, 8, 28})
	if err != nil {
		t.Fatal(err)
	}
	// The ends were reckoned by hand: a centre of 190/43, and 1.96 standard errors.
	score, want := metric.Stars.Score(tally), metric.Interval{Lo: 4.114663606575, Hi: 4.722545695750}
	if score.N != 40 || score.Value != 4.525 || !nearTo(score.Interval, want, 1e-6) {
		t.Errorf("the score is %+v, want 4.525 in %v", score, want)
	}
	for rating, side := range []int{0, -1, -1, 0, 1, 1, 0} {
		if got := metric.Stars.Side(rating); got != side {
			t.Errorf("%d stars are on side %d, not %d", rating, got, side)
		}
	}
}

func nearTo(a, b metric.Interval, by float64) bool {
	return max(a.Lo-b.Lo, b.Lo-a.Lo, a.Hi-b.Hi, b.Hi-a.Hi) < by
}
