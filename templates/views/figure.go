package views

import "halte/templates/charts"

// The figures that a page hands to its charts as they are.
type (
	Journey     = charts.Journey
	Stage       = charts.Stage
	Touchpoint  = charts.Touchpoint
	SurveyScore = charts.SurveyScore
	TrendPoint  = charts.TrendPoint
	Rank        = charts.Rank
	Delta       = charts.Delta
	Improvement = charts.Improvement
	PathPoint   = charts.PathPoint
)
