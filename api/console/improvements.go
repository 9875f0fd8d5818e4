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
	"halte/surveys/metric"
	"halte/templates/views"
)

// improvements lists what was changed, with the verdicts of now.
func (a *handlers) improvements(ctx context.Context, c *gin.Context) (reply.Answer, error) {
	p, err := a.Plans.Current(ctx)
	if err != nil {
		return reply.Answer{}, err
	}
	page := views.ImprovementsPage{Console: a.layout(p, c.Request), MayWrite: mayImprove(ctx) == nil}
	all, err := a.Improve.ImprovementReports(ctx, small(ctx))
	if err != nil {
		return reply.Answer{}, err
	}
	view := view{a, p, a.locale(c.Request), nil}
	for _, r := range all {
		page.Improvements = append(page.Improvements, view.verdict(r))
	}
	return reply.Page(http.StatusOK, func(w io.Writer) error { return a.templates.Improvements(w, page) }), nil
}

// improvement shows one with everything behind its verdict.
func (a *handlers) improvement(ctx context.Context, c *gin.Context) (reply.Answer, error) {
	p, err := a.Plans.Current(ctx)
	if err != nil {
		return reply.Answer{}, err
	}
	r, err := a.Improve.ImprovementReport(ctx, c.Param("id"), small(ctx))
	if err != nil {
		return reply.Answer{}, err
	}
	page := views.ImprovementPage{Console: a.layout(p, c.Request)}
	page.ImprovementVerdict = view{a, p, a.locale(c.Request), nil}.verdict(r)
	for _, i := range r.Versions {
		page.Versions = append(page.Versions, views.ImprovementVersion{Version: i.Version, Day: p.DayOf(i.CreatedAt), Alpha: i.Alpha})
	}
	return reply.Page(http.StatusOK, func(w io.Writer) error { return a.templates.Improvement(w, page) }), nil
}

// verdict makes of a report what is read and drawn.
func (v view) verdict(r improve.ImprovementReport) views.ImprovementVerdict {
	of, o := r.Verdict, r.Outlook
	out := views.ImprovementVerdict{
		Name: r.Name, Link: "/improvements/" + r.ID, Owner: r.Owner, Hypothesis: r.Hypothesis,
		Touchpoints: v.links(r.Touchpoints), Controls: v.links(r.Controls), Metric: r.Metric,
		Day: r.Day, BaselineFrom: r.BaselineFrom, BaselineTo: r.BaselineTo, Ends: r.Ends, Smallest: r.Smallest,
		Version: r.Version, Frozen: v.plan.DayOf(r.CreatedAt), Retrospective: r.Retrospective, BadScore: r.BadScore, Alpha: r.Alpha,
		BaselineAnswers: o.Answers, Needed: o.Needed, NeededBy: o.About, Never: o.Never, Detectable: o.Detectable,
		State: string(of.State), BecauseOf: of.Words == improve.BecauseOf, Ended: of.Ended, Through: of.Through,
		Before: windowScore(r.Metric, &of.Before), After: windowScore(r.Metric, &of.After),
		ControlBefore: windowScore(r.Metric, of.ControlBefore), ControlAfter: windowScore(r.Metric, of.ControlAfter),
		Change: difference(of.Change), Against: difference(of.AgainstControls), Stands: r.Stands,
	}
	out.EvidenceFrom = r.EvidenceFrom
	if d := of.Described; d != nil {
		out.Described = &views.Described{Value: d.Difference, Interval: ends(d.Interval)}
	}
	if s := of.Sensitivity; s != nil {
		out.Sensitivity = &views.Sensitivity{Needed: s.Needed, ByItself: s.ByItself, Known: s.Known, Explained: s.Explained}
		if s.LastYear != nil {
			out.Sensitivity.LastYear = &s.LastYear.Difference
		}
	}
	for _, w := range of.Withdrawn {
		out.Withdrawn = w.Day
	}
	if of.NoLargerThan != nil {
		out.NoLargerThan = *of.NoLargerThan
	}
	if e := of.Expected; e != nil {
		out.More, out.MoreBy, out.MoreNever = e.More, e.About, e.Never
	}
	for _, s := range r.Segments {
		told := surveys.IfElse(len(r.Controls) > 0 && s.State != improve.Moved, s.AgainstControls, s.Change)
		out.Groups = append(out.Groups, views.ImprovementGroup{
			Segment: s.Segment, Value: s.Value, State: string(s.State), Before: s.Before, After: s.After, Difference: difference(told),
		})
	}
	for _, p := range of.Path {
		out.Path = append(out.Path, views.PathPoint{Through: p.Through, N: p.N, Middle: p.Difference, Interval: ends(p.Interval)})
	}
	for _, c := range of.Cautions {
		out.Cautions = append(out.Cautions, views.Caution{Kind: string(c.Kind), Segment: c.Segment, Flagged: c.Flagged, Values: c.Values})
	}
	return out
}

func ends(i [2]float64) metric.Interval { return metric.Interval{Lo: i[0], Hi: i[1]} }

func difference(j *improve.Judgement) *views.Difference {
	if j == nil {
		return nil
	}
	d := &views.Difference{Value: j.Difference, Middle: j.Adjusted, Interval: ends(j.Interval), LogE: j.LogE, Clear: j.Clear}
	if j.Phi < 1 {
		d.Paired = j.Paired
	}
	if j.Claim != nil {
		d.Claimed = j.Claim.Day
	}
	return d
}

// windowScore is figures as they are drawn; those of nobody are absent.
func windowScore(m metric.Metric, f *insight.Figures) views.SurveyScore {
	out := views.SurveyScore{Metric: m, Score: m.Score(metric.Tally{})}
	if f != nil {
		out.Score, out.Held = f.Metric(), f.Held
		out.Score.N = f.N
	}
	return out
}

// links name touchpoints; one that is gone keeps its key.
func (v view) links(keys []string) []views.Link {
	var out []views.Link
	for _, key := range keys {
		l := views.Link{Name: key, URL: "/touchpoints/" + key}
		if t, err := v.plan.Touchpoint(key); err == nil {
			l.Name = v.name(t.Name)
		}
		out = append(out, l)
	}
	return out
}

// changes are the improvements at a touchpoint, to be marked in its trend.
func (v view) changes(ctx context.Context, touchpoint string) ([]views.Improvement, error) {
	all, err := v.Insight.Read(ctx).Improvements()
	if err != nil {
		return nil, err
	}
	var out []views.Improvement
	for _, i := range all {
		for _, key := range i.Touchpoints {
			if key == touchpoint {
				out = append(out, views.Improvement{Day: i.Day, Name: i.Name})
			}
		}
	}
	return out, nil
}
