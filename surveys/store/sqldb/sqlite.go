package sqldb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"github.com/pressly/goose/v3"
	"gorm.io/gorm"
	"modernc.org/sqlite"

	"halte/migrations"
	"halte/surveys"
)

// openSQLite opens a file twice: for one writer, whose transactions begin as
// writers so that none has to give up half way, and for a few readers, who never
// wait for it.
func openSQLite(ctx context.Context, path string, readOnly bool) (*DB, error) {
	if path == "" || strings.HasPrefix(path, ":memory:") || strings.ContainsAny(path, "?#") {
		return nil, errors.New("a SQLite address is sqlite:// and the path of a file, without ? and #")
	}
	withNormal()
	mode, err := "_pragma=journal_mode(WAL)", error(nil)
	if readOnly {
		mode, err = readingMode(path)
	} else {
		err = makeFile(path)
	}
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	s := &DB{dialect: sqliteDialect()}
	s.forget = func(ctx context.Context) error { return truncateLog(ctx, s.Pools[0]) }
	s.close = func() error {
		var err error
		for i := len(s.Pools) - 1; i >= 0; i-- { // the writer last: it tidies up the file
			err = errors.Join(err, s.Pools[i].Close())
		}
		return err
	}
	s.transact = func(ctx context.Context, fn func(session) error) error {
		return s.write.WithContext(ctx).Transaction(func(db *gorm.DB) error { return fn(gormSession{db}) })
	}
	for _, p := range []struct {
		db     **gorm.DB
		conns  int
		params string
	}{
		{&s.write, 1, "&_txlock=immediate&_pragma=secure_delete(1)"}, // what is deleted is overwritten
		{&s.read, 4, "&_pragma=query_only(1)"},
	} {
		dsn := "file:" + (&url.URL{Path: path}).EscapedPath() +
			"?" + mode + "&_time_format=sqlite&_pragma=busy_timeout(5000)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)" + p.params
		pool, err := sql.Open("sqlite", dsn)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("open the database: %w", err), s.Close())
		}
		s.Pools = append(s.Pools, pool)
		pool.SetMaxOpenConns(p.conns)
		pool.SetMaxIdleConns(p.conns)
		if err := s.Ping(ctx); err != nil {
			return nil, errors.Join(err, s.Close())
		}
		if *p.db, err = gorm.Open(sqliteDialector{pool}, config()); err != nil {
			return nil, errors.Join(fmt.Errorf("open the database: %w", err), s.Close())
		}
	}
	return s, nil
}

// withNormal gives every SQLite of this process the function nfc, for the migration that
// needs it: the Unicode normal form C of a text.
var withNormal = sync.OnceFunc(func() {
	sqlite.MustRegisterDeterministicScalarFunction("nfc", 1, func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
		text, ok := args[0].(string)
		if !ok {
			return args[0], nil
		}
		return surveys.Normal(text), nil
	})
})

// truncateLog brings what stands in the log into the file, and empties the log: it holds
// pages as they were before what was deleted was overwritten. Where somebody reads an
// older state for longer than a moment, it is owed, and done later.
func truncateLog(ctx context.Context, pool *sql.DB) error {
	var busy, pages, moved int
	if err := pool.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved); err != nil {
		return Failed("empty the log of the database", err)
	}
	if busy != 0 {
		return errLogInUse
	}
	return nil
}

var errLogInUse = errors.New("somebody reads an older state of the database")

// makeFile makes a database's file, for its owner alone: SQLite would let
// everybody read it.
func makeFile(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return file.Close()
}

// readingMode opens a file without writing. Where nobody has it open it cannot
// change, and SQLite need not put files beside it to tell.
func readingMode(path string) (string, error) {
	if _, err := os.Stat(path); err != nil {
		return "", err
	}
	if _, err := os.Stat(path + "-wal"); errors.Is(err, os.ErrNotExist) {
		return "mode=ro&immutable=1", nil
	}
	return "mode=ro", nil
}

func sqliteDialect() *dialect {
	return &dialect{
		Schema: migrations.Schema{Files: migrations.SQLite(), Dialect: goose.DialectSQLite3},

		Rows: jsonEach,
		Pack: rowwise,
		List: func(ids []string) any {
			b, _ := json.Marshal(ids) // strings cannot fail
			return string(b)
		},
		Numbers: func(ids []int64) any {
			b, _ := json.Marshal(ids) // numbers cannot fail
			return string(b)
		},
		In: func(column, arg string) string { return column + " IN (SELECT value FROM json_each(" + arg + "))" },

		Segment:  "segments ->> CAST(%s AS text)",
		Week:     "CAST((julianday(day) - julianday('1900-01-01')) / 7 AS integer)",
		ByFunnel: " INDEXED BY invitations_funnel",

		ReadRevision: "SELECT coalesce(max(revision), 0) FROM definitions",
		retriable:    func(error) bool { return false }, // there is one writer, and it waits its turn
	}
}

// jsonEach is the SELECT of rows that travel as one JSON text.
func jsonEach(columns []column) string {
	values := make([]string, len(columns))
	for i, c := range columns {
		values[i] = "value->>" + strconv.Itoa(i) + " AS " + c.Name
	}
	// Without a WHERE, the ON of a conflict clause would read as that of a join.
	return "SELECT " + strings.Join(values, ", ") + " FROM json_each($1) WHERE true"
}

// rowwise makes one JSON text of all rows.
func rowwise(columns []column, rows reflect.Value) ([]any, error) {
	all := make([][]any, rows.Len())
	for i := range all {
		row := make([]any, len(columns))
		for j, c := range columns {
			v := rows.Index(i).Field(c.field)
			switch c.kind {
			case moment:
				if t := v.Interface().(Instant); !t.IsZero() {
					row[j] = t.Format(sqliteTime)
				}
			case document:
				s, err := documentText(v)
				if err != nil {
					return nil, err
				}
				row[j] = s
			default:
				row[j] = v.Interface()
			}
		}
		all[i] = row
	}
	b, err := json.Marshal(all)
	return []any{string(b)}, err
}
