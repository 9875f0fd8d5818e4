package views

import (
	"html/template"

	"halte/surveys/metric"
	"halte/templates/charts"
	"halte/templates/locales"
)

// NoTrend says why there is no line to see.
func (v touchpointView) NoTrend() string {
	if len(v.score.Trend) < 2 {
		return v.L.Touchpoint.TrendEmpty
	}
	return locales.Fill(v.L.Touchpoint.TrendThin, "step", v.TrendStep())
}

// TrendStep is the name of a step of the trend.
func (v touchpointView) TrendStep() string { return v.L.Chart.Step(v.Page.TrendStep) }

// Trend draws the score over time.
func (v touchpointView) Trend(width, height int) template.HTML {
	var marks []charts.Improvement
	for _, i := range v.Page.Improvements {
		marks = append(marks, charts.Improvement{Day: i.Day, Name: i.Name})
	}
	return charts.Trend(v.L, v.score, v.Page.TrendStep, marks, width, height)
}

// TrendRows are the table behind the trend, latest first.
func (v touchpointView) TrendRows() []trendRow {
	points := v.score.Trend
	rows := make([]trendRow, 0, len(points))
	for i := len(points) - 1; i >= 0; i-- {
		s := charts.SurveyScore{Metric: v.score.DrawnMetric(), Score: points[i].Score, Held: points[i].Held}
		rows = append(rows, trendRow{Start: v.L.Day(points[i].Start), Figure: v.figure(s), Smooth: v.smoothFigure(s.Metric, points[i].Smooth)})
		if rows[len(rows)-1].Missing = v.L.Touchpoint.NotShown; s.Absent() {
			rows[len(rows)-1].Missing = v.L.Touchpoint.NoAnswers
		}
	}
	return rows
}

type trendRow struct {
	Start   string
	Figure  charts.Figure
	Missing string // why no score is shown
	Smooth  string
}

// TrendDesc says what the trend of this page shows.
func (v touchpointView) TrendDesc() string { return charts.TrendDesc(v.L, v.score.Trend) }

// Smooth heads the column of smoothed scores; "" when there are none.
func (v touchpointView) Smooth() string {
	if !charts.Smoothed(v.score.Trend) {
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
