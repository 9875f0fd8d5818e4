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
	work  Work
	pace  *pace
	now   func() time.Time
	log   *slog.Logger
	count *counters
	done  func() // there is room for more

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
	case <-w.ctx.Done():
		return
	}
	var failed int
	var first error
	started := w.now()
	for i, c := range claims {
		if w.ctx.Err() != nil {
			w.log.Warn("cut off; what is left waits for its lease", "claims", len(claims)-i)
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
	w.pace.learn(len(claims), w.now().Sub(started))
	w.done()
}

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
