package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"halte/surveys/store"
)

// askEvery is how long an answer of the database about itself holds: probes come from
// many sides.
const askEvery = 5 * time.Second

// readiness says whether the database takes writes, and has a schema that this program
// knows.
type readiness struct {
	store *store.Store
	now   func() time.Time

	mu       sync.Mutex
	asked    time.Time
	found    error
	outdated chan error // gets the error once when somebody migrated past this program
}

func newReadiness(s *store.Store, now func() time.Time) *readiness {
	return &readiness{store: s, now: now, outdated: make(chan error, 1)}
}

// tell says in the log what is in the way, before anything is served.
func (r *readiness) tell(ctx context.Context, log *slog.Logger) {
	if err := r.check(ctx); err != nil {
		log.Error("the database takes no writes", "error", err)
	}
}

// check gives what is in the way; it asks at most every five seconds.
func (r *readiness) check(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.now().Sub(r.asked) < askEvery {
		return r.found
	}
	err := r.ask(ctx)
	if ctx.Err() != nil {
		return err // the caller went away; the next one asks anew
	}
	r.asked, r.found = r.now(), err
	return err
}

func (r *readiness) ask(ctx context.Context) error {
	if err := r.store.Ping(ctx); err != nil {
		return err
	}
	if _, err := r.store.Lacks(ctx); err != nil {
		if r.store.Newer(err) {
			select {
			case r.outdated <- err:
			default:
			}
		}
		return err
	}
	return r.store.Writable(ctx)
}
