package console

import (
	"context"
	"io"
	"net/http"

	"github.com/gin-gonic/gin"

	"halte/api/internal/reply"
	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/pick"
	"halte/templates/views"
)

// bias shows who answered at a touchpoint, and who did not.
func (a *handlers) bias(ctx context.Context, c *gin.Context) (reply.Answer, error) {
	view, t, s, period, err := a.touchpointSurvey(ctx, c)
	if err != nil {
		return reply.Answer{}, err
	}
	page := views.BiasPage{
		Console: a.layout(view.plan, c.Request), Period: period, Surveys: view.siblings(s, "/bias"),
		Touchpoint: views.Link{Name: view.name(t.Name), URL: withQuery("/touchpoints/"+t.Key, view.query, "survey", s.Key)},
	}
	if page.Whose, err = view.whoseOfSmall(ctx, c.Request, period); err != nil {
		return reply.Answer{}, err
	}
	if page.Bias, err = view.responseBias(ctx, s, period, pick.Filter{Segments: c.QueryArray("segment")}); err != nil {
		return reply.Answer{}, err
	}
	return reply.Page(http.StatusOK, func(w io.Writer) error { return a.templates.Bias(w, page) }), nil
}

func (v view) responseBias(ctx context.Context, s surveys.Survey, period views.Period, filter pick.Filter) (insight.ResponseBias, error) {
	return v.Insight.Bias(ctx, insight.BiasQuery{Touchpoint: s.Touchpoint, Survey: s.Key, From: period.From, To: period.To, Filter: filter, Small: small(ctx)})
}

// touchpointSurvey reads which survey of which touchpoint a page is about, and when.
func (a *handlers) touchpointSurvey(ctx context.Context, c *gin.Context) (v view, t surveys.Touchpoint, s surveys.Survey, period views.Period, err error) {
	p, err := a.Plans.Current(ctx)
	if err != nil {
		return v, t, s, period, err
	}
	if t, err = p.Touchpoint(c.Param("key")); err != nil {
		return v, t, s, period, err
	}
	if period, err = a.period(p, c.Request); err != nil {
		return v, t, s, period, err
	}
	v = view{a, p, a.locale(c.Request), keep(c.Request.URL.Query(), "from", "to", "segment")}
	found, err := v.survey(t.Key, c.Query("survey"))
	if err != nil {
		return v, t, s, period, err
	}
	if found == nil {
		return v, t, s, period, surveys.Errorf(surveys.NotFound, "No survey is attached to the touchpoint %q.", t.Key)
	}
	return v, t, *found, period, nil
}

// siblings links to the same page about each survey of a touchpoint.
func (v view) siblings(s surveys.Survey, page string) []views.Link {
	var out []views.Link
	for _, other := range v.plan.SurveysOf(s.Touchpoint) {
		out = append(out, views.Link{
			Name: other.Key, URL: withQuery("/touchpoints/"+s.Touchpoint+page, v.query, "survey", other.Key), Current: other.Key == s.Key,
		})
	}
	return out
}

// biasLine gives what the page of a touchpoint says of those who did not answer;
// nil where nobody was invited.
func (v view) biasLine(ctx context.Context, s surveys.Survey, period views.Period) (*views.BiasLine, error) {
	b, err := v.responseBias(ctx, s, period, pick.Filter{})
	if err != nil || b.Invited == 0 {
		return nil, err
	}
	return &views.BiasLine{ResponseBias: b, URL: withQuery("/touchpoints/"+s.Touchpoint+"/bias", v.query, "survey", s.Key)}, nil
}
