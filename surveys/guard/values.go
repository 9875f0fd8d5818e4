package guard

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"halte/surveys"
	"halte/surveys/metric"
)

// values gives the cells of a query by value, summed. value says which of the numbers
// of a group are asked for, and by which value.
func (g Guarded) values(q surveys.RollupQuery, value func(conditions) (string, bool)) ([]surveys.Rollup, error) {
	v := values{rows: rowsOf(q), value: value, days: map[string][]string{}}
	blocks, rest, err := g.blocks(q.Surveys, func(survey, day string) {
		if v.within(day, day) {
			v.days[survey] = append(v.days[survey], day)
		}
	})
	if err != nil {
		return nil, err
	}
	groups := map[string][][]block{}
	for survey := range v.days {
		groups[survey] = v.touched(groupsOf(blocks[survey]))
	}
	decided, err := g.told(groups)
	for survey, own := range groups {
		v.sum(survey, own, decided[survey], rest[survey])
	}
	return v.sorted(), err
}

// values sums groups to the rows of a query by value.
type values struct {
	rows
	value func(conditions) (string, bool)
	days  map[string][]string // those of the period with answers, by survey
}

// touched gives the groups that lie in the period, wholly or in part. Where all its days
// come after the last group, it is that one: its values are known.
func (v values) touched(all [][]block) [][]block {
	own := slices.DeleteFunc(slices.Clone(all), func(group []block) bool {
		first, last := spanOf(group)
		return last < v.q.From || v.q.To != "" && first > v.q.To
	})
	if len(own) == 0 && len(all) > 0 {
		own = all[len(all)-1:]
	}
	return own
}

// sum adds the groups of a survey, and the days behind the last of them.
func (v values) sum(survey string, groups [][]block, decided []told, rest block) {
	known := map[string]bool{}
	if v.q.Value != "" {
		known[v.q.Value] = true // whether anybody has it is not told of days
	}
	for i, group := range groups {
		first, last := spanOf(group)
		here := v.known(decided[i])
		maps.Copy(known, here)
		if decided[i].released == nil || !v.within(first, last) {
			if v.q.Value != "" {
				here[v.q.Value] = true
			}
			v.hide(survey, here, first, last)
			continue
		}
		for c, tally := range decided[i].released {
			if value, is := v.asked(c); is {
				v.add(survey, value, last, surveys.Sum{Tally: tally, Held: surveys.Held{From: first, To: last}})
			}
		}
		for c, n := range decided[i].held {
			if value, is := v.asked(c); is {
				v.add(survey, value, last, surveys.Sum{Held: surveys.Held{N: n, Without: leftOut(first, last)}})
			}
		}
		v.open(survey, here, first, last)
	}
	if rest.From != "" {
		v.hide(survey, known, rest.From, rest.To)
	}
}

// asked gives the value of a number that is asked for.
func (v values) asked(c conditions) (string, bool) {
	value, is := v.value(c)
	return value, is && (v.q.Value == "" || value == v.q.Value)
}

// known gives the values that occur in a group.
func (v values) known(t told) map[string]bool {
	out := map[string]bool{}
	for c := range t.released {
		if value, is := v.asked(c); is {
			out[value] = true
		}
	}
	for c := range t.held {
		if value, is := v.asked(c); is {
			out[value] = true
		}
	}
	return out
}

// hide leaves out the days of the period that lie in some span: whether there are answers
// with a value is not told of them.
func (v values) hide(survey string, known map[string]bool, first, last string) {
	from, to := "", ""
	for _, day := range v.days[survey] {
		if first <= day && day <= last {
			if to = day; from == "" {
				from = day
			}
			v.further(survey, known, day)
		}
	}
	if from == "" {
		return
	}
	for value := range known {
		v.add(survey, value, to, surveys.Sum{Held: surveys.Held{Without: leftOut(from, to)}})
	}
}

// open says of the days of a group that their answers count where its last day lies.
func (v values) open(survey string, known map[string]bool, first, last string) {
	for _, day := range v.days[survey] {
		if first <= day && day <= last && v.q.StepOf(day) != v.q.StepOf(last) {
			v.further(survey, known, day)
		}
	}
}

func (v values) further(survey string, known map[string]bool, day string) {
	for value := range known {
		v.add(survey, value, day, surveys.Sum{Held: surveys.Held{Further: true}})
	}
}

func spanOf(group []block) (first, last string) { return group[0].From, group[len(group)-1].To }

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
