package improve

import (
	"halte/surveys"
	"halte/surveys/metric"
)

// Judgement is a contrast with the interval that holds however often one looks.
type Judgement struct {
	Difference float64           `json:"difference" doc:"Of the scores as they are printed"`
	Adjusted   float64           `json:"adjusted" doc:"Of the adjusted centres: what is tested, and the middle of the interval"`
	Interval   [2]float64        `json:"interval" doc:"Of the difference; it holds at all times together"`
	Level      float64           `json:"level" doc:"Confidence of the interval: one less alpha"`
	LogE       float64           `json:"log_e" doc:"Natural logarithm of the e-value: by which factor the answers speak for a difference"`
	P          float64           `json:"p" doc:"min(1, 1/e) now"`
	Phi        float64           `json:"phi" doc:"Variance of the difference over that of as many answers that have nothing to do with one another: above 1 where people answer again, where days and weeks have a score of their own, or where the touchpoints and their controls each went their own way in the year before; below 1 where the same people answered before and after"`
	Paired     int64             `json:"paired" doc:"People who answered before and after"`
	Clear      bool              `json:"clear" doc:"The interval leaves out 0 and every side has answers of 20 people"`
	Claim      *ImprovementClaim `json:"claim,omitempty" doc:"When it was first clear; kept for good"`

	variance float64 // of Adjusted, with phi in it
	people   float64 // behind the smallest of its windows
}

// conclude says what the contrasts allow to be said. Where there are controls,
// their contrast is the headline: what moves them as well is not the change's doing,
// however clearly the score moved.
func (v *Verdict) conclude(i *surveys.Improvement, now look) {
	moved := v.Change != nil && v.Change.Clear
	if len(i.Controls) == 0 {
		switch {
		case moved:
			v.State = direction(v.Change.Adjusted)
		case now.change.within(i.Smallest):
			v.State, v.NoLargerThan = NoDifference, now.change.most()
		}
		return
	}
	switch d := v.AgainstControls; {
	case d != nil && d.Clear:
		v.State, v.Words = direction(d.Adjusted), BecauseOf
	case now.against != nil && now.against.within(i.Smallest):
		v.State, v.Words, v.NoLargerThan = NotBecauseOf, BecauseOf, now.against.most()
	case moved:
		v.State = Moved
	}
}

// within says that any difference is smaller than one that matters.
func (j judged) within(smallest float64) bool {
	return j.Least >= metric.LeastToClaim && j.interval.Lo >= -smallest && j.interval.Hi <= smallest
}

// most is the largest difference there may be, either way.
func (j judged) most() *float64 {
	most := max(-j.interval.Lo, j.interval.Hi)
	return &most
}

// withdrawn gives the claims of an earlier method that are not made any more.
func withdrawn(claims []ImprovementClaim, v Verdict) (out []ImprovementClaim) {
	for _, k := range claims {
		now := v.Change
		if k.Words == BecauseOf {
			now = v.AgainstControls
		}
		if k.Method != ClaimMethod && (now == nil || now.Claim == nil || (now.Claim.Adjusted > 0) != (k.Adjusted > 0)) {
			out = append(out, k)
		}
	}
	return out
}

func direction(difference float64) VerdictState {
	if difference < 0 {
		return Worsened
	}
	return Improved
}

// judgement words a contrast; nil while a side has too few answers to compare.
func judgement(i *surveys.Improvement, j judged, words Attribution, claims []ImprovementClaim, looks []look) *Judgement {
	if j.answers < metric.LeastToCompare {
		return nil
	}
	out := &Judgement{
		variance: j.Variance, people: j.Least,
		Difference: j.Raw, Adjusted: j.Center, Interval: [2]float64{j.interval.Lo, j.interval.Hi}, Level: 1 - i.Alpha,
		LogE: j.logE, P: j.p, Phi: j.effect.Factor, Paired: j.paired, Clear: j.clear,
	}
	for _, kept := range claims {
		if kept.Words == words {
			out.Claim = &kept
			return out
		}
	}
	out.Claim = firstClaim(looks, words)
	return out
}

// firstClaim gives the first look at which a contrast was clear.
func firstClaim(looks []look, words Attribution) *ImprovementClaim {
	for _, l := range looks {
		j := &l.change
		if words == BecauseOf {
			j = l.against
		}
		if j != nil && j.clear {
			return &ImprovementClaim{
				Method: ClaimMethod, Words: words, Day: l.today, Adjusted: j.Center,
				Interval: [2]float64{j.interval.Lo, j.interval.Hi}, LogE: j.logE,
			}
		}
	}
	return nil
}
