package access

import (
	"context"

	"halte/surveys"
)

// Store keeps what this room needs. A row that is not there is an *Error of kind
// NotFound.
type Store interface {
	// Read gives what may be read outside a transaction, each call for itself.
	Read(ctx context.Context) Reader
	KeyPut(ctx context.Context, k surveys.Key) error
}

// Reader reads: from the pool, or inside a transaction.
type Reader interface {
	KeyByHash(hash string) (surveys.Key, error)
	Keys() ([]surveys.Key, error)
}
