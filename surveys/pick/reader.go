package pick

import (
	"cmp"
	"slices"
	"strings"

	"halte/surveys"
	"halte/surveys/guard"
)

// MaxCounted is how many answers are looked at, of all that were given to the asked
// surveys in the period, to count those that have several values. One value is in
// the rollups, for any number of answers.
const MaxCounted = 250_000

// Reader reads the sums that figures are made of.
type Reader interface {
	// RepeatSums sums pairs of answers of one respondent by where they lie in the
	// query's months.
	RepeatSums(surveys.RepeatQuery) ([]surveys.RepeatSum, error)
	// RollupDayEach calls fn with the answers of each day and value, in no order.
	RollupDayEach(q surveys.DayQuery, fn func(surveys.DayTotal)) error
	// ScoreChanges gives the days since which alerts say that the scores of surveys are
	// others, of those from one day to another (both included), in their order.
	ScoreChanges(surveys []string, from, to string) ([]surveys.ScoreChange, error)
	// RollupSums sums tallies. Rows come in the order of survey, day, dimension, value.
	RollupSums(surveys.RollupQuery) ([]surveys.Rollup, error)
}

// Stored is what this room asks of its store.
type Stored interface {
	Reader
	guard.Reader
	// ResponseSums counts the answers to some surveys (newest revisions) that have one
	// of the values of every dimension: a row for each survey, day and value, in this
	// order.
	ResponseSums(q surveys.RollupQuery, picked map[string][]string) ([]surveys.Rollup, error)
}

// Over gives sums of the answers that have the values, or of all answers when there are
// none. With small they are as they are stored, and the guard may be nil; without, the guard tells its cells only.
func Over(stored Stored, g *guard.Guard, of Values, small bool) Reader {
	var all Reader = stored
	if !small {
		all = guarded{stored, g.Over(stored)}
	}
	if of.None() {
		return all
	}
	return picked{all, stored, of, small}
}

// guarded reads sums through a guard.
type guarded struct {
	stored Stored
	guard.Guarded
}

// ScoreChanges gives those that everybody reads in alerts.
func (g guarded) ScoreChanges(keys []string, from, to string) ([]surveys.ScoreChange, error) {
	return g.stored.ScoreChanges(keys, from, to)
}

// RepeatSums tells how often people answer again, and not how alike their answers are.
func (g guarded) RepeatSums(q surveys.RepeatQuery) ([]surveys.RepeatSum, error) {
	all, err := g.stored.RepeatSums(q)
	return guard.Repeats(all), err
}

// picked gives sums of the answers that are picked. Those with values of one dimension
// are read from rollups, and those with values of two segments where sums of both are
// kept; all others are counted from responses.
type picked struct {
	Reader // of all answers
	stored Stored
	of     Values
	small  bool
}

func (r picked) RollupSums(q surveys.RollupQuery) ([]surveys.Rollup, error) {
	if r.of.isCrossed(q.Dimension) {
		return r.crossed(q)
	}
	total := q.Dimension == surveys.DimensionTotal
	dimension := r.of.dimensions()[0]
	q.Dimension = dimension
	rows, err := r.Reader.RollupSums(q)
	rows = slices.DeleteFunc(rows, func(row surveys.Rollup) bool { return !slices.Contains(r.of.by[dimension], row.Value) })
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
func (r picked) RollupDayEach(q surveys.DayQuery, fn func(surveys.DayTotal)) error {
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

// crossed gives the rollups of a query over answers that are told apart by several
// dimensions at once.
func (r picked) crossed(q surveys.RollupQuery) ([]surveys.Rollup, error) {
	if !r.small {
		return nil, Held("answers by several things at once, such as a country together with a persona")
	}
	if c, kept := r.of.kept(q.Dimension); kept {
		return r.read(q, c)
	}
	return r.count(q)
}

// read sums the kept sums of two segments.
func (r picked) read(q surveys.RollupQuery, c surveys.Crossing) ([]surveys.Rollup, error) {
	both := q
	both.Dimension, both.Value = c.Dimension(), ""
	a, b := c.Dimensions()
	if len(r.of.by[a]) == 1 && len(r.of.by[b]) == 1 {
		both.Value = surveys.CrossedValue(r.of.by[a][0], r.of.by[b][0])
	}
	rows, err := r.stored.RollupSums(both)
	if err != nil {
		return nil, err
	}
	sums := newSums()
	for _, row := range rows {
		of, err := c.Values(row.Value)
		if err != nil {
			return nil, err
		}
		value := of[q.Dimension] // none of the total
		if r.of.holds(func(dimension string) string { return of[dimension] }) && (q.Value == "" || q.Value == value) {
			sums.add(row.Survey, row.Day, q.Dimension, value, row.Sum())
		}
	}
	return sums.rows(), nil
}

// count counts the picked answers from responses, as the rollups of a query would.
func (r picked) count(q surveys.RollupQuery) ([]surveys.Rollup, error) {
	err := Countable(r.stored, q.Surveys, q.From, q.To, ", or name the two segments under crossed in the definition")
	if err != nil {
		return nil, err
	}
	rows, err := r.stored.ResponseSums(q, r.of.by)
	if err != nil {
		return nil, err
	}
	sums := newSums()
	for _, row := range rows {
		sums.add(row.Survey, q.StepOf(row.Day), q.Dimension, row.Value, row.Sum())
	}
	return sums.rows(), nil
}

// Countable refuses to look at all answers that were given to some surveys in a period
// where they are more than MaxCounted. Further is what else one can do.
func Countable(all Reader, keys []string, from, to, further string) error {
	rows, err := all.RollupSums(surveys.RollupQuery{Surveys: keys, From: from, To: to})
	var n int64
	for _, row := range rows {
		n += row.Tally.N()
	}
	if err == nil && n > MaxCounted {
		err = surveys.Refuse("segment", "together with another value means looking at the %d answers of %s to %s, more than %d (half a year is looked at in any case, to tell how far days differ): ask for a shorter period, for one touchpoint, or for one value%s", n, from, to, MaxCounted, further)
	}
	return err
}

// sums adds up to rows of rollups.
type sums map[surveys.Rollup]surveys.Sum // keyed by a Rollup without its sum

func newSums() sums { return sums{} }

func (s sums) add(survey, day, dimension, value string, more surveys.Sum) {
	key := surveys.Rollup{Survey: survey, Day: day, Dimension: dimension, Value: value}
	s[key] = s[key].Plus(more)
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
