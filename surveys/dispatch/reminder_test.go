package dispatch_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/respond"
	"halte/surveys/store"
	. "halte/surveys/surveystest"
)

const twice = "reminders: [{after: 4d}, {after: 3d}]"

func TestAReminderGoesToThoseWhoDidNotAnswer(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDeliveryWith(twice)))
	quiet, first := h.Invites("quiet")
	_, prompt := h.Invites("prompt")
	h.Answers(prompt, 9, nil)
	h.Later(4*surveys.Day - time.Microsecond)
	if n := len(h.Outbox.Mails()); n != 2 {
		t.Fatalf("%d mails before the wait is over", n)
	}
	h.Later(time.Microsecond)
	h.Later(3 * surveys.Day)
	for range 4 {
		h.Later(10 * surveys.Day)
	}
	var to []string
	var waves []int
	for _, m := range h.Outbox.Mails() {
		to, waves = append(to, m.ToAddress), append(waves, m.Wave)
	}
	if !slices.Equal(to, []string{"quiet@example.org", "prompt@example.org", "quiet@example.org", "quiet@example.org"}) || !slices.Equal(waves, []int{0, 0, 1, 2}) {
		t.Errorf("mails went to %v in waves %v", to, waves)
	}
	inv := h.Invited(quiet)
	if inv.Wave != 2 || inv.Status != surveys.StatusSent || !inv.SentAt.Equal(Time(Monday)) || !inv.ClosesAt.Equal(Time(Monday).Add(30*surveys.Day)) {
		t.Errorf("%+v", inv)
	}
	tokens := map[string]bool{first: true}
	for _, m := range h.Outbox.Mails()[2:] {
		tokens[Token(m)] = true
	}
	if len(tokens) != 3 {
		t.Errorf("three mails carry %d different links", len(tokens))
	}
}

func TestEveryLinkOfAnInvitationStaysGoodAndTellsItsWave(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDeliveryWith(twice)))
	_, first := h.Invites("jo")
	h.Later(4 * surveys.Day)
	reminder := h.Link()
	for link, wave := range map[string]int{first: 0, reminder: 1} {
		if a, err := h.Open(t.Context(), link, nil); err != nil || a.Closed || a.Wave != wave {
			t.Errorf("wave %d: %+v, %v", wave, a, err)
		}
	}
	if r := h.Answers(reminder, 3, nil); r.Wave != surveys.WaveReminder {
		t.Errorf("the answer is of wave %q", r.Wave)
	}
	h.Clock.Pass(time.Minute)
	if r := h.Answers(first, 4, nil); r.Revision != 2 || r.Wave != surveys.WaveReminder {
		t.Errorf("changed by the first link it is revision %d of wave %q", r.Revision, r.Wave)
	}
	s, err := h.Scores(t.Context(), insight.ScoresQuery{By: "wave", Small: true})
	if err != nil || len(s.Scores) != 1 || s.Scores[0].Key != "reminder" || s.Scores[0].N != 1 {
		t.Errorf("by wave: %+v, %v", s, err)
	}
}

func TestAReminderIsHeldBack(t *testing.T) {
	t.Parallel()
	with := func(more string) string {
		return Shop("quarantine: 14d", AfterDeliveryWith("reminders: [{after: 4d}]"+more), AfterReturn)
	}
	for _, row := range []struct {
		what   string
		more   string
		change func(h *Halte, link string)
		goes   bool
	}{
		{"nothing happened", "", func(*Halte, string) {}, true},
		{"answered", "", func(h *Halte, link string) { h.Answers(link, 0, nil) }, false},
		{"unsubscribed", "", func(h *Halte, _ string) { h.Unsubscribes("jo@example.org", "delivery", false) }, false},
		{"unsubscribed from everything", "", func(h *Halte, _ string) { h.Unsubscribes("jo@example.org", "returns", true) }, false},
		{"a counter-event", ", cancel_on: [order.refunded]", func(h *Halte, _ string) { h.Happens(Event("order.refunded", Of("jo"), On("2026-03-03T11:00:00Z"))) }, false},
		{"bounced", "", func(h *Halte, _ string) {
			jo := Secret.Person(address(t, "jo@example.org"), "")
			Must(t, h.DB.Update(t.Context(), func(tx store.Tx) error {
				return tx.SuppressionsPut([]surveys.Suppression{{Person: jo, Reason: surveys.HardBounce, Since: h.Clock.Now()}})
			}))
		}, false},
		{"answered at a kiosk", "", func(h *Halte, _ string) { answersElsewhere(respond.ExternalResponse{Source: surveys.SourceKiosk})(h) }, false},
		{"erased", "", func(h *Halte, _ string) { h.Erases("jo") }, false},
		{"the trigger is gone", "", func(h *Halte, _ string) { h.Applies(Shop("", AfterReturn)) }, false},
		{"the trigger reminds nobody any more", "", func(h *Halte, _ string) { h.Applies(Shop("", AfterDelivery)) }, false},
		{"paused over its expiry", "", func(h *Halte, _ string) {
			Must(t, h.Pause(t.Context()))
			h.Clock.Pass(30 * surveys.Day)
			Must(t, h.Resume(t.Context()))
		}, false},
		{"the quarantine is for others", "", func(h *Halte, _ string) { AnsweredEarlier(h, "jo", "returns-csat", 3, "2026-03-03T11:00:00Z") }, true},
	} {
		t.Run(row.what, func(t *testing.T) {
			t.Parallel()
			h := Open(t, with(row.more))
			e, link := h.Invites("jo")
			h.Clock.Pass(surveys.Day)
			row.change(h, link)
			h.Later(3 * surveys.Day)
			inv := h.Invited(e)
			if got := len(h.Outbox.Mails()) == 2; got != row.goes || inv.Status != surveys.StatusSent || !inv.NextAt.IsZero() {
				t.Errorf("it went out: %t; %s next at %s", got, inv.Status, inv.NextAt)
			}
			if h.Later(surveys.Day) != 0 {
				t.Error("it is leased again")
			}
		})
	}
}

