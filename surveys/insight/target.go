package insight

import "halte/surveys/metric"

// AgainstTarget is how a score stands to what the team wants to reach.
type AgainstTarget struct {
	Value    float64        `json:"value" doc:"What the definition wants, in the unit of the score"`
	Standing TargetStanding `json:"standing" enum:"above,below,open" doc:"above or below where that is sure beyond these days, however often one looks, with at least 20 answers; else open"`
	Interval [2]float64     `json:"interval" doc:"Where the score may lie beyond these days, at all looks together: wider than the interval of the score, which is for one look at the customers of these days"`
}

// TargetStanding is on which side of its target a score is.
type TargetStanding string

// The standings: only what is sure is above or below.
const (
	AboveTarget TargetStanding = "above"
	BelowTarget TargetStanding = "below"
	TargetOpen  TargetStanding = "open"
)

// againstTarget holds figures against a target; nil where they are not shown.
//
// A target is looked at every day, as a score is, and speaks of more than the days
// that were measured. So the interval is that of a confidence sequence, with the
// variance of days and weeks in it. Simulated with looks at the last 90 days
// throughout a year, of touchpoints exactly on their target: 1.2 of 100 are ever said
// to be above or below (20 answers a day; 44 of 100 if each look were the only one);
// 3.3 where days have a score of their own (sd 10, 100 answers a day) and 9.2 where
// weeks do (sd 8, 20 a day), for 13 weeks say little about how much weeks differ; 38
// and 37 if days and weeks were left out. Of those 10 points above it, 97, 100 and 60
// are.
func againstTarget(m metric.Metric, target float64, f Figures) *AgainstTarget {
	if !f.Shown() {
		return nil
	}
	look := evidence(m).At(metric.Against(m.CellWorth(f.tally, f.effect.Beyond), target))
	around := metric.Interval{Lo: target + look.Interval.Lo, Hi: target + look.Interval.Hi}.Within(m.Range())
	out := &AgainstTarget{Value: target, Standing: TargetOpen, Interval: [2]float64{around.Lo, around.Hi}}
	switch {
	case look.Moved && look.Center > 0:
		out.Standing = AboveTarget
	case look.Moved:
		out.Standing = BelowTarget
	}
	return out
}
