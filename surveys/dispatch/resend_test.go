package dispatch_test

import (
	"strings"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/dispatch"
	"halte/surveys/respond"
	"halte/surveys/store"
	. "halte/surveys/surveystest"
)

var noReply = &surveys.SendError{Outcome: surveys.SendUnknown, Reply: "no reply after the final dot"}

// lost lets a mail to a contact become unknown.
func lost(h *Halte, contact string) surveys.Event {
	e := Event("order.delivered", Of(contact), On(h.Clock.Now().Format(time.RFC3339)))
	h.Happens(e)
	h.Outbox.Fail(noReply)
	h.Sweeps()
	h.Outbox.Fail(nil)
	return e
}

func TestWhatIsUnknownIsSentAgainByAPersonsDecisionAlone(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		h := New(t, db, Shop("quarantine: 14d", AfterDeliveryWith("quarantine: 30d, reminders: [{after: 4d}]")))
		e := lost(h, "jo")
		before := h.Invited(e)
		h.Later(surveys.Day)
		if len(h.Outbox.Mails()) != 0 {
			t.Fatal("it was sent again by itself")
		}
		for _, want := range []dispatch.ResentStatus{dispatch.ResendAccepted, dispatch.ResendWaiting} { // twice is once
			if got, err := h.Resend(t.Context(), before.ID); err != nil || got.Status != want {
				t.Errorf("%+v, %v, want %s", got, err, want)
			}
		}
		h.Sweeps()
		h.Sweeps()
		mails, inv := h.Outbox.Mails(), h.Invited(e)
		// Message-ID is made of invitation and wave.
		if len(mails) != 1 || mails[0].Invitation != inv.ID || mails[0].Wave != 0 {
			t.Fatalf("%+v", mails)
		}
		if inv.Status != surveys.StatusSent || inv.Resends != 1 || inv.Resending || inv.Wave != 0 || !inv.SentAt.Equal(before.SentAt) ||
			!inv.ClosesAt.Equal(before.ClosesAt) || !inv.NextAt.Equal(h.Clock.Now().Add(4*surveys.Day)) {
			t.Errorf("%+v", inv)
		}
		count, err := h.Read(t.Context()).InvitationCounts([]string{"delivery-nps"}, inv.Day, inv.Day)
		if err != nil || count["delivery-nps"].Sent != 1 {
			t.Errorf("it is counted as %+v, %v", count, err)
		}
		if got, err := h.Resend(t.Context(), inv.ID); err != nil || got.Status != dispatch.ResendRefused || h.Says(got.Reason) != "it is sent: only what is unknown is sent again" {
			t.Errorf("what was sent again: %+v, %v", got, err)
		}
		h.Answers(h.Link(), 9, nil)
		h.Later(4 * surveys.Day)
		if len(h.Outbox.Mails()) != 1 {
			t.Error("it is reminded of after an answer")
		}
	})
}

func TestAnInvitationIsNotSentAgain(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		what   string
		more   string
		change func(h *Halte)
		reason string
	}{
		{"answered", "", func(h *Halte) { h.Answers(h.Link(), 9, nil) }, "it was answered, so it arrived"},
		{"expired", "expires: 2d", func(h *Halte) { h.Clock.Pass(2*surveys.Day + time.Microsecond) }, "its link closed at 2026-03-04 11:00 UTC"},
		{"past its last moment, with a link that is open", "expires: 2d", func(h *Halte) { h.Clock.Set(Time("2026-03-04T10:30:00Z")) }, "it expired at 2026-03-04 10:00 UTC"},
		{"erased", "", func(h *Halte) { h.Erases("jo") }, "the contact was erased"},
	} {
		t.Run(row.what, func(t *testing.T) {
			t.Parallel()
			var outbox *Outbox
			h := Open(t, Shop("", AfterDeliveryWith(row.more)), sending(func(m surveys.Mail) error {
				_ = outbox.Send(t.Context(), m) // it arrived, and nobody knows
				return noReply
			}))
			outbox = h.Outbox
			e := Delivered("jo")
			h.Happens(e)
			h.Sweeps()
			row.change(h)
			id := h.Invited(e).ID
			if got, err := h.Resend(t.Context(), id); err != nil || got.Status != dispatch.ResendRefused || h.Says(got.Reason) != row.reason {
				t.Errorf("%+v, %v", got, err)
			}
			if h.Sweeps() != 0 {
				t.Error("it is leased")
			}
		})
	}
	_, err := Open(t, Shop("", AfterDelivery)).Resend(t.Context(), "nothing")
	WantKind(t, err, surveys.NotFound, "")
}