func TestAReminderWaitsForItsWindow(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDeliveryWith(`window: {days: [mon, tue], from: "09:00", to: "20:00"}, reminders: [{after: 4d}]`)))
	e, _ := h.Invites("jo")
	h.Later(4 * surveys.Day) // a Friday
	if at := h.Invited(e).NextAt; len(h.Outbox.Mails()) != 1 || !at.Equal(Time("2026-03-09T08:00:00Z")) {
		t.Errorf("%d mails, the next at %s", len(h.Outbox.Mails()), at)
	}
	h.Clock.Set(Time("2026-03-09T08:00:00Z"))
	h.Sweeps()
	if len(h.Outbox.Mails()) != 2 {
		t.Error("it does not go out when the window opens")
	}
}

func TestAReminderThatFailsLeavesTheInvitationSent(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		outcome surveys.SendOutcome
		later   int // mails once the server is well again
		status  surveys.Status
	}{
		{surveys.SendTemporary, 2, surveys.StatusSent},
		{surveys.SendRefused, 1, surveys.StatusSent},
		{surveys.SendUnknown, 1, surveys.StatusUnknown},
	} {
		h := Open(t, Shop("", AfterDeliveryWith("reminders: [{after: 5d}]")))
		e, link := h.Invites("jo")
		h.Outbox.Fail(&surveys.SendError{Outcome: row.outcome, Code: 451})
		h.Later(5 * surveys.Day)
		if inv := h.Invited(e); inv.Status != row.status || !inv.SentAt.Equal(Time(Monday)) {
			t.Errorf("outcome %d: %+v", row.outcome, inv)
		}
		h.Outbox.Fail(nil)
		h.Later(10 * time.Minute)
		mails := h.Outbox.Mails()
		if len(mails) != row.later || mails[len(mails)-1].Wave != row.later-1 {
			t.Errorf("outcome %d: %d mails went out", row.outcome, len(mails))
		}
		if a, err := h.Open(t.Context(), link, nil); err != nil || a.Closed {
			t.Errorf("outcome %d: the first link shows %+v, %v", row.outcome, a, err)
		}
	}
}

func TestAReminderThatIsNotSentLeavesAnUnknownInvitationUnknown(t *testing.T) {
	t.Parallel()
	for _, outcome := range []surveys.SendOutcome{surveys.SendTemporary, surveys.SendRefused} {
		h := Open(t, Shop("", AfterDeliveryWith("reminders: [{after: 5d}]")))
		e := Delivered("jo")
		h.Happens(e)
		h.Outbox.Fail(noReply)
		h.Sweeps()
		h.Outbox.Fail(&surveys.SendError{Outcome: outcome, Code: 451})
		h.Later(5 * surveys.Day)
		if inv := h.Invited(e); inv.Status != surveys.StatusUnknown || inv.Wave != 0 {
			t.Errorf("outcome %d: %+v", outcome, inv)
		}
		if got, want := reminded(t, h, e), IfElse(outcome == surveys.SendTemporary, "1 scheduled", "1 failed"); !strings.HasPrefix(got, want) {
			t.Errorf("outcome %d: it is told %q", outcome, got)
		}
		h.Outbox.Fail(nil)
		if sent := h.Later(10 * time.Minute); (sent == 1) != (outcome == surveys.SendTemporary) {
			t.Errorf("outcome %d: %d reminders are due again", outcome, sent)
		}
	}
}

