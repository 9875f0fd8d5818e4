package console

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"

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
	if chosen != nil {
		page.Tabs = view.journeyTabs(chosen, "")
		var filter pick.Filter
		if page.Whose, filter, err = view.whose(ctx, c.Request, page.Period); err != nil {
			return reply.Answer{}, err
		}
		if page.Journey, err = view.journey(ctx, chosen, page.Period, filter); err != nil {
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

func (v view) journey(ctx context.Context, j *surveys.Journey, period views.Period, filter pick.Filter) (views.Journey, error) {
	out := views.Journey{Key: j.Key, Name: v.name(j.Name)}
	scores, err := v.Journey.Map(ctx, journey.MapQuery{From: period.From, To: period.To, Filter: filter, Small: small(ctx)})
	if err != nil {
		return out, err
	}
	alerts, err := v.alerted(ctx, "", period)
	if err != nil {
		return out, err
	}
	flags := flagged(alerts)
	if len(filter.Segments) > 0 {
		flags = nil // alerts are about all customers
	}
	for _, s := range j.Stages {
		stage := views.Stage{Key: s.Key, Name: v.name(s.Name)}
		for _, t := range s.Touchpoints {
			stop := v.touchpoint(t)
			stop.Alert = flags[t.Key]
			for _, survey := range v.plan.SurveysOf(t.Key) {
				stop.Surveys = append(stop.Surveys, v.mapped(survey, scores))
			}
			stage.Touchpoints = append(stage.Touchpoints, stop)
		}
		out.Stages = append(out.Stages, stage)
	}
	return out, nil
}

// mapped gives what a survey measured as the map draws it.
func (v view) mapped(s surveys.Survey, scores journey.Map) views.SurveyScore {
	got := scores.Surveys[s.Key]
	out := v.drawn(s, got.Figures, got.Trend)
	if d := got.Difference; d != nil {
		out.Since = sinceOf(d, got.Changed, scores.Previous, got.Before.N)
	}
	if r := got.Rank; r != nil {
		out.Rank = &views.Rank{Rank: r.Rank, Best: r.Best, Worst: r.Worst}
	}
	return out
}

// sinceOf gives a change since the period before. Its interval is the one that
// may be looked at every day, as these pages are.
func sinceOf(d *insight.Difference, isClear bool, before surveys.Period, n int64) *views.Delta {
	return &views.Delta{Value: d.Value, Interval: d.Look().Interval, Clear: isClear, From: before.From, To: before.To, N: n}
}

func (v view) touchpoint(t surveys.Touchpoint) views.Touchpoint {
	return views.Touchpoint{
		Key: t.Key, Name: v.name(t.Name), Link: withQuery("/touchpoints/"+t.Key, v.query),
		Channel: t.Channel, Owner: t.Owner, MomentOfTruth: t.MomentOfTruth, Note: t.Pain,
	}
}

// trendStep is the step of every trend on these pages.
const trendStep = "week"

// score gives what a survey measured in a period, for drawing and as it came.
func (v view) score(ctx context.Context, s surveys.Survey, period views.Period, filter pick.Filter) (views.SurveyScore, insight.TouchpointScore, error) {
	q := insight.ScoreQuery{
		Touchpoint: s.Touchpoint, Survey: s.Key, From: period.From, To: period.To, Trend: trendStep,
		Compare: insight.ComparePrevious, Smooth: true, Filter: filter, Small: small(ctx),
	}
	if tops := s.Metric.Tops(); len(tops) > 0 {
		q.TopBox = tops[len(tops)-1] // the score of CSAT says the usual one
	}
	got, err := v.Insight.TouchpointScore(ctx, q)
	if err != nil {
		return views.SurveyScore{}, got, err
	}
	out := v.drawn(s, got.Figures, got.Trend)
	if d := got.Difference; d != nil {
		out.Since = sinceOf(d, d.Look().Moved, surveys.Period{From: got.Previous.From, To: got.Previous.To}, got.Previous.N)
	}
	return out, got, nil
}

// drawn gives figures and their trend for drawing.
func (v view) drawn(s surveys.Survey, f insight.Figures, trend []insight.TrendPoint) views.SurveyScore {
	out := views.SurveyScore{
		Key: s.Key, Name: strings.ToUpper(string(s.Metric)), Metric: s.Metric, Score: f.Metric(), Held: f.Held,
	}
	if len(v.plan.SurveysOf(s.Touchpoint)) > 1 {
		out.Link = withQuery("/touchpoints/"+s.Touchpoint, v.query, "survey", s.Key)
	}
	for _, point := range trend {
		drawn := views.TrendPoint{Start: point.Start, Score: point.Metric(), Held: point.Held}
		if s := point.Smoothed; s != nil && !s.Held {
			smooth := s.Metric()
			drawn.Smooth = &smooth
		}
		out.Trend = append(out.Trend, drawn)
	}
	if t, err := v.plan.Touchpoint(s.Touchpoint); err == nil {
		if target, ok := t.Target[s.Metric]; ok {
			out.Target = &target
		}
	}
	return out
}
