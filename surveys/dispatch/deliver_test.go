package dispatch_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/dispatch"
	"halte/surveys/respond"
	"halte/surveys/store"
	. "halte/surveys/surveystest"
)

// watching is a Mailer that does something while a mail is on its way.
type watching func(m surveys.Mail) error

func (w watching) Send(_ context.Context, m surveys.Mail) error { return w(m) }

func sending(w watching) func(*Options) {
	return func(o *Options) { o.Mailer = w }
}

func TestEverythingIsStoredBeforeTheMailerIsCalled(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		e := Delivered("jo", Reading("en-GB"))
		var h *Halte
		sent := 0
		h = New(t, db, Shop("", AfterDelivery), sending(func(m surveys.Mail) error {
			sent++
			inv := h.Invited(e)
			if inv.Status != surveys.StatusSending || !inv.AskedAt.Equal(h.Clock.Now()) || inv.Version != 1 || inv.Attempts != 1 ||
				!inv.LeasedUntil.Equal(h.Clock.Now().Add(dispatch.LeaseTime)) || !inv.NextAt.IsZero() || inv.ID != m.Invitation {
				t.Errorf("while the mail is being sent the invitation is %+v", inv)
			}
			if a, err := h.Open(t.Context(), Token(m), nil); err != nil || a.Closed || a.Invitation.ID != inv.ID {
				t.Errorf("while the mail is being sent its link shows %+v, %v", a, err)
			}
			if m.ToAddress != "jo@example.org" || m.Language != "en" || m.Question != "Would you recommend us?" || m.Touchpoint != "Delivery" ||
				!m.ClosesAt.Equal(h.Clock.Now().Add(30*surveys.Day)) || !strings.HasPrefix(m.AnswerURL, "https://halte.example/r/") {
				t.Errorf("the mail is %+v", m)
			}
			return nil
		}))
		h.Happens(e)
		if before := h.Invited(e); before.Status != surveys.StatusScheduled || before.Version != 0 || !before.AskedAt.IsZero() {
			t.Errorf("before, the invitation is %+v", before)
		}
		h.Sweeps()
		inv := h.Invited(e)
		if sent != 1 || inv.Status != surveys.StatusSent || !inv.SentAt.Equal(h.Clock.Now()) || !inv.ClosesAt.Equal(inv.SentAt.Add(30*surveys.Day)) || !inv.LeasedUntil.IsZero() {
			t.Errorf("after %d mails the invitation is %+v", sent, inv)
		}
		if h.Sweeps() != 0 {
			t.Error("what was sent is leased again")
		}
	})
}

func TestAStaleLeaseChangesNothing(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		h := New(t, db, Shop("", AfterDelivery))
		e := Delivered("jo")
		h.Happens(e)
		stale := h.Leases()[0]
		h.Clock.Pass(dispatch.LeaseTime)
		fresh := h.Leases()[0]
		before := h.Invited(e)
		if err := h.Deliver(t.Context(), stale); err != nil {
			t.Fatal(err)
		}
		if got := h.Invited(e); fmt.Sprint(got) != fmt.Sprint(before) || len(h.Outbox.Mails()) != 0 {
			t.Errorf("%d mails, the invitation is %+v", len(h.Outbox.Mails()), got)
		}
		for range 2 { // a lease is good for one mail only
			if err := h.Deliver(t.Context(), fresh); err != nil {
				t.Fatal(err)
			}
		}
		if len(h.Outbox.Mails()) != 1 {
			t.Errorf("%d mails went out", len(h.Outbox.Mails()))
		}
		if err := h.Deliver(t.Context(), surveys.Lease{Invitation: "nothing", Epoch: 1}); err != nil {
			t.Error(err)
		}
	})
}

func TestATemporaryFailureIsTriedAgainWithGrowingWaits(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	h.Outbox.Fail(&surveys.SendError{Outcome: surveys.SendTemporary, Code: 451, Reply: "greylisted"})
	e := Delivered("jo")
	h.Happens(e)
	start, waited, tries := h.Clock.Now(), time.Duration(0), 0
	for ; h.Invited(e).Status == surveys.StatusScheduled; tries++ {
		if h.Sweeps() != 1 || h.Sweeps() != 0 {
			t.Fatal("it is not leased once when it is due")
		}
		inv := h.Invited(e)
		if inv.Status != surveys.StatusScheduled {
			break
		}
		wait := inv.NextAt.Sub(h.Clock.Now())
		if wait < time.Minute || wait > 8*time.Hour || wait < waited && wait < 6*time.Hour && !h.Clock.Now().Add(wait).Equal(start.Add(72*time.Hour)) || !inv.AskedAt.IsZero() || !strings.Contains(h.Says(inv.Reason), "waiting to try again") {
			t.Fatalf("after try %d it waits %s (before: %s): %+v", tries+1, wait, waited, inv)
		}
		h.Clock.Pass(wait)
		waited = wait
	}
	inv, took := h.Invited(e), h.Clock.Now().Sub(start)
	if inv.Status != surveys.StatusFailed || !strings.Contains(h.Says(inv.Reason), "gave up: mail server answered 451 greylisted") || took != 72*time.Hour {
		t.Errorf("after %d tries in %s it is %s: %s", tries, took, inv.Status, h.Says(inv.Reason))
	}
}

