package store

import (
	"context"
	"database/sql"
)

// MigrateTo brings the schema to an older version than the newest.
func MigrateTo(ctx context.Context, s *Store, version int64) error {
	return s.Schema.UpTo(ctx, s.Pools[0], version)
}

// Pools gives the connections of a SQLite file.
func Pools(s *Store) map[string]*sql.DB {
	return map[string]*sql.DB{"writer": s.Pools[0], "readers": s.Pools[1]}
}
