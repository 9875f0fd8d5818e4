package console

import (
	"context"
	"io"
	"net/http"
	"net/url"

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
		Console: a.layout(view.plan, c.Request), Period: period, Surveys: view.siblings(s, c.Request.URL),
		Touchpoint: views.Link{Name: view.name(t.Name), URL: withQuery("/touchpoints/"+t.Key, view.query, "survey", s.Key)},
	}
	filter := pick.Filter{
		Segments: c.QueryArray("segment"), Locales: c.QueryArray("locale"), Waves: c.QueryArray("wave"), Channels: c.QueryArray("channel"), Sources: c.QueryArray("source"),
	}
	if page.Bias, err = view.responseBias(ctx, s, period, filter); err != nil {
		return reply.Answer{}, err
	}
	if page.Whose, err = view.whoseAsked(ctx, c.Request, period, filter); err != nil {
		return reply.Answer{}, err
	}
	return reply.Page(http.StatusOK, func(w io.Writer) error { return a.templates.Bias(w, page) }), nil
}

// whoseAsked is whose for those who were invited: by segment, language and mail.
func (v view) whoseAsked(ctx context.Context, r *http.Request, in views.Period, filter pick.Filter) (views.Whose, error) {
	out, err := v.whoseOfSmall(ctx, r, in)
	if err != nil || !small(ctx) {
		return out, err
	}
	l, every := v.locale.Bias, v.locale.Console.WhoseEvery
	mail := func(wave string) string {
		return surveys.IfElse(wave == surveys.WaveFirst, l.FirstMail, l.AReminder)
	}
	for _, locale := range filter.Locales {
		out.Chosen = append(out.Chosen, l.Language+" "+v.locale.LanguageName(locale))
	}
	for _, wave := range filter.Waves {
		out.Chosen = append(out.Chosen, l.Mail+" "+mail(wave))
	}
	out.Segments = append(out.Segments,
		choices(r.URL, l.Language, every, "locale", v.plan.Definition.Organisation.Languages, v.locale.LanguageName),
		choices(r.URL, l.Mail, every, "wave", []string{surveys.WaveFirst, surveys.WaveReminder}, mail))
	return out, nil
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
func (v view) siblings(s surveys.Survey, at *url.URL) []views.Link {
	var out []views.Link
	for _, other := range v.plan.SurveysOf(s.Touchpoint) {
		out = append(out, views.Link{
			Name: other.Key, URL: withQuery(at.Path, at.Query(), "survey", other.Key), Current: other.Key == s.Key,
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
	return &views.BiasLine{ResponseBias: b, URL: withQuery("/touchpoints/"+s.Touchpoint+"/bias", v.ofSmall(ctx), "survey", s.Key)}, nil
}
