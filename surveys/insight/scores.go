package insight

import (
	"context"
	"slices"
	"strings"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/metric"
	"halte/surveys/worth"
)

// ScoresQuery asks for scores side by side.
type ScoresQuery struct {
	By       string        // touchpoint, stage, journey, channel, owner, segment.NAME, locale, wave or source
	Metric   metric.Metric // all metrics when empty
	From, To string
	Compare  string // previous: beside the period before, of equal length
	Order    string // place or stabilised; place when empty
	Small    bool
}

// ScoreRow is one of several scores. They stand in the order of the journey or
// of the value, never of the score.
type ScoreRow struct {
	Key    string        `json:"key" doc:"Touchpoint, stage (journey/stage), journey, channel, owner or value"`
	Metric metric.Metric `json:"metric"`
	Figures
	Stabilised *Stabilised `json:"stabilised,omitempty" doc:"NPS only, when this order was asked for: the score drawn toward that of all rows, for putting small ones in an order and never for a test"`
	Before     *Figures    `json:"previous,omitempty" doc:"The same in the period before, when it was asked for"`
	Difference *Difference `json:"difference,omitempty" doc:"This period minus the one before; left out where a side is held back or has fewer than five answers"`
}

// ScoreList is the answer to a ScoresQuery.
type ScoreList struct {
	By       string        `json:"by"`
	Order    string        `json:"order" enum:"place,stabilised"`
	From     string        `json:"from"`
	To       string        `json:"to"`
	Previous *surveys.Days `json:"previous,omitempty" doc:"The period before, when it was asked for"`
	Scores   []ScoreRow    `json:"scores"`
}

// Scores computes scores side by side from rollups.
func (s *Service) Scores(ctx context.Context, q ScoresQuery) (ScoreList, error) {
	p, err := s.plans.Current(ctx)
	if err != nil {
		return ScoreList{}, err
	}
	period, err := p.Period(s.now(), q.From, q.To)
	if err != nil {
		return ScoreList{}, err
	}
	if q.Metric != "" && !q.Metric.Known() {
		return ScoreList{}, surveys.Refuse("metric", "is not one of %s", metric.List())
	}
	compare, err := comparePrevious(q.Compare)
	if err != nil {
		return ScoreList{}, err
	}
	switch q.Order {
	case "":
		q.Order = OrderPlace
	case OrderPlace, OrderStabilised:
	default:
		return ScoreList{}, surveys.Refuse("order", "is not one of place, stabilised")
	}
	if q.By == "" {
		q.By = "touchpoint"
	}
	by, err := groupingOf(p, q.By)
	if err != nil {
		return ScoreList{}, err
	}
	asked := p.SurveysWith(q.Metric)
	periods := []surveys.Period{period}
	if compare {
		periods = append(periods, period.Before())
	}
	sides, err := s.sides(ctx, p, by, asked, q.Small, periods...)
	if err != nil {
		return ScoreList{}, err
	}
	out := ScoreList{By: q.By, Order: q.Order, From: period.From, To: period.To, Scores: []ScoreRow{}}
	for _, side := range sides[0] {
		out.Scores = append(out.Scores, ScoreRow{Key: side.key, Metric: side.metric, Figures: side.figures()})
	}
	if compare {
		out.Previous = &surveys.Days{From: periods[1].From, To: periods[1].To}
		out.Scores = withPrevious(out.Scores, sides[1])
	}
	if q.Order == OrderStabilised {
		stabilise(out.Scores)
	}
	return out, nil
}

// withPrevious puts the period before beside each row. A value that only that
// period had gets a row at its place.
func withPrevious(rows []ScoreRow, before []side) []ScoreRow {
	for _, b := range before {
		i := slices.IndexFunc(rows, func(r ScoreRow) bool { return r.Key == b.key && r.Metric == b.metric })
		if i < 0 { // only values can be missing, and those stand in their own order
			i = len(rows)
			for i > 0 && compareKeys(rows[i-1].Key, rows[i-1].Metric, b.key, b.metric) > 0 {
				i--
			}
			rows = slices.Insert(rows, i, ScoreRow{Key: b.key, Metric: b.metric, Figures: NewFigures(b.metric, metric.Tally{}, false)})
		}
		f := b.figures()
		rows[i].Before, rows[i].Difference = &f, difference(b.metric, f, rows[i].Figures)
	}
	for i := range rows {
		if rows[i].Before == nil {
			f := NewFigures(rows[i].Metric, metric.Tally{}, false)
			rows[i].Before = &f
		}
	}
	for _, m := range metric.All() {
		var all []*Difference
		for _, r := range rows {
			if r.Metric == m {
				all = append(all, r.Difference)
			}
		}
		adjust(all)
	}
	return rows
}

// side is one of several tallies that stand side by side.
type side struct {
	key    string
	metric metric.Metric
	tally  metric.Tally
	effect worth.Effect
	held   bool
}

func (s side) figures() Figures { return figuresUnless(s.held, s.metric, s.tally, s.effect) }

