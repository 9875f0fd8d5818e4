package scheduler

import (
	"context"
	"encoding/json"
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
	work  Deliveries
	pace  *pace
	now   func() time.Time
	log   *slog.Logger
	count *counters
	done  func() // there is room for more

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
	var failed int
	var first error
	started := w.now()
	for i, c := range leases {
		if w.ending() {
			w.giveBack(leases[i:])
			leases = leases[:i]
			break
		}
		err := w.one(c)
		if err != nil {
			failed++
			w.count.undecided.Inc()
		} else {
			w.count.settled.Inc()
		}
		if first == nil {
			first = err
		}
	}
	if failed > 0 {
		w.log.Error("some invitations could not be decided; they wait for their lease", "failed", failed, "of", len(leases), "first", first)
	}
	w.pace.observe(len(leases), w.now().Sub(started))
	w.done()
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
		w.log.Warn("leases could not be given back; they end by themselves", "leases", len(leases), "error", err)
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
