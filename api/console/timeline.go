package console

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"halte/api/internal/reply"
	"halte/surveys/definition"
	"halte/surveys/insight"
	"halte/templates/views"
)

// timelinePageSize is how many entries a page shows.
const timelinePageSize = 100

// timeline shows what happened to one contact. Its id is all of the path behind
// /contacts/, since it may hold anything.
func (a *handlers) timeline(ctx context.Context, c *gin.Context) (reply.Answer, error) {
	p, err := a.Plans.Current(ctx)
	if err != nil {
		return reply.Answer{}, err
	}
	after, err := a.Cursors.Read(c.Query("after"))
	if err != nil {
		return reply.Answer{}, err
	}
	id := strings.TrimPrefix(c.Param("id"), "/")
	found, err := a.Insight.Timeline(ctx, id, after, timelinePageSize)
	if err != nil {
		return reply.Answer{}, err
	}
	page := views.TimelinePage{
		Console: a.layout(p, c.Request), Contact: id, Entries: found,
		Touchpoint: func(key, lang string) string { return definition.TouchpointName(p, key, lang) },
	}
	if !small(ctx) {
		for i := range found {
			found[i].Rating, found[i].Answers = nil, nil
		}
	}
	if len(found) == timelinePageSize {
		page.Next = contactURL(id) + "?after=" + a.Cursors.Write(found[len(found)-1].Cursor())
	}
	return reply.Page(http.StatusOK, func(w io.Writer) error { return a.templates.Timeline(w, page) }), nil
}

// contactURL is where the timeline of a contact is.
func contactURL(id string) string { return "/contacts/" + url.PathEscape(id) }

// funnel says how far the events of a touchpoint came.
func (v view) funnel(ctx context.Context, touchpoint string, period views.Period) (insight.Funnel, error) {
	return v.Insight.Funnel(ctx, insight.FunnelQuery{Touchpoint: touchpoint, From: period.From, To: period.To})
}
