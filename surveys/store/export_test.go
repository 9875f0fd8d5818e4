package store

import "database/sql"

// MigrateTo brings the schema to an older version than the newest.
var MigrateTo = (*Store).migrateTo

// Pools gives the connections of a SQLite file.
func Pools(s *Store) map[string]*sql.DB {
	return map[string]*sql.DB{"writer": s.pools[0], "readers": s.pools[1]}
}
