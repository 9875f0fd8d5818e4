package guard

import (
	"halte/surveys"
	"halte/surveys/metric"
)

// block is the answers to a survey about days that follow on each other: the least
// that is told of all of them.
type block struct {
	From, To string // first and last day with answers
	Tally    metric.Tally
}

// A group of blocks is where values are told apart: long enough that a value which
// one answer in twenty has can be seen.
const (
	groupAnswers = 100 // it is closed when it has these
	groupDays    = 7   // and is as long as this
	monthAnswers = 20  // or has these, and a month is over
)

// add takes a day in, and reports whether the block has as many answers now as may be
// told. Days come in their order; the last ones are in no block while they have fewer.
func (b *block) add(day string, t metric.Tally) (whole bool) {
	if t.N() == 0 {
		return false // all its answers were changed to another day
	}
	if b.From == "" {
		b.From = day
	}
	b.To, b.Tally = day, b.Tally.Plus(t)
	return b.Tally.N() >= surveys.SmallCell
}

// groupsOf joins blocks, in their order, to groups. The last one may still grow.
func groupsOf(blocks []block) [][]block {
	var out [][]block
	start, n := 0, int64(0)
	for i, b := range blocks {
		n += b.Tally.N()
		long := n >= groupAnswers && surveys.DaysBetween(blocks[start].From, b.To) >= groupDays-1
		month := n >= monthAnswers && i+1 < len(blocks) && b.To[:7] != blocks[i+1].To[:7]
		if long || month || i == len(blocks)-1 {
			out = append(out, blocks[start:i+1])
			start, n = i+1, 0
		}
	}
	return out
}
