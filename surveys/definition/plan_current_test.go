package definition_test

import (
	"testing"
	"time"

	. "halte/surveys/surveystest"
)

func TestADefinitionThatAnotherProcessAppliedIsReadWithinASecond(t *testing.T) {
	t.Parallel()
	for name, passed := range map[string]time.Duration{"a second later": time.Second, "after the clock is set back": -time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := Open(t, Shop("", AfterDelivery))
			before, err := h.Plans.Current(t.Context())
			Must(t, err)
			h.Again(h.DB).Applies(Shop("", AfterReturn))
			if p, err := h.Plans.Current(t.Context()); err != nil || p != before {
				t.Errorf("it is read at once: %v", err)
			}
			h.Clock.Pass(passed)
			if p, err := h.Plans.Current(t.Context()); err != nil || p.Number != before.Number+1 {
				t.Errorf("the definition before it is still in force, %v", err)
			}
		})
	}
}
