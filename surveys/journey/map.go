package journey

import (
	"context"
	"sync"
	"time"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/insight"
	"halte/surveys/metric"
	"halte/surveys/pick"
	"halte/surveys/worth"
)

// longTrend is the number of days from which a map's trend goes by month.
const longTrend = 400

// MapQuery asks for every survey with its score, for a map of the journeys.
type MapQuery struct {
	From, To string // days; the last 90 when empty
	Compare  string // last_year: changed since the same weeks of last year; else since the period before
	Filter   pick.Filter
	Small    bool
}

// Map is what a map of the journeys shows, read in a handful of queries however
// many touchpoints there are.
type Map struct {
	Period, Previous surveys.Period // that before, or the same weeks of last year
	Step             string         // of the trends: week, or month over a long period
	Surveys          map[string]MapScore
}

// MapScore is what one survey measured.
type MapScore struct {
	insight.Figures
	Trend      []insight.TrendPoint
	Before     insight.Figures     // in the previous period
	Difference *insight.Difference // since then; nil where a side says too little
	// Changed says that the difference may be shown on a page that is opened
	// every day: e-BH let it stand among those of all surveys of the metric.
	Changed bool
	Target  *insight.AgainstTarget // nil without one, and of a segment
	Rank    *insight.RankInterval  // among the surveys of its metric; nil outside the tests
}

// Map computes the scores of all surveys from rollups.
func (s *Service) Map(ctx context.Context, q MapQuery) (Map, error) {
	p, err := s.plans.Current(ctx)
	if err != nil {
		return Map{}, err
	}
	out, err := q.empty(p, s.now())
	if err != nil {
		return out, err
	}
	starts, err := out.Period.Steps(out.Step)
	if err != nil {
		return out, err
	}
	asked, of, err := q.Filter.At(p, p.SurveysWith(""))
	if err != nil || len(asked) == 0 {
		return out, err
	}
	from := pick.Over(s.store.Read(ctx), s.guard, of, q.Small)
	var effects func(worth.Sum, int, metric.Tally) worth.Effect
	var unread error
	var reading sync.WaitGroup // what answers are worth takes as long as the rest
	reading.Go(func() { effects, unread = effectsIn(from, p, asked, out.Period, out.Previous) })
	defer reading.Wait()
	rows, err := from.RollupSums(surveys.RollupQuery{
		Surveys: asked, From: out.Period.From, To: out.Period.To, PerWeek: out.Step == "week", PerMonth: out.Step == "month",
	})
	if err != nil {
		return out, err
	}
	before, err := from.RollupSums(surveys.RollupQuery{Surveys: asked, From: out.Previous.From, To: out.Previous.To})
	if err != nil {
		return out, err
	}
	if reading.Wait(); unread != nil {
		return out, unread
	}
	steps := stepsBySurvey(asked, starts, rows)
	was := map[string]surveys.Sum{}
	for _, row := range before {
		was[row.Survey] = row.Sum()
	}
	for _, key := range asked {
		m := p.SurveyByKey[key].Metric
		sums := steps[key]
		var total surveys.Sum
		for _, t := range sums {
			total = total.Plus(t)
		}
		figures := func(period int, sum surveys.Sum) insight.Figures {
			return insight.FiguresOf(m, sum, effects(worth.Sum{Key: key, Metric: m}, period, sum.Tally))
		}
		score := MapScore{Figures: figures(0, total), Before: figures(1, was[key])}
		score.Trend = insight.Trend(m, out.Step, starts, sums, score.Figures)
		score.Difference = insight.DifferenceBetween(m, score.Before, score.Figures)
		if of.None() {
			score.Target = insight.TargetOf(p, out.Period, p.SurveyByKey[key].Touchpoint, m, score.Figures)
		}
		out.Surveys[key] = score
	}
	for _, m := range metric.All() {
		out.judge(m, p.SurveysWith(m))
	}
	return out, nil
}

// empty gives the map of the query without scores: its periods and steps.
func (q MapQuery) empty(p *definition.Plan, now time.Time) (out Map, err error) {
	out = Map{Step: "week", Surveys: map[string]MapScore{}}
	if out.Period, err = p.Period(now, q.From, q.To); err != nil {
		return out, err
	}
	_, lastYear, err := insight.Comparing(surveys.IfElse(q.Compare == "", nil, []string{q.Compare}), out.Period)
	out.Previous = surveys.IfElse(lastYear, out.Period.LastYear(), out.Period.Before())
	if out.Period.Days() > longTrend {
		out.Step = "month"
	}
	return out, err
}

// stepsBySurvey sums the rollups of each of some surveys by the steps that begin on
// these days; empty where nothing was answered.
func stepsBySurvey(keys, starts []string, rows []surveys.Rollup) map[string][]surveys.Sum {
	steps := make(map[string][]surveys.Sum, len(keys))
	for _, key := range keys {
		steps[key] = make([]surveys.Sum, len(starts))
	}
	for _, row := range rows {
		at := &steps[row.Survey][surveys.StepOf(starts, row.Day)]
		*at = at.Plus(row.Sum())
	}
	return steps
}

// effectsIn gives what the answers to each survey are worth in a period, and in the
// previous one. The two are read apart where their days do not follow on each other.
func effectsIn(from pick.Reader, p *definition.Plan, asked []string, period, previous surveys.Period) (func(worth.Sum, int, metric.Tally) worth.Effect, error) {
	if previous == period.Before() {
		both, err := worth.Read(from, bySurvey(p, asked, period, previous))
		return both.Of, err
	}
	now, err := worth.Read(from, bySurvey(p, asked, period))
	if err != nil {
		return nil, err
	}
	then, err := worth.Read(from, bySurvey(p, asked, previous))
	return func(s worth.Sum, at int, t metric.Tally) worth.Effect {
		return surveys.IfElse(at == 0, now, then).Of(s, 0, t)
	}, err
}

// judge ranks the surveys of a metric and says which of them changed.
func (o Map) judge(m metric.Metric, keys []string) {
	rows, changes := make([]insight.Figures, len(keys)), make([]*insight.Difference, len(keys))
	for i, key := range keys {
		rows[i], changes[i] = o.Surveys[key].Figures, o.Surveys[key].Difference
	}
	changed, ranks := insight.Judge(m, rows, changes)
	for i, key := range keys {
		score := o.Surveys[key]
		score.Changed, score.Rank = changed[i], ranks[i]
		o.Surveys[key] = score
	}
}

// bySurvey asks what the answers to each of some surveys are worth.
func bySurvey(p *definition.Plan, asked []string, periods ...surveys.Period) worth.Question {
	return worth.Question{Surveys: asked, Periods: periods, Of: func(survey, _ string) worth.Sum {
		return worth.Sum{Key: survey, Metric: p.SurveyByKey[survey].Metric}
	}}
}
