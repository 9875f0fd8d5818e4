package console

import (
	"context"
	"io"
	"maps"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"halte/api/internal/reply"
	"halte/surveys"
	"halte/templates/views"
)

// improvements lists what was changed, with the verdicts of now.
func (a *handlers) improvements(ctx context.Context, c *gin.Context) (reply.Answer, error) {
	p, err := a.Plans.Current(ctx)
	if err != nil {
		return reply.Answer{}, err
	}
	page := views.ImprovementsPage{
		Console: a.layout(p, c.Request), MayWrite: mayImprove(ctx) == nil, Touchpoints: view{a, p, a.locale(c.Request), nil}.touchpoints(),
	}
	if page.Improvements, err = a.Improve.ImprovementReports(ctx, small(ctx)); err != nil {
		return reply.Answer{}, err
	}
	return reply.Page(http.StatusOK, func(w io.Writer) error { return a.templates.Improvements(w, page) }), nil
}

// improvement shows one with everything behind its verdict.
func (a *handlers) improvement(ctx context.Context, c *gin.Context) (reply.Answer, error) {
	p, err := a.Plans.Current(ctx)
	if err != nil {
		return reply.Answer{}, err
	}
	page := views.ImprovementPage{Console: a.layout(p, c.Request), Touchpoints: view{a, p, a.locale(c.Request), nil}.touchpoints()}
	if page.Improvement, err = a.Improve.ImprovementReport(ctx, c.Param("id"), small(ctx)); err != nil {
		return reply.Answer{}, err
	}
	return reply.Page(http.StatusOK, func(w io.Writer) error { return a.templates.Improvement(w, page) }), nil
}

// touchpoints leads to every touchpoint, by its key.
func (v view) touchpoints() map[string]views.Link {
	links := map[string]views.Link{}
	for _, j := range v.plan.Definition.Journeys {
		maps.Copy(links, v.touchpointLinks(&j))
	}
	return links
}

// changes are the improvements at a touchpoint, to be marked in its trend.
func (v view) changes(ctx context.Context, touchpoint string) ([]surveys.Improvement, error) {
	all, err := v.Insight.Read(ctx).Improvements()
	return slices.DeleteFunc(all, func(i surveys.Improvement) bool { return !slices.Contains(i.Touchpoints, touchpoint) }), err
}
