package respond

import (
	"context"
	"io"
	"net/http"

	"halte/api/internal/reply"
	"halte/templates/views"
)

// trial is the page behind the links of a test mail.
func (a *handlers) trial(ctx context.Context, r *http.Request) (reply.Answer, error) {
	f, _, err := a.browserFrame(ctx, r)
	if err != nil {
		return reply.Answer{}, err
	}
	return reply.Page(http.StatusOK, func(w io.Writer) error { return a.templates.Trial(w, views.TrialPage{Respondent: f}) }), nil
}
