package main

import (
	"time"

	"halte/surveys"
	"halte/surveys/metric"
)

// demoImprovement is something the bicycle shop changed.
type demoImprovement struct {
	id string
	surveys.ImprovementDraft
}

// demoImprovements are what was changed at the shop in the summer. They are
// written down after the fact, so Halte calls them retrospective.
var demoImprovements = []demoImprovement{
	{"new-carrier", surveys.ImprovementDraft{
		Name: "The new carrier", Touchpoints: []string{"delivery"}, Metric: metric.NPS, Day: "2026-07-27",
		Hypothesis: "Couriers on cargo bikes come when they say they do, and fewer boxes arrive damaged.",
		Owner:      "logistics", Controls: []string{"first-service"},
	}},
	{"one-page-checkout", surveys.ImprovementDraft{
		Name: "The one-page checkout", Touchpoints: []string{"checkout"}, Metric: metric.CES, Day: "2026-08-03",
		Hypothesis: "One page instead of four makes it easier to pay.",
		Owner:      "e-commerce",
	}},
}

// shifted moves the day of the change with the rest of the history.
func (d demoImprovement) shifted(shift func(time.Time) time.Time) surveys.ImprovementDraft {
	noon, _ := time.Parse(time.DateOnly, d.Day)
	out := d.ImprovementDraft
	out.Day = shift(noon.Add(12 * time.Hour)).Format(time.DateOnly)
	return out
}
