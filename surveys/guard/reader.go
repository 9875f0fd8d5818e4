package guard

import (
	"maps"
	"slices"
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

// decision holds what is told of a group, and the blocks that decided it.
type decision struct {
	blocks []block
	told
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
// sum without answers, and says that some are held back.
//
// How many are held back is told of all answers, day by day. Of one value it is told of
// whole groups alone: who knows of which country the one answer of a day is knows whose
// the comment of that day is. So a value has a row where it occurs in a group that the
// period touches, on whatever day.
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

// blocks gives the blocks of all answers, by survey; rest is what is in none yet.
func (g Guarded) blocks(keys []string, each func(survey, day string)) (out map[string][]block, rest map[string]block, err error) {
	out, rest = map[string][]block{}, map[string]block{}
	return out, rest, g.reader.RollupTotalEach(keys, "", "", func(survey, day string, t metric.Tally) {
		if t.N() == 0 {
			return // all its answers were changed to another day
		}
		each(survey, day)
		b := rest[survey]
		if b.add(day, t) {
			out[survey], b = append(out[survey], b), block{}
		}
		rest[survey] = b
	})
}

func anyDay(string, string) {}

// Unchanged gives those blocks of a query that are the same in sums by day of some
// other time. Nothing else is told of that time: what changed in a block since may be
// single answers.
func (g Guarded) Unchanged(q surveys.RollupQuery, then []surveys.Rollup) ([]surveys.Rollup, error) {
	blocks, _, err := g.blocks(q.Surveys, anyDay)
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
