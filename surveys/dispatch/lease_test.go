package dispatch_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/dispatch"
	"halte/surveys/store"
	. "halte/surveys/surveystest"
)

// watches lets d pass, while all processes look after each other once a second, and
// gives how many leases they ended.
func watches(t *testing.T, d time.Duration, all ...*Halte) (ended int) {
	t.Helper()
	for range int(d / time.Second) {
		for _, h := range all {
			h.Clock.Pass(time.Second)
			n, err := h.Watch(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			ended += n
		}
	}
	return ended
}

// another is a second process on the same database.
func another(t *testing.T, db *store.Store, change ...func(*Options)) *Halte {
	t.Helper()
	return New(t, db, "", change...)
}

func TestWhatADeadProcessHeldIsDueAgainWithinSeconds(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		dead := New(t, db, Shop("", AfterDelivery))
		dead.Happens(Delivered("jo"), Delivered("ann"))
		if len(dead.Leases()) != 2 {
			t.Fatal("they are not leased")
		}
		h := another(t, db)
		if n := watches(t, dispatch.Silence, h); n != 0 || h.Sweeps() != 0 {
			t.Errorf("%d leases ended before its silence was long enough", n)
		}
		if n := watches(t, time.Second, h); n != 2 || h.Sweeps() != 2 {
			t.Errorf("%d leases ended, want 2", n)
		}
		if n := len(h.Outbox.Mails()); n != 2 {
			t.Errorf("%d mails were sent", n)
		}
	})
}

func TestWhatALivingProcessHoldsStaysItsOwn(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		alive := New(t, db, Shop("", AfterDelivery))
		alive.Happens(Delivered("jo"))
		leases := alive.Leases()
		h := another(t, db)
		if n := watches(t, time.Minute, alive, h); n != 0 {
			t.Errorf("%d leases ended of a process that beats", n)
		}
		if err := alive.Deliver(t.Context(), leases[0]); err != nil || len(alive.Outbox.Mails()) != 1 {
			t.Errorf("its mail does not go out: %v", err)
		}
	})
}

// A process that stood still wakes up and goes on where it was.
func TestAProcessThatWakesUpAfterItWasMissedSendsNothingAgain(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		sleeper := New(t, db, Shop("", AfterDelivery))
		sleeper.Happens(Delivered("jo"), Delivered("ann"))
		leases := sleeper.Leases()
		h := another(t, db)
		if n := watches(t, dispatch.Silence+time.Second, h); n != 2 {
			t.Fatalf("%d leases ended", n)
		}
		if err := sleeper.Deliver(t.Context(), leases[0]); err != nil {
			t.Fatal(err)
		}
		h.Sweeps()
		if err := sleeper.Deliver(t.Context(), leases[1]); err != nil {
			t.Fatal(err)
		}
		if s, n := len(sleeper.Outbox.Mails()), len(h.Outbox.Mails()); s != 0 || n != 2 {
			t.Errorf("the sleeper sent %d mails and the other %d, want 0 and 2", s, n)
		}
		sleeper.Happens(Delivered("kim"))
		held := sleeper.Leases() // it goes on under its name
		if n := watches(t, time.Minute, sleeper, h); n != 0 || len(held) != 1 {
			t.Errorf("%d of %d leases ended after it woke up", n, len(held))
		}
	})
}

func TestAMailThatADeadProcessWasSendingIsNotTouchedBeforeItsLeaseEnds(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		h := New(t, db, Shop("", AfterDelivery), sending(func(surveys.Mail) error { panic("pulled the plug") }))
		e := Delivered("jo")
		h.Happens(e)
		dies(t, h, h.Leases()[0])
		next := another(t, db)
		if n := watches(t, dispatch.LeaseTime-time.Minute, next); n != 0 {
			t.Errorf("%d leases ended of what was being sent", n)
		}
		if n, err := next.ReleaseLost(t.Context()); n != 0 || err != nil || h.Invited(e).Status != surveys.StatusSending {
			t.Errorf("%d are unknown although their sender may live, %v", n, err)
		}
		watches(t, 2*time.Minute, next)
		if n, err := next.ReleaseLost(t.Context()); n != 1 || err != nil || h.Invited(e).Status != surveys.StatusUnknown || next.Sweeps() != 0 {
			t.Errorf("%d are unknown after the lease, %v", n, err)
		}
	})
}

