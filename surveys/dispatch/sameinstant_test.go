package dispatch_test

import (
	"testing"

	"halte/surveys"
	"halte/surveys/store"
	. "halte/surveys/surveystest"
)

func TestOfTwoEventsAtOneInstantTheFirstOneIsAskedAbout(t *testing.T) {
	t.Parallel()
	for what, delivers := range map[string][]int{"in their order": {0, 1}, "the second one first": {1, 0}} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			OnBoth(t, func(t *testing.T, db *store.Store) {
				h := New(t, db, Shop("quarantine: 14d", AfterDelivery))
				first, second := Delivered("jo", ID("z")), Delivered("jo", ID("a"))
				h.Happens(first, second)
				leases := h.Leases()
				for _, i := range delivers {
					Must(t, h.Deliver(t.Context(), leases[i]))
				}
				wantStatus(t, h, first, surveys.StatusSent, "")
				wantStatus(t, h, second, surveys.StatusOutweighed, "it was due first")
				if n := len(h.Outbox.Mails()); n != 1 {
					t.Errorf("%d mails went out", n)
				}
				third := Delivered("jo", ID("later"))
				h.Happens(third)
				if got := h.Decided(third).Outcome; got != surveys.Quarantined {
					t.Errorf("one more of that instant is decided %s", got)
				}
			})
		})
	}
}
