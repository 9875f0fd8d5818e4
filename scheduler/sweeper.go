package scheduler

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"halte/surveys"
)

const (
	mostAtOnce = 500                   // leases in one transaction
	rest       = 50 * time.Millisecond // after a sweep, before the next nudge is heeded
)

// sweeper leases the invitations that are due and hands them to workers, every so
// often and when nudged. A nudge may get lost; the next sweep finds them anyway.
type sweeper struct {
	work    Deliveries
	every   time.Duration
	workers int
	pace    *pace
	queue   *queue
	direct  func([]surveys.Lease) // delivers in this process; does not wait
	left    *left
	log     *slog.Logger
	count   *counters

	nudges chan struct{}
	quit   chan struct{}

	// keep is how many leases are remembered, in case Redis loses them. When
	// deliveries get slow the cap falls at once, but leases of before still hold.
	keep int

	unreachable bool  // Redis did not answer since the last tick
	ticked      error // of what is done at a tick
	database    *trouble
	redis       *trouble
}

// run sweeps until quit is closed, and ends between two sweeps, so that nothing
// is leased without being handed out.
func (s *sweeper) run(ctx context.Context) {
	tick := time.NewTicker(s.every)
	defer tick.Stop()
	for ticked := true; ; {
		s.exec(ctx, ticked)
		select {
		case <-s.quit:
			return
		case <-time.After(rest):
		}
		select {
		case <-s.quit:
			return
		case <-tick.C:
			ticked = true
		case <-s.nudges:
			ticked = false
		}
	}
}

func (s *sweeper) nudge() {
	select {
	case s.nudges <- struct{}{}:
	default: // one is waiting already
	}
}

// exec is one round. At a tick it also tries Redis again, and looks after leases and
// mails that nobody looks after: that can wait a second.
func (s *sweeper) exec(ctx context.Context, ticked bool) {
	if ticked {
		s.unreachable = false // try again
		s.ticked = errors.Join(s.giveBack(ctx), s.watch(ctx), s.release(ctx))
	}
	s.count.sweeps.Inc()
	err := errors.Join(s.ticked, s.sweep(ctx))
	if err != nil {
		s.count.failures.Inc()
	}
	s.database.note(err)
}

// sweep leases invitations that are due and hands them out, until there are no more
// or enough are held.
func (s *sweeper) sweep(ctx context.Context) error {
	for {
		s.look(ctx)
		most := s.pace.cap(s.workers)
		limit := min(most, mostAtOnce)
		leases, err := s.work.LeaseDue(ctx, limit, most)
		if err != nil {
			return err
		}
		s.keep = max(2*most, s.keep-len(leases))
		if len(leases) > 0 {
			for task := range slices.Chunk(leases, s.pace.task(len(leases), s.workers)) {
				s.hand(ctx, task)
			}
		}
		if len(leases) < limit || s.stopping() {
			return nil
		}
	}
}

// look asks Redis whether it still has its tasks. When it has not, or does not
// answer, the leases are handed out again, so that nobody has to wait until they end.
// Two workers may then have the same lease: the database refuses the second.
func (s *sweeper) look(ctx context.Context) {
	if s.unreachable {
		return
	}
	kept, err := s.queue.kept(ctx)
	s.unreachable = err != nil
	s.redis.note(err)
	if kept {
		return
	}
	again := s.queue.forget()
	if err == nil {
		s.count.forgotten.Inc()
		s.log.Warn("Redis lost its tasks; they are handed out again", "tasks", len(again))
	}
	for _, leases := range again {
		s.hand(ctx, leases)
	}
}

// giveBack ends the leases of which the database took no decision for too long, now that
// it answers again.
func (s *sweeper) giveBack(ctx context.Context) error {
	leases := s.left.take()
	if len(leases) == 0 {
		return nil
	}
	n, err := s.work.GiveBack(ctx, leases)
	if err != nil {
		s.left.put(leases)
		return err
	}
	s.count.returned.Add(float64(n))
	return nil
}

// watch says that this process is alive, and ends the leases of those that are not.
func (s *sweeper) watch(ctx context.Context) error {
	n, err := s.work.Watch(ctx)
	if n > 0 {
		s.count.orphaned.Add(float64(n))
		s.log.Warn("a process stopped without giving its leases back; what it had not begun to send is due again", "invitations", n)
	}
	return err
}

// release calls the mails unknown that are still in sending after their lease ended:
// nobody knows whether they went out.
func (s *sweeper) release(ctx context.Context) error {
	n, err := s.work.ReleaseLost(ctx)
	if n > 0 {
		s.count.lost.Add(float64(n))
		s.log.Warn("found in sending after the lease ended; they are unknown now and not sent again", "invitations", n)
	}
	return err
}

// hand gives leases to Redis, or delivers them here while Redis is away. A task
// that Redis took although it seemed to fail does no harm, see look.
func (s *sweeper) hand(ctx context.Context, leases []surveys.Lease) {
	if !s.unreachable {
		err := s.queue.put(ctx, leases, s.keep)
		if err == nil {
			s.count.tasks.Inc()
			s.count.queued.Add(float64(len(leases)))
			return
		}
		s.unreachable = true // until the next tick
		s.redis.note(err)
	}
	s.count.direct.Add(float64(len(leases)))
	s.direct(leases)
}

func (s *sweeper) stopping() bool {
	select {
	case <-s.quit:
		return true
	default:
		return false
	}
}