func TestNothingIsTriedAgainAfterItsExpiry(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDeliveryWith("expires: 1d")))
	h.Outbox.Fail(&surveys.SendError{Outcome: surveys.SendTemporary, Code: 451, Reply: "greylisted"})
	e := Delivered("jo")
	h.Happens(e)
	for h.Sweeps(); h.Invited(e).Status == surveys.StatusScheduled; h.Sweeps() {
		h.Clock.Set(h.Invited(e).NextAt)
	}
	if inv := h.Invited(e); inv.Status != surveys.StatusFailed || h.Clock.Now().After(inv.SendBy) {
		t.Errorf("at %s, to be sent by %s, it is %s: %s", h.Clock.Now(), inv.SendBy, inv.Status, h.Says(inv.Reason))
	}
}

func TestAMailThatNoServerMayBeAskedToTakeLosesNoAttempt(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	h.Outbox.Fail(&surveys.SendError{Outcome: surveys.SendTemporary, Wait: 8 * time.Minute, Reply: "no server takes mail at the moment"})
	e := Delivered("jo")
	h.Happens(e)
	for range 40 {
		h.Sweeps()
		inv := h.Invited(e)
		wait := inv.NextAt.Sub(h.Clock.Now())
		if inv.Status != surveys.StatusScheduled || inv.Attempts != 0 || wait < 8*time.Minute || wait > 10*time.Minute || !strings.Contains(h.Says(inv.Reason), "no server takes mail") {
			t.Fatalf("after %s: %+v", wait, inv)
		}
		h.Clock.Set(inv.NextAt)
	}
}

func TestAMailWhoseTurnComesAfterItsExpiryAsksAgainBefore(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDeliveryWith("expires: 1d")))
	e := Delivered("jo") // an hour ago
	h.Happens(e)
	h.Outbox.Fail(&surveys.SendError{Outcome: surveys.SendTemporary, Wait: time.Hour, Reply: "no more mail may go to this domain at the moment"})
	h.Later(22 * time.Hour)
	if inv := h.Invited(e); inv.Status != surveys.StatusScheduled || inv.NextAt.Sub(h.Clock.Now()) != 30*time.Minute {
		t.Fatalf("%+v", inv)
	}
	for range 60 {
		h.Later(time.Minute)
	}
	if inv := h.Invited(e); inv.Status != surveys.StatusFailed || h.Says(inv.Reason) != "gave up: the mail server failed; in the words of the computer: “no more mail may go to this domain at the moment”" {
		t.Errorf("%+v", inv)
	}
}

func TestAnAddressThatNobodyReadsGetsNoOtherMail(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		what       string
		refusal    surveys.SendError
		suppressed bool
		status     surveys.Status
	}{
		{"no such mailbox", surveys.SendError{Outcome: surveys.SendRefused, Code: 550, Enhanced: "5.1.1", Reply: "no"}, true, surveys.StatusFailed},
		{"the mail is too large", surveys.SendError{Outcome: surveys.SendRefused, Code: 552, Enhanced: "5.3.4", Reply: "no"}, false, surveys.StatusFailed},
		{"we are not welcome", surveys.SendError{Outcome: surveys.SendTemporary, Code: 550, Enhanced: "5.7.1", Reply: "no"}, false, surveys.StatusScheduled},
		{"nobody knows", surveys.SendError{Outcome: surveys.SendUnknown}, false, surveys.StatusUnknown},
		{"no server of ours can write to it", surveys.SendError{Outcome: surveys.SendRefused, Trouble: surveys.ReasonServerNoUTF8}, false, surveys.StatusUnreachable},
	} {
		t.Run(row.what, func(t *testing.T) {
			t.Parallel()
			h := Open(t, Shop("", AfterDelivery, AfterReturn))
			h.Outbox.Fail(&row.refusal)
			e := Delivered("jo")
			h.Happens(e)
			h.Sweeps()
			if got := h.Invited(e).Status; got != row.status {
				t.Errorf("it is %s, want %s", got, row.status)
			}
			other := Event("order.returned", Of("jo"), On("2026-03-02T10:00:00Z"))
			h.Happens(other)
			if got := h.Decided(other).Outcome; (got == surveys.Suppressed) != row.suppressed {
				t.Errorf("the next event is decided as %s", got)
			}
		})
	}
}

