package improve

import (
	"math"
	"strings"

	"halte/surveys"
)

// SegmentVerdict is what the answers with one value of a segment say of an
// improvement now.
type SegmentVerdict struct {
	Segment      string       `json:"segment"`
	Value        string       `json:"value"`
	State        VerdictState `json:"state" enum:"improved,worsened,moved,not_because_of,no_difference,not_enough"`
	Words        Attribution  `json:"words" enum:"after,because_of"`
	Before       int64        `json:"n_before" doc:"Answers before the change; rounded down to tens for keys without small_cells"`
	After        int64        `json:"n_after" doc:"Answers after it, from evidence_from on; rounded down likewise"`
	NoLargerThan *float64     `json:"no_larger_than,omitempty" doc:"For no_difference and not_because_of: what a difference could be at most"`

	Change          *Judgement `json:"change,omitempty" doc:"After minus before, from evidence_from on. Its level is that of all values together. Keys without small_cells get it from 100 answers in every window on, in steps of half a percent of the scale"`
	AgainstControls *Judgement `json:"difference_in_differences,omitempty" doc:"The change less that of the controls, of answers with the same value"`
}

// segmentVerdicts judges an improvement by the answers with each value of a segment.
//
// Which values there are is settled before the change, by the people who answered
// then. Each may spend an equal part of alpha (Bonferroni), so that a false claim of
// any of them is as rare as one of the whole; with the confidence sequence that holds
// however often one looks. A share of false claims (e-BH), as in lists, would promise
// less than people read into a single row. The variance is that of the people, days
// and weeks of the value itself: regulars are often a segment of their own.
func segmentVerdicts(i *surveys.Improvement, cells ImprovementCells, today string, small bool) []SegmentVerdict {
	var values []ImprovementTies
	for _, t := range cells.Ties {
		if t.Dimension != surveys.DimensionTotal {
			values = append(values, t)
		}
	}
	shared := *i
	shared.Rule, shared.Alpha = surveys.AlwaysValid, i.Alpha/float64(len(values))
	out := make([]SegmentVerdict, len(values))
	for at, of := range values {
		c, last := dailyOf(cells.within(of.Dimension, of.Value), nil), lastOf(i, today)
		c.wander = cells.wander
		sum := newSumming(&shared, c)
		for day := sum.from(); day <= last; day = surveys.AddDays(day, 1) {
			sum.pass(day)
		}
		now := sum.look(today, last)
		v := Verdict{State: NotEnough, Words: After, Change: judgement(&shared, now.change, After, nil, nil)}
		if now.against != nil {
			v.AgainstControls = judgement(&shared, *now.against, BecauseOf, nil, nil)
		}
		v.conclude(&shared, now)
		out[at] = SegmentVerdict{
			Segment: strings.TrimPrefix(of.Dimension, surveys.DimensionSegment), Value: of.Value, State: v.State, Words: v.Words,
			Before: now.treated.before.N(), After: now.treated.after.N(), NoLargerThan: v.NoLargerThan,
			Change: v.Change, AgainstControls: v.AgainstControls,
		}
		if !small {
			out[at].blur(i, now)
		}
	}
	return out
}

// leastToTell is the number of answers in every window from which the figures of a
// value are told to those who may not see small cells: what is left of the whole
// without it, or of a day, hardly shows in them.
const leastToTell = 100

// blur takes away what would tell of single answers.
func (v *SegmentVerdict) blur(i *surveys.Improvement, l look) {
	least := min(l.treated.before.N(), l.treated.after.N())
	if len(i.Controls) > 0 {
		least = min(least, l.control.before.N(), l.control.after.N())
	}
	v.Before, v.After = v.Before/10*10, v.After/10*10
	if least < leastToTell {
		v.Change, v.AgainstControls, v.NoLargerThan = nil, nil, nil
		return
	}
	// Whoever writes improvements down can subtract two of them, of days that follow on
	// each other: a step is no finer than what five answers move.
	step := stepOf(i.Metric.Range().Width(), least)
	for _, j := range []*Judgement{v.Change, v.AgainstControls} {
		if j != nil {
			*j = j.inSteps(i, step)
		}
	}
	if v.NoLargerThan != nil {
		most := math.Ceil(*v.NoLargerThan/step) * step
		v.NoLargerThan = &most
	}
}

// stepOf gives the step of figures of so many answers: at least half a percent of the
// scale, and at least what SmallCell answers move, in whole halves of a percent.
func stepOf(width float64, answers int64) float64 {
	return width / 200 * math.Max(1, math.Ceil(200*float64(surveys.SmallCell)/float64(answers)))
}
