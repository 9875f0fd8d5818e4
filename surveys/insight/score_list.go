package insight

import (
	"cmp"
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
	Compare  []string // previous, last_year: what they are put beside
	Order    string   // place or stabilised; place when empty
	Filter   pick.Filter
	Small    bool
}

// ScoreRow is one of several scores. They stand in the order of the journey or
// of the value, never of the score.
type ScoreRow struct {
	Key    string        `json:"key" doc:"Touchpoint, stage (journey/stage), journey, channel, owner or value"`
	Metric metric.Metric `json:"metric"`
	Figures
	Stabilised *Stabilised    `json:"stabilised,omitempty" doc:"NPS only, when this order was asked for: the score drawn toward that of all rows, for putting small ones in an order and never for a test"`
	Before     *Figures       `json:"previous,omitempty" doc:"The same in the period before, when it was asked for"`
	Difference *Difference    `json:"difference,omitempty" doc:"This period minus the one before; left out where a side is held back or has fewer than five answers"`
	LastYear   *LastYearRow   `json:"last_year,omitempty" doc:"The same in the same weeks of last year, when it was asked for. n is 0 where nothing was answered then"`
	Target     *AgainstTarget `json:"target,omitempty" doc:"By touchpoint: how the score stands to its target; left out where it has none for this metric, where the score is not shown, and of a segment"`
}

// LastYearRow is a row in the same weeks of last year.
type LastYearRow struct {
	Figures
	Difference *Difference `json:"difference,omitempty" doc:"This period minus that one; left out where a side is held back or has fewer than five answers"`
}

// ScoreList is the answer to a ScoresQuery.
type ScoreList struct {
	By    string `json:"by"`
	Order string `json:"order" enum:"place,stabilised"`
	From  string `json:"from"`
	To    string `json:"to"`
	pick.Picked
	Previous *surveys.Days `json:"previous,omitempty" doc:"The period before, when it was asked for"`
	LastYear *surveys.Days `json:"last_year,omitempty" doc:"The same number of days 364 days before, when it was asked for"`
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
	previous, lastYear, err := Comparing(q.Compare, period)
	if err != nil {
		return ScoreList{}, err
	}
	if q.Order = cmp.Or(q.Order, OrderPlace); q.Order != OrderPlace && q.Order != OrderStabilised {
		return ScoreList{}, surveys.Refuse("order", "is not one of place, stabilised")
	}
	q.By = cmp.Or(q.By, "touchpoint")
	by, err := groupingOf(p, q.By)
	if err != nil {
		return ScoreList{}, err
	}
	asked, of, err := q.Filter.At(p, p.SurveysWith(q.Metric))
	if err != nil {
		return ScoreList{}, err
	}
	from := s.read(ctx, of, q.Small)
	sides, err := sidesIn(from, p, by, asked, period)
	if err != nil {
		return ScoreList{}, err
	}
	out := ScoreList{By: q.By, Order: q.Order, From: period.From, To: period.To, Picked: of.Told(by.dimension), Scores: []ScoreRow{}}
	for _, side := range sides {
		out.Scores = append(out.Scores, ScoreRow{Key: side.key, Metric: side.metric, Figures: side.figures()})
	}
	if err := out.compare(from, p, by, asked, period, previous, lastYear); err != nil {
		return ScoreList{}, err
	}
	if q.By == "touchpoint" && of.None() {
		for i := range out.Scores {
			r := &out.Scores[i]
			r.Target = TargetOf(p, period, r.Key, r.Metric, r.Figures)
		}
	}
	if q.Order == OrderStabilised {
		stabilise(out.Scores)
	}
	return out, nil
}

