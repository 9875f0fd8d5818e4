package console

import (
	"context"
	"io"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"halte/api/internal/reply"
	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/insight"
	"halte/surveys/journey"
	"halte/surveys/pick"
	"halte/templates/locales"
	"halte/templates/views"
)

// journey shows one journey with the scores of a period.
func (a *handlers) journey(ctx context.Context, c *gin.Context) (reply.Answer, error) {
	p, err := a.Plans.Current(ctx)
	if err != nil {
		return reply.Answer{}, err
	}
	page := views.JourneyPage{Console: a.layout(p, c.Request)}
	if page.Period, err = a.period(p, c.Request); err != nil {
		return reply.Answer{}, err
	}
	chosen, err := chosenJourney(p, c.Query("journey"))
	if err != nil {
		return reply.Answer{}, err
	}
	view := view{a, p, a.locale(c.Request), keep(c.Request.URL.Query(), "from", "to", "segment")}
	for i := range p.Definition.Journeys {
		j := &p.Definition.Journeys[i]
		page.Journeys = append(page.Journeys, views.Link{
			Name: view.name(j.Name), URL: withQuery("/", view.query, "journey", j.Key), Current: j == chosen,
		})
	}
	if asked := keep(c.Request.URL.Query(), "from", "to", "segment", "journey"); c.Query("compare") == insight.CompareLastYear {
		page.Versus, page.LastYear = withQuery("/", asked), true
	} else if len(against(page.Period)) > 1 {
		page.Versus = withQuery("/", asked, "compare", insight.CompareLastYear)
	}
	if chosen != nil {
		page.Tabs = view.journeyTabs(ctx, chosen, "")
		var filter pick.Filter
		if page.Whose, filter, err = view.whose(ctx, c.Request, page.Period); err != nil {
			return reply.Answer{}, err
		}
		if err := view.fillJourney(ctx, &page, chosen, filter, c.Query("compare")); err != nil {
			return reply.Answer{}, err
		}
	}
	return reply.Page(http.StatusOK, func(w io.Writer) error { return a.templates.Journey(w, page) }), nil
}

// chosenJourney gives the journey with that key, or the first; nil when there is none.
func chosenJourney(p *definition.Plan, key string) (*surveys.Journey, error) {
	all := p.Definition.Journeys
	for i := range all {
		if key == "" || all[i].Key == key {
			return &all[i], nil
		}
	}
	if key != "" {
		return nil, surveys.Errorf(surveys.NotFound, "There is no journey %q.", key)
	}
	return nil, nil
}

// view is how one reader sees the definition.
type view struct {
	*handlers
	plan   *definition.Plan
	locale *locales.Locale
	query  url.Values // kept in links
}

func (v view) name(t surveys.Text) string { return t.In(nameOrder(v.plan, v.locale.Tag)...) }

// fillJourney puts a journey and its figures on the page.
func (v view) fillJourney(ctx context.Context, page *views.JourneyPage, j *surveys.Journey, filter pick.Filter, compare string) (err error) {
	page.Journey, page.Touchpoints, page.SurveyLinks = *j, v.touchpointLinks(j), map[string]string{}
	for touchpoint := range page.Touchpoints {
		asked := v.plan.SurveysOf(touchpoint)
		page.Surveys = append(page.Surveys, asked...)
		for _, s := range asked {
			if len(asked) > 1 {
				page.SurveyLinks[s.Key] = withQuery("/touchpoints/"+touchpoint, v.query, "survey", s.Key)
			}
		}
	}
	if page.Map, err = v.Journey.Map(ctx, journey.MapQuery{From: page.From, To: page.To, Compare: compare, Filter: filter, Small: small(ctx)}); err != nil {
		return err
	}
	if len(filter.Segments) == 0 { // alerts are about all customers
		page.Alerts, err = v.flagged(ctx, page.Period)
	}
	return err
}

// against is what a period can be put beside: a long one shares days with last year's.
func against(in views.Period) []string {
	if _, _, err := insight.Comparing([]string{insight.CompareLastYear}, surveys.Period{From: in.From, To: in.To}); err != nil {
		return []string{insight.ComparePrevious}
	}
	return []string{insight.ComparePrevious, insight.CompareLastYear}
}

// trendStep is the step of every trend on these pages.
const trendStep = "week"

// score gives what a survey measured in a period.
func (v view) score(ctx context.Context, s surveys.Survey, period views.Period, filter pick.Filter) (insight.TouchpointScore, error) {
	q := insight.ScoreQuery{
		Touchpoint: s.Touchpoint, Survey: s.Key, From: period.From, To: period.To, Trend: trendStep,
		Compare: against(period), Smooth: true, Filter: filter, Small: small(ctx),
	}
	if tops := s.Metric.Tops(); len(tops) > 0 {
		q.TopBox = tops[len(tops)-1] // the score of CSAT says the usual one
	}
	return v.Insight.TouchpointScore(ctx, q)
}
