package dispatch_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/respond"
	"halte/surveys/store"
	. "halte/surveys/surveystest"
)

// asked says whether a contact that is asked after a delivery now is asked again,
// at a touchpoint, some time later.
func TestAContactIsLeftAloneFor(t *testing.T) {
	t.Parallel()
	const (
		here      = "order.delivered"
		elsewhere = "order.returned"
	)
	for _, row := range []struct {
		what        string
		org         string
		trigger     string // of the delivery
		otherwise   string // of the return
		event       string
		after       time.Duration
		quarantined bool
	}{
		{"no quarantine at all", "", "", "", here, time.Minute, false},
		{"0d is none", "quarantine: 0d", "quarantine: 0d", "quarantine: 0d", here, time.Minute, false},
		{"the organisation's, here", "quarantine: 14d", "", "", here, 14*surveys.Day - time.Microsecond, true},
		{"the organisation's, elsewhere", "quarantine: 14d", "", "", elsewhere, 14*surveys.Day - time.Microsecond, true},
		{"the organisation's is over", "quarantine: 14d", "", "", elsewhere, 14 * surveys.Day, false},
		{"the trigger's, here", "", "quarantine: 30d", "", here, 30*surveys.Day - time.Microsecond, true},
		{"the trigger's is over", "", "quarantine: 30d", "", here, 30 * surveys.Day, false},
		{"the trigger's does not hold elsewhere", "", "quarantine: 30d", "quarantine: 30d", elsewhere, time.Minute, false},
		{"both, when only the longer one holds: here", "quarantine: 14d", "quarantine: 30d", "", here, 20 * surveys.Day, true},
		{"both, when only the longer one holds: elsewhere", "quarantine: 14d", "quarantine: 30d", "quarantine: 30d", elsewhere, 20 * surveys.Day, false},
		{"it looks at when the mail would go out, not at now", "quarantine: 14d", "", "delay: 5d", elsewhere, 10 * surveys.Day, false},
	} {
		t.Run(row.what, func(t *testing.T) {
			t.Parallel()
			h := Open(t, Shop(row.org, AfterDeliveryWith(row.trigger), strings.TrimSuffix(AfterReturn, "}")+IfElse(row.otherwise != "", ", "+row.otherwise, "")+"}"))
			h.Invites("jo")
			h.Clock.Pass(row.after)
			again := Event(row.event, Of("jo"), ID("again"), On(h.Clock.Now().Format(time.RFC3339Nano)))
			h.Happens(again)
			if got := h.Decided(again).Outcome; (got == surveys.Quarantined) != row.quarantined {
				t.Errorf("decided %s", got)
			}
		})
	}
}

func TestTwoContactsWithOneAddressShareTheirQuarantine(t *testing.T) {
	t.Parallel()
	for _, other := range []string{"JO@BÜCHER.example", "jo@xn--bcher-kva.example", "jo@bücher.example", "Jo@bu\u0308cher.example"} {
		h := Open(t, Shop("quarantine: 14d", AfterDelivery))
		h.Invites("jo", MailedAt("jo@bücher.example"))
		e := Delivered("another", MailedAt(other))
		h.Happens(e)
		if got := h.Decided(e).Outcome; got != surveys.Quarantined {
			t.Errorf("%s is decided %s", other, got)
		}
	}
	h := Open(t, Shop("quarantine: 14d", AfterDelivery))
	h.Invites("jo")
	if e := Delivered("jo2"); h.Happens(e)[0].Status != surveys.EventAccepted || h.Decided(e).Outcome != surveys.Scheduled {
		t.Error("another address shares the quarantine")
	}
}

func TestANewAddressEndsNoQuarantine(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		h := New(t, db, Shop("quarantine: 14d", AfterDelivery, due(AfterReturn, "30h", "")))
		before := Event("order.returned", Of("jo"), On(Monday))
		h.Happens(before)
		h.Invites("jo")
		h.Clock.Pass(surveys.Day)
		after := Event("order.delivered", Of("jo"), MailedAt("new@example.org"), On(h.Clock.Now().Format(time.RFC3339)))
		h.Happens(after)
		if d := h.Decided(after); d.Outcome != surveys.Quarantined {
			t.Errorf("what happened afterwards is decided %s", d.Outcome)
		}
		h.Later(12 * time.Hour)
		wantStatus(t, h, before, surveys.StatusQuarantined, "was asked about Delivery")
		h.Clock.Pass(14 * surveys.Day)
		h.Invites("jo", MailedAt("new@example.org"))
		other := Delivered("jo2", MailedAt("jo@example.org"))
		h.Happens(other)
		if d := h.Decided(other); d.Outcome != surveys.Scheduled {
			t.Errorf("who has the old address now is decided %s", d.Outcome)
		}
	})
}

func TestANewAddressEndsNoQuarantineThoughAnotherHasTheOldOne(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		h := New(t, db, Shop("quarantine: 14d", AfterDelivery))
		h.Invites("jo")
		h.Clock.Pass(surveys.Day)
		now := On(h.Clock.Now().Format(time.RFC3339))
		moved, other := Delivered("jo", MailedAt("new@example.org"), now), Delivered("jo2", MailedAt("jo@example.org"), now)
		h.Happens(moved, other) // together
		for _, e := range []surveys.Event{moved, other} {
			if d := h.Decided(e); d.Outcome != surveys.Quarantined {
				t.Errorf("what happened to %s is decided %s", e.Contact.ID, d.Outcome)
			}
		}
	})
}

