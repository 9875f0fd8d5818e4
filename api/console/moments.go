package console

import (
	"context"
	"io"
	"net/http"

	"github.com/gin-gonic/gin"

	"halte/api/internal/reply"
	"halte/surveys"
	"halte/surveys/journey"
	"halte/templates/views"
)

// moments shows which touchpoints of a journey go together with the relationship.
func (a *handlers) moments(ctx context.Context, c *gin.Context) (reply.Answer, error) {
	v, j, q, err := a.wholeJourney(ctx, c)
	if err != nil {
		return reply.Answer{}, err
	}
	page := views.MomentsPage{
		Console: a.layout(v.plan, c.Request), Journey: v.name(j.Name), Tabs: v.journeyTabs(ctx, j, "moments"), Touchpoints: v.touchpointLinks(j),
	}
	if page.Period, err = a.period(v.plan, c.Request); err != nil {
		return reply.Answer{}, err
	}
	if page.Whose, _, err = v.whose(ctx, c.Request, page.Period); err != nil {
		return reply.Answer{}, err
	}
	if page.Moments, page.Score, err = a.Journey.Overview(ctx, q); err != nil {
		return reply.Answer{}, err
	}
	return reply.Page(http.StatusOK, func(w io.Writer) error { return a.templates.Moments(w, page) }), nil
}

// wholeJourney reads which journey and which days a page is about.
func (a *handlers) wholeJourney(ctx context.Context, c *gin.Context) (view, *surveys.Journey, journey.Query, error) {
	p, err := a.Plans.Current(ctx)
	if err != nil {
		return view{}, nil, journey.Query{}, err
	}
	j, err := p.Journey(c.Param("key"))
	if err != nil {
		return view{}, nil, journey.Query{}, err
	}
	v := view{a, p, a.locale(c.Request), keep(c.Request.URL.Query(), "from", "to", "segment")}
	q := journey.Query{Journey: j.Key, From: c.Query("from"), To: c.Query("to"), Segments: c.QueryArray("segment"), Small: small(ctx)}
	return v, j, q, nil
}

// journeyTabs are the pages about a journey, with the one the reader is at.
func (v view) journeyTabs(ctx context.Context, j *surveys.Journey, at string) []views.Link {
	return []views.Link{
		{Name: v.locale.Console.Map, URL: withQuery("/", v.query, "journey", j.Key), Current: at == ""},
		{Name: v.locale.Moments.Title, URL: withQuery("/journeys/"+j.Key+"/moments", v.query), Current: at == "moments"},
		{Name: v.locale.Paths.Title, URL: withQuery("/journeys/"+j.Key+"/paths", v.ofSmall(ctx)), Current: at == "paths"},
	}
}