func TestATemporaryFailureThatPassesSendsOneMail(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	h.Outbox.Fail(errors.New("the file with the key is gone")) // not a word was said to a server
	e := Delivered("jo")
	h.Happens(e)
	h.Sweeps()
	if inv := h.Invited(e); inv.Status != surveys.StatusScheduled || strings.Contains(h.Says(inv.Reason), "file") {
		t.Errorf("%s: %q", inv.Status, h.Says(inv.Reason))
	}
	h.Outbox.Fail(nil)
	h.Later(2 * time.Minute)
	if inv := h.Invited(e); inv.Status != surveys.StatusSent || h.Says(inv.Reason) != "" || inv.Attempts != 0 || len(h.Outbox.Mails()) != 1 {
		t.Errorf("%+v", inv)
	}
}

func TestAMailThatCannotBeWrittenIsNotSaidToBeRefusedByAServer(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	h.Outbox.Fail(surveys.Refuse("contact.email", "is not a mail address").Because(surveys.ReasonBadAddress, "field", "contact.email"))
	e := Delivered("jo")
	h.Happens(e)
	h.Sweeps()
	if why := h.Invited(e).Reason.Why; why == nil || why.Code != surveys.ReasonBadAddress || why.Args["field"] != "contact.email" {
		t.Errorf("it is kept as %+v", h.Invited(e).Reason)
	}
}

func TestAMailIsSentUntilItsTimeOrItsWindowEnds(t *testing.T) {
	t.Parallel()
	for more, until := range map[string]string{
		"expires: 3d": "2026-03-05T10:00:00Z",
		`expires: 3d, window: {from: "09:00", to: "17:00"}`: "2026-03-02T15:59:59.999999999Z", // five in Amsterdam
		`expires: 3d, window: {from: "22:00", to: "15:00"}`: "2026-03-02T13:59:59.999999999Z",
		`expires: 2h, window: {from: "09:00", to: "17:00"}`: "2026-03-02T12:00:00Z",
	} {
		h := Open(t, Shop("", AfterDeliveryWith(more)))
		h.Happens(Delivered("jo"))
		h.Sweeps()
		mails := h.Outbox.Mails()
		if len(mails) != 1 {
			t.Fatalf("%s: %d mails went out", more, len(mails))
		}
		if got := mails[0].SendUntil; !got.Equal(Time(until)) {
			t.Errorf("%s: it may be sent until %s, want %s", more, got, until)
		}
	}
}

func TestWhatWaitedTooLongForAConnectionIsDecidedByTheRules(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		more   string
		passes time.Duration
		status surveys.Status
	}{
		{"expires: 2d", 0, surveys.StatusSent},
		{"expires: 2d", 3 * surveys.Day, surveys.StatusExpired},
		{`expires: 2d, window: {from: "09:00", to: "17:00"}`, 12 * time.Hour, surveys.StatusScheduled},
	} {
		h := Open(t, Shop("", AfterDeliveryWith(c.more)))
		h.Outbox.Fail(&surveys.SendError{Outcome: surveys.SendTemporary, Wait: time.Second, Trouble: surveys.ReasonWaitedTooLong})
		e := Delivered("jo")
		h.Happens(e)
		h.Sweeps()
		if inv := h.Invited(e); inv.Status != surveys.StatusScheduled || inv.Attempts != 0 || !inv.AskedAt.IsZero() {
			t.Fatalf("%s: it is %s after %d attempts", c.more, inv.Status, inv.Attempts)
		}
		h.Outbox.Fail(nil)
		h.Clock.Pass(c.passes)
		h.Sweeps()
		if inv := h.Invited(e); inv.Status != c.status {
			t.Errorf("%s, after %s: it is %s (%s), want %s", c.more, c.passes, inv.Status, h.Says(inv.Reason), c.status)
		}
	}
}

