package guard

import (
	"cmp"
	"slices"
	"strings"
	"unique"

	"halte/surveys"
	"halte/surveys/metric"
)

// Profile is answers that are alike in everything by which figures are told apart.
type Profile struct {
	Day    string
	Values map[string]string // by dimension; those without a value are left out
	Tally  metric.Tally
}

// The answers to invitations have the value Mailed of DimensionMailed. It stands beside
// the dimensions of rollups: what is said of bias counts these answers alone.
const (
	DimensionMailed = "mailed"
	Mailed          = "yes"
)

// Condition is one value of a dimension.
type Condition struct{ Dimension, Value string }

// conditions are one or two of them, in order; the second is empty for one.
type conditions [2]Condition

func both(a, b Condition) conditions {
	if c := cmp.Or(strings.Compare(a.Dimension, b.Dimension), strings.Compare(a.Value, b.Value)); b != (Condition{}) && c > 0 {
		a, b = b, a
	}
	return conditions{a, b}
}

// once gives conditions whose text is kept once, however many groups have them.
func (c conditions) once() conditions {
	for i, one := range c {
		c[i] = Condition{unique.Make(one.Dimension).Value(), unique.Make(one.Value).Value()}
	}
	return c
}

// hold says whether a profile has the values.
func (c conditions) hold(p Profile) bool {
	for _, one := range c {
		if one != (Condition{}) && p.Values[one.Dimension] != one.Value {
			return false
		}
	}
	return true
}

// told is what is told of a group: the ratings of some numbers, and of the others how many
// answers there are. The zero value tells nothing.
type told struct {
	released map[conditions]metric.Tally
	held     map[conditions]int64
}

// toldOf decides which numbers about a group are told beside its blocks: first single
// values, then each value with the answers to invitations, and those of most answers
// first. So the same answers are always told the same way.
func toldOf(blocks []block, profiles []Profile) told {
	answers := make([]int64, len(profiles))
	for i, p := range profiles {
		answers[i] = p.Tally.N()
	}
	l := newLedger(answers)
	member := func(in func(Profile) bool) []bool {
		out := make([]bool, len(profiles))
		for i, p := range profiles {
			out[i] = in(p)
		}
		return out
	}
	at := make([]int, len(profiles))
	for i, p := range profiles {
		at[i] = blockOf(blocks, p.Day)
	}
	for i := range blocks {
		in := make([]bool, len(profiles))
		for p, block := range at {
			in[p] = block == i
		}
		if !l.release(in) {
			return told{} // the answers are not those that the rollups count: somebody is changing them right now
		}
	}
	out := told{map[conditions]metric.Tally{}, map[conditions]int64{}}
	counts := countsOf(profiles)
	for _, c := range candidates(counts) {
		if l.release(member(c.hold)) {
			var sum metric.Tally
			for _, p := range profiles {
				if c.hold(p) {
					sum = sum.Plus(p.Tally)
				}
			}
			out.released[c.once()] = sum
			delete(counts, c)
		}
	}
	for c, n := range counts {
		out.held[c.once()] = n
	}
	return out
}

// blockOf gives the block that holds a day; -1 when there is none.
func blockOf(blocks []block, day string) int {
	i, _ := slices.BinarySearchFunc(blocks, day, func(b block, day string) int { return strings.Compare(b.To, day) })
	if i == len(blocks) || day < blocks[i].From {
		return -1
	}
	return i
}

// countsOf gives the number of answers of single values, and of each with the answers to
// invitations.
func countsOf(profiles []Profile) map[conditions]int64 {
	n := map[conditions]int64{}
	mailed := Condition{DimensionMailed, Mailed}
	for _, p := range profiles {
		for dimension, value := range p.Values {
			one := Condition{dimension, value}
			n[both(one, Condition{})] += p.Tally.N()
			if one != mailed && p.Values[DimensionMailed] == Mailed {
				n[both(one, mailed)] += p.Tally.N()
			}
		}
	}
	return n
}

// candidates gives what may be told, in the order in which it is tried.
func candidates(counts map[conditions]int64) []conditions {
	var list []conditions
	for c, n := range counts {
		if n >= surveys.SmallCell {
			list = append(list, c)
		}
	}
	slices.SortFunc(list, func(a, b conditions) int {
		return cmp.Or(a.values()-b.values(), cmp.Compare(counts[b], counts[a]), compareConditions(a, b))
	})
	return list
}

// values is how many values must be there.
func (c conditions) values() int { return surveys.IfElse(c[1] == Condition{}, 1, 2) }

func compareConditions(a, b conditions) int {
	for i := range a {
		if c := cmp.Or(strings.Compare(a[i].Dimension, b[i].Dimension), strings.Compare(a[i].Value, b[i].Value)); c != 0 {
			return c
		}
	}
	return 0
}