// cell is the side with what its answers are worth beyond their days.
func (s side) cell() metric.Cell { return s.metric.CellWorth(s.tally, s.effect.Beyond) }

// sides sums the answers to some surveys in periods that follow on each other, the
// newest first: in the order of the journey where they are put together by place, by
// key where by a value. Places without answers are listed too.
func (s *Service) sides(ctx context.Context, p *definition.Plan, by grouping, asked []string, small bool, periods ...surveys.Period) ([][]side, error) {
	out := make([][]side, len(periods))
	if len(asked) == 0 { // an empty list would ask for those of archived surveys
		return out, nil
	}
	answers, err := worth.Read(s.store.Read(ctx), by.question(p, asked, periods...))
	if err != nil {
		return nil, err
	}
	for at, period := range periods {
		if out[at], err = s.summed(ctx, p, by, asked, period, small); err != nil {
			return nil, err
		}
		for i := range out[at] {
			out[at][i].effect = answers.Of(out[at][i].sum(), at, out[at][i].tally)
		}
	}
	return out, nil
}

func (s side) sum() worth.Sum { return worth.Sum{Key: s.key, Metric: s.metric} }

// summed gives the sides without what they are worth.
func (s *Service) summed(ctx context.Context, p *definition.Plan, by grouping, asked []string, period surveys.Period, small bool) ([]side, error) {
	q := surveys.RollupQuery{Surveys: asked, From: period.From, To: period.To, Dimension: by.dimension}
	rows, err := s.store.Read(ctx).RollupSums(q)
	if err != nil {
		return nil, err
	}
	type cell struct {
		key    string
		metric metric.Metric
	}
	index, out := map[cell]int{}, []side{}
	var few []int64 // of each side, the answers to surveys that have few
	add := func(key string, m metric.Metric, t metric.Tally) {
		if key == "" {
			return
		}
		i, there := index[cell{key, m}]
		if !there {
			i, out, few = len(out), append(out, side{key: key, metric: m}), append(few, 0)
			index[cell{key, m}] = i
		}
		if n := t.N(); tooSmall(n, small) {
			few[i] += n
		}
		out[i].tally = out[i].tally.Plus(t)
	}
	if by.dimension == surveys.DimensionTotal {
		at := map[string]metric.Tally{}
		for _, row := range rows {
			at[row.Survey] = row.Tally
		}
		for _, place := range p.Positions() {
			for _, survey := range p.SurveysByTouchpoint[place.Touchpoint.Key] {
				if slices.Contains(asked, survey) {
					add(by.keyOf(place), p.SurveyByKey[survey].Metric, at[survey])
				}
			}
		}
		for i := range out {
			// The surveys with enough answers are shown each for itself; what is left
			// of a stage without them must not be one to four answers either.
			out[i].held = tooSmall(out[i].tally.N(), small) || tooSmall(few[i], small)
		}
		return out, nil
	}
	for _, row := range rows {
		add(row.Value, p.SurveyByKey[row.Survey].Metric, row.Tally)
	}
	slices.SortFunc(out, func(a, b side) int { return compareKeys(a.key, a.metric, b.key, b.metric) })
	if !small {
		q.Dimension = surveys.DimensionTotal
		whole, err := s.store.Read(ctx).RollupSums(q)
		if err != nil {
			return nil, err
		}
		holdParts(p, out, whole)
	}
	return out, nil
}

// Parts gives the scores of a survey by the values of a dimension, in their order.
func (s *Service) Parts(ctx context.Context, of surveys.Survey, dimension string, period surveys.Period, small bool) ([]ScoreRow, error) {
	p, err := s.plans.Current(ctx)
	if err != nil {
		return nil, err
	}
	by, err := groupingOf(p, dimension)
	if err != nil {
		return nil, err
	}
	sides, err := s.sides(ctx, p, by, []string{of.Key}, small, period)
	if err != nil {
		return nil, err
	}
	out := make([]ScoreRow, 0, len(sides[0]))
	for _, side := range sides[0] {
		out = append(out, ScoreRow{Key: side.key, Metric: side.metric, Figures: side.figures()})
	}
	return out, nil
}

// holdParts marks what is held back of the parts of each metric.
func holdParts(p *definition.Plan, parts []side, whole []surveys.Rollup) {
	wholes := map[metric.Metric]int64{}
	for _, row := range whole {
		wholes[p.SurveyByKey[row.Survey].Metric] += row.Tally.N()
	}
	for m, n := range wholes {
		var tallies []metric.Tally
		var at []int
		for i, part := range parts {
			if part.metric == m {
				tallies, at = append(tallies, part.tally), append(at, i)
			}
		}
		for k, held := range hold(n, tallies, false) {
			parts[at[k]].held = held
		}
	}
}

func compareKeys(a string, am metric.Metric, b string, bm metric.Metric) int {
	if c := strings.Compare(a, b); c != 0 {
		return c
	}
	return strings.Compare(string(am), string(bm))
}
