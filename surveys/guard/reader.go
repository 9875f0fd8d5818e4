package guard

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"

	"halte/surveys"
	"halte/surveys/metric"
)

// Reader is what this room asks of its store.
type Reader interface {
	// RollupSums sums stored tallies. Rows come in the order of survey, day,
	// dimension, value.
	RollupSums(surveys.RollupQuery) ([]surveys.Rollup, error)
	// RollupTotalEach calls fn with all answers of each day to some surveys (to all when
	// there are none), over days from and to, both included and open when empty. The
	// days of a survey come in their order.
	RollupTotalEach(keys []string, from, to string, fn func(survey, day string, t metric.Tally)) error
	// ResponseProfiles counts the answers to a survey (newest revisions) over days of
	// the experience, both included, by everything that figures are told apart by.
	ResponseProfiles(survey, from, to string) ([]Profile, error)
}

// Guard keeps what was decided of groups, until the answers are others. It is safe
// for concurrent use.
type Guard struct {
	mutex   sync.Mutex
	decided map[groupKey]decision
}

type groupKey struct{ survey, from, to string }

// decision holds the numbers that are told of a group, and the blocks that decided it.
type decision struct {
	blocks   []block
	released released
}

// mostDecisions bounds the memory: of a group some dozens of tallies are kept, some
// thousand bytes.
const mostDecisions = 10_000

// New makes a guard.
func New() *Guard { return &Guard{decided: map[groupKey]decision{}} }

// Over gives guarded sums of what a store reads.
func (g *Guard) Over(r Reader) Guarded { return Guarded{g, r} }

// Guarded reads sums of cells.
type Guarded struct {
	guard  *Guard
	reader Reader
}

// RollupSums is that of the store, with sums of cells. A cell counts where its last
// day lies, if all its days are asked for. A row of which nothing may be told has a
// sum without answers, and says how many are held back.
func (g Guarded) RollupSums(q surveys.RollupQuery) ([]surveys.Rollup, error) {
	if q.Dimension == surveys.DimensionTotal {
		return g.totals(q)
	}
	return g.values(q, func(c conditions) (string, bool) {
		return c[0].Value, c[0].Dimension == q.Dimension && c[1] == Condition{}
	})
}

// RollupSumsOf is RollupSums of the answers that have one more value.
func (g Guarded) RollupSumsOf(q surveys.RollupQuery, with Condition) ([]surveys.Rollup, error) {
	return g.values(q, func(c conditions) (string, bool) {
		for i, one := range c {
			if one.Dimension == q.Dimension && c[1-i] == with {
				return one.Value, true
			}
		}
		return "", false
	})
}

// lookBack is how many days before a period are read to find where a block ends.
const lookBack = 14

// totals gives the blocks of a query, summed. A day with five answers of its own always
// ends a block; where no such day is near before the period, the survey is read from
// its first day on.
func (g Guarded) totals(q surveys.RollupQuery) ([]surveys.Rollup, error) {
	from := ""
	if q.From != "" {
		from = surveys.AddDays(q.From, -lookBack)
	}
	out, far, err := g.totalsFrom(q, q.Surveys, from)
	if err != nil || len(far) == 0 {
		return out, err
	}
	more, _, err := g.totalsFrom(q, far, "")
	out = append(out, more...)
	slices.SortStableFunc(out, func(a, b surveys.Rollup) int { return strings.Compare(a.Survey, b.Survey) })
	return out, err
}

