package rest

import (
	"context"
	"net/http"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/metric"
	"halte/surveys/pick"
	"halte/templates/locales"
)

// ComparisonQuery picks scores of one metric to tell apart.
type ComparisonQuery struct {
	By         string        `query:"by" default:"touchpoint" doc:"touchpoint, stage, journey, channel, owner, segment.NAME, locale, wave or source"`
	Metric     metric.Metric `query:"metric" doc:"Needed where several are asked: scores of two metrics cannot be compared"`
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
	) (comparison, error) {
		q := in.query(ctx)
		q.Order = in.Order
		c, err := a.Insight.Compare(ctx, q)
		return comparisonOf(c), err
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

// comparison is scores of one metric beside what tells them apart, explained in
// English.
type comparison struct {
	By         string        `json:"by"`
	Metric     metric.Metric `json:"metric"`
	Touchpoint string        `json:"touchpoint,omitempty"`
	From       string        `json:"from"`
	To         string        `json:"to"`
	pick.Picked
	Days  []surveys.Days `json:"days,omitempty" doc:"For keys that lack the scope small_cells: the days that are compared, those of which something is told of every row. A row that would leave less than half of the answers of the largest stands apart (untested: other_days), with days of its own (taken)"`
	Order string         `json:"order" enum:"journey,score"`
	Worth orderWorth     `json:"order_worth" doc:"What an order by score is worth here"`

	Rows       []insight.ComparedRow     `json:"rows"`
	Groups     []insight.ComparisonGroup `json:"groups" doc:"Rows that cannot be told apart: within a group no pair differs, and two rows that share no group do (Holm over all pairs)"`
	Procedures []procedure               `json:"procedures" doc:"Where each flag comes from, and what it promises"`
	Notes      []string                  `json:"notes" doc:"What one should know before reading on"`
}

// orderWorth says how much of an order by score is more than noise.
type orderWorth struct {
	Pairs     int    `json:"pairs" doc:"Pairs of tested rows"`
	ToldApart int    `json:"told_apart" doc:"Pairs that differ clearly"`
	First     int    `json:"first" doc:"Rows that may be the best"`
	Words     string `json:"words"`
}

// procedure explains one flag.
type procedure struct {
	Flag   string `json:"flag" enum:"screen,action,daily"`
	Name   string `json:"name"`
	Meant  string `json:"meant_for"`
	Tested int    `json:"tested" doc:"Rows it corrects for"`
}

func comparisonOf(c insight.Comparison) comparison {
	en := locales.English()
	out := comparison{
		By: c.By, Metric: c.Metric, Touchpoint: c.Touchpoint, From: c.From, To: c.To, Picked: c.Picked, Days: c.Days, Order: c.Order,
		Worth: orderWorth{c.Worth.Pairs, c.Worth.ToldApart, c.Worth.First, en.OrderWorthText(c.Worth)},
		Rows:  c.Rows, Groups: c.Groups, Procedures: []procedure{}, Notes: []string{},
	}
	for _, flag := range insight.FlagProcedures() {
		name, meant := en.ProcedureText(flag)
		out.Procedures = append(out.Procedures, procedure{flag, name, meant, c.Tested()})
	}
	for _, n := range c.Notes {
		out.Notes = append(out.Notes, en.NoteText(n))
	}
	return out
}
