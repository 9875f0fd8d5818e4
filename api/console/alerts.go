package console

import (
	"context"
	"io"
	"net/http"

	"github.com/gin-gonic/gin"

	"halte/api/internal/reply"
	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/metric"
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
	found, err := a.Insight.Read(ctx).Alerts(surveys.AlertFilter{After: after, Limit: alertsShown})
	if err != nil {
		return reply.Answer{}, err
	}
	page := views.AlertsPage{Console: a.layout(p, c.Request)}
	view := view{a, p, a.locale(c.Request), nil}
	for _, one := range found {
		told, err := view.alert(ctx, one)
		if err != nil {
			return reply.Answer{}, err
		}
		page.Alerts = append(page.Alerts, told)
	}
	if len(found) == alertsShown {
		last := found[len(found)-1]
		page.Older = withQuery("/alerts", nil, "after", a.Cursors.Write(surveys.DayCursor(last.Day, last.ID)))
	}
	return reply.Page(http.StatusOK, func(w io.Writer) error { return a.templates.Alerts(w, page) }), nil
}

// alert makes of an alert what is read and drawn.
func (v view) alert(ctx context.Context, a surveys.Alert) (views.Alert, error) {
	before, after, err := v.Improve.AlertFigures(ctx, a, small(ctx))
	if err != nil {
		return views.Alert{}, err
	}
	side := func(f insight.Figures) views.SurveyScore {
		return views.SurveyScore{Key: a.Survey, Metric: a.Metric, Score: f.Metric(), Held: f.Held}
	}
	out := views.Alert{
		Touchpoint: views.Link{Name: a.Touchpoint}, Rise: a.Direction == surveys.Rise,
		Day: a.Day, Since: a.Since, Recorded: v.plan.DayOf(a.RecordedAt),
		Before: side(before), After: side(after),
		Looks:      string(a.Shape),
		BeforeFrom: a.Baseline.From, BeforeTo: a.Baseline.To, AfterTo: a.After.To,
	}
	if last := a.LastYear; last != nil && small(ctx) {
		whole := func(t metric.Tally) views.SurveyScore {
			return side(insight.NewFigures(a.Metric, surveys.Sum{Tally: t}))
		}
		out.LastYear = &views.AlertLastYear{Before: whole(last.Before.Tally), After: whole(last.After.Tally)}
	}
	if t, err := v.plan.Touchpoint(a.Touchpoint); err == nil {
		out.Touchpoint = views.Link{Name: v.name(t.Name), URL: withQuery("/touchpoints/"+t.Key, v.query)}
		if len(v.plan.SurveysOf(t.Key)) > 1 {
			out.Touchpoint.URL = withQuery("/touchpoints/"+t.Key, v.query, "survey", a.Survey)
		}
	}
	return out, nil
}

// alerted gives the alerts of a period, newest first; those of one touchpoint
// unless it is empty.
func (v view) alerted(ctx context.Context, touchpoint string, period views.Period) ([]surveys.Alert, error) {
	return v.Insight.Read(ctx).Alerts(surveys.AlertFilter{Touchpoint: touchpoint, From: period.From, To: period.To, Limit: 500})
}

// flagged gives the day of the latest alert of each touchpoint.
func flagged(alerts []surveys.Alert) map[string]string {
	days := map[string]string{}
	for _, a := range alerts {
		days[a.Touchpoint] = max(days[a.Touchpoint], a.Day)
	}
	return days
}

// stabilised gives the score of a touchpoint with few answers drawn toward that of
// all others; nil where there is no need or no way to.
func (v view) stabilised(ctx context.Context, s surveys.Survey, f insight.Figures, period views.Period) (*views.StabilisedScore, error) {
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
			out := views.StabilisedScore{Value: st.Score, Strength: st.Strength}
			out.Interval.Lo, out.Interval.Hi = st.Interval[0], st.Interval[1]
			return &out, nil
		}
	}
	return nil, nil
}