func TestAMailThatWaitedLongIsStillTriedMoreThanOnce(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	e := Delivered("jo")
	h.Happens(e)
	if err := h.Pause(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.Clock.Pass(5 * surveys.Day)
	if err := h.Resume(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.Outbox.Fail(&surveys.SendError{Outcome: surveys.SendTemporary, Code: 451, Reply: "greylisted"})
	h.Sweeps()
	h.Outbox.Fail(nil)
	h.Later(2 * time.Minute)
	if inv := h.Invited(e); inv.Status != surveys.StatusSent {
		t.Errorf("%s: %s", inv.Status, h.Says(inv.Reason))
	}
}

func TestARefusedMailHasFailed(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDeliveryWith("reminders: [{after: 1d}]")))
	h.Outbox.Fail(&surveys.SendError{Outcome: surveys.SendRefused, Code: 554, Enhanced: "5.6.0", Reply: "not today"})
	e := Delivered("jo")
	h.Happens(e)
	h.Sweeps()
	inv := h.Invited(e)
	if inv.Status != surveys.StatusFailed || h.Says(inv.Reason) != "mail server answered 554 5.6.0 not today" || !inv.SentAt.IsZero() || !inv.NextAt.IsZero() {
		t.Errorf("%+v", inv)
	}
	if h.Later(40*surveys.Day) != 0 {
		t.Error("it is leased again")
	}
	last := inv.SendBy.Add(inv.OpenFor.Duration())
	if !inv.CanAnswer(last.Add(-time.Microsecond)) || inv.CanAnswer(last) {
		t.Error("a link that may have gone out nevertheless never closes, or too early")
	}
}

func TestAnUnknownMailIsNeverSentAgain(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	h.Outbox.Fail(&surveys.SendError{Outcome: surveys.SendUnknown, Reply: "no reply after the final dot"})
	e := Delivered("jo")
	h.Happens(e)
	h.Sweeps()
	inv := h.Invited(e)
	if inv.Status != surveys.StatusUnknown || h.Says(inv.Reason) == "" || !inv.SentAt.Equal(h.Clock.Now()) || !inv.ClosesAt.Equal(h.Clock.Now().Add(30*surveys.Day)) {
		t.Errorf("%+v", inv)
	}
	if h.Later(dispatch.LeaseTime)+h.Later(40*surveys.Day) != 0 {
		t.Error("it is leased again")
	}
}

func TestASenderThatDiesInTheMiddleLeavesAnUnknownMail(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		h := New(t, db, Shop("quarantine: 14d", AfterDeliveryWith("reminders: [{after: 1d}]"), AfterReturn), sending(func(surveys.Mail) error { panic("pulled the plug") }))
		e := Delivered("jo")
		h.Happens(e)
		dies(t, h, h.Leases()[0])
		if n, err := h.ReleaseLost(t.Context()); n != 0 || err != nil {
			t.Fatalf("%d released while the lease holds, %v", n, err)
		}
		h.Clock.Pass(dispatch.LeaseTime)
		if h.Sweeps() != 0 {
			t.Error("what is being sent is leased again")
		}
		if n, err := h.ReleaseLost(t.Context()); n != 1 || err != nil {
			t.Fatalf("%d released, %v", n, err)
		}
		inv := h.Invited(e)
		if inv.Status != surveys.StatusUnknown || inv.ClosesAt.IsZero() || inv.SentAt.IsZero() || h.Later(2*surveys.Day) != 0 {
			t.Errorf("%+v", inv)
		}
		other := Event("order.returned", Of("jo"), On(Monday))
		h.Happens(other)
		if got := h.Decided(other).Outcome; got != surveys.Quarantined {
			t.Errorf("an unknown mail does not count as sent: %s", got)
		}
	})
}

func dies(t *testing.T, h *Halte, c surveys.Lease) {
	t.Helper()
	defer func() {
		if recover() == nil {
			t.Error("nobody died")
		}
	}()
	_ = h.Deliver(t.Context(), c)
}

// Two mails went out: what became of the first says nothing of the second.
func TestAnOwnerWhomAnotherOneFollowedChangesNothing(t *testing.T) {
	t.Parallel()
	var h *Halte
	e, mails := Delivered("jo"), 0
	h = Open(t, Shop("", AfterDelivery), sending(func(surveys.Mail) error {
		if mails++; mails == 2 {
			return &surveys.SendError{Outcome: surveys.SendUnknown}
		}
		h.Clock.Pass(dispatch.LeaseTime)
		if n, err := h.ReleaseLost(t.Context()); n != 1 || err != nil {
			t.Fatalf("%d released, %v", n, err)
		}
		if again, err := h.Resend(t.Context(), h.Invited(e).ID); again.Status != dispatch.ResendAccepted || err != nil {
			t.Fatalf("sent again: %+v, %v", again, err)
		}
		h.Sweeps() // the owner who follows
		return &surveys.SendError{Outcome: surveys.SendRefused, Code: 550}
	}))
	h.Happens(e)
	h.Sweeps()
	if inv := h.Invited(e); mails != 2 || inv.Status != surveys.StatusUnknown || inv.Reason.Code != surveys.ReasonNoReplyAgain {
		t.Errorf("after %d mails it is %s: %s", mails, inv.Status, h.Says(inv.Reason))
	}
}