func TestWhatIsSentAgainPassesEveryRuleOnceMore(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		what   string
		change func(h *Halte)
		reason string
	}{
		{"unsubscribed", func(h *Halte) { h.Unsubscribes("jo@example.org", "delivery", false) }, "not sent again: unsubscribed from this touchpoint"},
		{"a counter-event", func(h *Halte) { h.Happens(Event("order.refunded", Of("jo"), On("2026-03-02T11:30:00Z"))) }, "not sent again: order.refunded came"},
		{"answered in another way", func(h *Halte) { answersElsewhere(respond.ExternalResponse{})(h) }, "not sent again: answered by api"},
		{"the trigger is gone", func(h *Halte) { h.Applies(Shop("", AfterReturn)) }, "not sent again: its trigger was removed"},
	} {
		t.Run(row.what, func(t *testing.T) {
			t.Parallel()
			h := Open(t, Shop("", AfterDeliveryWith("cancel_on: [order.refunded]")))
			e := lost(h, "jo")
			row.change(h)
			if got, err := h.Resend(t.Context(), h.Invited(e).ID); err != nil || got.Status != dispatch.ResendAccepted {
				t.Fatalf("%+v, %v", got, err)
			}
			h.Sweeps()
			if inv := h.Invited(e); len(h.Outbox.Mails()) != 0 || inv.Status != surveys.StatusUnknown || !strings.HasPrefix(h.Says(inv.Reason), row.reason) || inv.Resending || !inv.NextAt.IsZero() {
				t.Errorf("%d mails, %+v", len(h.Outbox.Mails()), inv)
			}
		})
	}
}

func TestASecondMailThatFailsLeavesAnInvitationUnknown(t *testing.T) {
	t.Parallel()
	for _, outcome := range []surveys.SendOutcome{surveys.SendRefused, surveys.SendUnknown} {
		h := Open(t, Shop("quarantine: 14d", AfterDelivery, AfterReturn))
		e := lost(h, "jo")
		id := h.Invited(e).ID
		h.Outbox.Fail(&surveys.SendError{Outcome: outcome, Code: 451, Reply: "busy"})
		_, err := h.Resend(t.Context(), id)
		Must(t, err)
		h.Sweeps()
		h.Outbox.Fail(nil)
		inv := h.Invited(e)
		if inv.Status != surveys.StatusUnknown || inv.SentAt.IsZero() || inv.ClosesAt.IsZero() || inv.Resends != 1 || h.Later(surveys.Day) != 0 {
			t.Errorf("outcome %d: %+v", outcome, inv)
		}
		back := Event("order.returned", Of("jo"), On(Monday))
		h.Happens(back)
		if got := h.Decided(back).Outcome; got != surveys.Quarantined {
			t.Errorf("outcome %d: what may have arrived starts no quarantine: %s", outcome, got)
		}
		if got, err := h.Resend(t.Context(), id); err != nil || got.Status != dispatch.ResendAccepted {
			t.Errorf("outcome %d: a person cannot decide again: %+v, %v", outcome, got, err)
		}
		h.Sweeps()
		if inv := h.Invited(e); inv.Status != surveys.StatusSent || inv.Resends != 2 || len(h.Outbox.Mails()) != 1 {
			t.Errorf("outcome %d: %+v", outcome, inv)
		}
	}
}

func TestWhatIsPutOffWhileItIsSentAgainIsTriedOnceMore(t *testing.T) {
	t.Parallel()
	for _, wait := range []time.Duration{0, 10 * time.Second} { // the second one: no server was asked
		h := Open(t, Shop("quarantine: 14d", AfterDelivery))
		e := lost(h, "jo")
		_, err := h.Resend(t.Context(), h.Invited(e).ID)
		Must(t, err)
		h.Outbox.Fail(&surveys.SendError{Outcome: surveys.SendTemporary, Code: 451, Reply: "busy", Wait: wait})
		h.Sweeps()
		inv := h.Invited(e)
		if inv.Status != surveys.StatusUnknown || !inv.Resending || inv.Resends != 0 || !inv.NextAt.After(h.Clock.Now()) || !strings.HasPrefix(h.Says(inv.Reason), "waiting to be sent again: ") {
			t.Errorf("%+v", inv)
		}
		h.Outbox.Fail(nil)
		h.Later(2 * time.Minute)
		if inv := h.Invited(e); inv.Status != surveys.StatusSent || inv.Resends != 1 || len(h.Outbox.Mails()) != 1 || h.Later(surveys.Day) != 0 {
			t.Errorf("%d mails, %+v", len(h.Outbox.Mails()), inv)
		}
	}
	h := Open(t, Shop("", AfterDelivery))
	e := lost(h, "jo")
	_, err := h.Resend(t.Context(), h.Invited(e).ID)
	Must(t, err)
	h.Outbox.Fail(&surveys.SendError{Outcome: surveys.SendTemporary, Code: 451, Reply: "busy"})
	for range 100 {
		h.Later(time.Hour)
	}
	if inv := h.Invited(e); inv.Status != surveys.StatusUnknown || inv.Resending || !inv.NextAt.IsZero() || !strings.HasPrefix(h.Says(inv.Reason), "sending it again did not work: ") {
		t.Errorf("%+v", inv)
	}
}

