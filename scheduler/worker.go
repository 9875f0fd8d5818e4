package scheduler

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/hibiken/asynq"

	"halte/surveys"
)

// worker delivers leases, those from Redis and those that come directly, never
// more than so many at once.
type worker struct {
	work     Deliveries
	pace     *pace
	now      func() time.Time
	log      *slog.Logger
	count    *counters
	database *trouble
	left     *left  // what the sweeper gives back when the database answers
	done     func() // there is room for more

	quit   chan struct{}   // closed when no delivery is to begin any more
	ctx    context.Context // ends when running deliveries have to be cut off
	slots  chan struct{}   // one for every worker
	direct sync.WaitGroup  // what did not come through Redis
}

// handle is the handler of deliver tasks. It ignores its context: asynq ends
// that when it cannot reach Redis for half a minute, and that is no reason to
// hang up in the middle of a mail.
func (w *worker) handle(_ context.Context, t *asynq.Task) error {
	var leases []surveys.Lease
	if err := json.Unmarshal(t.Payload(), &leases); err != nil {
		return fmt.Errorf("a task that cannot be read: %w", asynq.SkipRetry)
	}
	w.deliver(leases)
	return nil // what went wrong is left to the lease in the database
}

// here delivers leases in this process and does not wait for it.
func (w *worker) here(leases []surveys.Lease) {
	w.direct.Go(func() { w.deliver(leases) })
}

func (w *worker) deliver(leases []surveys.Lease) {
	select {
	case w.slots <- struct{}{}:
		defer func() { <-w.slots }()
	case <-w.quit:
		w.giveBack(leases)
		return
	}
	started := w.now()
	// Where that fails, the lives of the leases hang on another process; they hold as well.
	_ = w.work.Take(w.ctx, leases)
	w.pace.observe(w.each(leases), w.now().Sub(started))
	w.done()
}

// each delivers leases, some of them at once, and gives how many. When the process ends it
// gives the rest back, and leaves it to the sweeper when the database has not answered
// for too long.
func (w *worker) each(leases []surveys.Lease) (n int) {
	r := &run{leases: leases}
	var all sync.WaitGroup
	for range min(w.pace.together(), len(leases)) {
		all.Go(func() {
			for c, ok := r.next(w.ending()); ok; c, ok = r.next(w.ending()) {
				r.ended(c, w.patiently(c), w)
			}
		})
	}
	all.Wait()
	rest := append(r.undecided, leases[r.begun:]...)
	if r.away {
		w.count.undecided.Add(float64(len(rest)))
		w.leave(rest)
	} else {
		w.giveBack(rest)
	}
	if r.failed > 0 {
		w.log.Error("some invitations could not be decided; they wait for their lease", "failed", r.failed, "of", len(leases), "first", r.first)
	}
	return r.begun
}

// run is a task that is being delivered.
type run struct {
	leases []surveys.Lease

	mu        sync.Mutex
	begun     int
	away      bool            // the database did not answer: no more is begun
	undecided []surveys.Lease // because of that
	failed    int             // of which something else went wrong
	first     error
}

// next gives the lease that is to be delivered next, if there is one and it is to begin.
func (r *run) next(ending bool) (c surveys.Lease, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if ending || r.away || r.begun == len(r.leases) {
		return c, false
	}
	r.begun++
	return r.leases[r.begun-1], true
}

// ended takes in what came of a delivery.
func (r *run) ended(c surveys.Lease, err error, w *worker) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case err == nil:
		w.count.settled.Inc()
	case away(err):
		r.away, r.undecided = true, append(r.undecided, c)
	default:
		w.count.undecided.Inc()
		if r.failed++; r.failed == 1 {
			r.first = err
		}
	}
}

// databasePatience is for how long a delivery is tried again that the database kept from
// being decided. It may be a moment without a free connection, or a restart.
const databasePatience = time.Minute

// patiently delivers one lease, and tries it again while the database does not answer.
func (w *worker) patiently(c surveys.Lease) error {
	started := w.now()
	for wait := 200 * time.Millisecond; ; wait = min(2*wait, 2*time.Second) {
		err := w.one(c)
		if w.ctx.Err() == nil && (err == nil || away(err)) {
			w.database.note(err)
		}
		if !away(err) || w.now().Sub(started) > databasePatience || !w.pause(wait) {
			return err
		}
	}
}

// away says whether an error is one of the database, which did not answer or had no
// connection free, and so none of the invitation: another one would fare alike.
func away(err error) bool {
	return err != nil && (surveys.KindOf(err) == surveys.Unavailable || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled))
}

// pause lets d pass, unless no delivery is to begin any more: then it is false.
func (w *worker) pause(d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-w.quit:
		return false
	}
}

// leave has leases given back when the database answers: by the sweeper, or right now
// when the process ends.
func (w *worker) leave(leases []surveys.Lease) {
	if w.ending() {
		w.giveBack(leases)
		return
	}
	w.left.put(leases)
}

// left are the leases that wait to be given back.
type left struct {
	mu     sync.Mutex
	leases []surveys.Lease
}

func (l *left) put(leases []surveys.Lease) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.leases = append(l.leases, leases...)
}

// take gives them, and forgets them.
func (l *left) take() []surveys.Lease {
	l.mu.Lock()
	defer l.mu.Unlock()
	leases := l.leases
	l.leases = nil
	return leases
}

func (w *worker) ending() bool {
	select {
	case <-w.quit:
		return true
	default:
		return false
	}
}

// giveBack ends leases at shutdown, so that nobody has to wait until they end by
// themselves. Leases that were settled meanwhile do not count.
func (w *worker) giveBack(leases []surveys.Lease) {
	if len(leases) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), givingBack)
	defer cancel()
	n, err := w.work.GiveBack(ctx, leases)
	if err != nil {
		w.log.Warn("leases could not be given back; they end when another process misses this one", "leases", len(leases), "error", err)
		return
	}
	w.count.returned.Add(float64(n))
}

// givingBack is how long the database may take to end leases.
const givingBack = 5 * time.Second

// one delivers one lease, and keeps its panic away from the others.
func (w *worker) one(c surveys.Lease) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	ctx, cancel := context.WithTimeout(w.ctx, deliveryTimeout)
	defer cancel()
	return w.work.Deliver(ctx, c)
}
