package templates

import (
	"strconv"

	"halte/surveys/metric"
	"halte/templates/locales"
)

// smoothed reports that there is a smoothed line to draw.
func smoothed(points []TrendPoint) bool {
	n := 0
	for _, p := range points {
		if p.Smooth != nil {
			n++
		}
	}
	return n > 1
}

// smooth draws the smoothed score as a line with its band, and behind it the
// interval of every point that answers were given at.
func (s *svg) smooth(points []TrendPoint, scale trendScale) {
	for i, p := range points {
		if !p.hidden() {
			class := "whisker raw"
			if thin(p.Score) {
				class += " faint"
			}
			s.line(class, scale.x(i), scale.y(p.Score.Interval.Hi), scale.x(i), scale.y(p.Score.Interval.Lo))
		}
	}
	var line, upper, lower []point
	draw := func() {
		if len(line) > 1 {
			s.path("band", ribbon(upper, lower))
			s.path("trace smooth", polyline(line))
		}
		line, upper, lower = nil, nil, nil
	}
	for i, p := range points {
		if p.Smooth == nil {
			draw()
			continue
		}
		line = append(line, point{scale.x(i), scale.y(p.Smooth.Value)})
		upper = append(upper, point{scale.x(i), scale.y(p.Smooth.Interval.Hi)})
		lower = append(lower, point{scale.x(i), scale.y(p.Smooth.Interval.Lo)})
	}
	draw()
}

// trendDesc says what a trend shows.
func (v consoleView) trendDesc(points []TrendPoint) string {
	if smoothed(points) {
		return v.L.Chart.TrendSmooth
	}
	return v.L.Chart.TrendDesc
}

// TrendDesc says what the trend of this page shows.
func (v touchpointView) TrendDesc() string { return v.trendDesc(v.Page.Survey.Trend) }

// Smooth heads the column of smoothed scores; "" when there are none.
func (v touchpointView) Smooth() string {
	if !smoothed(v.Page.Survey.Trend) {
		return ""
	}
	return v.L.Touchpoint.SmoothHead
}

// smoothFigure writes a smoothed score with its interval; "" for none.
func (v consoleView) smoothFigure(m metric.Metric, s *metric.Smoothed) string {
	if s == nil {
		return ""
	}
	return v.L.Value(m, s.Value) + ", " + v.L.Interval(m, s.Interval)
}

// Stabilised is an NPS of few answers, drawn toward that of all touchpoints.
type Stabilised struct {
	Value    float64
	Interval metric.Interval
	Strength float64 // answers that all touchpoints together count for in it
}

// Stabilised says what the score is when it is drawn toward all others; "" when
// there are enough answers, or none.
func (v touchpointView) Stabilised() string {
	s := v.Page.Stabilised
	if s == nil || !v.Figure().Shown() {
		return ""
	}
	return locales.Fill(v.L.Touchpoint.Stabilised, "score", v.L.Value(metric.NPS, s.Value),
		"interval", v.L.Interval(metric.NPS, s.Interval.Within(metric.NPS.Range())), "strength", strconv.Itoa(int(s.Strength+0.5)))
}
