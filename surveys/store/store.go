// Package store keeps what the rooms of the domain decide: in PostgreSQL, or in
// a SQLite file when one process is enough. One Reader and one Tx hold every
// query, with gorm; Access, Intake and the other methods of Store give each room
// the part that its own interfaces list (see rooms.go). Both databases pass the
// suite in storetest.
//
// Rows that are written or read many at a time go through one statement whose
// text never changes (see table and session), so that a database compiles it
// once, and a batch of events costs a handful of round trips, however large it
// is. Inside a transaction of PostgreSQL, statements that give nothing back
// travel together (see pipeline). Rows are written in the order of their keys,
// so that two transactions that write the same rows wait for each other instead
// of blocking each other.
//
// It decides nothing: rules live in surveys/rules, calendar days are computed in
// the rooms, and time is always an argument.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// Store is a database that keeps surveys.
type Store struct {
	*dialect
	read, write *gorm.DB
	pools       []*sql.DB // the writer's first
	// transact runs one transaction.
	transact func(context.Context, func(session) error) error
	close    func() error
}

// Options are what may be chosen beside the address.
type Options struct {
	MaxConns int // connections to PostgreSQL; 16 when zero
	// ReadOnly opens a SQLite file only if it is there, to be read alone, and
	// leaves no trace beside it. fs.ErrNotExist when it is not there.
	ReadOnly bool
}

// Open opens the database at an address: "sqlite://data/halte.db",
// "sqlite:///var/lib/halte/halte.db" or "postgres://user:password@host/database".
// It does not look at the schema: Migrate and Pending do.
func Open(ctx context.Context, url string, o Options) (*Store, error) {
	scheme, rest, _ := strings.Cut(url, "://")
	switch scheme {
	case "sqlite":
		return openSQLite(ctx, rest, o.ReadOnly)
	case "postgres", "postgresql":
		return openPostgres(ctx, url, o)
	}
	return nil, errors.New("a database address begins with sqlite:// or postgres://")
}

// config gives a configuration of gorm. Each database needs one of its own:
// gorm keeps the pointer and would give the second database the first one's SQL.
//
// Statements are not prepared through gorm: pgx keeps a cache of its own that
// survives a transaction, and the SQLite driver compiles every time anyway.
func config() *gorm.Config {
	return &gorm.Config{
		TranslateError:         true,
		SkipDefaultTransaction: true,
		DisableAutomaticPing:   true,           // Open does so itself, for no longer than it may take
		Logger:                 logger.Discard, // errors are returned, and SQL in a log would carry addresses
	}
}

// Close closes the connections.
func (s *Store) Close() error { return s.close() }

// Ping says whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	for _, pool := range s.pools {
		if err := pool.PingContext(ctx); err != nil {
			return fmt.Errorf("the database does not answer: %w", err)
		}
	}
	return nil
}

// attempts bounds how often a transaction is run that the database gave up for
// the sake of another one.
const attempts = 6

// Reader reads: from the pool, each call for itself, or inside a transaction.
// Times go in and come out in UTC, with microseconds; maps and lists come out
// empty, never nil; a row that is not there is an *Error of kind NotFound.
type Reader struct{ queries }

// Tx reads and writes inside one transaction. A call that gives nothing but an
// error may be put off until the next one that gives something, or until the end;
// its error comes from there.
type Tx struct{ Reader }

// Read gives the reader of the pool.
func (s *Store) Read(ctx context.Context) Reader {
	return Reader{queries{gormSession{s.read.WithContext(ctx)}, s.dialect}}
}

// Update runs fn in one transaction, and again when the database asks for it: all
// of it is committed and durable when Update returns nil, else nothing is.
func (s *Store) Update(ctx context.Context, fn func(Tx) error) error {
	for attempt := 1; ; attempt++ {
		err := s.transact(ctx, func(in session) error { return fn(Tx{Reader{queries{in, s.dialect}}}) })
		if err == nil || attempt == attempts || !s.retriable(err) {
			return markUnavailable(err)
		}
		// The others go first; a random moment keeps the same two apart.
		select {
		case <-ctx.Done():
			return markUnavailable(err)
		case <-time.After(time.Duration(1+rand.IntN(10<<attempt)) * time.Millisecond):
		}
	}
}

func (s *Store) writes(ctx context.Context) queries {
	return queries{gormSession{s.write.WithContext(ctx)}, s.dialect}
}