func TestTheQuarantineStartsWhenTheFirstMailWentOut(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("quarantine: 14d", AfterDeliveryWith("reminders: [{after: 4d}]"), AfterReturn))
	h.Invites("jo")
	h.Later(4 * surveys.Day)
	if len(h.Outbox.Mails()) != 2 {
		t.Fatal("no reminder went out")
	}
	h.Clock.Pass(10 * surveys.Day)
	e := Event("order.returned", Of("jo"), On(h.Clock.Now().Format(time.RFC3339)))
	h.Happens(e)
	if got := h.Decided(e).Outcome; got != surveys.Scheduled {
		t.Errorf("fourteen days after the first mail the outcome is %s", got)
	}
}

func TestAnImportedAnswerStartsTheQuarantineWhenItWasGiven(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		what     string
		given    string
		imported bool
		before   bool // the contact's address is known before the answer
		want     surveys.Outcome
	}{
		{"within the period", "2026-02-20T11:00:00Z", true, true, surveys.Quarantined},
		{"before the period", "2026-02-15T11:00:00Z", true, true, surveys.Scheduled},
		{"within the period, of a contact without an address yet", "2026-02-20T11:00:00Z", true, false, surveys.Quarantined},
		{"not imported: nobody was asked", "2026-02-20T11:00:00Z", false, true, surveys.Scheduled},
	} {
		t.Run(row.what, func(t *testing.T) {
			t.Parallel()
			h := Open(t, Shop("quarantine: 14d", AfterDelivery))
			if row.before {
				h.Happens(Event("account.opened", Of("jo"), On("2026-02-01T11:00:00Z")))
			}
			rating := 5
			h.Gives(row.imported, respond.ExternalResponse{ID: "r", Survey: "returns-csat", ContactID: "jo", AnsweredAt: Time(row.given), Rating: &rating})
			e := Delivered("jo")
			h.Happens(e)
			if got := h.Decided(e).Outcome; got != row.want {
				t.Errorf("decided %s, want %s", got, row.want)
			}
		})
	}
}

func TestAnAnswerImportedMeanwhileHoldsAtTheMomentOfSending(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("quarantine: 14d", AfterDeliveryWith("delay: 1d")))
	rating := 5
	h.Gives(true, respond.ExternalResponse{ID: "r", Survey: "returns-csat", ContactID: "jo", AnsweredAt: Time(Monday), Rating: &rating})
	e := Event("order.delivered", Of("jo"), On("2026-03-15T12:00:00Z"))
	h.Clock.Set(Time("2026-03-15T12:00:00Z"))
	h.Happens(e) // due on the 16th, when the quarantine is over
	h.Gives(true, respond.ExternalResponse{ID: "s", Survey: "returns-csat", ContactID: "jo", AnsweredAt: Time("2026-03-15T12:00:00Z"), Rating: &rating})
	h.Later(surveys.Day)
	if inv := h.Invited(e); inv.Status != surveys.StatusQuarantined || !strings.HasPrefix(h.Says(inv.Reason), "was asked about Return on 15 March 2026") {
		t.Errorf("%s: %s", inv.Status, h.Says(inv.Reason))
	}
}

func TestOfTwoTriggersThatAreDueAtOnceOneGoesAndTheOtherIsOutweighed(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		h := New(t, db, Shop("quarantine: 14d", AfterDeliveryWith("delay: 1d"), strings.Replace(AfterReturn, "}", ", delay: 1d}", 1)))
		delivery, back := Delivered("jo"), Event("order.returned", Of("other"), MailedAt("JO@example.org"), On("2026-03-02T10:00:00Z"))
		h.Happens(delivery, back)
		h.Clock.Pass(surveys.Day)
		var wg sync.WaitGroup
		for _, c := range h.Leases() {
			wg.Go(func() {
				if err := h.Deliver(t.Context(), c); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		statuses := map[surveys.Status]int{}
		for _, e := range []surveys.Event{delivery, back} {
			inv := h.Invited(e)
			statuses[inv.Status]++
			if inv.Status == surveys.StatusOutweighed && !strings.Contains(h.Says(inv.Reason), "only one of the two may go out") {
				t.Errorf("the reason is %q", h.Says(inv.Reason))
			}
		}
		if statuses[surveys.StatusSent] != 1 || statuses[surveys.StatusOutweighed] != 1 || len(h.Outbox.Mails()) != 1 {
			t.Errorf("%v, %d mails", statuses, len(h.Outbox.Mails()))
		}
	})
}

func TestWhatWasNeverSentStartsNoQuarantine(t *testing.T) {
	t.Parallel()
	refused := &surveys.SendError{Outcome: surveys.SendRefused, Code: 554, Reply: "no"}
	h := Open(t, Shop("quarantine: 14d", AfterDelivery, AfterReturn))
	h.Outbox.Fail(refused)
	h.Happens(Delivered("jo"))
	h.Sweeps()
	e := Event("order.returned", Of("jo"), On("2026-03-02T10:00:00Z"))
	h.Happens(e)
	if got := h.Decided(e).Outcome; got != surveys.Scheduled {
		t.Errorf("after a mail that was refused the outcome is %s", got)
	}
}

func TestWhatMayHaveBeenSentStartsTheQuarantine(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("quarantine: 14d", AfterDelivery, AfterReturn))
	h.Outbox.Fail(&surveys.SendError{Outcome: surveys.SendUnknown, Reply: "connection lost"})
	h.Happens(Delivered("jo"))
	h.Sweeps()
	e := Event("order.returned", Of("jo"), On("2026-03-02T10:00:00Z"))
	h.Happens(e)
	if got := h.Decided(e).Outcome; got != surveys.Quarantined {
		t.Errorf("after a mail that may have arrived the outcome is %s", got)
	}
}
