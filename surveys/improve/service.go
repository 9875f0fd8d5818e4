package improve

import (
	"log/slog"
	"sync/atomic"
	"time"

	"halte/surveys/definition"
	"halte/surveys/guard"
)

// Service judges improvements and watches for changes. It is safe for concurrent
// use.
type Service struct {
	store Store
	plans *definition.Plans
	now   func() time.Time
	log   *slog.Logger
	guard *guard.Guard
	daily atomic.Pointer[string] // the day whose DailyWork is done
}

// Options are what a Service is built from.
type Options struct {
	Store Store
	Plans *definition.Plans
	Now   func() time.Time // the clock
	Log   *slog.Logger     // for what nobody is there to be told; may be nil
}

// New builds a Service.
func New(o Options) *Service {
	s := &Service{store: o.Store, plans: o.Plans, now: o.Now, log: o.Log, guard: guard.New()}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	return s
}

// At gives the room as it was at another time: what it writes down carries that
// time, and rests on the answers of then. The demo lives through its year so.
func (s *Service) At(now time.Time) *Service {
	return New(Options{Store: s.store, Plans: s.plans, Now: func() time.Time { return now }, Log: s.log})
}
