package dispatch_test

import (
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/store"
	. "halte/surveys/surveystest"
)

// moves tells of a contact that it has another address from now on.
func moves(h *Halte, contact, address string) {
	h.Happens(Event("moved", Of(contact), MailedAt(address), On(h.Clock.Now().Format(time.RFC3339))))
}

func TestAMailAsksTheQuarantineOfTheAddressToWhichItsContactMoved(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		what   string
		before func(h *Halte) // between the event and the mail
		status surveys.Status
		reason string
	}{
		{"another contact was asked there", func(h *Halte) {
			h.Happens(Event("order.returned", Of("al"), MailedAt("new@example.org"), On(Monday)))
			h.Sweeps()
			moves(h, "jo", "New@example.org")
		}, surveys.StatusQuarantined, "was asked about Return"},
		{"the contact itself was asked at the address it left", func(h *Halte) {
			h.Happens(Event("order.returned", Of("jo"), On(Monday)))
			h.Sweeps()
			moves(h, "jo", "new@example.org")
		}, surveys.StatusQuarantined, "was asked about Return"},
		{"somebody was asked at the address it left, after it left", func(h *Halte) {
			moves(h, "jo", "new@example.org")
			h.Happens(Event("order.returned", Of("al"), MailedAt("jo@example.org"), On(Monday)))
			h.Sweeps()
		}, surveys.StatusSent, ""},
	} {
		t.Run(row.what, func(t *testing.T) {
			t.Parallel()
			OnBoth(t, func(t *testing.T, db *store.Store) {
				h := New(t, db, Shop("quarantine: 14d", AfterDeliveryWith("delay: 1d"), AfterReturn))
				e := Delivered("jo")
				h.Happens(e)
				row.before(h)
				if len(h.Outbox.Mails()) != 1 {
					t.Fatalf("%d mails went out before", len(h.Outbox.Mails()))
				}
				h.Later(surveys.Day)
				wantStatus(t, h, e, row.status, row.reason)
			})
		})
	}
}

func TestWhoReadsTheAddressAMailWentToWasAsked(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		h := New(t, db, Shop("quarantine: 14d", AfterDeliveryWith("delay: 1d")))
		h.Happens(Delivered("jo"))
		moves(h, "jo", "new@example.org")
		if h.Later(surveys.Day) != 1 || len(h.Outbox.Mails()) != 1 {
			t.Fatal("no mail went out")
		}
		there, left := Delivered("al", MailedAt("new@example.org")), Delivered("bo", MailedAt("jo@example.org"))
		h.Happens(there, left)
		if got := h.Decided(there).Outcome; got != surveys.Quarantined {
			t.Errorf("another contact at the new address is decided %s", got)
		}
		if got := h.Decided(left).Outcome; got != surveys.Scheduled {
			t.Errorf("who has the old address now is decided %s", got)
		}
	})
}
