package journey

import (
	"cmp"
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
	OtherDays        bool // surveys of one metric are told over unlike days: those have no rank
}

// MapScore is what one survey measured.
type MapScore struct {
	insight.Figures
	Trend      []insight.TrendPoint
	Before     insight.Figures        // in the previous period
	Difference *insight.Difference    // since then; nil where a side says too little
	Target     *insight.AgainstTarget // nil without one, and of a segment
	Rank       *insight.RankInterval  // among the surveys of its metric; nil outside the tests
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
	var now, then *worth.Answers
	var unread [2]error
	var reading sync.WaitGroup // what answers are worth takes as long as the rest
	reading.Go(func() { now, unread[0] = worth.Read(from, bySurvey(p, asked, out.Period)) })
	reading.Go(func() { then, unread[1] = worth.Read(from, bySurvey(p, asked, out.Previous)) })
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
	reading.Wait()
	if err := cmp.Or(unread[:]...); err != nil {
		return out, err
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
		figures := func(answers *worth.Answers, sum surveys.Sum) insight.Figures {
			return insight.FiguresOf(m, sum, answers.Of(worth.Sum{Key: key, Metric: m}, sum.Tally))
		}
		score := MapScore{Figures: figures(now, total), Before: figures(then, was[key])}
		score.Trend = insight.Trend(m, out.Step, starts, sums, score.Figures)
		score.Difference = insight.Since(m, score.Before, score.Figures, insight.Watched(p, m))
		if of.None() {
			score.Target = insight.TargetOf(p, out.Period, p.SurveyByKey[key].Touchpoint, m, score.Figures)
		}
		out.Surveys[key] = score
	}
	for _, m := range metric.All() {
		out.OtherDays = out.rank(m, p.SurveysWith(m)) || out.OtherDays
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

// rank ranks the surveys of a metric; true where they are told over unlike days, and
// have no rank.
func (o Map) rank(m metric.Metric, keys []string) bool {
	rows := make([]insight.Figures, len(keys))
	for i, key := range keys {
		rows[i] = o.Surveys[key].Figures
	}
	if insight.OtherDays(rows, o.Period) {
		return true
	}
	for i, rank := range insight.Ranks(m, rows) {
		score := o.Surveys[keys[i]]
		score.Rank = rank
		o.Surveys[keys[i]] = score
	}
	return false
}

// bySurvey asks what the answers to each of some surveys are worth.
func bySurvey(p *definition.Plan, asked []string, in surveys.Period) worth.Question {
	return worth.Question{Surveys: asked, Period: in, Of: func(survey, _ string) worth.Sum {
		return worth.Sum{Key: survey, Metric: p.SurveyByKey[survey].Metric}
	}}
}