func TestAReminderThatCouldNotBeSentInTimeIsNotPlanned(t *testing.T) {
	t.Parallel()
	// Sent late: four days later it would be past the expiry.
	h := Open(t, Shop("", AfterDeliveryWith("expires: 5d, reminders: [{after: 4d}]")))
	e := Delivered("jo", On(strings.Replace(Monday, "02T", "01T", 1)))
	h.Happens(e)
	h.Sweeps()
	if at := h.Invited(e).NextAt; !at.Equal(Time("2026-03-06T11:00:00Z")) {
		t.Errorf("the reminder of a mail sent a day late is due at %s", at)
	}
	late := Delivered("al", On("2026-02-28T10:00:00Z"))
	h.Happens(late)
	h.Sweeps()
	if at := h.Invited(late).NextAt; !at.IsZero() {
		t.Errorf("the reminder that expires is due at %s", at)
	}
	const why = "it would be due at 2026-03-06 11:00 UTC, and nothing is sent after 2026-03-05 10:00 UTC"
	if got := reminded(t, h, late); got != "1 expired !expiry "+why {
		t.Errorf("of the one that expires it is told %q", got)
	}
	if got := reminded(t, h, e); got != "" {
		t.Errorf("of the one that is due it is told %q", got)
	}
}

func address(t *testing.T, s string) surveys.Address {
	t.Helper()
	a, err := surveys.ParseAddress(s)
	Must(t, err)
	return a
}

// reminded tells what was decided of the reminders of an event: wave, outcome,
// the rule that failed and the reason.
func reminded(t *testing.T, h *Halte, e surveys.Event) string {
	t.Helper()
	all, err := h.Read(t.Context()).RemindersOfEvent(h.EventID(e))
	Must(t, err)
	var told []string
	for _, d := range all {
		failed := ""
		for _, c := range d.Checks {
			if !c.Passed {
				failed += " !" + c.Rule
			}
		}
		told = append(told, strings.TrimSpace(fmt.Sprintf("%d %s%s %s", d.Wave, d.Outcome, failed, h.Says(d.Reason))))
	}
	return strings.Join(told, "; ")
}

func TestEveryReminderHasADecisionOfItsOwn(t *testing.T) {
	t.Parallel()
	fails := func(outcome surveys.SendOutcome) func(*Halte, string) {
		return func(h *Halte, _ string) {
			h.Outbox.Fail(&surveys.SendError{Outcome: outcome, Code: 451, Reply: "busy"})
		}
	}
	for _, row := range []struct {
		what   string
		more   string
		change func(h *Halte, link string)
		want   string
	}{
		{"it went out", "", func(*Halte, string) {}, "1 sent"},
		{"answered", "", func(h *Halte, link string) { h.Answers(link, 9, nil) }, "1 cancelled !answer answered by mail on 2026-03-03 11:00 UTC"},
		{"answered in another way", "", func(h *Halte, _ string) { answersElsewhere(respond.ExternalResponse{Source: surveys.SourceLink})(h) }, "1 cancelled !answer answered by link on 2026-03-03 11:00 UTC"},
		{"unsubscribed", "", func(h *Halte, _ string) { h.Unsubscribes("jo@example.org", "delivery", false) }, "1 suppressed !suppression unsubscribed from this touchpoint on 2026-03-03 11:00 UTC"},
		{"a counter-event", ", cancel_on: [order.refunded]", func(h *Halte, _ string) { h.Happens(Event("order.refunded", Of("jo"), On("2026-03-03T11:00:00Z"))) }, "1 cancelled !counter_event order.refunded came at 2026-03-03 11:00 UTC"},
		{"the definition asks for none", "", func(h *Halte, _ string) { h.Applies(Shop("", AfterDelivery)) }, "1 cancelled !definition the definition asks for fewer reminders by now"},
		{"the trigger is gone", "", func(h *Halte, _ string) { h.Applies(Shop("", AfterReturn)) }, "1 cancelled !definition its trigger was removed from the definition"},
		{"erased", "", func(h *Halte, _ string) { h.Erases("jo") }, "1 cancelled the contact was erased"},
		{"put off", "", fails(surveys.SendTemporary), "1 scheduled waiting to try again: mail server answered 451 busy"},
		{"refused", "", fails(surveys.SendRefused), "1 failed mail server answered 451 busy"},
		{"perhaps it arrived", "", fails(surveys.SendUnknown), "1 unknown the mail server did not reply after the mail was handed over"},
	} {
		t.Run(row.what, func(t *testing.T) {
			t.Parallel()
			h := Open(t, Shop("", AfterDeliveryWith("reminders: [{after: 4d}]"+row.more)))
			e, link := h.Invites("jo")
			if got := reminded(t, h, e); got != "" {
				t.Errorf("before it is due: %q", got)
			}
			h.Clock.Pass(surveys.Day)
			row.change(h, link)
			h.Later(3 * surveys.Day)
			if got := reminded(t, h, e); got != row.want {
				t.Errorf("%q, want %q", got, row.want)
			}
		})
	}
}

func TestAReminderThatWaitsForItsWindowIsDecidedWhenItGoesOut(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDeliveryWith(`window: {from: "09:00", to: "13:00"}, reminders: [{after: 4h}]`)))
	e, _ := h.Invites("jo")
	h.Later(4 * time.Hour)
	if got := reminded(t, h, e); got != "" {
		t.Errorf("while it waits: %q", got)
	}
	h.Later(20 * time.Hour)
	if got := reminded(t, h, e); got != "1 sent" {
		t.Errorf("afterwards: %q", got)
	}
}
