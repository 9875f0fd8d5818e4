package improve

import (
	"slices"

	"halte/surveys"
	"halte/surveys/metric"
)

// Look is the difference as it stood with the experiences up to a day.
type Look struct {
	Through    string     `json:"through"`
	N          int64      `json:"n" doc:"Answers after the change"`
	Difference float64    `json:"difference" doc:"Adjusted"`
	Interval   [2]float64 `json:"interval"`
}

// judged is a contrast on one day, before words are made of it.
type judged struct {
	metric.Contrast
	answers  float64 // in the smallest cell; Least counts people where they are fewer
	interval metric.Interval
	effect   metric.DesignEffect
	paired   int64
	logE, p  float64
	clear    bool
	final    bool // no later look counts
}

// look is everything that is contrasted on one day.
type look struct {
	today, through string
	sides
	change  judged
	against *judged // nil without controls
}

// looksOf gives the looks of every day up to today, at least one. Those of a
// planned evaluation end with its last one.
func looksOf(i *surveys.Improvement, c daily, today string) []look {
	var all []look
	last := lastOf(i, today)
	sum := newSumming(i, c)
	for day := sum.from(); day <= last; day = surveys.AddDays(day, 1) {
		if after := sum.pass(day); !after {
			continue
		}
		l := sum.look(surveys.AddDays(day, surveys.TimelyDays+1), day)
		all = append(all, l)
		if i.Rule == surveys.Planned && l.change.final {
			break
		}
	}
	if len(all) == 0 {
		all = append(all, sum.look(today, last))
	}
	return all
}

// summing is the answers of an improvement that a claim may rest on, up to a day.
type summing struct {
	of      *surveys.Improvement
	cells   daily
	sum     sides
	effects *effects
}

func newSumming(i *surveys.Improvement, c daily) *summing {
	return &summing{of: i, cells: c, effects: newEffects(i, c)}
}

// from is the first day to pass.
func (s *summing) from() string { return min(s.of.BaselineFrom, s.of.EvidenceFrom) }

// pass goes on to the end of a day, and says whether it is one after the change.
func (s *summing) pass(day string) (after bool) {
	before, after := s.of.Evidence(day)
	tallies := map[Side]metric.Tally{Treated: s.cells.total[Treated][day], Control: s.cells.total[Control][day]}
	s.sum.treated.add(tallies[Treated], before, after)
	s.sum.control.add(tallies[Control], before, after)
	s.effects.pass(day, tallies)
	return after
}

// look contrasts what is there.
func (s *summing) look(today, through string) look {
	return contrast(s.of, look{today: today, through: through, sides: s.sum}, s.effects)
}

// contrast judges what a look has summed: the change by the improvement's rule,
// and the change against controls always by the confidence sequence, for which
// no end has to be declared. Nothing is claimed while a side has answers of fewer
// than twenty people: what they repeat says little about others.
func contrast(i *surveys.Improvement, l look, e *effects) look {
	before, after := i.Metric.Cell(l.treated.before), i.Metric.Cell(l.treated.after)
	people := e.now.Persons.Piles
	l.change = always(i, metric.Change(before, after), e.change(l.sides), people[:2])
	l.change.paired = e.now.Persons.Both[0]
	if i.Rule == surveys.Planned {
		l.change = plannedPart(i, l.change, before, after)
		l.change.final = l.change.final || l.through >= i.Ends
	}
	if len(i.Controls) > 0 {
		d := metric.DifferenceInDifferences(before, after, i.Metric.Cell(l.control.before), i.Metric.Cell(l.control.after))
		against := always(i, d, e.against(l.sides), people[:])
		against.paired = e.now.Persons.Both[0] + e.now.Persons.Both[1]
		l.against = &against
	}
	return l
}

// always judges a contrast by the confidence sequence. people are those behind each
// of its cells.
func always(i *surveys.Improvement, c metric.Contrast, effect metric.DesignEffect, people []int64) judged {
	answers := c.Least
	c = c.Inflated(effect.Factor)
	c.Least = min(c.Least, float64(slices.Min(people)))
	at := metric.ConfidenceSequence{Tau: i.Smallest, Alpha: i.Alpha}.At(c)
	return judged{Contrast: c, answers: answers, interval: at.Interval.Within(possible(i.Metric)), effect: effect, logE: at.LogEvidence, p: at.P, clear: at.Moved}
}

// plannedPart judges the same contrast by the boundary of an evaluation with a
// declared end. Its interval is the one that excludes 0 exactly when the boundary
// is crossed.
func plannedPart(i *surveys.Improvement, j judged, before, after metric.Cell) judged {
	for _, c := range []*metric.Cell{&before, &after} {
		c.Variance *= j.effect.Factor
		c.Spread *= j.effect.Factor
	}
	b := metric.PlannedBoundary(before, after, i.Outlook.PlannedAfter(), i.Alpha)
	j.interval = metric.Interval{Lo: b.Center - b.Threshold, Hi: b.Center + b.Threshold}.Within(possible(i.Metric))
	j.clear, j.final = b.Crossed && j.Least >= metric.LeastToClaim, b.Final && j.Least >= metric.LeastToClaim
	return j
}

// possible is the differences that two scores of a metric can have.
func possible(m metric.Metric) metric.Interval {
	return metric.Interval{Lo: -m.Range().Width(), Hi: m.Range().Width()}
}

// ended says whether a planned evaluation is over with this look.
func ended(i *surveys.Improvement, l look) bool {
	return i.Rule == surveys.Planned && l.change.final
}

// path thins the looks for a drawing: a point each time that answers came in, and the
// newest; from the first on whose interval is narrower than the scale.
func path(i *surveys.Improvement, looks []look) []Look {
	var out []Look
	n := int64(0)
	for at, l := range looks {
		now := l.treated.after.N()
		if newest := at == len(looks)-1; l.change.answers < metric.LeastToCompare || now == n && !newest {
			continue
		}
		if len(out) == 0 && l.change.interval.Width() > i.Metric.Range().Width() { // it says nothing yet
			continue
		}
		n = now
		out = append(out, Look{l.through, now, l.change.Center, [2]float64{l.change.interval.Lo, l.change.interval.Hi}})
	}
	return out
}
