// Package migrations holds the schema of Halte for both of its databases: one
// folder each, with the same numbers and names, so that a change to one without
// the other is seen at a glance (and by a test). Migrations only go forward, and
// one that was released never changes.
package migrations

import (
	"embed"
	"io/fs"
)

//go:embed sqlite/*.sql postgres/*.sql
var files embed.FS

// SQLite gives the migrations of the embedded database.
func SQLite() fs.FS { return folder("sqlite") }

// Postgres gives the migrations of PostgreSQL.
func Postgres() fs.FS { return folder("postgres") }

func folder(name string) fs.FS {
	sub, err := fs.Sub(files, name)
	if err != nil {
		panic(err) // only an invalid name can cause it
	}
	return sub
}
