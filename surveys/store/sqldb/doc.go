// Package sqldb is the two databases, PostgreSQL and SQLite, as one: how they are
// opened and migrated, how a statement or a transaction runs on them, and the SQL
// in which they differ. Package store writes its queries once, against Queries and
// Table.
//
// It knows no rule and no row: only the names that its few locks need.
package sqldb
