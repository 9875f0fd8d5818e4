package store

import (
	"errors"
	"fmt"

	"gorm.io/gorm"

	"halte/surveys"
)

// queries is a place to run SQL: a pool, or a transaction.
type queries struct {
	db *gorm.DB
	*dialect
}

// find runs a query whose arguments may be lists. gorm itself would spread a
// list over as many placeholders as it is long, and every length would be
// another statement to compile.
func (q queries) find(dest any, sql string, args ...any) error {
	db := q.db.Raw(sql)
	db.Statement.Vars = args
	return db.Find(dest).Error
}

// exec runs a statement whose arguments may be lists, and gives the number of
// rows it changed.
func (q queries) exec(sql string, args ...any) (int64, error) {
	result, err := q.db.Statement.ConnPool.ExecContext(q.db.Statement.Context, sql, args...)
	if err != nil {
		if t, ok := q.db.Dialector.(gorm.ErrorTranslator); ok {
			err = t.Translate(err)
		}
		return 0, err
	}
	return result.RowsAffected()
}

// take reads the one row that db picks; what names it when it is not there.
func take[R any](db *gorm.DB, what string) (row R, err error) {
	err = db.Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return row, surveys.Errorf(surveys.NotFound, "there is no such %s", what)
	}
	return row, failed("read "+what, err)
}

// failed says what was being done when an error came up. What the database
// refused because it is there already is a Conflict.
func failed(doing string, err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return surveys.Errorf(surveys.Conflict, "cannot %s: somebody else was first", doing)
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// each makes domain values of rows.
func each[R, V any](rows []R, value func(R) V) []V {
	values := make([]V, len(rows))
	for i, row := range rows {
		values[i] = value(row)
	}
	return values
}

// texts makes plain strings of ids that have a type of their own.
func texts[T ~string](ids []T) []string {
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = string(id)
	}
	return list
}

// lock runs a statement that waits for others; none where there are no others.
func (q queries) lock(sql string, args ...any) error {
	if sql == "" {
		return nil
	}
	_, err := q.exec(sql, args...)
	return failed("wait for a lock", err)
}
