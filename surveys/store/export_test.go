package store

import (
	"context"
	"database/sql"
)

// MigrateTo brings the schema to an older version than the newest.
func MigrateTo(ctx context.Context, s *Store, version int64) error {
	return s.schema.UpTo(ctx, s.pools[0], version)
}

// Pools gives the connections of a SQLite file.
func Pools(s *Store) map[string]*sql.DB {
	return map[string]*sql.DB{"writer": s.pools[0], "readers": s.pools[1]}
}
