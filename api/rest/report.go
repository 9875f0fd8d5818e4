package rest

import (
	"context"
	"net/http"
	"time"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/templates/locales"
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
	) (report, error) {
		r, err := a.Insight.Report(ctx, insight.ReportQuery{
			AsOf: in.AsOf, From: in.From, To: in.To, Touchpoint: in.Touchpoint, By: in.By, Small: maySeeSmallCells(ctx),
		})
		return report{
			r.AsOf, r.By, r.From, r.To, scoringRule{r.Rule.Version, r.Rule.Since, locales.English().ScoringRuleText(r.Rule)}, r.Figures,
		}, err
	})
}

// report is figures as they were at a moment of the past.
type report struct {
	AsOf    time.Time           `json:"as_of" doc:"The last moment whose answers count"`
	By      string              `json:"by" enum:"recorded,answered"`
	From    string              `json:"from"`
	To      string              `json:"to"`
	Rule    scoringRule         `json:"scoring_rule" doc:"How ratings became scores then"`
	Figures []insight.ReportRow `json:"figures" doc:"Each answer counts for itself in the intervals, also where the same people gave several. Surveys with answers, in the order of the journey; those of surveys that were archived since come last"`
}

// scoringRule is a version of how ratings become scores, explained in English.
type scoringRule struct {
	Version int    `json:"version"`
	Since   string `json:"since,omitempty" doc:"First day on which figures were computed by it; left out for the first rule"`
	Says    string `json:"says"`
}
