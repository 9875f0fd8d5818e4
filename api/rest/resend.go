package rest

import (
	"context"
	"net/http"

	"halte/surveys"
	"halte/surveys/dispatch"
)

// resend mounts the decision to send again what nobody knows to have arrived.
func (a *api) resend() {
	const more = "Nothing does this by itself: whoever got the first mail may get a second one, with the same Message-ID. " +
		"Asking again changes nothing until it went out. What was answered, has expired or has closed is refused. " +
		"Every other rule is asked again when it is sent."
	handle(a, route{
		method: http.MethodPost, path: "/v1/invitations/resend", id: "resend-invitations", tag: "Invitations", scope: surveys.ScopeSending,
		summary: "Send again every invitation that is unknown", more: more, errors: bodyErrors,
	}, func(ctx context.Context, in *struct {
		Body struct {
			Status     surveys.Status `json:"status" enum:"unknown" doc:"Only what is unknown is sent again"`
			Touchpoint string         `json:"touchpoint,omitempty" maxLength:"200" doc:"Only of this one; of all when left out"`
		}
	},
	) (dispatch.ResentAll, error) {
		out, err := a.Dispatch.ResendUnknown(ctx, in.Body.Touchpoint)
		if !maySeePersons(ctx) {
			for i := range out.Refusals {
				out.Refusals[i].ID = ""
			}
		}
		return out, err
	})
	handle(a, route{
		method: http.MethodPost, path: "/v1/invitations/{id}/resend", id: "resend-invitation", tag: "Invitations", scope: surveys.ScopeSending,
		summary: "Send an invitation again that is unknown", more: more, errors: []int{http.StatusNotFound, http.StatusConflict},
	}, func(ctx context.Context, in *struct {
		ID string `path:"id" maxLength:"200"`
	},
	) (dispatch.Resent, error) {
		out, err := a.Dispatch.Resend(ctx, in.ID)
		if err == nil && out.Status == dispatch.ResendRefused {
			return out, surveys.Errorf(surveys.Conflict, "This invitation is not sent again: %s.", out.Reason)
		}
		return out, err
	})
}