// totalsFrom reads from a day on. It leaves out the surveys of which it cannot tell
// where a block ends before the period, and names them.
func (g Guarded) totalsFrom(q surveys.RollupQuery, keys []string, from string) (out []surveys.Rollup, far []string, err error) {
	var open block
	survey, border := "", false
	err = g.reader.RollupTotalEach(keys, from, q.To, func(of, day string, t metric.Tally) {
		if of != survey {
			survey, border, open = of, from == "", block{}
		}
		n := t.N()
		if day < q.From {
			border = border || n >= surveys.SmallCell
		} else if !border {
			if len(far) == 0 || far[len(far)-1] != survey {
				far = append(far, survey)
			}
			return
		}
		whole := open.add(day, t)
		if day >= q.From && n > 0 {
			step := q.StepOf(day)
			if last := len(out) - 1; last < 0 || out[last].Survey != survey || out[last].Day != step {
				out = append(out, surveys.Rollup{Survey: survey, Day: step})
			}
			sum := &out[len(out)-1]
			if sum.Held.N += n; whole && open.From >= q.From {
				told := sum.Sum().Plus(surveys.Sum{Tally: open.Tally, Held: surveys.Held{N: -open.Tally.N(), From: open.From, To: open.To}})
				sum.Tally, sum.Held = told.Tally, told.Held
			}
		}
		if whole {
			open = block{}
		}
	})
	return out, far, err
}

// blocks gives the blocks of all answers, by survey.
func (g Guarded) blocks(keys []string) (map[string][]block, error) {
	out, open := map[string][]block{}, map[string]block{}
	return out, g.reader.RollupTotalEach(keys, "", "", func(survey, day string, t metric.Tally) {
		b := open[survey]
		if b.add(day, t) {
			out[survey], b = append(out[survey], b), block{}
		}
		open[survey] = b
	})
}

// Unchanged gives those blocks of a query that are the same in sums by day of some
// other time. Nothing else is told of that time: what changed in a block since may be
// single answers.
func (g Guarded) Unchanged(q surveys.RollupQuery, then []surveys.Rollup) ([]surveys.Rollup, error) {
	blocks, err := g.blocks(q.Surveys)
	rows, was := rowsOf(q), map[rowKey]metric.Tally{}
	for _, d := range then {
		rows.ask(d.Survey, "", d.Day, d.Tally)
		key := rowKey{survey: d.Survey, day: d.Day}
		was[key] = was[key].Plus(d.Tally)
	}
	for survey, own := range blocks {
		for _, b := range own {
			var sum metric.Tally
			for day := b.From; day <= b.To; day = surveys.AddDays(day, 1) {
				sum = sum.Plus(was[rowKey{survey: survey, day: day}])
			}
			if sum == b.Tally {
				rows.tell(survey, "", b.From, b.To, b.Tally)
			}
		}
	}
	return rows.sorted(), err
}

// values gives the cells of a query by value, summed. value says which of the released
// numbers of a group are asked for, and by which value.
func (g Guarded) values(q surveys.RollupQuery, value func(conditions) (string, bool)) ([]surveys.Rollup, error) {
	asked, err := g.reader.RollupSums(q)
	if err != nil {
		return nil, err
	}
	blocks, err := g.blocks(q.Surveys)
	if err != nil {
		return nil, err
	}
	rows := rowsOf(q)
	for _, row := range asked {
		rows.ask(row.Survey, row.Value, row.Day, row.Tally)
	}
	groups := map[string][][]block{}
	for survey, own := range blocks {
		for _, group := range groupsOf(own) {
			if rows.within(group[0].From, group[len(group)-1].To) {
				groups[survey] = append(groups[survey], group)
			}
		}
	}
	told, err := g.told(groups)
	for survey, own := range told {
		for i, released := range own {
			first, last := groups[survey][i][0].From, groups[survey][i][len(groups[survey][i])-1].To
			for c, tally := range released {
				if v, is := value(c); is && (q.Value == "" || v == q.Value) {
					rows.tell(survey, v, first, last, tally)
				}
			}
		}
	}
	return rows.sorted(), err
}

// rows are the sums that answer a query. ask counts answers as held back; tell moves
// them into the sum.
type rows struct {
	q    surveys.RollupQuery
	sums map[rowKey]surveys.Sum
}

type rowKey struct{ survey, day, value string }

func rowsOf(q surveys.RollupQuery) rows { return rows{q, map[rowKey]surveys.Sum{}} }

func (r rows) within(first, last string) bool {
	return first >= r.q.From && (r.q.To == "" || last <= r.q.To)
}

func (r rows) ask(survey, value, day string, t metric.Tally) {
	if n := t.N(); n > 0 {
		r.add(survey, value, day, surveys.Sum{Held: surveys.Held{N: n}})
	}
}

