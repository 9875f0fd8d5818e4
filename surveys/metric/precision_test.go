package metric_test

import (
	"math"
	"testing"

	"halte/surveys/metric"
)

func TestSoManyAnswersGiveAnIntervalOfThePlannedWidth(t *testing.T) {
	t.Parallel()
	for m, few := range map[metric.Metric]metric.Tally{
		metric.NPS:   {10: 40, 9: 20, 8: 15, 7: 10, 5: 10, 0: 5},
		metric.CSAT:  {5: 30, 4: 40, 3: 20, 1: 10},
		metric.CES:   {7: 30, 6: 40, 5: 20, 1: 10},
		metric.Stars: {5: 30, 4: 40, 3: 20, 1: 10},
	} {
		for _, effect := range []float64{1, 2.5} {
			half := m.Precision()
			n := m.AnswersFor(half, few, effect, 0.95)
			var many metric.Tally // of the same shape
			for rating, count := range few {
				many[rating] = int64(math.Round(float64(count*n) / 100))
			}
			i := m.ScoreWorth(many, effect).Interval
			if got := (i.Hi - i.Lo) / 2; math.Abs(got-half) > 0.04*half {
				t.Errorf("%d answers to %s with an effect of %v give ±%v, want ±%v", n, m, effect, got, half)
			}
		}
	}
}

func TestWithoutAnswersATypicalSpreadPlans(t *testing.T) {
	t.Parallel()
	// 1.96² · 6500 / 5² less the three pseudo-responses.
	if n := metric.NPS.AnswersFor(5, metric.Tally{}, 1, 0.95); n != 996 {
		t.Errorf("an NPS of ±5 takes %d answers, want 996", n)
	}
	if n := metric.CES.AnswersFor(0.3, metric.Tally{}, 1, 0.95); n < 150 || n > 250 {
		t.Errorf("a CES of ±0.3 takes %d answers", n)
	}
	if n := metric.NPS.AnswersFor(90, metric.Tally{10: 500}, 1, 0.95); n != 1 {
		t.Errorf("an NPS of ±90 takes %d answers, want one", n)
	}
}
