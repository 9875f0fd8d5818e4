package main

import (
	"testing"

	"halte/surveys/journey"
	"halte/surveys/surveystest/servers"
)

// The parts of the respondents are random, so errors and chances differ a little
// from one import to the next; shares do not.
func TestKettingMomentsOfTruth(t *testing.T) {
	t.Parallel()
	servers.Databases(t, func(t *testing.T, url string) {
		s := kettingService(t, url)
		importAnswersFrom(t, s, demoAnswers)
		m, err := s.Moments(t.Context(), journey.Query{Journey: "bike-order", Small: true})
		if err != nil {
			t.Fatal(err)
		}
		if m.Standing != journey.Indicative || m.Answers != 370 || m.Method != "lmg" || m.Relationship.Survey != "relationship-nps" {
			t.Errorf("the report is %q from %d answers by %q to %v", m.Standing, m.Answers, m.Method, m.Relationship)
		}
		if !m.FirstDecided || m.SecondKnown {
			t.Errorf("the first place is decided: %v (%v), the second: %v (%v); want the first alone", m.FirstDecided, *m.FirstChance, m.SecondKnown, *m.SecondChance)
		}
		best, sum := "", 0.0
		largest := 0.0
		for _, at := range m.Touchpoints {
			if held := at.Touchpoint == "returns"; at.WantOfPairs != held || (at.Share == nil) != held || (at.Rho == nil) != held {
				t.Errorf("%s has %d pairs and is held back: %v", at.Touchpoint, at.Pairs, at.WantOfPairs)
			}
			if at.Share == nil {
				continue
			}
			sum += *at.Share
			if *at.Share > largest {
				best, largest = at.Touchpoint, *at.Share
			}
			if at.Interval[0] > *at.Share || at.Interval[1] < *at.Share || at.Ranks[0] > at.Ranks[1] {
				t.Errorf("%s has the share %v in %v, ranks %v", at.Touchpoint, *at.Share, *at.Interval, *at.Ranks)
			}
		}
		if best != "delivery" || sum < 0.999999 || sum > 1.000001 {
			t.Errorf("the largest share is that of %s, and all sum to %v", best, sum)
		}
	})
}