func TestASenderThatDiesWhileSendingAgainLeavesItUnknown(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		what   string
		wakes  error // what it says when it wakes up after all
		status surveys.Status
	}{
		{"it was sent", nil, surveys.StatusSent},
		{"it was put off: no mail follows by itself", &surveys.SendError{Outcome: surveys.SendTemporary, Code: 451}, surveys.StatusUnknown},
	} {
		t.Run(row.what, func(t *testing.T) {
			t.Parallel()
			var h *Halte
			tries := 0
			h = Open(t, Shop("", AfterDelivery), sending(func(surveys.Mail) error {
				if tries++; tries == 1 {
					return noReply
				}
				h.Clock.Pass(dispatch.LeaseTime)
				if n, err := h.ReleaseLost(t.Context()); n != 1 || err != nil {
					t.Errorf("%d released, %v", n, err)
				}
				return row.wakes
			}))
			e := Delivered("jo")
			h.Happens(e)
			h.Sweeps()
			_, err := h.Resend(t.Context(), h.Invited(e).ID)
			Must(t, err)
			h.Sweeps()
			if inv := h.Invited(e); inv.Status != row.status || inv.Resending || !inv.NextAt.IsZero() || h.Later(surveys.Day) != 0 {
				t.Errorf("%+v", inv)
			}
		})
	}
}

func TestAnUnknownReminderIsSentAgainAsTheSameReminder(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDeliveryWith("reminders: [{after: 4d}, {after: 4d}]")))
	e, _ := h.Invites("jo")
	h.Outbox.Fail(noReply)
	h.Later(4 * surveys.Day)
	h.Outbox.Fail(nil)
	_, err := h.Resend(t.Context(), h.Invited(e).ID)
	Must(t, err)
	h.Later(time.Hour)
	if mails := h.Outbox.Mails(); len(mails) != 2 || mails[1].Wave != 1 {
		t.Fatalf("%+v", mails)
	}
	if got := reminded(t, h, e); got != "1 sent" {
		t.Errorf("it is told %q", got)
	}
	h.Later(4 * surveys.Day)
	inv, mails := h.Invited(e), h.Outbox.Mails()
	if len(mails) != 3 || mails[2].Wave != 2 || inv.Resends != 0 || reminded(t, h, e) != "1 sent; 2 sent" {
		t.Errorf("%d mails, %+v", len(mails), inv)
	}
}

func TestAllThatIsUnknownIsSentAgain(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery, AfterReturn))
	for _, who := range []string{"a", "b", "c"} {
		lost(h, who)
	}
	back := Event("order.returned", Of("d"), On(Monday))
	h.Happens(back)
	h.Outbox.Fail(noReply)
	h.Sweeps()
	h.Outbox.Fail(nil)
	h.Invites("sent")
	h.Erases("c")
	count := func(touchpoint string, accepted, waiting, refused int) {
		t.Helper()
		got, err := h.ResendUnknown(t.Context(), touchpoint)
		if err != nil || got.Accepted != accepted || got.Waiting != waiting || got.Refused != refused || len(got.Refusals) != refused {
			t.Errorf("%+v, %v", got, err)
		}
	}
	count("returns", 1, 0, 0)
	count("", 2, 1, 0) // one of an erased contact is not among them
	count("", 0, 3, 0)
	h.Sweeps()
	if n := len(h.Outbox.Mails()); n != 4 {
		t.Errorf("%d mails went out", n)
	}
	count("", 0, 0, 0)
}
