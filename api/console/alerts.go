package console

import (
	"context"
	"io"
	"net/http"

	"github.com/gin-gonic/gin"

	"halte/api/internal/reply"
	"halte/surveys"
	"halte/surveys/improve"
	"halte/surveys/insight"
	"halte/templates/views"
)

// alertsShown is how many alerts stand on a page.
const alertsShown = 50

// alerts lists the scores that are other than they were.
func (a *handlers) alerts(ctx context.Context, c *gin.Context) (reply.Answer, error) {
	p, err := a.Plans.Current(ctx)
	if err != nil {
		return reply.Answer{}, err
	}
	after, err := a.Cursors.Read(c.Query("after"))
	if err != nil {
		return reply.Answer{}, err
	}
	found, err := a.Improve.Alerts(ctx, surveys.AlertFilter{After: after, Limit: alertsShown}, small(ctx))
	if err != nil {
		return reply.Answer{}, err
	}
	page := views.AlertsPage{Console: a.layout(p, c.Request), Alerts: found, Touchpoints: map[string]views.Link{}}
	view := view{a, p, a.locale(c.Request), keep(c.Request.URL.Query(), "segment")}
	for _, one := range found {
		page.Touchpoints[one.ID] = view.alerted(one)
	}
	if err := view.aroundAlerts(ctx, c.Request, &page); err != nil {
		return reply.Answer{}, err
	}
	if len(found) == alertsShown {
		last := found[len(found)-1]
		page.Older = withQuery("/alerts", view.query, "after", a.Cursors.Write(surveys.DayCursor(last.Day, last.ID)))
	}
	return reply.Page(http.StatusOK, func(w io.Writer) error { return a.templates.Alerts(w, page) }), nil
}

// aroundAlerts offers segments, and puts beside each alert what those who were chosen
// answered on its days.
func (v view) aroundAlerts(ctx context.Context, r *http.Request, page *views.AlertsPage) error {
	recent, err := v.period(v.plan, r)
	if err != nil {
		return err
	}
	whose, filter, err := v.whose(ctx, r, recent)
	if err != nil {
		return err
	}
	if page.Whose = whose; len(filter.Segments) == 0 {
		return nil
	}
	if _, err := filter.Values(v.plan); err != nil {
		return err
	}
	for i := range page.Alerts {
		around, err := v.Insight.Around(ctx, page.Alerts[i].Raised, filter, small(ctx))
		if err != nil {
			return err
		}
		page.Alerts[i].Segment = &around
	}
	return nil
}

// alerted leads to where an alert was raised; a touchpoint that is gone keeps its key.
func (v view) alerted(a improve.Alert) views.Link {
	t, err := v.plan.Touchpoint(a.Touchpoint)
	switch {
	case err != nil:
		return views.Link{Name: a.Touchpoint}
	case len(v.plan.SurveysOf(t.Key)) > 1:
		return views.Link{Name: v.name(t.Name), URL: withQuery("/touchpoints/"+t.Key, v.query, "survey", a.Survey)}
	}
	return v.link(t)
}

// alertsIn picks the alerts of a period; those of one touchpoint unless it is empty.
func alertsIn(period views.Period, touchpoint string) surveys.AlertFilter {
	return surveys.AlertFilter{Touchpoint: touchpoint, From: period.From, To: period.To, Limit: 500}
}

// flagged gives the day of the latest alert of a period, by touchpoint.
func (v view) flagged(ctx context.Context, period views.Period) (map[string]string, error) {
	alerts, err := v.Insight.Read(ctx).Alerts(alertsIn(period, ""))
	days := map[string]string{}
	for _, a := range alerts {
		days[a.Touchpoint] = max(days[a.Touchpoint], a.Day)
	}
	return days, err
}

// stabilised gives the score of a touchpoint with few answers drawn toward that of
// all others; nil where there is no need or no way to.
func (v view) stabilised(ctx context.Context, s surveys.Survey, f insight.Figures, period views.Period) (*insight.Stabilised, error) {
	if !f.Few || f.Held {
		return nil, nil
	}
	list, err := v.Insight.Scores(ctx, insight.ScoresQuery{
		By: "touchpoint", Metric: s.Metric, From: period.From, To: period.To, Order: insight.OrderStabilised, Small: small(ctx),
	})
	if err != nil {
		return nil, err
	}
	for _, row := range list.Scores {
		if st := row.Stabilised; st != nil && row.Key == s.Touchpoint && row.N == f.N {
			return st, nil
		}
	}
	return nil, nil
}