func TestAnOwnerThatWakesUpLateKnowsBetter(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		what    string
		outcome error
		status  surveys.Status
		sent    bool
	}{
		{"it was sent", nil, surveys.StatusSent, true},
		{"nobody knows", &surveys.SendError{Outcome: surveys.SendUnknown}, surveys.StatusUnknown, true},
		{"it was refused", &surveys.SendError{Outcome: surveys.SendRefused, Code: 550}, surveys.StatusFailed, false},
		{"it was put off", &surveys.SendError{Outcome: surveys.SendTemporary, Code: 451}, surveys.StatusScheduled, false},
	} {
		t.Run(row.what, func(t *testing.T) {
			t.Parallel()
			var h *Halte
			h = Open(t, Shop("", AfterDelivery), sending(func(surveys.Mail) error {
				h.Clock.Pass(dispatch.LeaseTime)
				if n, err := h.ReleaseLost(t.Context()); n != 1 || err != nil {
					t.Fatalf("%d released, %v", n, err)
				}
				return row.outcome
			}))
			e := Delivered("jo")
			h.Happens(e)
			h.Sweeps()
			if inv := h.Invited(e); inv.Status != row.status || inv.SentAt.IsZero() == row.sent || inv.ClosesAt.IsZero() == row.sent {
				t.Errorf("%+v", inv)
			}
		})
	}
}

// blinking is a store that does not answer for some transactions.
type blinking struct {
	dispatch.Store
	away int
}

func (b *blinking) Update(ctx context.Context, fn func(dispatch.Tx) error) error {
	if b.away > 0 {
		b.away--
		return errors.New("the database is away")
	}
	return b.Store.Update(ctx, fn)
}

func TestASentMailIsRememberedAlthoughTheDatabaseWasAway(t *testing.T) {
	t.Parallel()
	db := &blinking{}
	var waits []time.Duration
	h := Open(t, Shop("", AfterDelivery), func(o *Options) {
		db.Store, o.Stores.Dispatch = o.Stores.Dispatch, db
		o.Wait = func(_ context.Context, d time.Duration) bool {
			waits = append(waits, d)
			return true
		}
		o.Mailer = watching(func(surveys.Mail) error {
			db.away = 8
			return nil
		})
	})
	event := Delivered("jo")
	h.Happens(event)
	h.Later(2 * surveys.Day)
	if inv := h.Invited(event); inv.Status != surveys.StatusSent {
		t.Errorf("the invitation is %s", inv.Status)
	}
	if len(waits) != 8 || waits[0] >= waits[3] || waits[7] > 10*time.Second {
		t.Errorf("waited %v", waits)
	}
}

// mute is a store that once commits without saying so.
type mute struct {
	*blinking
	commits bool
}

func (m *mute) Update(ctx context.Context, fn func(dispatch.Tx) error) error {
	err := m.blinking.Update(ctx, fn)
	if m.commits {
		m.commits = false
		return errors.Join(err, errors.New("the connection ended"))
	}
	return err
}

func TestAMailWhoseAdmissionWasCommittedWithoutAReplyIsSent(t *testing.T) {
	t.Parallel()
	db := &mute{blinking: &blinking{}}
	h := Open(t, Shop("", AfterDelivery), func(o *Options) { db.Store, o.Stores.Dispatch = o.Stores.Dispatch, db })
	event := Delivered("jo")
	h.Happens(event)
	lease := h.Leases()[0]
	db.commits = true
	Must(t, h.Deliver(t.Context(), lease))
	Must(t, h.Deliver(t.Context(), lease))
	if inv := h.Invited(event); inv.Status != surveys.StatusSent || len(h.Outbox.Mails()) != 1 {
		t.Errorf("the invitation is %s, and %d mails went out", inv.Status, len(h.Outbox.Mails()))
	}
}

func TestAMailWhoseAdmissionWasNotCommittedWaitsForItsLease(t *testing.T) {
	t.Parallel()
	db := &blinking{}
	h := Open(t, Shop("", AfterDelivery), func(o *Options) { db.Store, o.Stores.Dispatch = o.Stores.Dispatch, db })
	event := Delivered("jo")
	h.Happens(event)
	lease := h.Leases()[0]
	db.away = 1
	if h.Deliver(t.Context(), lease) == nil {
		t.Error("nobody is told that the database was away")
	}
	if inv := h.Invited(event); inv.Status != surveys.StatusScheduled || len(h.Outbox.Mails()) != 0 {
		t.Errorf("the invitation is %s, and %d mails went out", inv.Status, len(h.Outbox.Mails()))
	}
}

