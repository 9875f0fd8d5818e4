package views

import (
	"halte/surveys/insight"
	"halte/surveys/metric"
	"halte/templates/charts"
)

// The figures that a page hands to its charts as they are.
type (
	// Journey is a journey with its stages in order.
	Journey = charts.Journey
	// Stage is a step of a journey with its touchpoints in order.
	Stage = charts.Stage
	// Touchpoint is a stop of the journey.
	Touchpoint = charts.Touchpoint
	// SurveyScore is what one survey of a touchpoint measured.
	SurveyScore = charts.SurveyScore
	// TrendPoint is the score of a day, week or month.
	TrendPoint = charts.TrendPoint
	// Rank is a rank with the best and the worst it may be.
	Rank = charts.Rank
	// Delta is a difference of two scores.
	Delta = charts.Delta
	// Improvement is a change at a touchpoint, marked in its trend.
	Improvement = charts.Improvement
	// PathPoint is a difference as it stood on a day.
	PathPoint = charts.PathPoint
)

// scoreOf gives figures of a metric as charts draw them.
func scoreOf(m metric.Metric, f insight.Figures) SurveyScore {
	score := f.Metric()
	score.N = f.N
	return SurveyScore{Metric: m, Score: score, Held: f.Held}
}

func intervalOf(ends [2]float64) metric.Interval { return metric.Interval{Lo: ends[0], Hi: ends[1]} }
