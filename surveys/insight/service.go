package insight

import (
	"context"
	"time"

	"halte/surveys"
	"halte/surveys/definition"
)

// Service computes what people read. It writes nothing, and is safe for
// concurrent use.
type Service struct {
	store  Store
	plans  *definition.Plans
	secret surveys.Secret
	now    func() time.Time
}

// Options are what a Service is built from.
type Options struct {
	Store  Store
	Plans  *definition.Plans
	Secret surveys.Secret   // makes the ids of responses whose persons are not shown
	Now    func() time.Time // the clock
}

// New builds a Service.
func New(o Options) *Service {
	return &Service{store: o.Store, plans: o.Plans, secret: o.Secret, now: o.Now}
}

// Read gives what can be looked up as it is stored.
func (s *Service) Read(ctx context.Context) Reader { return s.store.Read(ctx) }

// Now is the service's clock.
func (s *Service) Now() time.Time { return s.now() }
