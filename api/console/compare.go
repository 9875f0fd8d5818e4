package console

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"halte/api/internal/reply"
	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/insight"
	"halte/surveys/metric"
	"halte/surveys/pick"
	"halte/templates/views"
)

// compare shows which scores can be told apart.
func (a *handlers) compare(ctx context.Context, c *gin.Context) (reply.Answer, error) {
	p, err := a.Plans.Current(ctx)
	if err != nil {
		return reply.Answer{}, err
	}
	page := views.ComparePage{Console: a.layout(p, c.Request)}
	q := keep(c.Request.URL.Query(), "from", "to", "by", "metric", "touchpoint", "segment")
	view := view{a, p, a.locale(c.Request), keep(q, "from", "to", "segment")}
	asked := insight.ComparisonQuery{
		By: q.Get("by"), Metric: metric.Metric(q.Get("metric")), Touchpoint: q.Get("touchpoint"), From: q.Get("from"), To: q.Get("to"), Filter: pick.Filter{Segments: q["segment"]}, Small: small(ctx),
	}
	metrics := metricsOf(p, asked.Touchpoint)
	if asked.Metric == "" && len(metrics) > 0 {
		asked.Metric = metrics[0]
	}
	if asked.By == "" && asked.Touchpoint != "" {
		asked.By = surveys.DimensionLocale
		if names := sorted(p.Definition.Segments); len(names) > 0 {
			asked.By = surveys.DimensionSegment + names[0]
		}
	}
	got, err := a.Insight.Compare(ctx, asked)
	if err != nil {
		return reply.Answer{}, err
	}
	page.Comparison, page.Period, page.Places = got, view.sinceQuarters(got, q), view.places(got.By)
	if page.Whose, _, err = view.whoseBy(ctx, c.Request, page.Period, got.By); err != nil {
		return reply.Answer{}, err
	}
	for _, m := range metrics {
		page.Metrics = append(page.Metrics, views.Link{
			Name: strings.ToUpper(string(m)), URL: withQuery("/compare", q, "metric", string(m)), Current: m == got.Metric,
		})
	}
	page.Groupings, page.By = view.groupings(ctx, got, q)
	if t, err := p.Touchpoint(got.Touchpoint); err == nil {
		page.Back = view.link(t)
		page.Of = page.Back.Name
	}
	return reply.Page(http.StatusOK, func(w io.Writer) error { return a.templates.Compare(w, page) }), nil
}

// metricsOf gives the metrics that are asked at a touchpoint, or anywhere.
func metricsOf(p *definition.Plan, touchpoint string) []metric.Metric {
	var out []metric.Metric
	for _, m := range metric.All() {
		if slices.ContainsFunc(p.Definition.Surveys, func(s surveys.Survey) bool {
			return s.Metric == m && (touchpoint == "" || s.Touchpoint == touchpoint)
		}) {
			out = append(out, m)
		}
	}
	return out
}

// groupings gives what one can compare by, and the word for what is chosen.
func (v view) groupings(ctx context.Context, c insight.Comparison, q url.Values) ([]views.Link, string) {
	all := []string{"touchpoint", "stage", "channel", "owner"}
	if c.Touchpoint != "" {
		all = nil
	}
	for _, name := range sorted(v.plan.Definition.Segments) {
		all = append(all, surveys.DimensionSegment+name)
	}
	all = append(all, surveys.DimensionLocale, surveys.DimensionWave)
	word := func(by string) string {
		if w, ok := v.locale.Compare.Groupings[by]; ok {
			return w
		}
		return strings.TrimPrefix(by, surveys.DimensionSegment)
	}
	var out []views.Link
	for _, by := range all {
		of := q
		if !small(ctx) && isDimension(by) && slices.ContainsFunc(of["segment"], func(one string) bool {
			return !strings.HasPrefix(one, strings.TrimPrefix(by, surveys.DimensionSegment)+":")
		}) {
			of = without(q, "segment") // both together are not told to this reader
		}
		out = append(out, views.Link{Name: word(by), URL: withQuery("/compare", of, "by", by), Current: by == c.By})
	}
	return out, word(c.By)
}

// sinceQuarters offers periods whose first day stays where it is while days are
// added, as insight.Compare takes them.
func (v view) sinceQuarters(c insight.Comparison, q url.Values) views.Period {
	out := views.Period{From: c.From, To: c.To}
	today, _ := time.Parse(time.DateOnly, v.plan.DayOf(v.Insight.Now())) // it was formatted just so
	last := insight.QuarterBefore(today)
	seen := map[string]bool{}
	for i, first := range []time.Time{
		last.AddDate(0, 3, 0), last, today.AddDate(0, 0, 1-today.YearDay()), time.Date(today.Year()-1, 1, 1, 0, 0, 0, 0, time.UTC),
	} {
		from := first.Format(time.DateOnly)
		if seen[from] {
			continue
		}
		seen[from] = true
		set := withQuery("/compare", without(q, "to"), "from", from)
		out.Choices = append(out.Choices, views.Link{
			Name: v.locale.Compare.Quarters[i], URL: set, Current: c.From == from && c.To == today.Format(time.DateOnly),
		})
	}
	return out
}

// places names what the rows of a comparison are where these are parts of a journey.
func (v view) places(by string) map[string]views.RowPlace {
	all := map[string]views.RowPlace{}
	for _, j := range v.plan.Definition.Journeys {
		if by == "journey" {
			all[j.Key] = views.RowPlace{Link: views.Link{Name: v.name(j.Name), URL: withQuery("/", v.query, "journey", j.Key)}}
		}
		for _, s := range j.Stages {
			if by == "stage" {
				place := views.RowPlace{Link: views.Link{Name: v.name(s.Name)}}
				if len(v.plan.Definition.Journeys) > 1 {
					place.Within = v.name(j.Name)
				}
				all[j.Key+"/"+s.Key] = place
			}
			for _, t := range s.Touchpoints {
				if by == "touchpoint" {
					all[t.Key] = views.RowPlace{Link: v.link(t), Within: v.name(s.Name)}
				}
			}
		}
	}
	return all
}
