package rest

import (
	"context"
	"net/http"

	"halte/surveys"
	"halte/surveys/insight"
)

// funnel mounts how far events came.
func (a *api) funnel() {
	handle(a, route{
		method: http.MethodGet, path: "/v1/funnel", id: "get-funnel", tag: "Invitations", scope: surveys.ScopeRead,
		summary: "How far the events of a period came: from eligible to answered",
		more: "Every level is the sum of the parts below it, at any moment and after anything: heard = unmatched + eligible; " +
			"eligible = sampled_out + quarantined + outweighed + cancelled + unreachable + suppressed + expired + other + scheduled + sending + failed + unknown + sent; " +
			"sent = bounced + delivered; delivered = not_opened + opened; opened = not_answered + answered. " +
			"An event counts once for each trigger that listens to it; reminders and mails that are sent again count no second time. " +
			"What kept a mail back counts under one name, whether it was found when the event came in or when the mail was about to go out. " +
			"Imported history stands outside.",
		errors: []int{http.StatusNotFound},
	}, func(ctx context.Context, in *struct {
		Touchpoint string `query:"touchpoint" doc:"Only this one" example:"delivery" maxLength:"200"`
		Trigger    string `query:"trigger" doc:"Only this one" example:"after-delivery" maxLength:"200"`
		From       string `query:"from" doc:"First day of the experience, in the organisation's zone; 90 days in all when left out" example:"2026-02-01"`
		To         string `query:"to" doc:"Last day of the experience, included; today when left out" example:"2026-04-30"`
	},
	) (insight.Funnel, error) {
		return a.Insight.Funnel(ctx, insight.FunnelQuery{Touchpoint: in.Touchpoint, Trigger: in.Trigger, From: in.From, To: in.To})
	})
}
