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
	mostPerClaim = 500                   // claims in one transaction
	rest         = 50 * time.Millisecond // after a sweep, before the next nudge is heeded
)

// sweeper finds what is due and hands it out, every so often and when nudged.
// Nudges are hints: the sweep is the guarantee.
type sweeper struct {
	work    Deliveries
	every   time.Duration
	workers int
	pace    *pace
	queue   *queue
	direct  func([]surveys.Claim) // delivers in this process; does not wait
	log     *slog.Logger
	count   *counters

	nudges chan struct{}
	quit   chan struct{}

	// keep is how many claims are remembered, in case Redis loses them. The cap
	// falls at once when deliveries get slow; what was claimed before does not.
	keep int

	unreachable bool  // Redis did not answer since the last tick
	released    error // of release, at the last tick
	database    trouble
	redis       trouble
}

// run sweeps until quit is closed, and ends between two sweeps, so that nothing
// is claimed without being handed out.
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

// exec is one round. What can wait a second is left to the tick.
func (s *sweeper) exec(ctx context.Context, ticked bool) {
	if ticked {
		s.unreachable = false // try again
		s.released = s.release(ctx)
	}
	s.count.sweeps.Inc()
	err := errors.Join(s.released, s.sweep(ctx))
	if err != nil {
		s.count.failures.Inc()
	}
	s.database.note(err)
}

// sweep hands out what is due, until there is no more or enough is held.
func (s *sweeper) sweep(ctx context.Context) error {
	for {
		s.look(ctx)
		most := s.pace.cap(s.workers)
		limit := min(most, mostPerClaim)
		claims, err := s.work.ClaimDue(ctx, limit, most)
		if err != nil {
			return err
		}
		s.keep = max(2*most, s.keep-len(claims))
		if len(claims) > 0 {
			for task := range slices.Chunk(claims, s.pace.task(len(claims), s.workers)) {
				s.hand(ctx, task)
			}
		}
		if len(claims) < limit || s.stopping() {
			return nil
		}
	}
}

// look asks Redis whether it still has what it was given. When it has not, or
// does not answer, the claims are handed out again: whoever comes second with a
// claim is refused by the database, and nobody has to wait for a lease to end.
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
	for _, claims := range again {
		s.hand(ctx, claims)
	}
}

// release gives up on what was found in sending after its lease: nobody knows
// whether those mails went out.
func (s *sweeper) release(ctx context.Context) error {
	n, err := s.work.ReleaseLost(ctx)
	if n > 0 {
		s.count.lost.Add(float64(n))
		s.log.Warn("found in sending after the lease ended; they are unknown now and not sent again", "invitations", n)
	}
	return err
}

// hand gives claims to Redis, or delivers them here while Redis is away. A task
// that Redis took although it seemed to fail does no harm, see look.
func (s *sweeper) hand(ctx context.Context, claims []surveys.Claim) {
	if !s.unreachable {
		err := s.queue.put(ctx, claims, s.keep)
		if err == nil {
			s.count.tasks.Inc()
			s.count.queued.Add(float64(len(claims)))
			return
		}
		s.unreachable = true // until the next tick
		s.redis.note(err)
	}
	s.count.direct.Add(float64(len(claims)))
	s.direct(claims)
}

func (s *sweeper) stopping() bool {
	select {
	case <-s.quit:
		return true
	default:
		return false
	}
}
