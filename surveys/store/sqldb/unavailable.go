package sqldb

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"

	"github.com/jackc/pgx/v5/pgconn"

	"halte/surveys"
)

// errUnavailable is what people are told when the database does not answer.
var errUnavailable = surveys.Errorf(surveys.Unavailable, "The database does not answer right now. Try again in a moment.")

// unavailable reads like its cause in a log. A reader is told that the database does not
// answer.
type unavailable struct{ error }

func (u unavailable) Unwrap() []error { return []error{errUnavailable, u.error} }

// markUnavailable makes an error of kind Unavailable of one that says that the
// database is not there, is going, or has no room.
func markUnavailable(err error) error {
	var e *surveys.Error
	if err == nil || errors.As(err, &e) || !isUnavailable(err) {
		return err
	}
	var refused *pgconn.PgError
	if errors.As(err, &refused) && (refused.Code == "42P05" || refused.Code == "26000") {
		err = fmt.Errorf("%w: a pooler stands before the database; take default_query_exec_mode out of HALTE_DATABASE_URL, or set it to exec", err)
	}
	return unavailable{err}
}

func isUnavailable(err error) bool {
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		switch refused.Code {
		case "57P01", "57P02", "57P03", "57P05", // it shuts down, crashed, is starting, or gave up an idle session
			"57014", "55P03", // the time ran out that a statement or a lock may take
			"25006",          // it may only be read: a standby
			"42P05", "26000": // what was prepared on a connection is with another client of a pooler
			return true
		}
		switch refused.Code[:min(2, len(refused.Code))] {
		case "08", "53": // the connection, or memory, disk, connections
			return true
		}
	}
	var lite interface{ Code() int } // of SQLite
	if errors.As(err, &lite) {
		switch lite.Code() & 0xff {
		case 5, 6, // SQLITE_BUSY, SQLITE_LOCKED
			8, 10, 13, 14: // SQLITE_READONLY, SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN
			return true
		}
	}
	var connect *pgconn.ConnectError
	var network *net.OpError
	var broken brokenOff
	return errors.As(err, &connect) || errors.As(err, &network) || errors.As(err, &broken) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, driver.ErrBadConn)
}

// isReadOnly says whether a session of PostgreSQL may only read. It stays so when the
// database may be written again.
func isReadOnly(err error) bool {
	var refused *pgconn.PgError
	return errors.As(err, &refused) && refused.Code == "25006"
}
