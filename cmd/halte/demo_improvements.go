package main

import (
	"context"
	"time"

	"halte/surveys"
	"halte/surveys/improve"
	"halte/surveys/metric"
)

// demoImprovement is something the bicycle shop changed.
type demoImprovement struct {
	id string
	surveys.ImprovementDraft
}

// demoImprovements are what was changed at the shop in the summer, each written down
// three days before.
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

// writeDown writes the improvement down as the shop did, before its change.
func (d demoImprovement) writeDown(ctx context.Context, s *improve.Service, shift func(time.Time) time.Time) error {
	draft := d.shifted(shift)
	day, err := time.Parse(time.DateOnly, draft.Day)
	if err != nil {
		return err
	}
	_, err = s.At(day.AddDate(0, 0, -3).Add(9*time.Hour)).CreateImprovement(ctx, d.id, draft, false)
	return err
}
