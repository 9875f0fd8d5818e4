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

// bias shows who answered at a touchpoint, and who did not.
func (a *handlers) bias(ctx context.Context, c *gin.Context) (reply.Answer, error) {
	view, t, s, period, err := a.touchpointSurvey(ctx, c)
	if err != nil {
		return reply.Answer{}, err
	}
	b, err := a.Insight.Bias(ctx, insight.BiasQuery{Touchpoint: t.Key, Survey: s.Key, From: period.From, To: period.To, Small: small(ctx)})
	if err != nil {
		return reply.Answer{}, err
	}
	page := views.BiasPage{
		Console: a.layout(view.plan, c.Request), Period: period, Metric: s.Metric,
		Touchpoint: views.Link{Name: view.name(t.Name), URL: withQuery("/touchpoints/"+t.Key, view.query, "survey", s.Key)},
		Invited:    b.Invited, Delivered: b.Delivered, Unknown: b.Unknown, Failed: b.Failed, Answered: b.Answered,
		Raw: pictured(s.Metric, b.Raw), Surveys: view.siblings(s, "/bias"),
	}
	page.Rate = percentInterval(b.RateInterval)
	if b.Bounds != nil {
		page.Bounds = &metric.Interval{Lo: b.Bounds[0], Hi: b.Bounds[1]}
	}
	if b.Silent != nil {
		page.Target, page.Needed, page.Possible = b.Silent.Target, &b.Silent.Needed, b.Silent.Possible
	}
	if w := b.Waves; w != nil {
		page.Waves, page.First, page.Reminder = true, pictured(s.Metric, w.First), pictured(s.Metric, w.Reminder)
		if d := w.Difference; d != nil {
			page.WaveGap, page.WaveGapValue = &metric.Interval{Lo: d.Interval[0], Hi: d.Interval[1]}, d.Value
		}
	}
	for _, caution := range b.Cautions {
		page.WavesDiffer = page.WavesDiffer || caution.Kind == insight.WavesDiffer
	}
	for _, segment := range b.Segments {
		page.Segments = append(page.Segments, biasSegment(s.Metric, segment))
	}
	return reply.Page(http.StatusOK, func(w io.Writer) error { return a.templates.Bias(w, page) }), nil
}

// percentInterval gives the interval of a part, 0 to 1, in percent; zero for none.
func percentInterval(of *[2]float64) metric.Interval {
	if of == nil {
		return metric.Interval{}
	}
	return metric.Interval{Lo: 100 * of[0], Hi: 100 * of[1]}
}

func biasSegment(m metric.Metric, s insight.SegmentBias) views.BiasSegment {
	out := views.BiasSegment{Name: s.Name, Lowest: s.Lowest, Highest: s.Highest, Representativity: s.Representativity, Together: s.CollapsedShare, Refused: s.NotWeighted}
	if w := s.Weighted; w != nil {
		out.Gap, out.Flagged = w.Gap, w.Flagged
		out.Weighted = &views.SurveyScore{Metric: m, Score: metric.Score{
			Metric: m, N: int64(w.EffectiveN), Value: w.Score, Interval: metric.Interval{Lo: w.Interval[0], Hi: w.Interval[1]},
		}}
	}
	for _, p := range s.Values {
		part := views.BiasPart{Value: p.Value, Invited: p.Invited, Answered: p.Answered, Score: pictured(m, p.Figures), Collapsed: p.Collapsed}
		part.Rate = percentInterval(p.RateInterval)
		out.Parts = append(out.Parts, part)
	}
	return out
}

// pictured gives figures as pages draw them.
func pictured(m metric.Metric, f insight.Figures) views.SurveyScore {
	return views.SurveyScore{Metric: m, Score: f.Metric(), Held: f.Held}
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
	b, err := v.Insight.Bias(ctx, insight.BiasQuery{Touchpoint: s.Touchpoint, Survey: s.Key, From: period.From, To: period.To, Small: small(ctx)})
	if err != nil || b.Invited == 0 {
		return nil, err
	}
	out := &views.BiasLine{URL: withQuery("/touchpoints/"+s.Touchpoint+"/bias", v.query, "survey", s.Key)}
	for _, c := range b.Cautions {
		if c.Kind == insight.WavesDiffer {
			out.WavesDiffer = true
		} else {
			out.Segments = append(out.Segments, c.Segment)
		}
	}
	return out, nil
}
