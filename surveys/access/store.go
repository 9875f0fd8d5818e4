package access

import (
	"context"
	"time"

	"halte/surveys"
)

// Store keeps what this room needs. A row that is not there is an *Error of kind
// NotFound.
type Store interface {
	// Read gives what may be read outside a transaction, each call for itself.
	Read(ctx context.Context) Reader
	// Update runs fn in one transaction: all of it is committed and durable when
	// Update returns nil, else nothing is. It may run fn again.
	Update(ctx context.Context, fn func(tx Tx) error) error
	// KeyUsed notes when a key was used, unless a later use is known.
	KeyUsed(ctx context.Context, id string, at time.Time) error
}

// Tx is one transaction.
type Tx interface {
	Reader
	// AuditAppend notes what is done in this transaction.
	AuditAppend(surveys.AuditEntry) error
	// KeyPut creates or replaces a key, but for when it was used.
	KeyPut(surveys.Key) error
}

// Reader reads: from the pool, or inside a transaction.
type Reader interface {
	KeyByHash(hash string) (surveys.Key, error)
	Keys() ([]surveys.Key, error)
}