// compare puts the period before beside each row, and the same weeks of last year.
func (l *ScoreList) compare(from pick.Reader, p *definition.Plan, by grouping, asked []string, period surveys.Period, previous, lastYear bool) error {
	var before, yearAgo []side
	if previous {
		then, err := period.Before(), error(nil)
		if before, err = sidesIn(from, p, by, asked, then); err != nil {
			return err
		}
		l.Previous, l.Scores = &surveys.Days{From: then.From, To: then.To}, withValues(l.Scores, before)
	}
	if lastYear {
		then, err := period.LastYear(), error(nil)
		if yearAgo, err = sidesIn(from, p, by, asked, then); err != nil {
			return err
		}
		l.LastYear, l.Scores = &surveys.Days{From: then.From, To: then.To}, withValues(l.Scores, yearAgo)
	}
	watched := by.watched(p, l.Scores)
	if previous {
		eachSince(l.Scores, before, watched, func(r *ScoreRow, then *Figures, d *Difference) { r.Before, r.Difference = then, d })
	}
	if lastYear {
		eachSince(l.Scores, yearAgo, watched, func(r *ScoreRow, then *Figures, d *Difference) { r.LastYear = &LastYearRow{*then, d} })
	}
	return nil
}

// watched gives how many rows of each metric one looks at: all surveys of it, as the pages
// of touchpoints and the journey do, or the values.
func (g grouping) watched(p *definition.Plan, rows []ScoreRow) map[metric.Metric]int {
	out := map[metric.Metric]int{}
	for _, r := range rows {
		if out[r.Metric]++; g.dimension == surveys.DimensionTotal {
			out[r.Metric] = Watched(p, r.Metric)
		}
	}
	return out
}

// withValues adds a row, at its place, for each value that only an earlier period had.
func withValues(rows []ScoreRow, earlier []side) []ScoreRow {
	for _, e := range earlier {
		if slices.ContainsFunc(rows, func(r ScoreRow) bool { return r.Key == e.key && r.Metric == e.metric }) {
			continue
		}
		i := len(rows) // only values can be missing, and those stand in their own order
		for i > 0 && compareKeys(rows[i-1].Key, rows[i-1].Metric, e.key, e.metric) > 0 {
			i--
		}
		rows = slices.Insert(rows, i, ScoreRow{Key: e.key, Metric: e.metric, Figures: NewFigures(e.metric, surveys.Sum{})})
	}
	return rows
}

// eachSince calls fn with every row, its figures in an earlier period and what came of
// them.
func eachSince(rows []ScoreRow, earlier []side, watched map[metric.Metric]int, fn func(*ScoreRow, *Figures, *Difference)) {
	all := map[metric.Metric][]*Difference{}
	for i := range rows {
		r := &rows[i]
		then := NewFigures(r.Metric, surveys.Sum{})
		if at := slices.IndexFunc(earlier, func(e side) bool { return e.key == r.Key && e.metric == r.Metric }); at >= 0 {
			then = earlier[at].figures()
		}
		d := Since(r.Metric, then, r.Figures, watched[r.Metric])
		all[r.Metric] = append(all[r.Metric], d)
		fn(r, &then, d)
	}
	for _, of := range all {
		adjust(of)
	}
}

// side is one of several tallies that stand side by side.
type side struct {
	key    string
	metric metric.Metric
	tally  metric.Tally
	held   surveys.Held
	effect worth.Effect
	apart  bool // in a comparison: it is of other days than the others
}

func (s side) figures() Figures {
	return FiguresOf(s.metric, surveys.Sum{Tally: s.tally, Held: s.held}, s.effect)
}

// cell is the side with what its answers are worth beyond their days: among others, or
// looked at every day.
func (s side) cell() metric.Cell { return s.metric.CellWorth(s.tally, s.effect.Beyond) }

// once is the side with what its answers are worth in one difference.
func (s side) once() metric.Cell { return s.metric.CellWorth(s.tally, s.effect.Once) }

// sidesIn sums the answers to some surveys in a period: in the order of the journey
// where they are put together by place, by key where by a value. Places without answers
// are listed too.
func sidesIn(from pick.Reader, p *definition.Plan, by grouping, asked []string, period surveys.Period) ([]side, error) {
	if len(asked) == 0 { // an empty list would ask for those of archived surveys
		return nil, nil
	}
	answers, err := worth.Read(from, by.question(p, asked, period))
	if err != nil {
		return nil, err
	}
	out, err := summed(from, p, by, asked, period)
	for i := range out {
		out[i].effect = answers.Of(out[i].sum(), out[i].tally)
	}
	return out, err
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
	out := make([]ScoreRow, 0, len(sides))
	for _, side := range sides {
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