// All the time there is passes while a process stands still in a transaction.
func TestASentMailIsRememberedByAProcessThatStoodStill(t *testing.T) {
	t.Parallel()
	db := &blinking{}
	h := Open(t, Shop("", AfterDelivery), func(o *Options) {
		db.Store, o.Stores.Dispatch = o.Stores.Dispatch, db
		o.Wait = func(context.Context, time.Duration) bool { return false }
		o.Mailer = watching(func(surveys.Mail) error {
			db.away = 1
			return nil
		})
	})
	event := Delivered("jo")
	h.Happens(event)
	h.Sweeps()
	if inv := h.Invited(event); inv.Status != surveys.StatusSent {
		t.Errorf("the invitation is %s", inv.Status)
	}
}

func TestWhileSendingIsPausedNothingIsLeasedOrSent(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	e := Delivered("jo")
	h.Happens(e)
	lease := h.Leases()[0]
	Must(t, h.Pause(t.Context()))
	Must(t, h.Pause(t.Context()))
	Must(t, h.Deliver(t.Context(), lease)) // leased before, to be sent after
	if inv := h.Invited(e); inv.Status != surveys.StatusScheduled || !inv.LeasedUntil.IsZero() || h.Sweeps() != 0 || len(h.Outbox.Mails()) != 0 {
		t.Errorf("%d mails, %+v", len(h.Outbox.Mails()), inv)
	}
	Must(t, h.Resume(t.Context()))
	if h.Sweeps() != 1 || h.Invited(e).Status != surveys.StatusSent {
		t.Error("it does not go on")
	}
}

// roomy is a mailer that says for how many mails it has room.
type roomy struct {
	*Outbox
	room int
}

func (r *roomy) Room() int { return r.room }

func TestNoMoreIsLeasedThanTheMailerHasRoomFor(t *testing.T) {
	t.Parallel()
	mailer := &roomy{Outbox: &Outbox{}}
	h := Open(t, Shop("", AfterDelivery), func(o *Options) { o.Mailer = mailer })
	h.Happens(Delivered("a"), Delivered("b"), Delivered("c"))
	for _, room := range []int{0, 2, math.MaxInt} {
		mailer.room = room
		h.Sweeps()
		if got, want := len(mailer.Mails()), min(room, 3); got != want {
			t.Errorf("with room for %d, %d mails went out", room, got)
		}
	}
}

func TestAMailMovesWhenItsWindowClosedMeanwhile(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDeliveryWith(`window: {from: "09:00", to: "13:00"}, expires: 2d`)))
	e := Delivered("jo")
	h.Happens(e)
	h.Later(time.Hour) // 13:00 in Amsterdam
	inv := h.Invited(e)
	if inv.Status != surveys.StatusScheduled || !inv.NextAt.Equal(Time("2026-03-03T08:00:00Z")) || len(h.Outbox.Mails()) != 0 {
		t.Errorf("it moved to %s, %d mails", inv.NextAt, len(h.Outbox.Mails()))
	}
	h.Clock.Set(Time("2026-03-03T08:00:00Z"))
	h.Sweeps()
	if got := h.Invited(e).Status; got != surveys.StatusSent {
		t.Errorf("in the next window it is %s", got)
	}
}

