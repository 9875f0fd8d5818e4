package insight

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"halte/surveys"
	"halte/surveys/guard"
	"halte/surveys/metric"
)

// MaxCounted is how many answers are looked at, of all that were given to the asked
// surveys in the period, to count those that have several values. One value is in
// the rollups, for any number of answers.
const MaxCounted = 250_000

// pick gives the answers that a filter picks, as read gives all.
func (s *Service) pick(ctx context.Context, of picked, small bool) Reader {
	if len(of) == 0 {
		return s.read(ctx, small)
	}
	r := pickedReader{Reader: s.read(ctx, small), stored: s.store.Read(ctx), of: of}
	if !small {
		cells := s.guard.Over(r.stored)
		r.cells = &cells
	}
	return r
}

// pickedReader gives sums of the answers that are picked. Those with one value are
// read from rollups, those with several are counted from responses.
type pickedReader struct {
	Reader        // of all answers: guarded from whoever may not see small cells
	stored Reader // the same as they are stored
	cells  *guard.Guarded
	of     picked
}

func (r pickedReader) RollupSums(q surveys.RollupQuery) ([]surveys.Rollup, error) {
	if r.of.crossed(q.Dimension) {
		counted, err := r.count(q)
		if err != nil || r.cells == nil {
			return counted, err
		}
		return r.tell(q, counted)
	}
	total := q.Dimension == surveys.DimensionTotal
	dimension := r.of.dimensions()[0]
	q.Dimension = dimension
	rows, err := r.Reader.RollupSums(q)
	rows = slices.DeleteFunc(rows, func(row surveys.Rollup) bool { return !slices.Contains(r.of[dimension], row.Value) })
	if !total {
		return rows, err
	}
	sums := newSums()
	for _, row := range rows {
		sums.add(row.Survey, row.Day, surveys.DimensionTotal, "", row.Sum())
	}
	return sums.rows(), err
}

// RollupDayEach gives the days of the picked answers, and how many others there were:
// pairs of answers are known of all.
func (r pickedReader) RollupDayEach(q surveys.DayQuery, fn func(surveys.DayTotal)) error {
	days := surveys.RollupQuery{Surveys: q.Surveys, From: q.From, To: q.To, PerDay: true}
	others, err := r.Reader.RollupSums(days)
	if err != nil {
		return err
	}
	days.Dimension = q.Dimension
	mine, err := r.RollupSums(days)
	if err != nil {
		return err
	}
	type day struct{ survey, day string }
	n := map[day]int64{}
	for _, row := range mine {
		d := surveys.DayTotal{Survey: row.Survey, Value: row.Value, Day: row.Day, N: row.Tally.N()}
		for rating, n := range row.Tally {
			d.Sum += n * q.Metric.Value(rating)
		}
		if n[day{row.Survey, row.Day}] += d.N; d.N > 0 {
			fn(d)
		}
	}
	for _, row := range others {
		if rest := row.Tally.N() - n[day{row.Survey, row.Day}]; rest > 0 {
			fn(surveys.DayTotal{Survey: row.Survey, Day: row.Day, N: rest, Other: true})
		}
	}
	return nil
}

// count counts the picked answers from responses, as the rollups of a query would.
func (r pickedReader) count(q surveys.RollupQuery) ([]surveys.Rollup, error) {
	all, err := r.stored.RollupSums(surveys.RollupQuery{Surveys: q.Surveys, From: q.From, To: q.To})
	if err != nil {
		return nil, err
	}
	var n int64
	for _, row := range all {
		n += row.Tally.N()
	}
	if n > MaxCounted {
		return nil, surveys.Refuse("segment", "together with another value means looking at %d answers, more than %d: ask for a shorter period, for one touchpoint, or for one value", n, MaxCounted)
	}
	rows, err := r.stored.ResponseSums(q, r.of)
	if err != nil {
		return nil, err
	}
	sums := newSums()
	for _, row := range rows {
		sums.add(row.Survey, q.StepOf(row.Day), q.Dimension, row.Value, row.Sum())
	}
	return sums.rows(), nil
}

// tell gives of counted answers what the guard tells. It knows of two values
// together, not of more.
func (r pickedReader) tell(q surveys.RollupQuery, counted []surveys.Rollup) ([]surveys.Rollup, error) {
	dimension, others := q.Dimension, r.of.dimensions()
	if dimension == surveys.DimensionTotal {
		dimension = others[0]
	}
	others = slices.DeleteFunc(others, func(of string) bool { return of == dimension })
	if len(others) > 1 {
		return nil, &surveys.Error{Kind: surveys.Forbidden, Scope: surveys.ScopeSmallCells, Message: "this key may put two values together; for more it needs the scope small_cells"}
	}
	told, by := newSums(), q
	by.Dimension = dimension
	for _, value := range r.of[others[0]] {
		rows, err := r.cells.RollupSumsOf(by, guard.Condition{Dimension: others[0], Value: value})
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if among := r.of[dimension]; row.Tally.N() == 0 || len(among) > 0 && !slices.Contains(among, row.Value) {
				continue
			}
			if q.Dimension == surveys.DimensionTotal {
				row.Value = ""
			}
			row.Held.N = 0
			told.add(row.Survey, row.Day, q.Dimension, row.Value, row.Sum())
		}
	}
	for _, row := range counted {
		row.Held.N, row.Tally = row.Tally.N()-told.at(row).Tally.N(), metric.Tally{}
		row.Held.N = max(0, row.Held.N)
		told.add(row.Survey, row.Day, row.Dimension, row.Value, row.Sum())
	}
	return told.rows(), nil
}

// sums adds up to rows of rollups.
type sums map[surveys.Rollup]surveys.Sum // keyed by a Rollup without its sum

func newSums() sums { return sums{} }

func (s sums) add(survey, day, dimension, value string, more surveys.Sum) {
	key := surveys.Rollup{Survey: survey, Day: day, Dimension: dimension, Value: value}
	s[key] = s[key].Plus(more)
}

func (s sums) at(row surveys.Rollup) surveys.Sum {
	return s[surveys.Rollup{Survey: row.Survey, Day: row.Day, Dimension: row.Dimension, Value: row.Value}]
}

func (s sums) rows() []surveys.Rollup {
	out := make([]surveys.Rollup, 0, len(s))
	for row, sum := range s {
		row.Tally, row.Held = sum.Tally, sum.Held
		out = append(out, row)
	}
	slices.SortFunc(out, func(a, b surveys.Rollup) int {
		return cmp.Or(strings.Compare(a.Survey, b.Survey), strings.Compare(a.Day, b.Day), strings.Compare(a.Value, b.Value))
	})
	return out
}
