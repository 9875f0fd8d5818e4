package views

import (
	"strconv"

	"halte/surveys/metric"
	"halte/templates/charts"
	"halte/templates/locales"
)

// TrendDesc says what the trend of this page shows.
func (v touchpointView) TrendDesc() string { return charts.TrendDesc(v.L, v.Page.Survey.Trend) }

// Smooth heads the column of smoothed scores; "" when there are none.
func (v touchpointView) Smooth() string {
	if !charts.Smoothed(v.Page.Survey.Trend) {
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
