package console

import (
	"context"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"halte/api/internal/reply"
	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/metric"
	"halte/templates/views"
)

// moments shows which touchpoints of a journey go together with the relationship.
func (a *handlers) moments(ctx context.Context, c *gin.Context) (reply.Answer, error) {
	v, j, q, err := a.wholeJourney(ctx, c)
	if err != nil {
		return reply.Answer{}, err
	}
	page := views.MomentsPage{Console: a.layout(v.plan, c.Request), Journey: v.name(j.Name), Tabs: v.journeyTabs(j, "moments")}
	if page.Period, err = a.period(v.plan, c.Request); err != nil {
		return reply.Answer{}, err
	}
	found, score, err := a.Insight.JourneyReport(ctx, q)
	if err != nil {
		return reply.Answer{}, err
	}
	page.Standing, page.Respondents, page.Since = string(found.Standing), found.Respondents, found.Since
	page.Decided, page.SecondKnown = found.FirstDecided, found.SecondKnown
	if found.FirstChance != nil {
		page.Chance = *found.FirstChance
	}
	for i, m := range found.Touchpoints {
		moment := v.moment(m)
		for j, other := range found.Touchpoints {
			if slices.Contains(m.Twins, other.Survey) {
				twin := v.moment(other)
				moment.Twins, moment.Told = append(moment.Twins, views.Link{Name: strings.TrimSpace(twin.Name + " " + twin.Survey), URL: twin.Link}), moment.Told || j < i
			}
		}
		page.Moments = append(page.Moments, moment)
	}
	page.Score = wholeScore(score)
	return reply.Page(http.StatusOK, func(w io.Writer) error { return a.templates.Moments(w, page) }), nil
}

// wholeJourney reads which journey and which days a page is about.
func (a *handlers) wholeJourney(ctx context.Context, c *gin.Context) (view, *surveys.Journey, insight.JourneyQuery, error) {
	p, err := a.Plans.Current(ctx)
	if err != nil {
		return view{}, nil, insight.JourneyQuery{}, err
	}
	j, err := p.Journey(c.Param("key"))
	if err != nil {
		return view{}, nil, insight.JourneyQuery{}, err
	}
	q := insight.JourneyQuery{Journey: j.Key, From: c.Query("from"), To: c.Query("to"), Small: small(ctx)}
	return view{a, p, a.locale(c.Request), keep(c.Request.URL.Query(), "from", "to")}, j, q, nil
}

// journeyTabs are the pages about a journey, with the one the reader is at.
func (v view) journeyTabs(j *surveys.Journey, at string) []views.Link {
	whole := keep(v.query, "from", "to") // these two are about all customers
	return []views.Link{
		{Name: v.locale.Console.Map, URL: withQuery("/", v.query, "journey", j.Key), Current: at == ""},
		{Name: v.locale.Moments.Title, URL: withQuery("/journeys/"+j.Key+"/moments", whole), Current: at == "moments"},
		{Name: v.locale.Paths.Title, URL: withQuery("/journeys/"+j.Key+"/paths", whole), Current: at == "paths"},
	}
}

// moment makes one touchpoint of the report ready to draw.
func (v view) moment(m insight.Moment) views.Moment {
	t, _ := v.plan.Touchpoint(m.Touchpoint) // the report took it from the plan
	out := views.Moment{
		Name: v.name(t.Name), Link: withQuery("/touchpoints/"+t.Key, v.query), Believed: m.Believed, Pairs: m.Pairs, Respondents: m.Respondents, Held: m.WantOfPairs,
		Found: m.Found, Best: m.Best, Priority: m.Priority,
		Score: views.SurveyScore{Key: m.Survey, Metric: m.Metric, Score: m.Performance.Metric(), Held: m.Performance.Held},
	}
	out.Score.Score.N = m.Performance.N
	if len(v.plan.SurveysOf(t.Key)) > 1 {
		out.Survey = m.Survey
	}
	if m.Share != nil {
		out.Shared, out.Share = true, *m.Share
		out.Interval = metric.Interval{Lo: m.Interval[0], Hi: m.Interval[1]}
		out.Ranks = metric.Ranks{Best: m.Ranks[0], Worst: m.Ranks[1]}
	}
	return out
}

func wholeScore(s insight.JourneyScore) views.JourneyFigure {
	out := views.JourneyFigure{
		N: s.N, Measured: s.Measured, Surveyed: s.Surveyed, WeightMeasured: s.WeightMeasured, Respondents: s.Respondents,
	}
	if m := metric.Metric(s.Scale); m.Known() {
		out.Metric = m
	}
	if s.Score != nil {
		out.Shown, out.Value, out.Interval = true, *s.Score, metric.Interval{Lo: s.Interval[0], Hi: s.Interval[1]}
	}
	if s.PoorShare != nil {
		out.PoorShown, out.Poor, out.PoorInterval = true, *s.PoorShare, metric.Interval{Lo: s.PoorInterval[0], Hi: s.PoorInterval[1]}
	}
	return out
}
