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

// worker delivers claims, those from Redis and those that come directly, never
// more than so many at once.
type worker struct {
	work  Deliveries
	pace  *pace
	now   func() time.Time
	log   *slog.Logger
	count *counters
	done  func() // there is room for more

	quit   chan struct{}   // closed when no delivery is to begin any more
	ctx    context.Context // ends when whatever is under way has to be cut off
	slots  chan struct{}   // one for every worker
	direct sync.WaitGroup  // what did not come through Redis
}

// handle is the handler of deliver tasks. It ignores its context: asynq ends
// that when it cannot reach Redis for half a minute, and that is no reason to
// hang up in the middle of a mail.
func (w *worker) handle(_ context.Context, t *asynq.Task) error {
	var claims []surveys.Claim
	if err := json.Unmarshal(t.Payload(), &claims); err != nil {
		return fmt.Errorf("a task that cannot be read: %w", asynq.SkipRetry)
	}
	w.deliver(claims)
	return nil // what went wrong is left to the lease in the database
}

// here delivers claims in this process and does not wait for it.
func (w *worker) here(claims []surveys.Claim) {
	w.direct.Go(func() { w.deliver(claims) })
}

func (w *worker) deliver(claims []surveys.Claim) {
	select {
	case w.slots <- struct{}{}:
		defer func() { <-w.slots }()
	case <-w.quit:
		w.giveBack(claims)
		return
	}
	var failed int
	var first error
	started := w.now()
	for i, c := range claims {
		if w.ending() {
			w.giveBack(claims[i:])
			claims = claims[:i]
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
		w.log.Error("some invitations could not be decided; they wait for their lease", "failed", failed, "of", len(claims), "first", first)
	}
	w.pace.observe(len(claims), w.now().Sub(started))
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

// giveBack lets go of claims at the end, so that nobody has to wait for their
// leases. Those that were settled meanwhile are none any more.
func (w *worker) giveBack(claims []surveys.Claim) {
	if len(claims) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), givingBack)
	defer cancel()
	n, err := w.work.GiveBack(ctx, claims)
	if err != nil {
		w.log.Warn("claims could not be given back; they wait for their lease", "claims", len(claims), "error", err)
		return
	}
	w.count.returned.Add(float64(n))
}

// givingBack is how long the database may take to let go of claims.
const givingBack = 5 * time.Second

// one delivers one claim, and keeps its panic away from the others.
func (w *worker) one(c surveys.Claim) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	ctx, cancel := context.WithTimeout(w.ctx, deliveryTimeout)
	defer cancel()
	return w.work.Deliver(ctx, c)
}
