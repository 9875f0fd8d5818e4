package insight

import (
	"context"
	"slices"
	"strings"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/metric"
	"halte/surveys/pick"
	"halte/surveys/worth"
)

// ScoresQuery asks for scores side by side.
type ScoresQuery struct {
	By       string        // touchpoint, stage, journey, channel, owner, segment.NAME, locale, wave or source
	Metric   metric.Metric // all metrics when empty
	From, To string
	Compare  string // previous: beside the period before, of equal length
	Order    string // place or stabilised; place when empty
	Filter   pick.Filter
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
	By    string `json:"by"`
	Order string `json:"order" enum:"place,stabilised"`
	From  string `json:"from"`
	To    string `json:"to"`
	pick.Picked
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
	asked, of, err := q.Filter.At(p, p.SurveysWith(q.Metric))
	if err != nil {
		return ScoreList{}, err
	}
	periods := []surveys.Period{period}
	if compare {
		periods = append(periods, period.Before())
	}
	sides, err := sidesIn(s.read(ctx, of, q.Small), p, by, asked, periods...)
	if err != nil {
		return ScoreList{}, err
	}
	out := ScoreList{By: q.By, Order: q.Order, From: period.From, To: period.To, Picked: of.Told(by.dimension), Scores: []ScoreRow{}}
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
			rows = slices.Insert(rows, i, ScoreRow{Key: b.key, Metric: b.metric, Figures: NewFigures(b.metric, surveys.Sum{})})
		}
		f := b.figures()
		rows[i].Before, rows[i].Difference = &f, DifferenceBetween(b.metric, f, rows[i].Figures)
	}
	for i := range rows {
		if rows[i].Before == nil {
			f := NewFigures(rows[i].Metric, surveys.Sum{})
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
	held   surveys.Held
	effect worth.Effect
}

func (s side) figures() Figures {
	return FiguresOf(s.metric, surveys.Sum{Tally: s.tally, Held: s.held}, s.effect)
}

// cell is the side with what its answers are worth beyond their days.
func (s side) cell() metric.Cell { return s.metric.CellWorth(s.tally, s.effect.Beyond) }

// sidesIn sums the answers to some surveys in periods that follow on each other, the
// newest first: in the order of the journey where they are put together by place, by
// key where by a value. Places without answers are listed too.
func sidesIn(from pick.Reader, p *definition.Plan, by grouping, asked []string, periods ...surveys.Period) ([][]side, error) {
	out := make([][]side, len(periods))
	if len(asked) == 0 { // an empty list would ask for those of archived surveys
		return out, nil
	}
	answers, err := worth.Read(from, by.question(p, asked, periods...))
	if err != nil {
		return nil, err
	}
	for at, period := range periods {
		if out[at], err = summed(from, p, by, asked, period); err != nil {
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
func summed(from pick.Reader, p *definition.Plan, by grouping, asked []string, period surveys.Period) ([]side, error) {
	q := surveys.RollupQuery{Surveys: asked, From: period.From, To: period.To, Dimension: by.dimension}
	rows, err := from.RollupSums(q)
	if err != nil {
		return nil, err
	}
	type cell struct {
		key    string
		metric metric.Metric
	}
	index, out := map[cell]int{}, []side{}
	add := func(key string, m metric.Metric, sum surveys.Sum) {
		if key == "" {
			return
		}
		i, there := index[cell{key, m}]
		if !there {
			i, out = len(out), append(out, side{key: key, metric: m})
			index[cell{key, m}] = i
		}
		sum = surveys.Sum{Tally: out[i].tally, Held: out[i].held}.Plus(sum)
		out[i].tally, out[i].held = sum.Tally, sum.Held
	}
	if by.dimension == surveys.DimensionTotal {
		at := map[string]surveys.Sum{}
		for _, row := range rows {
			at[row.Survey] = row.Sum()
		}
		for _, place := range p.Positions() {
			for _, survey := range p.SurveysByTouchpoint[place.Touchpoint.Key] {
				if slices.Contains(asked, survey) {
					add(by.keyOf(place), p.SurveyByKey[survey].Metric, at[survey])
				}
			}
		}
		return out, nil
	}
	for _, row := range rows {
		add(row.Value, p.SurveyByKey[row.Survey].Metric, row.Sum())
	}
	slices.SortFunc(out, func(a, b side) int { return compareKeys(a.key, a.metric, b.key, b.metric) })
	return out, nil
}

// Parts gives the scores of the picked answers to a survey by the values of a
// dimension, in their order.
func (s *Service) Parts(ctx context.Context, of surveys.Survey, dimension string, period surveys.Period, filter pick.Filter, small bool) ([]ScoreRow, error) {
	p, err := s.plans.Current(ctx)
	if err != nil {
		return nil, err
	}
	by, err := groupingOf(p, dimension)
	if err != nil {
		return nil, err
	}
	asked, picked, err := filter.At(p, []string{of.Key})
	if err != nil {
		return nil, err
	}
	sides, err := sidesIn(s.read(ctx, picked, small), p, by, asked, period)
	if err != nil {
		return nil, err
	}
	out := make([]ScoreRow, 0, len(sides[0]))
	for _, side := range sides[0] {
		out = append(out, ScoreRow{Key: side.key, Metric: side.metric, Figures: side.figures()})
	}
	return out, nil
}

func compareKeys(a string, am metric.Metric, b string, bm metric.Metric) int {
	if c := strings.Compare(a, b); c != 0 {
		return c
	}
	return strings.Compare(string(am), string(bm))
}
