package rest

import (
	"context"
	"net/http"

	"halte/surveys"
	"halte/surveys/dispatch"
)

// resend mounts the decision to send an invitation again that is unknown.
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
	) (resentAll, error) {
		out, err := a.Dispatch.ResendUnknown(ctx, in.Body.Touchpoint)
		told := resentAll{Accepted: out.Accepted, Waiting: out.Waiting, Refused: out.Refused, Refusals: []resent{}}
		for _, one := range out.Refusals {
			if !maySeePersons(ctx) {
				one.ID = ""
			}
			told.Refusals = append(told.Refusals, resentOf(one))
		}
		return told, err
	})
	handle(a, route{
		method: http.MethodPost, path: "/v1/invitations/{id}/resend", id: "resend-invitation", tag: "Invitations", scope: surveys.ScopeSending,
		summary: "Send an invitation again that is unknown", more: more, errors: []int{http.StatusNotFound, http.StatusConflict},
	}, func(ctx context.Context, in *struct {
		ID string `path:"id" maxLength:"200"`
	},
	) (resent, error) {
		out, err := a.Dispatch.Resend(ctx, in.ID)
		if err == nil && out.Status == dispatch.ResendRefused {
			return resent{}, surveys.Errorf(surveys.Conflict, "This invitation is not sent again: %s.", tell(out.Reason))
		}
		return resentOf(out), err
	})
}

// resent is the answer to a request to send one invitation again.
type resent struct {
	ID     string                `json:"id,omitempty" doc:"Of the invitation; in a list left out without the scope contacts"`
	Status dispatch.ResentStatus `json:"status" enum:"accepted,waiting,refused"`
	Reason string                `json:"reason,omitempty" doc:"Why it was refused"`
}

// resentAll counts the answers for several invitations.
type resentAll struct {
	Accepted int      `json:"accepted"`
	Waiting  int      `json:"waiting" doc:"Were wanted again before, and have not gone out yet"`
	Refused  int      `json:"refused"`
	Refusals []resent `json:"refusals" doc:"The first hundred that were refused, each with the reason"`
}

func resentOf(r dispatch.Resent) resent { return resent{r.ID, r.Status, tell(r.Reason)} }
