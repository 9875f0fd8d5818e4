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
	// KeyPut creates or replaces a key, but for when it was used.
	KeyPut(ctx context.Context, k surveys.Key) error
	// KeyUsed notes when a key was used, unless a later use is known.
	KeyUsed(ctx context.Context, id string, at time.Time) error
}

// Reader reads: from the pool, or inside a transaction.
type Reader interface {
	KeyByHash(hash string) (surveys.Key, error)
	Keys() ([]surveys.Key, error)
}
