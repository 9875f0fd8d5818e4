package guard

import (
	"cmp"
	"maps"
	"slices"
	"strings"

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

// hold says whether a profile has the values.
func (c conditions) hold(p Profile) bool {
	for _, one := range c {
		if one != (Condition{}) && p.Values[one.Dimension] != one.Value {
			return false
		}
	}
	return true
}

// released are the numbers of a group that are told, with the answers in them.
type released map[conditions]metric.Tally

// releasedOf decides what is told of a group beside its blocks: first single values,
// then two values together, of those of most answers first, so that the same answers
// are always told the same way.
func releasedOf(blocks []block, profiles []Profile) released {
	profiles = slices.DeleteFunc(slices.Clone(profiles), func(p Profile) bool { return blockOf(blocks, p.Day) < 0 })
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
	for i := range blocks {
		if !l.release(member(func(p Profile) bool { return blockOf(blocks, p.Day) == i })) {
			return nil // the answers are not those that the rollups count: somebody is changing them right now
		}
	}
	out := released{}
	for _, c := range candidates(profiles) {
		if l.release(member(c.hold)) {
			for _, p := range profiles {
				if c.hold(p) {
					out[c] = out[c].Plus(p.Tally)
				}
			}
		}
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

// candidates gives what may be told, in the order in which it is tried: single
// values, then each with the answers to invitations, then any two.
func candidates(profiles []Profile) []conditions {
	n := map[conditions]int64{}
	for _, p := range profiles {
		values := make([]Condition, 0, len(p.Values))
		for dimension, value := range p.Values {
			values = append(values, Condition{dimension, value})
		}
		for i, a := range values {
			n[both(a, Condition{})] += p.Tally.N()
			for _, b := range values[:i] {
				n[both(a, b)] += p.Tally.N()
			}
		}
	}
	rank := func(c conditions) int {
		switch {
		case c[1] == Condition{}:
			return 0
		case c[0].Dimension == DimensionMailed || c[1].Dimension == DimensionMailed:
			return 1
		}
		return 2
	}
	list := slices.DeleteFunc(slices.Collect(maps.Keys(n)), func(c conditions) bool { return n[c] < surveys.SmallCell })
	slices.SortFunc(list, func(a, b conditions) int {
		return cmp.Or(rank(a)-rank(b), cmp.Compare(n[b], n[a]), compareConditions(a, b))
	})
	return list
}

func compareConditions(a, b conditions) int {
	for i := range a {
		if c := cmp.Or(strings.Compare(a[i].Dimension, b[i].Dimension), strings.Compare(a[i].Value, b[i].Value)); c != 0 {
			return c
		}
	}
	return 0
}
