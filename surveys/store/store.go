package store

import (
	"context"

	"halte/surveys/store/sqldb"
)

// Store is a database that keeps surveys.
type Store struct{ *sqldb.DB }

// Options are what may be chosen beside the address.
type Options = sqldb.Options

// Open opens the database at an address: see sqldb.Open.
func Open(ctx context.Context, url string, o Options) (*Store, error) {
	db, err := sqldb.Open(ctx, url, o)
	if err != nil {
		return nil, err
	}
	return &Store{db}, nil
}

// Reader reads: from the pool, each call for itself, or inside a transaction.
// Times go in and come out in UTC, with microseconds; maps and lists come out
// empty, never nil; a row that is not there is an *Error of kind NotFound.
type Reader struct{ sqldb.Queries }

// Tx reads and writes inside one transaction. A call that gives nothing but an
// error may be put off until the next one that gives something, or until the end;
// its error comes from there.
type Tx struct{ Reader }

// Read gives the reader of the pool.
func (s *Store) Read(ctx context.Context) Reader { return Reader{s.DB.Read(ctx)} }

// Update runs fn in one transaction, and again when the database asks for it: all
// of it is committed and durable when Update returns nil, else nothing is.
func (s *Store) Update(ctx context.Context, fn func(Tx) error) error {
	return s.DB.Update(ctx, func(q sqldb.Queries) error { return fn(Tx{Reader{q}}) })
}
