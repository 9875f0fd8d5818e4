package rest

import (
	"context"
	"net/http"

	"halte/surveys"
)

// journeys mounts what is known of a journey as a whole.
func (a *api) journeys() {
	handle(a, route{
		method: http.MethodGet, path: "/v1/journeys/{key}/moments", id: "get-moments", tag: "Journeys", scope: surveys.ScopeRead,
		summary: "Moments of truth: which touchpoints go together with the relationship",
		more: "Each answer about the relationship is paired with the latest rating the same contact gave of each touchpoint in the 90 days before. " +
			"What goes together with the relationship is shared over the touchpoints, with intervals; that a touchpoint has a large share does not say that mending it would change the relationship. " +
			"Shares are over everything ever answered; from and to are days of the scores beside them.",
		errors: []int{http.StatusNotFound},
	}, func(ctx context.Context, in *struct {
		Key  string `path:"key"`
		From string `query:"from" doc:"First day; 90 days in all when left out" example:"2026-04-01"`
		To   string `query:"to" doc:"Last day, included; today when left out" example:"2026-10-05"`
	},
	) (surveys.Moments, error) {
		return a.service.Moments(ctx, surveys.MomentsQuery{Journey: in.Key, From: in.From, To: in.To, Small: maySeeSmallCells(ctx)})
	})
}
