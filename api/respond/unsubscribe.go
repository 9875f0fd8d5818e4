package respond

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"halte/api/internal/reply"
	"halte/surveys"
	"halte/surveys/dispatch"
	"halte/templates/views"
)

// The two things an unsubscribe may stop.
const (
	stopTouchpoint = "touchpoint"
	stopEverything = "everything"
)

// oneClick is the field by which a mail program unsubscribes (RFC 8058, 3.1).
const oneClick = "List-Unsubscribe"

// askUnsubscribe shows the choice. Opening it stops nothing: scanners open it too.
func (a *handlers) askUnsubscribe(ctx context.Context, c *gin.Context) (reply.Answer, error) {
	if c.Param("token") == dispatch.TestToken {
		return a.trial(ctx, c.Request)
	}
	page, err := a.unsubscribePage(ctx, c)
	if err != nil {
		return reply.Answer{}, err
	}
	return a.showUnsubscribe(page), nil
}

// unsubscribe stops what was chosen. A mail program's one click (RFC 8058) means
// no more mail at all, and must not be redirected.
func (a *handlers) unsubscribe(ctx context.Context, c *gin.Context) (reply.Answer, error) {
	if c.Param("token") == dispatch.TestToken {
		return a.trial(ctx, c.Request)
	}
	page, err := a.unsubscribePage(ctx, c) // before the body: a link that leads nowhere is read no further
	if err != nil {
		return reply.Answer{}, err
	}
	stop, err := readStop(c.Request)
	if err != nil {
		return reply.Answer{}, err
	}
	if err := a.Dispatch.Unsubscribe(ctx, c.Param("token"), stop == stopEverything); err != nil {
		return reply.Answer{}, err
	}
	if reply.WantsJSON(c.Request) {
		return reply.JSON(http.StatusOK, map[string]string{"status": "unsubscribed", "scope": stop}), nil
	}
	page.Done = stop
	return a.showUnsubscribe(page), nil
}

// readStop reads a form. RFC 8058 asks mail programs for multipart/form-data, and
// lets them send the other kind; a click counts with any Content-Type.
func readStop(r *http.Request) (string, error) {
	var err error
	switch reply.MediaType(r) {
	case "application/x-www-form-urlencoded":
		err = r.ParseForm()
	case "multipart/form-data":
		err = r.ParseMultipartForm(maxForm)
	default:
		body, err := reply.Body(r)
		if err != nil {
			return "", err
		}
		if form, err := url.ParseQuery(strings.TrimSpace(string(body))); err == nil && form.Get(oneClick) == "One-Click" {
			return stopEverything, nil
		}
		return "", reply.NewProblem(http.StatusUnsupportedMediaType, "Content-Type", "Send a form.")
	}
	if err != nil {
		return "", unreadableForm(err)
	}
	if strings.TrimSpace(r.PostFormValue(oneClick)) == "One-Click" {
		return stopEverything, nil
	}
	switch scope := r.PostFormValue("scope"); scope {
	case stopTouchpoint, stopEverything:
		return scope, nil
	}
	return "", surveys.Refuse("scope", "is neither %s nor %s", stopTouchpoint, stopEverything).Because(surveys.RefusedNoStop)
}

// maxForm is how much of a form is held in memory: all that may come.
const maxForm = 128 << 10

func (a *handlers) unsubscribePage(ctx context.Context, c *gin.Context) (views.UnsubscribePage, error) {
	_, touchpoint, err := a.Dispatch.ReadUnsubscribe(ctx, c.Param("token"))
	if err != nil {
		return views.UnsubscribePage{}, err
	}
	f, p, err := a.browserFrame(ctx, c.Request)
	if err != nil {
		return views.UnsubscribePage{}, err
	}
	languages := append([]string{f.Lang}, p.Definition.Organisation.Languages...)
	return views.UnsubscribePage{
		Respondent: f, Action: "/u/" + c.Param("token"), Touchpoint: touchpoint.Name.In(languages...),
	}, nil
}

func (a *handlers) showUnsubscribe(page views.UnsubscribePage) reply.Answer {
	return reply.Page(http.StatusOK, func(w io.Writer) error { return a.templates.Unsubscribe(w, page) })
}
