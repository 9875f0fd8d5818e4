package guard

import (
	"cmp"
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

// decision is what is told of a group, with the blocks from which it was decided.
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
		return g.sums(q, nil)
	}
	return g.sums(q, func(c conditions) (string, bool) {
		return c[0].Value, c[0].Dimension == q.Dimension && c[1] == Condition{}
	})
}

// RollupSumsOf is RollupSums of the answers that have one more value.
func (g Guarded) RollupSumsOf(q surveys.RollupQuery, with Condition) ([]surveys.Rollup, error) {
	return g.sums(q, func(c conditions) (string, bool) {
		for i, one := range c {
			if one.Dimension == q.Dimension && c[1-i] == with {
				return one.Value, true
			}
		}
		return "", false
	})
}

// sums gives the cells of a query, summed. value says which of the released numbers
// of a group are asked for, and by which value; without it those of all answers are.
func (g Guarded) sums(q surveys.RollupQuery, value func(conditions) (string, bool)) ([]surveys.Rollup, error) {
	asked, err := g.reader.RollupSums(q)
	if err != nil {
		return nil, err
	}
	days, err := g.reader.RollupSums(surveys.RollupQuery{Surveys: q.Surveys, PerDay: true})
	if err != nil {
		return nil, err
	}
	told := map[surveys.Rollup]surveys.Sum{} // by a rollup without its sum
	add := func(survey, value string, first, last string, t metric.Tally) {
		if first < q.From || q.To != "" && last > q.To || q.Value != "" && value != q.Value {
			return
		}
		row := surveys.Rollup{Survey: survey, Dimension: q.Dimension, Day: stepOf(q, last), Value: value}
		told[row] = told[row].Plus(surveys.Sum{Tally: t, Held: surveys.Held{From: first, To: last}})
	}
	for start, end := 0, 0; start < len(days); start = end {
		survey := days[start].Survey
		for end < len(days) && days[end].Survey == survey {
			end++
		}
		blocks := blocksOf(days[start:end])
		if value == nil {
			for _, b := range blocks {
				add(survey, "", b.From, b.To, b.Tally)
			}
			continue
		}
		for _, group := range groupsOf(blocks) {
			first, last := group[0].From, group[len(group)-1].To
			if first < q.From || q.To != "" && last > q.To {
				continue
			}
			released, err := g.released(survey, group)
			if err != nil {
				return nil, err
			}
			for c, tally := range released {
				if value, is := value(c); is {
					add(survey, value, first, last, tally)
				}
			}
		}
	}
	return rowsOf(asked, told), nil
}

// rowsOf gives the told sums, and those of which nothing is told, in order.
func rowsOf(asked []surveys.Rollup, told map[surveys.Rollup]surveys.Sum) []surveys.Rollup {
	for _, row := range asked {
		n := row.Tally.N()
		row.Tally = metric.Tally{}
		sum := told[row]
		sum.Held.N = max(0, n-sum.Tally.N())
		told[row] = sum
	}
	out := make([]surveys.Rollup, 0, len(told))
	for row, sum := range told {
		row.Tally, row.Held = sum.Tally, sum.Held
		out = append(out, row)
	}
	slices.SortFunc(out, func(a, b surveys.Rollup) int {
		return cmp.Or(strings.Compare(a.Survey, b.Survey), strings.Compare(a.Day, b.Day), strings.Compare(a.Value, b.Value))
	})
	return out
}

// stepOf gives the day under which a query counts a day.
func stepOf(q surveys.RollupQuery, day string) string {
	switch {
	case q.PerDay:
		return day
	case q.PerWeek:
		return surveys.AddDays(day, -((surveys.DayNumber(day) + 3) % 7)) // the first of January 1970 was a Thursday
	case q.PerMonth:
		return day[:7] + "-01"
	}
	return ""
}

// released gives what is told of a group of blocks.
func (g Guarded) released(survey string, blocks []block) (released, error) {
	key := groupKey{survey, blocks[0].From, blocks[len(blocks)-1].To}
	g.guard.mutex.Lock()
	known, there := g.guard.decided[key]
	g.guard.mutex.Unlock()
	if there && slices.Equal(known.blocks, blocks) {
		return known.released, nil
	}
	profiles, err := g.reader.ResponseProfiles(survey, key.from, key.to)
	if err != nil || !agree(blocks, profiles) {
		return nil, err
	}
	d := decision{blocks, releasedOf(blocks, profiles)}
	g.guard.mutex.Lock()
	defer g.guard.mutex.Unlock()
	if len(g.guard.decided) >= mostDecisions {
		clear(g.guard.decided)
	}
	g.guard.decided[key] = d
	return d.released, nil
}

// agree reports whether profiles are of the same answers as blocks: the two are read
// one after the other, and what came in between would be told by subtracting.
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
	rows, err := g.reader.RollupSums(surveys.RollupQuery{Surveys: keys, PerDay: true})
	for _, r := range rows {
		held = held || in.From <= r.Day && r.Day <= in.To && r.Tally.N() > 0
	}
	if !held {
		return in, false, err
	}
	slices.SortStableFunc(rows, func(a, b surveys.Rollup) int { return strings.Compare(a.Day, b.Day) })
	for _, part := range parts(blocksOf(rows)) {
		if first, last := part[0].From, part[len(part)-1].To; in.From <= first && last <= in.To {
			if out.To = last; out.From == "" {
				out.From = first
			}
		}
	}
	return out, out.From == "", err
}