func TestWhatChangedMeanwhileHoldsAMailBack(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		what   string
		more   string
		change func(h *Halte)
		status surveys.Status
		reason string
	}{
		{"unsubscribed from this", "", func(h *Halte) { h.Unsubscribes("jo@example.org", "delivery", false) }, surveys.StatusSuppressed, "unsubscribed from this touchpoint on 2026-03-02"},
		{"unsubscribed from everything, elsewhere", "", func(h *Halte) { h.Unsubscribes("jo@example.org", "returns", true) }, surveys.StatusSuppressed, "unsubscribed from everything on 2026-03-02"},
		{"unsubscribed from something else", "", func(h *Halte) { h.Unsubscribes("jo@example.org", "returns", false) }, surveys.StatusSent, ""},
		{"moved to an address that is unsubscribed", "", func(h *Halte) {
			h.Unsubscribes("quiet@example.org", "delivery", false)
			h.Happens(Event("moved", Of("jo"), MailedAt("quiet@example.org"), On(Monday)))
		}, surveys.StatusSuppressed, "unsubscribed from this touchpoint"},
		{"a counter-event that came too early to cancel by time", "cancel_on: [order.refunded]", func(h *Halte) { h.Happens(Event("order.refunded", Of("jo"), On("2026-03-02T10:30:00Z"))) }, surveys.StatusCancelled, "order.refunded came at 2026-03-02 10:30 UTC"},
		{"expired", "expires: 2d", func(h *Halte) { h.Clock.Pass(2 * surveys.Day) }, surveys.StatusExpired, "it could not be sent before 2026-03-04 10:00 UTC"},
		{"the window opens after the expiry", `expires: 2d, window: {from: "12:00", to: "14:00"}`, func(h *Halte) { h.Clock.Set(Time("2026-03-02T13:30:00Z")) }, surveys.StatusExpired, "the send window does not open"},
		{"erased", "", func(h *Halte) { h.Erases("jo") }, surveys.StatusCancelled, "the contact was erased"},
		{"the trigger is gone", "", func(h *Halte) { h.Applies(Shop("", AfterReturn)) }, surveys.StatusCancelled, "its trigger was removed"},
		{"the trigger asks something else", "", func(h *Halte) { h.Applies(Shop("", strings.Replace(AfterDelivery, "delivery-nps", "returns-csat", 1))) }, surveys.StatusCancelled, "its trigger was removed"},
		{"answered about this event, at a kiosk", "", answersElsewhere(respond.ExternalResponse{Source: surveys.SourceKiosk, EventID: theDelivery}), surveys.StatusCancelled, "answered by kiosk on 2026-03-02 11:00 UTC"},
		{"answered about this event long before", "", answersElsewhere(respond.ExternalResponse{EventID: theDelivery, OccurredAt: Time("2026-03-01T10:00:00Z")}), surveys.StatusCancelled, "answered by api"},
		{"answered about nothing in particular since", "", answersElsewhere(respond.ExternalResponse{Source: surveys.SourceLink}), surveys.StatusCancelled, "answered by link"},
		{"answered about an earlier experience", "", answersElsewhere(respond.ExternalResponse{OccurredAt: Time("2026-03-02T09:59:59Z")}), surveys.StatusSent, ""},
		{"answered about another event", "", answersElsewhere(respond.ExternalResponse{EventID: "another"}), surveys.StatusSent, ""},
		{"answered about an event of the same order", "correlate: event.properties.order", func(h *Halte) {
			h.Happens(Event("order.opened", ID("opened"), Of("jo"), On(Monday), With("order", 7.0)))
			answersElsewhere(respond.ExternalResponse{EventID: "opened"})(h)
		}, surveys.StatusCancelled, "answered by api"},
		{"answered about an event of another order", "correlate: event.properties.order", func(h *Halte) {
			h.Happens(Event("order.opened", ID("opened"), Of("jo"), On(Monday), With("order", "8")))
			answersElsewhere(respond.ExternalResponse{EventID: "opened"})(h)
		}, surveys.StatusSent, ""},
		{"another survey was answered", "", answersElsewhere(respond.ExternalResponse{Survey: "returns-csat"}), surveys.StatusSent, ""},
		{"somebody else answered", "", answersElsewhere(respond.ExternalResponse{ContactID: "al"}), surveys.StatusSent, ""},
		{"nobody named answered", "", func(h *Halte) {
			h.Gives(false, respond.ExternalResponse{Survey: "delivery-nps", Source: surveys.SourceKiosk, Rating: new(4)})
		}, surveys.StatusSent, ""},
		{"nothing", "", func(*Halte) {}, surveys.StatusSent, ""},
	} {
		t.Run(row.what, func(t *testing.T) {
			t.Parallel()
			more := row.more
			if more != "" {
				more = ", " + more
			}
			h := Open(t, Shop("", AfterDeliveryWith("delay: 24h"+more)))
			e := Delivered("jo", ID(theDelivery), With("order", "7"))
			h.Happens(e)
			row.change(h)
			h.Later(surveys.Day)
			inv := h.Invited(e)
			if inv.Status != row.status || !strings.HasPrefix(h.Says(inv.Reason), row.reason) || !inv.NextAt.IsZero() || (len(h.Outbox.Mails()) == 1) != (row.status == surveys.StatusSent) {
				t.Errorf("%d mails, %s: %s", len(h.Outbox.Mails()), inv.Status, h.Says(inv.Reason))
			}
		})
	}
}

const theDelivery = "the delivery"

