package rest

import (
	"context"
	"net/http"

	"halte/surveys"
	"halte/surveys/journey"
)

// journeys mounts what is known of a journey as a whole.
func (a *api) journeys() {
	handle(a, route{
		method: http.MethodGet, path: "/v1/journeys/{key}/moments", id: "get-moments", tag: "Journeys", scope: surveys.ScopeRead,
		summary: "Moments of truth: which touchpoints go together with the relationship",
		more: "Each answer about the relationship is paired with the latest rating the same contact gave of each touchpoint in the 90 days before. " +
			"What goes together with the relationship is shared over the touchpoints, with intervals; that a touchpoint has a large share does not say that mending it would change the relationship. " +
			"Shares are over everything ever answered, by all customers; from, to and segment pick the answers of the scores beside them.",
		errors: []int{http.StatusNotFound},
	}, func(ctx context.Context, in *journeyInput) (journey.Moments, error) {
		return a.Journey.Moments(ctx, in.query(ctx))
	})
	handle(a, route{
		method: http.MethodGet, path: "/v1/journeys/{key}/score", id: "get-journey-score", tag: "Journeys", scope: surveys.ScopeRead,
		summary: "The score of a journey as a whole, and the share of contacts with a bad touchpoint",
		more: "The scores of the touchpoints, weighted by their importance. Touchpoints with fewer than ten answers are left out: measured and weight_measured say how much the score stands on. " +
			"Weights are the same for every period and segment, so that these can be compared.",
		errors: []int{http.StatusNotFound},
	}, func(ctx context.Context, in *journeyInput) (journey.Score, error) {
		return a.Journey.Score(ctx, in.query(ctx))
	})
	handle(a, route{
		method: http.MethodGet, path: "/v1/journeys/{key}/paths", id: "get-paths", tag: "Journeys", scope: surveys.ScopeRead,
		summary: "The paths customers really take from touchpoint to touchpoint, and where they end",
		more: "Taken from the events that start triggers, by contact. Who had an event in the last 30 days of the period may still go on and is counted apart. " +
			"Events of a touchpoint before the period are not seen: a path may have begun earlier.",
		errors: []int{http.StatusNotFound},
	}, func(ctx context.Context, in *journeyInput) (journey.Paths, error) {
		return a.Journey.Paths(ctx, in.query(ctx))
	})
}

// journeyInput is a journey and a period.
type journeyInput struct {
	Key  string `path:"key"`
	From string `query:"from" doc:"First day; 90 days in all when left out" example:"2026-04-01"`
	To   string `query:"to" doc:"Last day, included; today when left out" example:"2026-10-05"`

	Segment []string `query:"segment,explode" doc:"Only customers with this value of a segment, as NAME:VALUE: of scores those of their answers, of paths those of customers who had it at one event at least. It may stand several times: values of one segment are alternatives, and of several segments all must hold. Paths of a segment, and several segments together, need the scope small_cells" example:"[\"persona:commuter\"]" maxItems:"50"`
}

func (in *journeyInput) query(ctx context.Context) journey.Query {
	return journey.Query{Journey: in.Key, From: in.From, To: in.To, Segments: in.Segment, Small: maySeeSmallCells(ctx)}
}
