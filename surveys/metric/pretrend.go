package metric

import "math"

// A Slope is how much a score moved per week before an improvement. The check is
// weak: a drift of three points a month goes unseen four times in five at five
// responses a day. Without a flag say "no trend visible, though one up to the
// interval's end cannot be excluded" (Roth 2022).
type Slope struct {
	Weeks    int // with responses
	PerWeek  float64
	SE       float64
	P        float64 // two-sided; flag below 0.10
	Interval Interval
}

// Absent reports that fewer than two weeks had responses: there is no slope.
func (s Slope) Absent() bool {
	return s.Weeks < 2
}

// PreTrend fits a line to the weeks of a baseline, oldest first, each weighted by
// its precision: a cell a week, or the contrast of treated and control. phi is
// the Dispersion of the weeks. Weeks in which a cell is empty are left out but
// keep their place in time. Raw scores are used: centers would bend with the
// number of responses.
func PreTrend(weeks []Contrast, phi, level float64) Slope {
	var s Slope
	var weight, sumX, sumY, sumXX, sumXY float64
	for x, week := range weeks {
		if week.Absent() {
			continue
		}
		s.Weeks++
		w, at := 1/week.Variance, float64(x)
		weight += w
		sumX += w * at
		sumY += w * week.Raw
		sumXX += w * at * at
		sumXY += w * at * week.Raw
	}
	if s.Absent() {
		return Slope{Weeks: s.Weeks, P: 1}
	}
	spread := sumXX - sumX*sumX/weight
	s.PerWeek = (sumXY - sumX*sumY/weight) / spread
	s.SE = math.Sqrt(phi / spread)
	s.P = twoSided(s.PerWeek / s.SE)
	s.Interval = around(s.PerWeek, critical(1-level)*s.SE)
	return s
}
