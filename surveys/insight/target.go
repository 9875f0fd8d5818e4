package insight

import (
	"math"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/metric"
)

// AgainstTarget is how a score stands to what the team wants to reach.
type AgainstTarget struct {
	Value    float64        `json:"value" doc:"What the definition wants, in the unit of the score"`
	Standing TargetStanding `json:"standing" enum:"above,below,open" doc:"above or below where that is sure beyond these days, however often one looks, with at least 20 answers; else open"`
	Interval [2]float64     `json:"interval" doc:"Where the score may lie beyond these days, at all looks together: wider than the interval of the score, which is for one look at the customers of these days"`
	More     *int64         `json:"more,omitempty" doc:"Where the standing is open: about how many more answers make it sure, if the score stays where it is. Left out where it lies so near to the target that a million would not"`
}

// TargetStanding is on which side of its target a score is.
type TargetStanding string

// The standings: only what is sure is above or below.
const (
	AboveTarget TargetStanding = "above"
	BelowTarget TargetStanding = "below"
	TargetOpen  TargetStanding = "open"
)

// TargetOf holds the score of a touchpoint in a period against its target; nil where it has none for
// the metric, and where no score is shown.
//
// A target is looked at every day, as a score is, and speaks of more than the days
// that were measured. So the interval is that of a confidence sequence, with the
// variance of days and weeks in it, and Student's tail for how little the weeks of
// half a year say about it. Simulated with looks at the last 90 days throughout a year
// (see the tests), fewer than 1 of 100 touchpoints exactly on their target are ever
// said to be above or below, and 3 where weeks have a score of their own.
func TargetOf(p *definition.Plan, in surveys.Period, touchpoint string, m metric.Metric, f Figures) *AgainstTarget {
	at, known := p.TouchpointByKey[touchpoint]
	if !known {
		return nil
	}
	target, wanted := at.Target[m]
	if !wanted || !f.Shown() {
		return nil
	}
	look := evidence(m).AtKnown(metric.Against(m.CellWorth(f.tally, f.effect.Beyond), target), weeksKnown(in))
	around := metric.Interval{Lo: target + look.Interval.Lo, Hi: target + look.Interval.Hi}.Within(m.Range())
	out := &AgainstTarget{Value: target, Standing: TargetOpen, Interval: [2]float64{around.Lo, around.Hi}}
	switch {
	case look.Moved && look.Center > 0:
		out.Standing = AboveTarget
	case look.Moved:
		out.Standing = BelowTarget
	default:
		out.More = moreToBeSure(evidence(m), look)
	}
	return out
}

// weeksKnown is the degrees of freedom of what is known about weeks: package worth
// reads those of half a year at least, in two parts with a mean each.
func weeksKnown(in surveys.Period) float64 {
	const halfYear = 180
	return float64(max(in.Days(), halfYear)/7 - 2)
}

// mostMore is how many more answers are worth a hint.
const mostMore = 1_000_000

// moreToBeSure is how many more answers make a look sure if the score stays.
func moreToBeSure(s metric.ConfidenceSequence, look metric.Look) *int64 {
	more := s.MoreToMove(look)
	if more > mostMore {
		return nil
	}
	n := int64(math.Ceil(more))
	return &n
}