// answersElsewhere lets a contact answer in another way than by the mail.
func answersElsewhere(a respond.ExternalResponse) func(*Halte) {
	if a.Survey == "" {
		a.Survey = "delivery-nps"
	}
	if a.ContactID == "" {
		a.ContactID = "jo"
	}
	a.Rating = new(4)
	return func(h *Halte) { h.Gives(false, a) }
}

func TestWhatIsPausedWaitsAndExpires(t *testing.T) {
	t.Parallel()
	running := Shop("", AfterDeliveryWith("delay: 1h, expires: 2d, reminders: [{after: 1h}]"), AfterReturn)
	for what, paused := range map[string]string{
		"trigger": strings.Replace(running, "expires: 2d", "expires: 2d, paused: true", 1),
		"survey":  strings.Replace(running, "key: delivery-nps", "key: delivery-nps\n    paused: true", 1),
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			h := Open(t, paused)
			soon, late, other := Delivered("soon"), Delivered("late"), Event("order.returned", Of("jo"), On(Monday))
			h.Happens(soon, other)
			for range 12 {
				h.Later(10 * time.Minute)
			}
			wantStatus(t, h, other, surveys.StatusSent, "")
			wantStatus(t, h, soon, surveys.StatusScheduled, "waiting: its "+what+" is paused")
			if h.Sweeps() != 0 {
				t.Error("what is paused is leased again and again")
			}
			h.Applies(running)
			h.Later(5 * time.Minute)
			wantStatus(t, h, soon, surveys.StatusSent, "")
			h.Applies(paused)
			h.Happens(late)
			h.Later(time.Hour)
			if mails := h.Outbox.Mails(); len(mails) != 2 {
				t.Errorf("%d mails went out: what is paused reminds nobody", len(mails))
			}
			h.Applies(running)
			h.Later(10 * time.Minute)
			if mails := h.Outbox.Mails(); len(mails) != 4 || mails[2].Wave+mails[3].Wave != 1 {
				t.Errorf("%d mails went out after it goes on", len(mails))
			}
			h.Applies(paused)
			never := Delivered("never")
			h.Happens(never)
			h.Later(0)
			h.Later(2 * surveys.Day)
			wantStatus(t, h, never, surveys.StatusExpired, "it could not be sent before")
		})
	}
}

func TestAMailShowsTheNewestVersionAndTheContactAsItIsNow(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDeliveryWith("delay: 1d")))
	e := Delivered("jo")
	h.Happens(e, Event("moved", Of("jo"), MailedAt("new@example.org"), On("2026-03-02T10:30:00Z")))
	h.Applies(strings.Replace(Shop("", AfterDeliveryWith("delay: 1d")), "Beveelt u ons aan?", "Zou u ons aanbevelen?", 1))
	h.Later(surveys.Day)
	mails := h.Outbox.Mails()
	if len(mails) != 1 || mails[0].ToAddress != "new@example.org" || mails[0].Question != "Zou u ons aanbevelen?" || h.Invited(e).Version != 2 {
		t.Errorf("%+v", mails)
	}
}

func TestATestMailRecordsNothing(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	Must(t, h.SendTest(t.Context(), "me@example.org", "delivery-nps", "en"))
	m := h.Outbox.Mails()[0]
	if !m.Test || m.Question != "Would you recommend us?" || Token(m) != dispatch.TestToken {
		t.Errorf("%+v", m)
	}
	if !strings.HasSuffix(m.UnsubscribeURL, "/u/"+dispatch.TestToken) {
		t.Errorf("who tries the button of a test mail is unsubscribed: %s", m.UnsubscribeURL)
	}
	_, err := h.Open(t.Context(), Token(m), nil)
	WantKind(t, err, surveys.NotFound, "")
	WantKind(t, h.SendTest(t.Context(), "me", "delivery-nps", ""), surveys.Invalid, "address")
	WantKind(t, h.SendTest(t.Context(), "me@example.org", "none", ""), surveys.NotFound, "")
	all, err := h.Read(t.Context()).InvitationList(surveys.InvitationFilter{Limit: 10})
	if err != nil || len(all) != 0 {
		t.Errorf("%v %v", all, err)
	}
}

func TestAMailGreetsByNothingThatIsNoName(t *testing.T) {
	t.Parallel()
	for name, greeted := range map[string]string{"Jo de Vries": "Jo de Vries", "Win a prize at https://evil.example": ""} {
		h := Open(t, Shop("", AfterDelivery))
		h.Happens(Delivered("jo", func(e *surveys.Event) { e.Contact.Name = name }))
		h.Sweeps()
		if mails := h.Outbox.Mails(); len(mails) != 1 || mails[0].ToName != greeted {
			t.Errorf("%q is greeted as %+v", name, mails)
		}
	}
}
