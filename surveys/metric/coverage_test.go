package metric_test

import (
	"fmt"
	"math"
	"testing"

	"halte/surveys/metric"
)

// The coverage of an interval is the chance that it holds the true score. For
// small samples it can be had exactly: every possible tally, times its
// probability.

func TestNPSIntervalsCoverTheTruthAtTwentyResponses(t *testing.T) {
	t.Parallel()
	for name, shares := range map[string][]float64{
		"typical":   {.22, .24, .54},
		"excellent": {.05, .18, .77},
		"polarised": {.47, .21, .32},
		"extreme":   {.01, .06, .93},
	} {
		truth := 100 * (shares[2] - shares[0])
		covers(t, name, 20, shares, truth, func(c []int64) metric.Interval {
			return metric.NPS.Score(metric.Tally{0: c[0], 7: c[1], 10: c[2]}).Interval
		})
		covers(t, name+", score interval", 20, shares, truth, func(c []int64) metric.Interval {
			return metric.Categories{Detractors: c[0], Passives: c[1], Promoters: c[2]}.ScoreInterval(0.95)
		})
	}
}

func TestNPSIntervalsCoverTheTruthWhateverItIs(t *testing.T) {
	t.Parallel()
	const steps = 20
	for d := 1; d < steps; d++ {
		for q := 1; d+q < steps; q++ {
			detractors, passives := float64(d)/steps, float64(q)/steps
			shares := []float64{detractors, passives, 1 - detractors - passives}
			truth := 100 * (shares[2] - shares[0])
			got := coverage(20, shares, truth, func(c []int64) metric.Interval {
				return metric.NPS.Score(metric.Tally{0: c[0], 7: c[1], 10: c[2]}).Interval
			})
			if got < 0.935 {
				t.Errorf("%.2f: covers %.2f%%, want 93.5%%", shares, 100*got)
			}
		}
	}
}

func TestMeanIntervalsCoverTheTruthAtTwentyResponses(t *testing.T) {
	t.Parallel()
	for name, shares := range map[string][]float64{
		"CSAT typical":  {.05, .06, .12, .37, .40},
		"CSAT high":     {.01, .01, .03, .20, .75},
		"CES typical":   {.03, .04, .07, .12, .20, .30, .24},
		"CES easy":      {.005, .01, .015, .03, .09, .30, .55},
		"CES polarised": {.22, .12, .06, .05, .08, .17, .30},
	} {
		var truth float64
		for i, share := range shares {
			truth += share * float64(i+1)
		}
		covers(t, name, 20, shares, truth, func(c []int64) metric.Interval {
			return metric.RatingCell(1, c).Interval(0.95)
		})
	}
}

// covers fails when fewer than 94 of 100 intervals hold the truth.
func covers(t *testing.T, name string, n int64, shares []float64, truth float64, interval func([]int64) metric.Interval) {
	t.Run(fmt.Sprintf("%s/n=%d", name, n), func(t *testing.T) {
		t.Parallel()
		got := coverage(n, shares, truth, interval)
		t.Logf("covers %.2f%%", 100*got)
		if got < 0.94 {
			t.Errorf("covers %.2f%%, want 94%%", 100*got)
		}
	})
}

// coverage is the chance that the interval of n responses holds the truth.
func coverage(n int64, shares []float64, truth float64, interval func([]int64) metric.Interval) (chance float64) {
	everyTally(n, shares, func(counts []int64, probability float64) {
		if interval(counts).Contains(truth) {
			chance += probability
		}
	})
	return chance
}

// everyTally calls visit with every way n responses fall on the ratings, and the
// multinomial probability of it.
func everyTally(n int64, shares []float64, visit func(counts []int64, probability float64)) {
	counts := make([]int64, len(shares))
	var place func(rating int, left int64, probability float64)
	place = func(rating int, left int64, probability float64) {
		if rating == len(shares)-1 {
			counts[rating] = left
			visit(counts, probability*math.Pow(shares[rating], float64(left)))
			return
		}
		// Rating by rating: choose which of the responses left gave this one.
		ways := probability
		for count := int64(0); count <= left; count++ {
			counts[rating] = count
			place(rating+1, left-count, ways)
			ways *= shares[rating] * float64(left-count) / float64(count+1)
		}
	}
	place(0, n, 1)
}

func TestTheTalliesOfTwentyResponsesAreCountedOnce(t *testing.T) {
	t.Parallel()
	tallies, total := 0, 0.0
	everyTally(20, []float64{.22, .24, .54}, func(_ []int64, probability float64) {
		tallies++
		total += probability
	})
	if tallies != 231 || math.Abs(total-1) > 1e-12 {
		t.Errorf("%d tallies with probability %v", tallies, total)
	}
}
