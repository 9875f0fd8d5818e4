package dispatch

import (
	"context"
	"sync"
	"time"

	"halte/surveys"
)

// LeaseTime is how long a lease holds. It is much longer than a sending may take
// (SendTimeout), so that only an owner who died loses it.
const LeaseTime = 5 * time.Minute

// Silence is after how long without a beat a process is taken for dead. It may be wrong:
// perhaps the process stands still, or cannot reach the database. That does no harm. Its
// leases are over from then on, which Deliver notices before a mail is begun; and a
// mail that was begun keeps its lease, since nobody can know whether it left.
const Silence = 10 * time.Second

// LeaseDue leases up to limit invitations whose mail is due, the earliest first, and
// no more than the Mailer has room for. When cap of them are held by all processes
// together it leases only a few. While sending is paused it leases none; it pauses it
// where the database is older than it should be.
func (s *Service) LeaseDue(ctx context.Context, limit, cap int) ([]surveys.Lease, error) {
	if m, ok := s.mailer.(interface{ Room() int }); ok {
		limit = min(limit, m.Room())
	}
	furthest, wait, err := s.compare(ctx)
	if err != nil || wait || limit <= 0 {
		return nil, err
	}
	var leases []surveys.Lease
	var st surveys.Sending
	err = s.store.Update(ctx, func(tx Tx) error {
		leases = nil
		st, err = s.doubt(tx, furthest)
		if err != nil || !st.Paused.IsZero() {
			return err
		}
		leases, err = tx.InvitationLeaseDue(s.holder.id(), s.now(), LeaseTime, limit, cap)
		if err != nil || len(leases) == 0 {
			return err
		}
		st.Mark.At, err = tx.MarkRaise(s.now())
		return err
	})
	if err != nil && len(leases) > 0 {
		// Perhaps they were leased and only the reply was lost. Under the old name,
		// which will not beat any more, nobody has to wait for the end of the lease.
		s.holder.rename()
	}
	if err != nil {
		return nil, err
	}
	s.tellOlder(st)
	s.marks.raised(ctx, st.Mark, s.now())
	return leases, nil
}

// Take says that this process is going to deliver leases, also those that another one
// leased: when this one dies, they are due again.
func (s *Service) Take(ctx context.Context, leases []surveys.Lease) error {
	name := s.holder.id()
	var others []surveys.Lease
	for _, c := range leases {
		if c.Holder != name {
			others = append(others, c)
		}
	}
	if len(others) == 0 {
		return nil
	}
	return s.store.Update(ctx, func(tx Tx) error { return tx.LeasesTake(name, others) })
}

// GiveBack ends leases that will not be delivered here, and gives how many of them
// still held. Deliver refuses them from then on.
func (s *Service) GiveBack(ctx context.Context, leases []surveys.Lease) (n int, err error) {
	err = s.store.Update(ctx, func(tx Tx) error {
		n, err = tx.LeasesRelease(leases)
		return err
	})
	return n, err
}

// ReleaseLost calls the mails unknown that are still being sent after their lease
// ended: the owner died, and nobody knows whether the mail left. It gives how many.
func (s *Service) ReleaseLost(ctx context.Context) (n int, err error) {
	err = s.store.Update(ctx, func(tx Tx) error {
		n, err = tx.InvitationReleaseLost(s.now(), surveys.Because(surveys.ReasonSenderStopped))
		return err
	})
	return n, err
}

// Watch beats for this process while it holds leases, and ends the leases of those
// whose beat has not been heard for Silence; what they were sending keeps its lease. It
// is called every second or so, and gives how many leases it ended.
func (s *Service) Watch(ctx context.Context) (n int, err error) {
	now := s.now()
	err = s.store.Update(ctx, func(tx Tx) error {
		all, err := tx.HolderBeat(s.holder.id(), now)
		if err != nil {
			return err
		}
		if err := tx.HoldersDelete(s.watch.silent(all, now)); err != nil {
			return err
		}
		n, err = tx.LeasesReleaseLost(now)
		return err
	})
	return n, err
}

// holder is the name under which this process holds leases. Every start has another.
type holder struct {
	sync.Mutex
	name string
}

func (h *holder) id() string {
	h.Lock()
	defer h.Unlock()
	return h.name
}

func (h *holder) rename() {
	h.Lock()
	defer h.Unlock()
	h.name = surveys.NewID()
}

// watch remembers since when holders have the beats that they have. It compares no
// clocks: how long somebody is silent is what passed here, while this process looked.
type watch struct {
	sync.Mutex
	since  map[surveys.Holder]time.Time
	looked time.Time
}

// silent gives the holders whose beats have stayed the same for Silence. Who has not
// looked for half of that begins anew: it stood still itself, or the database was away,
// and then the others could not beat either.
func (w *watch) silent(all []surveys.Holder, now time.Time) (silent []surveys.Holder) {
	w.Lock()
	defer w.Unlock()
	if gap := now.Sub(w.looked); gap < 0 || gap > Silence/2 {
		w.since = nil
	}
	w.looked = now
	since := map[surveys.Holder]time.Time{}
	for _, h := range all {
		first, known := w.since[h]
		if !known {
			first = now
		}
		since[h] = first
		if now.Sub(first) >= Silence {
			silent = append(silent, h)
		}
	}
	w.since = since
	return silent
}
