// Package store keeps what the rooms of the domain decide: in PostgreSQL, or in
// a SQLite file when one process is enough. One Reader and one Tx hold every
// query, over package sqldb; Access, Intake and the other methods of Store give each room
// the part that its own interfaces list (see rooms.go). Both databases pass the
// suite in storetest.
//
// Rows that are written or read many at a time go through one statement whose
// text never changes (see sqldb.Table), so that a database compiles it
// once, and a batch of events costs a handful of round trips, however large it
// is. Inside a transaction of PostgreSQL, statements that give nothing back
// travel together (see sqldb). Rows are written in the order of their keys,
// so that two transactions that write the same rows wait for each other instead
// of blocking each other.
//
// It decides nothing: rules live in surveys/rules, calendar days are computed in
// the rooms, and time is always an argument.
package store
