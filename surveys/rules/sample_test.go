package rules_test

import (
	"fmt"
	"slices"
	"testing"

	"halte/surveys"
	"halte/surveys/rules"
)

// Who is in a sample stays in it, over restarts and upgrades: these numbers never
// change.
func TestASampleIsTheSameInEveryProcess(t *testing.T) {
	t.Parallel()
	quarter := 0.25
	for trigger, want := range map[string][]int{
		"after-delivery": {1, 4, 6, 7, 12, 13, 16, 24, 32, 33},
		"after-return":   {10, 24, 30, 34, 36, 39},
	} {
		var in []int
		for i := range 40 {
			if rules.Samples(surveys.Trigger{Key: trigger, Sample: &quarter}, fmt.Sprintf("c-%d", i)) {
				in = append(in, i)
			}
		}
		if !slices.Equal(in, want) {
			t.Errorf("of forty contacts %s asks %v, want %v", trigger, in, want)
		}
	}
}
