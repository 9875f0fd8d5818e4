package sqldb

import (
	"errors"
	"fmt"

	"gorm.io/gorm"

	"halte/surveys"
)

// session is a place to run SQL: a pool, or a transaction. Arguments may be
// lists, in the form that dialect.List gives them.
type session interface {
	// Find reads rows into a pointer to a slice, of structs or of plain values.
	Find(dest any, sql string, args ...any) error
	// Stream calls fn for each row, without holding more than one of them. fn may
	// run no other statement meanwhile.
	Stream(fn func(Scanner) error, sql string, args ...any) error
	// Change runs a statement and gives the number of rows it changed.
	Change(sql string, args ...any) (int64, error)
	// Ask is Find for rows that are needed only after the next Find: both may
	// travel together.
	Ask(doing string, dest any, sql string, args ...any) error
	// StartRevision gives the revision if it came with the beginning; nothing otherwise.
	StartRevision() ([]int64, error)
	// SkipRevision keeps the transaction from asking for the revision when it begins. A
	// transaction that waits for all others that asked must not have asked itself.
	SkipRevision()
	// Post runs a statement of which nothing is awaited but that it succeeds: it
	// may travel with the next one, whose error is then the error of both.
	Post(p Posted) error
}

// Scanner copies the columns of a row.
type Scanner func(dest ...any) error

// Posted is a statement whose result nobody waits for right now.
type Posted struct {
	Doing string // what it does, for its error
	SQL   string
	Args  []any
	Other error // if set: the error when it does not change Least rows
	Least int64 // at least one
	dest  any   // if set: where its rows go
	again bool  // a Conflict may go away when the transaction is run again
}

// outcome gives the error of a posted statement.
func (p Posted) outcome(rows int64, err error) error {
	if err == nil && rows < max(p.Least, 1) && p.Other != nil {
		return p.Other
	}
	failed := Failed(p.Doing, err)
	if p.again && surveys.KindOf(failed) == surveys.Conflict {
		return overtaken{failed}
	}
	return failed
}

// Queries is a session together with what its database understands.
type Queries struct {
	session
	*dialect
}

// One reads the one row a query gives; what names it when it is not there.
func One[R any](q Queries, what, sql string, args ...any) (row R, err error) {
	var rows []R
	if err := q.Find(&rows, sql, args...); err != nil {
		return row, Failed("read "+what, err)
	}
	if len(rows) == 0 {
		return row, surveys.Errorf(surveys.NotFound, "there is no such %s", what)
	}
	return rows[0], nil
}

// Lock posts a statement that waits for others; none where there are no others.
func (q Queries) Lock(sql string, args ...any) error {
	if sql == "" {
		return nil
	}
	return q.Post(Posted{Doing: "wait for a lock", SQL: sql, Args: args})
}

// Failed says what was being done when an error came up. What the database
// refused because it is there already is a Conflict.
func Failed(doing string, err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return surveys.Errorf(surveys.Conflict, "cannot %s: somebody else was first", doing)
	}
	return markUnavailable(fmt.Errorf("%s: %w", doing, err))
}

// overtaken is a Conflict with a row that another transaction wrote after this one
// had read: run again, it reads that row.
type overtaken struct{ error }

func (o overtaken) Unwrap() error { return o.error }

// Overtaken is the Conflict of a statement that finds a row changed since this
// transaction read it: Update runs the transaction again.
func Overtaken(doing string) error {
	return overtaken{surveys.Errorf(surveys.Conflict, "cannot %s: somebody else was first", doing)}
}

// gormSession runs SQL through gorm, on a pool or in a transaction.
type gormSession struct{ *gorm.DB }

// Find gives gorm the arguments behind its back: it would spread a list over as
// many placeholders as it is long, and every length would be another statement
// to compile.
func (s gormSession) Find(dest any, sql string, args ...any) error {
	db := s.Raw(sql)
	db.Statement.Vars = args
	return db.Find(dest).Error
}

func (s gormSession) Stream(fn func(Scanner) error, sql string, args ...any) error {
	rows, err := s.Statement.ConnPool.QueryContext(s.Statement.Context, sql, args...)
	if err != nil {
		return translate(s.Dialector, err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (s gormSession) Change(sql string, args ...any) (int64, error) {
	result, err := s.Statement.ConnPool.ExecContext(s.Statement.Context, sql, args...)
	if err != nil {
		return 0, translate(s.Dialector, err)
	}
	return result.RowsAffected()
}

func (s gormSession) Ask(doing string, dest any, sql string, args ...any) error {
	return Failed(doing, s.Find(dest, sql, args...))
}

func (s gormSession) StartRevision() ([]int64, error) { return nil, nil }

func (s gormSession) SkipRevision() {}

func (s gormSession) Post(p Posted) error {
	return p.outcome(s.Change(p.SQL, p.Args...))
}

// translate makes gorm's errors of the database's.
func translate(d gorm.Dialector, err error) error {
	if t, ok := d.(gorm.ErrorTranslator); ok {
		return t.Translate(err)
	}
	return err
}

// Each makes domain values of rows.
func Each[R, V any](rows []R, value func(R) V) []V {
	values := make([]V, len(rows))
	for i, row := range rows {
		values[i] = value(row)
	}
	return values
}

// Texts makes plain strings of ids that have a type of their own.
func Texts[T ~string](ids []T) []string {
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = string(id)
	}
	return list
}

// Repeated is a text that mostly stands in one row after another: it is copied
// when it is another one.
type Repeated string

// Scan implements sql.Scanner.
func (r *Repeated) Scan(src any) error {
	switch s := src.(type) {
	case string:
		if s != string(*r) {
			*r = Repeated(s)
		}
	case []byte:
		if string(s) != string(*r) {
			*r = Repeated(s)
		}
	default:
		return fmt.Errorf("a column holds a %T, not a text", src)
	}
	return nil
}
