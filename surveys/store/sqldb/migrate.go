package sqldb

import (
	"context"
	"errors"
	"strings"
	"time"

	"halte/migrations"
)

// Migrate brings the schema to what this program was built with. Several
// processes may do so at once.
func (s *DB) Migrate(ctx context.Context) error { return s.Schema.Up(ctx, s.Pools[0]) }

// Pending counts the migrations that have not run yet. It refuses a database
// whose schema is newer than this program.
func (s *DB) Pending(ctx context.Context) (int, error) { return s.Schema.Pending(ctx, s.Pools[0]) }

// Lacks is Pending for a database that is only looked at: it makes no table.
func (s *DB) Lacks(ctx context.Context) (int, error) {
	var applied []int64
	err := s.Read(ctx).Find(&applied, "SELECT version_id FROM goose_db_version WHERE is_applied")
	if err != nil && !strings.Contains(err.Error(), "goose_db_version") { // else there is no such table yet
		return 0, Failed("read the state of the schema", err)
	}
	return s.Schema.Lacks(applied)
}

// Newer says whether an error is that of a schema that is newer than this program.
func (s *DB) Newer(err error) bool { return errors.Is(err, migrations.ErrNewer) }

// Clock gives the time of the database server; zero for SQLite, which has none
// but ours.
func (s *DB) Clock(ctx context.Context) (time.Time, error) {
	if s.clock == "" {
		return time.Time{}, nil
	}
	row, err := One[struct{ Now time.Time }](s.Read(ctx), "clock", s.clock)
	return row.Now, err
}
