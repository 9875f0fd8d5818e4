package intake_test

import (
	"fmt"
	"testing"

	"halte/surveys"
	"halte/surveys/store"
	. "halte/surveys/surveystest"
)

func TestOfTwoEventsAtOneInstantTheLaterOneTellsWhatTheContactIs(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		h := New(t, db, Shop(""))
		told := func(contact string, n int, at string) surveys.Event {
			return Event("account.changed", Of(contact), ID(fmt.Sprint(contact, n, at)), On(at), Being("told", float64(n)))
		}
		h.Happens(told("apart", 1, Monday))
		h.Happens(told("apart", 2, Monday))
		// Many, and among older ones: a few would stand as they came even where nobody sees to it.
		var together []surveys.Event
		for n := range 50 {
			together = append(together, told("together", n, Monday), told("together", n, "2026-03-01T11:00:00Z"))
		}
		h.Happens(together...)
		for contact, want := range map[string]float64{"apart": 2, "together": 49} {
			c, err := h.Read(t.Context()).Contact(contact)
			Must(t, err)
			if c.Properties["told"] != want {
				t.Errorf("%s was told %v last, want %v", contact, c.Properties["told"], want)
			}
		}
	})
}

func TestTwoEventsAtOneInstantAreDuplicatesOnlyByTheirID(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		h := New(t, db, Shop("", AfterDelivery))
		one, same, alike := Delivered("jo", ID("one"), Being("told", "first")), Delivered("jo", ID("one"), Being("told", "second")), Delivered("jo", ID("other"))
		got := h.Happens(one, same, alike)
		if got[0].Status != surveys.EventAccepted || got[1].Status != surveys.EventDuplicate || !got[1].Differs || got[2].Status != surveys.EventAccepted {
			t.Errorf("in one request: %+v", got)
		}
		got = h.Happens(same, one)
		if got[0].Status != surveys.EventDuplicate || !got[0].Differs || got[1].Status != surveys.EventDuplicate || got[1].Differs {
			t.Errorf("in another one: %+v", got)
		}
		c, err := h.Read(t.Context()).Contact("jo")
		Must(t, err)
		if c.Properties["told"] != "first" {
			t.Errorf("a duplicate told of the contact: %v", c.Properties)
		}
		if h.Sweeps(); len(h.Outbox.Mails()) != 2 {
			t.Errorf("%d mails went out, want one for each id", len(h.Outbox.Mails()))
		}
	})
}
