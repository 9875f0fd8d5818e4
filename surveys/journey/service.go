package journey

import (
	"time"

	"halte/surveys/definition"
	"halte/surveys/guard"
)

// Service computes what people read of a journey as a whole. It writes nothing, and
// is safe for concurrent use.
type Service struct {
	store Store
	plans *definition.Plans
	now   func() time.Time
	guard *guard.Guard
}

// Options are what a Service is built from.
type Options struct {
	Store Store
	Plans *definition.Plans
	Now   func() time.Time // the clock
}

// New builds a Service.
func New(o Options) *Service {
	return &Service{store: o.Store, plans: o.Plans, now: o.Now, guard: guard.New()}
}
