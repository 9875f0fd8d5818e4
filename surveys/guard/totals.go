package guard

import (
	"slices"
	"strings"

	"halte/surveys"
	"halte/surveys/metric"
)

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
	t := totals{q: q}
	survey, border := "", false
	err = g.reader.RollupTotalEach(keys, from, q.To, func(of, day string, answers metric.Tally) {
		if of != survey {
			t.end()
			survey, border = of, from == ""
		}
		if day < q.From {
			border = border || answers.N() >= surveys.SmallCell
		} else if !border {
			if t.open = (block{}); len(far) == 0 || far[len(far)-1] != survey {
				far = append(far, survey)
			}
			return
		}
		t.add(survey, day, answers)
	})
	t.end()
	return t.out, far, err
}

// totals sums blocks as their days come, survey by survey.
type totals struct {
	q    surveys.RollupQuery
	open block
	out  []surveys.Rollup
}

// add takes a day in: its answers are held back until their block is whole.
func (t *totals) add(survey, day string, answers metric.Tally) {
	whole := t.open.add(day, answers)
	if n := answers.N(); day >= t.q.From && n > 0 {
		step := t.q.StepOf(day)
		if last := len(t.out) - 1; last < 0 || t.out[last].Survey != survey || t.out[last].Day != step {
			t.out = append(t.out, surveys.Rollup{Survey: survey, Day: step})
		}
		t.plus(surveys.Sum{Held: surveys.Held{N: n}})
		if whole && t.open.From >= t.q.From {
			t.plus(surveys.Sum{Tally: t.open.Tally, Held: surveys.Held{N: -t.open.Tally.N(), From: t.open.From, To: t.open.To}})
			t.open = block{}
		}
	}
	if whole {
		t.end()
	}
}

// end leaves out the days of the period that are in no block that is told.
func (t *totals) end() {
	if t.open.To >= t.q.From && t.open.To != "" && len(t.out) > 0 {
		t.plus(surveys.Sum{Held: surveys.Held{Without: leftOut(max(t.open.From, t.q.From), t.open.To)}})
	}
	t.open = block{}
}

// leftOut writes days that a sum lacks.
func leftOut(from, to string) string { return from + ".." + to + " " }

// plus adds to the newest row.
func (t *totals) plus(more surveys.Sum) {
	row := &t.out[len(t.out)-1]
	sum := row.Sum().Plus(more)
	row.Tally, row.Held = sum.Tally, sum.Held
}