func TestALeaseDiesWithTheProcessThatTookItOver(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		alive := New(t, db, Shop("", AfterDelivery))
		alive.Happens(Delivered("jo"), Delivered("ann"))
		leases := alive.Leases()
		dead := another(t, db)
		if err := dead.Take(t.Context(), leases[:1]); err != nil {
			t.Fatal(err)
		}
		if n := watches(t, dispatch.Silence+time.Second, alive); n != 1 {
			t.Errorf("%d leases ended, want the one that was taken over", n)
		}
		if got := alive.Leases(); len(got) != 1 || got[0].Invitation != leases[0].Invitation {
			t.Errorf("%v are due again, want %v", got, leases[:1])
		}
	})
}

// While the database is away nobody can beat: that must not make all others look dead.
func TestADatabaseThatWasAwayMakesNobodyLookDead(t *testing.T) {
	t.Parallel()
	var cut bool
	db := OnSQLite(t)
	alive := New(t, db, Shop("", AfterDelivery))
	alive.Happens(Delivered("jo"))
	alive.Leases()
	h := another(t, db, func(o *Options) {
		o.Stores.Dispatch = cutOff{o.Stores.Dispatch, &cut}
	})
	watches(t, 3*time.Second, alive, h)
	cut = true
	for range 30 {
		h.Clock.Pass(time.Second)
		if _, err := h.Watch(t.Context()); err == nil {
			t.Fatal("it watches without a database")
		}
	}
	cut = false
	if n := watches(t, dispatch.Silence-time.Second, h); n != 0 {
		t.Errorf("%d leases ended as soon as the database was back", n)
	}
}

func TestAProcessThatStoodStillItselfTakesNobodyForDead(t *testing.T) {
	t.Parallel()
	db := OnSQLite(t)
	alive := New(t, db, Shop("", AfterDelivery))
	alive.Happens(Delivered("jo"))
	alive.Leases()
	h := another(t, db)
	watches(t, 3*time.Second, h)
	for _, jump := range []time.Duration{time.Hour, -2 * time.Hour} { // it woke up; its clock was set back
		h.Clock.Pass(jump)
		if n := watches(t, dispatch.Silence-time.Second, h); n != 0 {
			t.Errorf("%d leases ended after a jump of %s", n, jump)
		}
	}
	if n := watches(t, 2*time.Second, h); n != 1 { // nor does a clock that was set back keep it from missing somebody
		t.Errorf("%d leases ended when it was silent for long enough, want 1", n)
	}
}

func TestLeasesOfWhichTheReplyWasLostAreDueAgainWithinSeconds(t *testing.T) {
	t.Parallel()
	db := OnSQLite(t)
	lost := false
	h := New(t, db, Shop("", AfterDelivery), func(o *Options) {
		o.Stores.Dispatch = replyLost{o.Stores.Dispatch, &lost}
	})
	h.Happens(Delivered("jo"))
	lost = true
	if leases, err := h.LeaseDue(t.Context(), 10, 10); err == nil || len(leases) != 0 {
		t.Fatalf("%v, %v", leases, err)
	}
	lost = false
	if n := watches(t, dispatch.Silence+2*time.Second, h); n != 1 || h.Sweeps() != 1 {
		t.Errorf("%d leases ended, want 1", n)
	}
}

var errAway = errors.New("the database is away")

// cutOff is a store that cannot be reached while cut says so.
type cutOff struct {
	dispatch.Store
	cut *bool
}

func (c cutOff) Update(ctx context.Context, fn func(dispatch.Tx) error) error {
	if *c.cut {
		return errAway
	}
	return c.Store.Update(ctx, fn)
}

// replyLost is a store that commits, and whose reply gets lost while lost says so.
type replyLost struct {
	dispatch.Store
	lost *bool
}

func (r replyLost) Update(ctx context.Context, fn func(dispatch.Tx) error) error {
	return errors.Join(r.Store.Update(ctx, fn), map[bool]error{true: errAway}[*r.lost])
}
