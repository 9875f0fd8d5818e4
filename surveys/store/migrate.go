package store

import (
	"context"
	"fmt"
	"io/fs"
	"math"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
)

// Migrate brings the schema to what this program was built with. Several
// processes may do so at once. On PostgreSQL a lock keeps them apart; on SQLite,
// where a command may find a database that another one is just making, whoever
// comes second at a migration goes on with what is left.
func (s *Store) Migrate(ctx context.Context) error {
	before, err := s.Pending(ctx)
	if err != nil {
		return err
	}
	for {
		failed := s.migrateTo(ctx, math.MaxInt64)
		if failed == nil {
			return nil
		}
		left, err := s.Pending(ctx)
		if err != nil || left >= before {
			return failed
		}
		before = left
	}
}

func (s *Store) migrateTo(ctx context.Context, version int64) error {
	p, err := s.provider()
	if err != nil {
		return err
	}
	if _, err := p.UpTo(ctx, version); err != nil {
		return fmt.Errorf("migrate the database: %w", err)
	}
	return nil
}

// Pending counts the migrations that have not run yet. It refuses a database
// whose schema is newer than this program.
func (s *Store) Pending(ctx context.Context) (int, error) {
	p, err := s.provider()
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
	if have > newest {
		return 0, fmt.Errorf("the database has schema %d, and this program knows no newer one than %d: run the newer program", have, newest)
	}
	return pending, nil
}

// Lacks is Pending for a database that is only looked at: goose would make its
// table there.
func (s *Store) Lacks(ctx context.Context) (int, error) {
	files, err := fs.Glob(s.migrations, "*.sql")
	if err != nil {
		return 0, err
	}
	known := map[int64]bool{}
	newest := int64(0)
	for _, name := range files {
		n, err := goose.NumericComponent(name)
		if err != nil {
			return 0, err
		}
		known[n], newest = true, max(newest, n)
	}
	var rows []struct{ VersionID int64 }
	err = s.Read(ctx).find(&rows, "SELECT version_id FROM goose_db_version WHERE is_applied")
	if err != nil && !strings.Contains(err.Error(), "goose_db_version") { // else there is no such table yet
		return 0, failed("read the state of the schema", err)
	}
	for _, r := range rows {
		if r.VersionID > newest {
			return 0, fmt.Errorf("the database has schema %d, and this program knows no newer one than %d: run the newer program", r.VersionID, newest)
		}
		delete(known, r.VersionID)
	}
	return len(known), nil
}

// Clock gives the time of the database server; zero for SQLite, which has none
// but ours.
func (s *Store) Clock(ctx context.Context) (time.Time, error) {
	if s.clock == "" {
		return time.Time{}, nil
	}
	row, err := one[struct{ Now time.Time }](s.Read(ctx).queries, "clock", s.clock)
	return row.Now, err
}

func (s *Store) provider() (*goose.Provider, error) {
	o := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger())}
	if s.locker != nil {
		o = append(o, goose.WithSessionLocker(s.locker))
	}
	p, err := goose.NewProvider(s.goose, s.pools[0], s.migrations, o...)
	if err != nil {
		return nil, fmt.Errorf("read the migrations: %w", err)
	}
	return p, nil
}
