package charts

import (
	"math"

	"halte/surveys/metric"
	"halte/templates/locales"
)

// trendRange returns the part of the scale that a trend needs, on whole ticks:
// all bands of points with enough answers, and the target.
func trendRange(m metric.Metric, points []TrendPoint, target *float64) (lo, hi, every float64) {
	whole := m.Range()
	lo, hi = whole.Hi, whole.Lo
	for _, p := range points {
		if !p.hidden() && !thin(p.Score) {
			lo, hi = min(lo, p.Score.Interval.Lo), max(hi, p.Score.Interval.Hi)
		}
	}
	if target != nil {
		lo, hi = min(lo, *target), max(hi, *target)
	}
	lo, hi = max(lo, whole.Lo), min(hi, whole.Hi)
	if lo >= hi {
		lo, hi = whole.Lo, whole.Hi
	}
	for _, every = range stepsOf(m) {
		from := whole.Lo + math.Floor((lo-whole.Lo)/every)*every
		to := min(whole.Lo+math.Ceil((hi-whole.Lo)/every)*every, whole.Hi)
		if (to-from)/every <= 5 {
			return from, to, every
		}
	}
	return whole.Lo, whole.Hi, every
}

// stepsOf are the distances between ticks, each dividing the whole scale.
func stepsOf(m metric.Metric) []float64 {
	switch m.Unit() {
	case metric.Points:
		return []float64{10, 20, 25, 50}
	case metric.Percent:
		return []float64{5, 10, 20, 25}
	}
	return []float64{1, 2}
}

// ticksOf are the round values along a whole scale: five, or every rating.
func ticksOf(m metric.Metric) []float64 {
	whole, every := m.Range(), 1.0
	if m.Unit() != metric.Rating {
		every = whole.Width() / 4
	}
	ticks := []float64{whole.Lo}
	for x := whole.Lo + every; x <= whole.Hi && every > 0; x += every {
		ticks = append(ticks, x)
	}
	return ticks
}

// scaleValue writes a round value of a scale.
func scaleValue(l *locales.Locale, m metric.Metric, x float64) string {
	if m.Unit() == metric.Rating {
		return l.Number(x, 0)
	}
	return l.Value(m, x)
}
