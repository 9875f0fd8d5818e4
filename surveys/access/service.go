package access

import (
	"sync"
	"time"
)

// Service makes, recognises and revokes API keys. It is safe for concurrent use.
type Service struct {
	store Store
	now   func() time.Time
	keys  sync.Map // hash -> cachedKey
	uses  sync.Map // id of a key -> time of its last use that is not stored yet
}

// Options are what a Service is built from.
type Options struct {
	Store Store
	Now   func() time.Time // the clock
}

// New builds a Service.
func New(o Options) *Service { return &Service{store: o.Store, now: o.Now} }
