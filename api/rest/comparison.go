package rest

import (
	"context"
	"net/http"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/metric"
)

// ComparisonQuery picks scores of one metric to tell apart.
type ComparisonQuery struct {
	By         string        `query:"by" default:"touchpoint" doc:"touchpoint, stage, journey, channel, owner, segment.NAME, locale, wave or source"`
	Metric     metric.Metric `query:"metric" enum:"nps,csat,ces,stars" doc:"Needed where several are asked: scores of two metrics cannot be compared"`
	Touchpoint string        `query:"touchpoint" doc:"Only answers there" example:"delivery"`
	From       string        `query:"from" doc:"First day; the first of the quarter before that of to when left out, so that it stays put while days are added" example:"2026-04-01"`
	To         string        `query:"to" doc:"Last day, included; today when left out" example:"2026-10-05"`
	Filtered
}

func (q ComparisonQuery) query(ctx context.Context) insight.ComparisonQuery {
	return insight.ComparisonQuery{
		By: q.By, Metric: q.Metric, Touchpoint: q.Touchpoint, From: q.From, To: q.To, Filter: q.filter(), Small: maySeeSmallCells(ctx),
	}
}

// comparison mounts what tells scores apart.
func (a *api) comparison() {
	handle(a, route{
		method: http.MethodGet, path: "/v1/comparison", id: "compare-scores", tag: "Scores", scope: surveys.ScopeRead,
		summary: "Scores of one metric, with what tells them apart",
		more: "Rows stand in the order of the journey. Each comes with its rank as an interval, its difference from all others pooled, and the groups " +
			"of rows it cannot be told apart from. Rows with fewer than five answers are left out of all tests. Flags name the procedure they come from: " +
			"only daily may be shown on a page that is opened every day.",
	}, func(ctx context.Context, in *struct {
		ComparisonQuery
		Order string `query:"order" enum:"journey,score" default:"journey" doc:"By score only together with what such an order is worth"`
	},
	) (insight.Comparison, error) {
		q := in.query(ctx)
		q.Order = in.Order
		return a.Insight.Compare(ctx, q)
	})
	handle(a, route{
		method: http.MethodGet, path: "/v1/comparison/pair", id: "compare-pair", tag: "Scores", scope: surveys.ScopeRead,
		summary: "The difference between any two rows of a comparison",
	}, func(ctx context.Context, in *struct {
		ComparisonQuery
		A string `query:"a" required:"true" doc:"Key of a row" example:"delivery"`
		B string `query:"b" required:"true" doc:"Key of another; the difference is b minus a" example:"first-service"`
	},
	) (insight.ComparedPair, error) {
		return a.Insight.ComparePair(ctx, in.query(ctx), in.A, in.B)
	})
}
