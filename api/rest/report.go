package rest

import (
	"context"
	"net/http"

	"halte/surveys"
	"halte/surveys/insight"
)

// report mounts the figures of the past.
func (a *api) report() {
	handle(a, route{
		method: http.MethodGet, path: "/v1/report", id: "get-report", tag: "Scores", scope: surveys.ScopeRead,
		summary: "Figures as they were at a moment of the past",
		more: "Counted from the responses as they were known then: later answers and changes are left out, and an erasure since then changes nothing. " +
			"Two reports of two moments, subtracted, tell single answers: keys that lack the scope small_cells may ask for the end of a day, and get those blocks of answers that have not changed since. " +
			"It reads all responses of its days, and takes seconds where there are millions.",
		errors: []int{http.StatusForbidden, http.StatusNotFound},
	}, func(ctx context.Context, in *struct {
		AsOf       string `query:"as_of" required:"true" doc:"A day, meaning its end in the organisation's zone, or an RFC 3339 time (which needs the scope small_cells)" example:"2026-05-01"`
		From       string `query:"from" doc:"First day of the experience; 90 days in all when left out" example:"2026-02-01"`
		To         string `query:"to" doc:"Last day of the experience, included; the day of as_of when left out" example:"2026-04-30"`
		Touchpoint string `query:"touchpoint" doc:"Only this one"`
		By         string `query:"by" enum:"recorded,answered" default:"recorded" doc:"When an answer counts as known: since it was recorded, or since it was given. Imported answers were recorded by the import"`
	},
	) (insight.Report, error) {
		return a.Insight.Report(ctx, insight.ReportQuery{
			AsOf: in.AsOf, From: in.From, To: in.To, Touchpoint: in.Touchpoint, By: in.By, Small: maySeeSmallCells(ctx),
		})
	})
}
