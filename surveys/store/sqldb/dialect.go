package sqldb

import (
	"reflect"

	"halte/migrations"
)

// dialect is the SQL in which the two databases differ. Everything else is
// written once.
type dialect struct {
	Schema migrations.Schema

	// Rows is the SELECT that gives the rows which Pack makes into arguments,
	// under the names of the columns.
	Rows func([]column) string
	Pack func([]column, reflect.Value) ([]any, error)
	// List makes one argument of many ids, and In compares a column with it.
	List    func([]string) any
	Numbers func([]int64) any
	In      func(column, arg string) string
	Segment string // of the column segments: the value of the name in %s, null where there is none
	Week    string // of the column day: weeks since Monday 1900-01-01, before any answer
	// ByFunnel makes a look at an invitation stay in the index of the funnel, where
	// the database would rather go by its id.
	ByFunnel string

	// Locks, each empty where one writer makes it needless.
	ForUpdate        string // behind a SELECT: its rows are locked
	SkipLocked       string // the same, but without the rows that are locked already
	LockPerson       string // waits for other transactions with the same argument
	clock            string // asks the server's clock as now; empty where it is ours
	LockLeases       string // waits for other transactions that claim
	LockPersons      string // like LockPerson, for a list
	LockRollups      string
	LockImprovements string
	LockDefinitions  string // against every transaction that read the revision
	ReadRevision     string // the newest revision, locked against LockDefinitions

	retriable func(error) bool // the transaction may succeed when it is run again
}
