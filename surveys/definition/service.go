package definition

import (
	"time"

	"halte/surveys"
)

// Service publishes definitions and gives them back. It is safe for concurrent
// use.
type Service struct {
	store   Store
	plans   *Plans
	now     func() time.Time
	publish []Hook
}

// Hook is called inside the transaction that publishes a definition, with the one
// before it. An error publishes nothing.
type Hook func(tx surveys.RefoldTx, old, new surveys.Definition) error

// Options are what a Service is built from.
type Options struct {
	Store     Store
	Plans     *Plans
	Now       func() time.Time // the clock
	OnPublish []Hook           // what depends on the definition and has to change with it
}

// New builds a Service.
func New(o Options) *Service {
	return &Service{store: o.Store, plans: o.Plans, now: o.Now, publish: o.OnPublish}
}
