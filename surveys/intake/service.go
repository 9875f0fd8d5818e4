package intake

import (
	"time"

	"halte/surveys"
	"halte/surveys/batch"
	"halte/surveys/definition"
)

// Service takes events and contacts in. It is safe for concurrent use.
type Service struct {
	store  Store
	plans  *definition.Plans
	secret surveys.Secret
	now    func() time.Time
	nudge  func()
	events batch.Batcher[*eventBatch]
}

// Options are what a Service is built from.
type Options struct {
	Store  Store
	Plans  *definition.Plans
	Secret surveys.Secret
	Now    func() time.Time // the clock
	Nudge  func()           // told that something is due; may be nil
}

// New builds a Service.
func New(o Options) *Service {
	s := &Service{store: o.Store, plans: o.Plans, secret: o.Secret, now: o.Now, nudge: o.Nudge}
	if s.nudge == nil {
		s.nudge = func() {}
	}
	// Deciding takes as long as storing, so two groups of events use two
	// processors.
	s.events = batch.Batcher[*eventBatch]{
		Commit: s.recordGroup, Weight: func(b *eventBatch) int { return len(b.events) }, Most: 500, Lanes: 2, Enough: 6,
	}
	return s
}
