package console

import (
	"context"
	"io"
	"net/http"

	"github.com/gin-gonic/gin"

	"halte/api/internal/reply"
	"halte/surveys"
	"halte/templates/views"
)

// paths shows the ways customers take along a journey.
func (a *handlers) paths(ctx context.Context, c *gin.Context) (reply.Answer, error) {
	v, j, q, err := a.wholeJourney(ctx, c)
	if err != nil {
		return reply.Answer{}, err
	}
	page := views.PathsPage{
		Console: a.layout(v.plan, c.Request), Journey: v.name(j.Name), Tabs: v.journeyTabs(ctx, j, "paths"), Touchpoints: v.touchpointLinks(j),
	}
	if page.Period, err = a.period(v.plan, c.Request); err != nil {
		return reply.Answer{}, err
	}
	if page.Whose, err = v.whoseOfSmall(ctx, c.Request, page.Period); err != nil {
		return reply.Answer{}, err
	}
	if page.Paths, err = a.Journey.Paths(ctx, q); err != nil {
		return reply.Answer{}, err
	}
	return reply.Page(http.StatusOK, func(w io.Writer) error { return a.templates.Paths(w, page) }), nil
}

// touchpointLinks leads to every touchpoint of a journey, by its key.
func (v view) touchpointLinks(j *surveys.Journey) map[string]views.Link {
	links := map[string]views.Link{}
	for _, s := range j.Stages {
		for _, t := range s.Touchpoints {
			links[t.Key] = v.link(t)
		}
	}
	return links
}

func (v view) link(t surveys.Touchpoint) views.Link {
	return views.Link{Name: v.name(t.Name), URL: withQuery("/touchpoints/"+t.Key, v.query)}
}
