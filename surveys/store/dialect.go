package store

import (
	"reflect"

	"halte/migrations"
)

// dialect is the SQL in which the two databases differ. Everything else is
// written once.
type dialect struct {
	schema migrations.Schema

	// rows is the SELECT that gives the rows which pack makes into arguments,
	// under the names of the columns.
	rows func([]column) string
	pack func([]column, reflect.Value) ([]any, error)
	// list makes one argument of many ids, and in compares a column with it.
	list    func([]string) any
	numbers func([]int64) any
	in      func(column, arg string) string
	week    string // of the column day: whole weeks since firstMonday
	// byFunnel makes a look at an invitation stay in the index of the funnel, where
	// the database would rather go by its id.
	byFunnel string

	// Locks, each empty where one writer makes it needless.
	forUpdate       string // behind a SELECT: its rows are locked
	skipLocked      string // the same, but without the rows that are locked already
	lockPerson      string // waits for other transactions with the same argument
	clock           string // asks the server's clock as now; empty where it is ours
	lockClaims      string // waits for other transactions that claim
	lockClaimed     string // the contact and the person of the invitation that is the argument
	lockRollups     string
	lockDefinitions string // against every transaction that read the revision
	revision        string // the newest revision, locked against lockDefinitions

	retriable func(error) bool // the transaction may succeed when it is run again
}
