package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// DB is one of the two databases.
type DB struct {
	*dialect
	read, write *gorm.DB
	Pools       []*sql.DB // the writer's first
	// transact runs one transaction.
	transact func(context.Context, func(session) error) error
	close    func() error
	forget   func(context.Context) error // nil where the server does so by itself
	owed     atomic.Bool                 // what Forget was asked for and could not do
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
func Open(ctx context.Context, url string, o Options) (*DB, error) {
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
func (s *DB) Close() error { return s.close() }

// Forget sees to it that what was deleted stands in no file of a SQLite database any
// more. Where somebody reads an older state, that is owed, and Settle does it. PostgreSQL
// overwrites what was deleted in its own time.
func (s *DB) Forget(ctx context.Context) error {
	if s.forget == nil {
		return nil
	}
	s.owed.Store(true)
	return s.Settle(ctx)
}

// Settle does what Forget was asked for, if that is owed.
func (s *DB) Settle(ctx context.Context) error {
	if !s.owed.Swap(false) {
		return nil
	}
	err := s.forget(ctx)
	if err != nil {
		s.owed.Store(true)
	}
	if errors.Is(err, errLogInUse) {
		return nil
	}
	return err
}

// Ping says whether the database answers.
func (s *DB) Ping(ctx context.Context) error {
	for _, pool := range s.Pools {
		if err := pool.PingContext(ctx); err != nil {
			return fmt.Errorf("the database does not answer: %w", err)
		}
	}
	return nil
}

// Writable says whether the database takes a write, by a small one that needs some room
// and leaves nothing. An error is of kind Unavailable.
func (s *DB) Writable(ctx context.Context) error {
	return s.Update(ctx, func(q Queries) error {
		q.SkipRevision() // whoever publishes a definition keeps no process from being ready
		for _, sql := range []string{
			"INSERT INTO settings (name, value) VALUES ('written', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
			"UPDATE settings SET value = $1 WHERE name = 'written'",
		} {
			value := ""
			if sql[0] == 'I' {
				value = strings.Repeat("x", 16<<10)
			}
			if _, err := q.Change(sql, value); err != nil {
				return Failed("write to the database", err)
			}
		}
		return nil
	})
}

// attempts bounds how often a transaction is run that the database gave up for
// the sake of another one.
const attempts = 6

// Read gives queries on the pool, each for itself.
func (s *DB) Read(ctx context.Context) Queries {
	return Queries{gormSession{s.read.WithContext(ctx)}, s.dialect}
}

// Update runs fn in one transaction, and again when the database asks for it: all
// of it is committed and durable when Update returns nil, else nothing is.
func (s *DB) Update(ctx context.Context, fn func(Queries) error) error {
	for attempt := 1; ; attempt++ {
		err := s.transact(ctx, func(in session) error { return fn(Queries{in, s.dialect}) })
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

// Writes gives queries on the pool of the writer, each for itself.
func (s *DB) Writes(ctx context.Context) Queries {
	return Queries{gormSession{s.write.WithContext(ctx)}, s.dialect}
}
