package dispatch_test

import (
	"strings"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/dispatch"
	. "halte/surveys/surveystest"
)

// A mail that goes out the moment its event happens has a link that closes when
// nothing is sent any more: four days later.
func TestNoReminderIsDueWhenItsLinkCloses(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		what  string
		first time.Time // when the first reminder goes out; the second one follows after two days
		goes  bool
		told  string
	}{
		{"at the moment it closes", Time("2026-03-04T11:00:00Z"), false, "1 sent; 2 expired !expiry it would be due at 2026-03-06 11:00 UTC, when the link has closed"},
		{"just before", Time("2026-03-04T10:59:59.999999Z"), true, "1 sent; 2 sent"},
	} {
		t.Run(row.what, func(t *testing.T) {
			t.Parallel()
			h := Open(t, Shop("", AfterDeliveryWith("expires: 4d, reminders: [{after: 1d}, {after: 2d}]")))
			e, _ := h.Invites("jo")
			h.Clock.Set(row.first)
			h.Sweeps()
			inv, due := h.Invited(e), row.first.Add(2*surveys.Day)
			if !row.goes {
				due = time.Time{}
			}
			if !inv.ClosesAt.Equal(Time("2026-03-06T11:00:00Z")) || !inv.NextAt.Equal(due) {
				t.Errorf("the next mail is due at %s, and the link closes at %s", inv.NextAt, inv.ClosesAt)
			}
			h.Later(2 * surveys.Day)
			if got := reminded(t, h, e); got != row.told {
				t.Errorf("of its reminders it is told %q, want %q", got, row.told)
			}
		})
	}
}

// The last of all retries falls three days after the first attempt.
func TestAMailIsTriedAgainInTheVeryLastMomentAndNoLater(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		what   string
		event  string // three days later nothing is sent any more
		status surveys.Status
		reason string
	}{
		{"in the last moment", Monday, surveys.StatusSent, ""},
		{"a microsecond after it", "2026-03-02T10:59:59.999999Z", surveys.StatusFailed, "gave up: "},
	} {
		t.Run(row.what, func(t *testing.T) {
			t.Parallel()
			h := Open(t, Shop("", AfterDeliveryWith("expires: 3d")))
			h.Outbox.Fail(&surveys.SendError{Outcome: surveys.SendTemporary, Code: 451, Reply: "greylisted"})
			e := Delivered("jo", On(row.event))
			h.Happens(e)
			h.Sweeps()
			last := Time(Monday).Add(3 * surveys.Day)
			for inv := h.Invited(e); inv.Status == surveys.StatusScheduled && inv.NextAt.Before(last); inv = h.Invited(e) {
				h.Clock.Set(inv.NextAt)
				h.Sweeps()
			}
			h.Outbox.Fail(nil)
			h.Clock.Set(last)
			h.Sweeps()
			if inv := h.Invited(e); inv.Status != row.status || !strings.HasPrefix(h.Says(inv.Reason), row.reason) {
				t.Errorf("it is %s: %s", inv.Status, h.Says(inv.Reason))
			}
		})
	}
}

// Which other rules let it go: nothing is sent any more only after this moment.
func TestAReminderIsNotSentAtTheMomentItsLinkCloses(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		what string
		at   time.Time
		told string
	}{
		{"at the moment it closes", Time("2026-03-06T11:00:00Z"), "1 expired !closing"},
		{"just before", Time("2026-03-06T10:59:59.999999Z"), "1 sent"},
	} {
		t.Run(row.what, func(t *testing.T) {
			t.Parallel()
			h := Open(t, Shop("", AfterDeliveryWith("expires: 4d, reminders: [{after: 1d}]")))
			e, _ := h.Invites("jo")
			h.Clock.Set(row.at)
			h.Sweeps()
			if got := reminded(t, h, e); !strings.HasPrefix(got, row.told) {
				t.Errorf("of its reminder it is told %q, want %q", got, row.told)
			}
		})
	}
}

func TestAMailIsSentAgainInTheVeryLastMomentAndNoLater(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		what   string
		wait   time.Duration // from a second before nothing is sent any more
		status surveys.Status
	}{
		{"in the last moment", time.Second, surveys.StatusSent},
		{"a microsecond after it", time.Second + time.Microsecond, surveys.StatusUnknown},
	} {
		t.Run(row.what, func(t *testing.T) {
			t.Parallel()
			h := Open(t, Shop("", AfterDeliveryWith("expires: 3d")))
			h.Outbox.Fail(&surveys.SendError{Outcome: surveys.SendUnknown, Reply: "no reply"})
			e := Delivered("jo")
			h.Happens(e)
			h.Sweeps()
			last := h.Invited(e).SendBy
			h.Clock.Set(last.Add(-time.Second))
			if again, err := h.Resend(t.Context(), h.Invited(e).ID); err != nil || again.Status != dispatch.ResendAccepted {
				t.Fatalf("it is %s: %v, %v", again.Status, h.Says(again.Reason), err)
			}
			h.Outbox.Fail(&surveys.SendError{Outcome: surveys.SendTemporary, Wait: row.wait, Reply: "busy"})
			h.Sweeps()
			h.Outbox.Fail(nil)
			h.Clock.Set(last)
			h.Sweeps()
			if inv := h.Invited(e); inv.Status != row.status {
				t.Errorf("it is %s: %s", inv.Status, h.Says(inv.Reason))
			}
		})
	}
}
