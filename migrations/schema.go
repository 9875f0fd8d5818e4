package migrations

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math"

	"github.com/pressly/goose/v3"
)

// Schema brings the schema of one kind of database to what this program was built
// with.
type Schema struct {
	Files   fs.FS
	Dialect goose.Dialect
	// Lock keeps two migrations apart until unlock; nil where there is one process.
	Lock func(ctx context.Context, db *sql.DB) (unlock func(), err error)
}

// Up runs what has not run yet. Several processes may do so at once. On PostgreSQL
// a lock keeps them apart; on SQLite, where a command may find a database that
// another one is just making, whoever comes second at a migration goes on with what
// is left.
func (s Schema) Up(ctx context.Context, db *sql.DB) error {
	before, err := s.Pending(ctx, db)
	if err != nil {
		return err
	}
	for {
		failed := s.UpTo(ctx, db, math.MaxInt64)
		if failed == nil {
			return nil
		}
		left, err := s.Pending(ctx, db)
		if err != nil || left >= before {
			return failed
		}
		before = left
	}
}

// UpTo runs what has not run yet of the migrations up to a version.
func (s Schema) UpTo(ctx context.Context, db *sql.DB, version int64) error {
	p, err := s.provider(db)
	if err != nil {
		return err
	}
	if s.Lock != nil {
		unlock, err := s.Lock(ctx, db)
		if err != nil {
			return fmt.Errorf("wait for another migration: %w", err)
		}
		defer unlock()
	}
	if _, err := p.UpTo(ctx, version); err != nil {
		return fmt.Errorf("migrate the database: %w", err)
	}
	return nil
}

// Pending counts the migrations that have not run yet. It refuses a database whose
// schema is newer than this program.
func (s Schema) Pending(ctx context.Context, db *sql.DB) (int, error) {
	p, err := s.provider(db)
	if err != nil {
		return 0, err
	}
	status, err := p.Status(ctx)
	if err != nil {
		return 0, fmt.Errorf("read the state of the schema: %w", err)
	}
	have, err := p.GetDBVersion(ctx)
	if err != nil {
		return 0, fmt.Errorf("read the state of the schema: %w", err)
	}
	pending, newest := 0, int64(0)
	for _, m := range status {
		newest = max(newest, m.Source.Version)
		if m.State == goose.StatePending {
			pending++
		}
	}
	return pending, newer(have, newest)
}

// Lacks is Pending for a database that is only looked at, where goose would make its
// table: from the versions that were applied to it.
func (s Schema) Lacks(applied []int64) (int, error) {
	files, err := fs.Glob(s.Files, "*.sql")
	if err != nil {
		return 0, err
	}
	known, newest := map[int64]bool{}, int64(0)
	for _, name := range files {
		n, err := goose.NumericComponent(name)
		if err != nil {
			return 0, err
		}
		known[n], newest = true, max(newest, n)
	}
	for _, version := range applied {
		if err := newer(version, newest); err != nil {
			return 0, err
		}
		delete(known, version)
	}
	return len(known), nil
}

// ErrNewer is that of a database whose schema is newer than this program.
var ErrNewer = errors.New("run the newer program")

func newer(have, newest int64) error {
	if have > newest {
		return fmt.Errorf("the database has schema %d, and this program knows no newer one than %d: %w", have, newest, ErrNewer)
	}
	return nil
}

func (s Schema) provider(db *sql.DB) (*goose.Provider, error) {
	// Migrations add and do not build on one another, so one that was numbered before
	// the newest of a database may still be missing in it, and then runs after that.
	o := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()), goose.WithAllowOutofOrder(true)}
	p, err := goose.NewProvider(s.Dialect, db, s.Files, o...)
	if err != nil {
		return nil, fmt.Errorf("read the migrations: %w", err)
	}
	return p, nil
}
