package improve

import (
	"testing"

	"halte/surveys/metric"
)

func TestAHandfulOfPeopleDoesNotShowThatNothingChanged(t *testing.T) {
	t.Parallel()
	narrow := metric.Interval{Lo: -3, Hi: 4}
	for _, c := range []struct {
		people   float64
		smallest float64
		want     bool
	}{{metric.LeastToClaim, 5, true}, {metric.LeastToClaim - 1, 5, false}, {metric.LeastToClaim, 3.5, false}} {
		j := judged{interval: narrow}
		j.Least = c.people
		if got := j.within(c.smallest); got != c.want {
			t.Errorf("of %v people, no difference as large as %v: %t", c.people, c.smallest, got)
		}
	}
}

func TestAClaimOfAnEarlierMethodStandsOnlyInItsDirection(t *testing.T) {
	t.Parallel()
	old := ImprovementClaim{Words: After, Day: "2026-03-20", Adjusted: 12}
	now := func(adjusted float64) Verdict {
		return Verdict{Change: &Judgement{Adjusted: adjusted, Claim: &ImprovementClaim{Method: ClaimMethod, Words: After, Adjusted: adjusted}}}
	}
	for what, c := range map[string]struct {
		v    Verdict
		want int
	}{"the same way": {now(8), 0}, "the other way": {now(-8), 1}, "no longer": {Verdict{Change: &Judgement{Adjusted: 8}}, 1}, "too few to say": {Verdict{}, 1}} {
		if got := withdrawn([]ImprovementClaim{old, {Method: ClaimMethod, Words: After, Adjusted: 1}}, c.v); len(got) != c.want {
			t.Errorf("%s: withdrawn is %+v", what, got)
		}
	}
}
