package metric

import "math"

// Smoothed is a score in which older days count for less.
type Smoothed struct {
	EffectiveN float64  // the number of equally counting responses it is worth
	Value      float64  // in the unit of the metric
	Interval   Interval // that of the adjusted Cell, for all three metrics
}

// Absent reports that nobody has answered yet: Value means nothing, and the
// interval is the whole scale.
func (s Smoothed) Absent() bool {
	return s.EffectiveN == 0
}

// Smooth returns the exponentially weighted score at the end of every day (or
// week), oldest first. Each day the weight of all earlier ones falls by the share
// decay, between 0 and 1: 0.05 suits days, 0.2 weeks. Tallies are smoothed, not
// scores, so a day counts by its responses and an empty one does no harm.
func (m Metric) Smooth(days []Tally, decay, level float64) []Smoothed {
	smoothed := make([]Smoothed, len(days))
	var sum weights
	var n, root float64 // of the weights of single responses: sum, and root of the squares
	fade := 1.0         // since the last day with responses
	for i, day := range days {
		fade *= 1 - decay
		if today := m.Cell(day).N; today > 0 {
			for rating, count := range day {
				sum[rating] = fade*sum[rating] + float64(count)
			}
			n = fade*n + today
			root = math.Hypot(fade*root, math.Sqrt(today))
			fade = 1
		}
		smoothed[i] = Smoothed{Interval: m.Range()}
		if n > 0 && fade > 0 {
			smoothed[i] = m.smoothed(sum, n, root, level)
		}
	}
	return smoothed
}

func (m Metric) smoothed(sum weights, n, root, level float64) Smoothed {
	effective := square(n / root) // Kish (1965)
	for rating := range sum {
		sum[rating] *= effective / n
	}
	c := m.cell(sum)
	return Smoothed{EffectiveN: effective, Value: c.Raw, Interval: c.Interval(level)}
}
