package console

import (
	"context"
	"io"
	"net/http"

	"github.com/gin-gonic/gin"

	"halte/api/internal/reply"
	"halte/surveys/insight"
	"halte/surveys/metric"
	"halte/templates/views"
)

// paths shows the ways customers take along a journey.
func (a *handlers) paths(ctx context.Context, c *gin.Context) (reply.Answer, error) {
	v, j, q, err := a.wholeJourney(ctx, c)
	if err != nil {
		return reply.Answer{}, err
	}
	page := views.PathsPage{Console: a.layout(v.plan, c.Request), Journey: v.name(j.Name), Tabs: v.journeyTabs(j, "paths")}
	if page.Period, err = a.period(v.plan, c.Request); err != nil {
		return reply.Answer{}, err
	}
	found, err := a.Insight.Paths(ctx, q)
	if err != nil {
		return reply.Answer{}, err
	}
	page.Contacts, page.Others = found.Contacts, found.Others
	for _, p := range found.Paths {
		path := views.CustomerPath{
			Longer: p.Longer, N: p.N, Share: p.Share, UnderWay: p.UnderWay, Interval: metric.Interval{Lo: p.Interval[0], Hi: p.Interval[1]},
		}
		for _, key := range p.Touchpoints {
			path.Stops = append(path.Stops, v.link(key))
		}
		page.Paths = append(page.Paths, path)
	}
	for _, at := range found.Touchpoints {
		page.Stops = append(page.Stops, v.pathStop(at))
	}
	return reply.Page(http.StatusOK, func(w io.Writer) error { return a.templates.Paths(w, page) }), nil
}

// link leads to a touchpoint of the plan.
func (v view) link(touchpoint string) views.Link {
	t, _ := v.plan.Touchpoint(touchpoint)
	return views.Link{Name: v.name(t.Name), URL: withQuery("/touchpoints/"+t.Key, v.query)}
}

func (v view) pathStop(at insight.PathsThere) views.PathStop {
	link := v.link(at.Touchpoint)
	out := views.PathStop{Name: link.Name, Link: link.URL, Reached: at.Reached, Held: at.Held}
	if at.WentOn != nil {
		out.WentOn, out.Ended, out.UnderWay = *at.WentOn, *at.Ended, *at.UnderWay
	}
	if at.EndedShare != nil {
		out.Known, out.EndedShare, out.Interval = true, *at.EndedShare, metric.Interval{Lo: at.Interval[0], Hi: at.Interval[1]}
	}
	for _, next := range at.Next {
		out.Next = append(out.Next, views.NextStop{Name: v.link(next.Touchpoint).Name, N: next.N})
	}
	return out
}