func (r rows) tell(survey, value, first, last string, t metric.Tally) {
	if r.within(first, last) {
		r.add(survey, value, last, surveys.Sum{Tally: t, Held: surveys.Held{N: -t.N(), From: first, To: last}})
	}
}

func (r rows) add(survey, value, day string, sum surveys.Sum) {
	key := rowKey{survey, r.q.StepOf(day), value}
	r.sums[key] = r.sums[key].Plus(sum)
}

func (r rows) sorted() []surveys.Rollup {
	out := make([]surveys.Rollup, 0, len(r.sums))
	for key, sum := range r.sums {
		out = append(out, surveys.Rollup{Survey: key.survey, Day: key.day, Dimension: r.q.Dimension, Value: key.value, Tally: sum.Tally, Held: sum.Held})
	}
	slices.SortFunc(out, func(a, b surveys.Rollup) int {
		return cmp.Or(strings.Compare(a.Survey, b.Survey), strings.Compare(a.Day, b.Day), strings.Compare(a.Value, b.Value))
	})
	return out
}

// agree reports whether profiles are of the same answers as blocks. The two are read one
// after the other: subtracting them would tell the answers that came in between.
func agree(blocks []block, profiles []Profile) bool {
	sums := make([]metric.Tally, len(blocks))
	for _, p := range profiles {
		if i := blockOf(blocks, p.Day); i >= 0 {
			sums[i] = sums[i].Plus(p.Tally)
		}
	}
	for i, b := range blocks {
		if sums[i] != b.Tally {
			return false
		}
	}
	return true
}

// RollupDayEach is that of the store, with cells for days.
func (g Guarded) RollupDayEach(q surveys.DayQuery, fn func(surveys.DayTotal)) error {
	cells, err := g.RollupSums(surveys.RollupQuery{Surveys: q.Surveys, Dimension: q.Dimension, From: q.From, To: q.To, PerDay: true})
	for _, c := range cells {
		day := surveys.DayTotal{Survey: c.Survey, Value: c.Value, Day: c.Day, N: c.Tally.N()}
		for rating, n := range c.Tally {
			day.Sum += n * q.Metric.Value(rating)
		}
		if day.N > 0 {
			fn(day)
		}
	}
	return err
}

// Repeats leaves out what is known of fewer than five pairs of answers.
func Repeats(all []surveys.RepeatSum) []surveys.RepeatSum {
	return slices.DeleteFunc(all, func(r surveys.RepeatSum) bool { return r.N < surveys.SmallCell })
}

// WithinBlocks narrows a period to whole blocks of the answers to some surveys
// together. All of it is held where there are answers, and no whole block.
func (g Guarded) WithinBlocks(keys []string, in surveys.Period) (out surveys.Period, held bool, err error) {
	return g.within(keys, in, func(b []block) [][]block { return slices.Collect(slices.Chunk(b, 1)) })
}

// WithinGroups narrows a period to whole groups, likewise: for what counts people,
// of whom the same may be in several blocks.
func (g Guarded) WithinGroups(keys []string, in surveys.Period) (out surveys.Period, held bool, err error) {
	return g.within(keys, in, groupsOf)
}

func (g Guarded) within(keys []string, in surveys.Period, parts func([]block) [][]block) (out surveys.Period, held bool, err error) {
	days := map[string]metric.Tally{}
	err = g.reader.RollupTotalEach(keys, "", "", func(_, day string, t metric.Tally) {
		days[day] = days[day].Plus(t)
		held = held || in.From <= day && day <= in.To && t.N() > 0
	})
	if !held {
		return in, false, err
	}
	var blocks []block
	var open block
	for _, day := range slices.Sorted(maps.Keys(days)) {
		if open.add(day, days[day]) {
			blocks, open = append(blocks, open), block{}
		}
	}
	for _, part := range parts(blocks) {
		if first, last := part[0].From, part[len(part)-1].To; in.From <= first && last <= in.To {
			if out.To = last; out.From == "" {
				out.From = first
			}
		}
	}
	return out, out.From == "", err
}
