package rest

import (
	"context"
	"net/http"
	"time"

	"halte/surveys"
)

// sending says whether mails go out.
type sending struct {
	Paused bool      `json:"paused"`
	Since  time.Time `json:"since,omitzero" doc:"Since when it is paused"`
	Older  string    `json:"older,omitempty" doc:"Why the database is taken for an older one than it should be, such as a restored backup: sending is paused then until somebody runs halte restored"`
}

// sending mounts the switch that stops all mail at once.
func (a *api) sending() {
	state := func(ctx context.Context, _ *struct{}) (sending, error) {
		s, err := a.Insight.Read(ctx).Sending()
		return sending{!s.Paused.IsZero(), s.Paused, tell(s.Older)}, err
	}
	after := func(change func(context.Context) error) func(context.Context, *struct{}) (sending, error) {
		return func(ctx context.Context, in *struct{}) (sending, error) {
			if err := change(ctx); err != nil {
				return sending{}, err
			}
			return state(ctx, in)
		}
	}
	const tag = "Sending"
	handle(a, route{
		method: http.MethodGet, path: "/v1/sending", id: "get-sending", tag: tag, scope: surveys.ScopeRead,
		summary: "Whether mails go out",
	}, state)
	handle(a, route{
		method: http.MethodPost, path: "/v1/sending/pause", id: "pause-sending", tag: tag, scope: surveys.ScopeSending,
		summary: "Stop all sending at once", more: "What is being sent finishes. Nothing is lost; what expires meanwhile is not sent.",
	}, after(a.Dispatch.Pause))
	handle(a, route{
		method: http.MethodPost, path: "/v1/sending/resume", id: "resume-sending", tag: tag, scope: surveys.ScopeSending,
		summary: "Start sending again", more: "Refused with 409 while the database is taken for an older one than it should be (`older`).",
	}, after(a.Dispatch.Resume))
}
