package privacy

import (
	"sync/atomic"
	"time"

	"halte/surveys"
	"halte/surveys/definition"
)

// Service erases, exports and lets go. It is safe for concurrent use.
type Service struct {
	store  Store
	plans  *definition.Plans
	secret surveys.Secret
	now    func() time.Time
	daily  atomic.Pointer[string] // day whose work this process has done
}

// Options are what a Service is built from.
type Options struct {
	Store  Store
	Plans  *definition.Plans
	Secret surveys.Secret
	Now    func() time.Time // the clock
}

// New builds a Service.
func New(o Options) *Service {
	return &Service{store: o.Store, plans: o.Plans, secret: o.Secret, now: o.Now}
}

// Now gives the present.
func (s *Service) Now() time.Time { return s.now() }
