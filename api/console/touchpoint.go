package console

import (
	"context"
	"io"
	"net/http"

	"github.com/gin-gonic/gin"

	"halte/api/internal/reply"
	"halte/surveys"
	"halte/surveys/followup"
	"halte/surveys/insight"
	"halte/surveys/pick"
	"halte/templates/views"
)

// comments is how many of the latest comments a page shows.
const comments = 20

// touchpoint shows what one survey of a touchpoint measured.
func (a *handlers) touchpoint(ctx context.Context, c *gin.Context) (reply.Answer, error) {
	p, err := a.Plans.Current(ctx)
	if err != nil {
		return reply.Answer{}, err
	}
	t, err := p.Touchpoint(c.Param("key"))
	if err != nil {
		return reply.Answer{}, err
	}
	page := views.TouchpointPage{Console: a.layout(p, c.Request), TrendStep: trendStep}
	if page.Period, err = a.period(p, c.Request); err != nil {
		return reply.Answer{}, err
	}
	view := view{a, p, a.locale(c.Request), keep(c.Request.URL.Query(), "from", "to", "segment")}
	page.Touchpoint = t
	page.Journey, page.Stage = view.journeyAndStage(t.Key)
	var filter pick.Filter
	if page.Whose, filter, err = view.whose(ctx, c.Request, page.Period); err != nil {
		return reply.Answer{}, err
	}
	if len(filter.Segments) == 0 { // alerts and the funnel are about everybody
		if page.Alerts, err = a.Improve.Alerts(ctx, alertsIn(page.Period, t.Key), small(ctx)); err != nil {
			return reply.Answer{}, err
		}
		if page.Funnel, err = view.funnel(ctx, t.Key, page.Period); err != nil {
			return reply.Answer{}, err
		}
	}
	survey, err := view.survey(t.Key, c.Query("survey"))
	if err != nil {
		return reply.Answer{}, err
	}
	if survey != nil {
		if err := view.fill(ctx, &page, *survey, filter, followup.Category(c.Query("category"))); err != nil {
			return reply.Answer{}, err
		}
	}
	return reply.Page(http.StatusOK, func(w io.Writer) error { return a.templates.Touchpoint(w, page) }), nil
}

// journeyAndStage gives the way back and the stage of a touchpoint.
func (v view) journeyAndStage(key string) (views.Link, string) {
	for _, j := range v.plan.Definition.Journeys {
		for _, s := range j.Stages {
			for _, t := range s.Touchpoints {
				if t.Key == key {
					return views.Link{Name: v.name(j.Name), URL: withQuery("/", v.query, "journey", j.Key)}, v.name(s.Name)
				}
			}
		}
	}
	return views.Link{URL: "/"}, ""
}

// survey gives the survey that is meant, or the first; nil when there is none.
func (v view) survey(touchpoint, key string) (*surveys.Survey, error) {
	for _, s := range v.plan.SurveysOf(touchpoint) {
		if key == "" || s.Key == key {
			return &s, nil
		}
	}
	if key != "" {
		return nil, surveys.Errorf(surveys.NotFound, "The touchpoint %q has no survey %q.", touchpoint, key)
	}
	return nil, nil
}

// fill puts figures and comments on the page; category is whose choices.
func (v view) fill(ctx context.Context, page *views.TouchpointPage, s surveys.Survey, filter pick.Filter, category followup.Category) error {
	got, err := v.score(ctx, s, page.Period, filter)
	if err != nil {
		return err
	}
	page.Survey, page.Score = s, got
	for _, other := range v.plan.SurveysOf(s.Touchpoint) {
		page.Surveys = append(page.Surveys, views.Link{
			Name:    other.Key,
			URL:     withQuery("/touchpoints/"+s.Touchpoint, v.query, "survey", other.Key),
			Current: other.Key == s.Key,
		})
	}
	if some := len(filter.Segments) > 0; !some {
		if err := v.fillWhole(ctx, page, s, got); err != nil {
			return err
		}
	} else if !small(ctx) {
		page.CommentsHeld = true // they are picked one by one
		return nil
	}
	if page.Segments, err = v.splits(ctx, s, page.Period, filter); err != nil {
		return err
	}
	if small(ctx) { // two periods that differ by a day tell what single respondents chose
		if page.Chosen, err = v.chosen(ctx, s, *page, choosers{category, filter}); err != nil {
			return err
		}
	}
	if page.CommentsHeld = got.Held; got.Held {
		return nil // each comment tells what its rating counts as
	}
	if page.Keywords, err = v.keywords(ctx, s, page.Period, filter); err != nil {
		return err
	}
	page.Timeline = contactURL
	page.Comments, err = v.latest(ctx, s, page.Period, filter)
	return err
}

// fillWhole puts on the page what is about all customers of the survey.
func (v view) fillWhole(ctx context.Context, page *views.TouchpointPage, s surveys.Survey, got insight.TouchpointScore) (err error) {
	if page.Stabilised, err = v.stabilised(ctx, s, got.Figures, page.Period); err != nil {
		return err
	}
	if page.Improvements, err = v.changes(ctx, s.Touchpoint); err != nil {
		return err
	}
	page.Bias, err = v.biasLine(ctx, s, page.Period)
	return err
}

// splits gives the score by the values of each segment.
func (v view) splits(ctx context.Context, s surveys.Survey, period views.Period, filter pick.Filter) ([]views.Split, error) {
	var out []views.Split
	for _, name := range sorted(v.plan.Definition.Segments) {
		parts, err := v.Insight.Parts(ctx, s, surveys.DimensionSegment+name, surveys.Period{From: period.From, To: period.To}, filter, small(ctx))
		if err != nil {
			return nil, err
		}
		if len(parts) > 0 {
			out = append(out, views.Split{Name: name, Rows: parts})
		}
	}
	return out, nil
}

// latest gives what was written about the newest experiences.
func (v view) latest(ctx context.Context, s surveys.Survey, period views.Period, filter pick.Filter) (insight.CommentsFound, error) {
	return v.Insight.FindComments(ctx, insight.CommentsQuery{
		Touchpoint: s.Touchpoint, Survey: s.Key, From: period.From, To: period.To, Filter: filter, Limit: comments, Small: small(ctx), Persons: viewer(ctx).Contacts,
	})
}
