package store

import (
	"cmp"
	"database/sql/driver"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	"gorm.io/gorm/schema"
)

// table writes rows of one kind, any number of them by one statement. The
// columns are those that gorm reads the rows by.
type table[R any] struct {
	name    string
	columns []column
	order   func(a, b R) int // of the primary key: the order of writing
}

type column struct {
	name  string
	kind  kind
	field int // of the row's struct
}

// kind is how a column travels.
type kind int

const (
	text kind = iota
	number
	truth
	moment
	document // JSON in text
)

// chunk is how many rows one statement writes at most. It bounds memory; the
// statements are the same at any length.
const chunk = 1000

func newTable[R any](order func(a, b R) int) table[R] {
	s := schemaOf(reflect.TypeFor[R]())
	t := table[R]{name: s.Table, order: order}
	for _, name := range s.DBNames {
		f := s.FieldsByDBName[name]
		t.columns = append(t.columns, column{name, kindOf(f.FieldType), f.StructField.Index[0]})
	}
	return t
}

// named gives the table another name than its rows have.
func (t table[R]) named(name string) table[R] {
	t.name = name
	return t
}

var schemas sync.Map

// schemaOf is how gorm names the columns of a row.
func schemaOf(row reflect.Type) *schema.Schema {
	s, err := schema.Parse(reflect.New(row).Interface(), &schemas, schema.NamingStrategy{})
	if err != nil {
		panic(err) // the row types are part of this package
	}
	return s
}

func kindOf(t reflect.Type) kind {
	switch {
	case t == reflect.TypeFor[instant]():
		return moment
	case t.Implements(reflect.TypeFor[driver.Valuer]()):
		return document
	case t.Kind() == reflect.String:
		return text
	case t.Kind() == reflect.Bool:
		return truth
	case t.Kind() == reflect.Int || t.Kind() == reflect.Int64:
		return number
	}
	panic(fmt.Sprintf("no column holds a %s", t))
}

// insert writes rows in the order of their keys. The conflict clause says what
// becomes of those that are there already.
func (t table[R]) insert(q queries, doing string, rows []R, conflict string) error {
	return t.write(rows, func(rows reflect.Value) error {
		args, err := q.pack(t.columns, rows)
		if err != nil {
			return failed(doing, err)
		}
		return q.post(posted{doing: doing, sql: t.statement(q, conflict), args: args})
	})
}

// put writes exactly these rows in place of all that are there.
func (t table[R]) put(q queries, doing string, rows []R) error {
	if err := q.post(posted{doing: doing, sql: "DELETE FROM " + t.name}); err != nil {
		return err
	}
	return t.insert(q, doing, rows, "")
}

// insertFrom writes those rows that the clause picks behind FROM (…).
func (t table[R]) insertFrom(q queries, doing string, rows []R, clause string) error {
	return t.write(rows, func(rows reflect.Value) error {
		args, err := q.pack(t.columns, rows)
		if err != nil {
			return failed(doing, err)
		}
		return q.post(posted{
			doing: doing, args: args,
			sql: "INSERT INTO " + t.name + " (" + t.list() + ") SELECT " + t.list() + " FROM (" + q.rows(t.columns) + ")" + clause,
		})
	})
}

// askNew writes those rows whose key is new. The keys of these are there after
// the next find, in one list or several.
func (t table[R]) askNew(q queries, doing string, rows []R, key string) (keys [][]string, err error) {
	keys = make([][]string, (len(rows)+chunk-1)/chunk)
	n := 0
	err = t.write(rows, func(rows reflect.Value) error {
		args, err := q.pack(t.columns, rows)
		if err != nil {
			return err
		}
		n++
		return q.ask(doing, &keys[n-1], t.statement(q, "ON CONFLICT DO NOTHING RETURNING "+key), args...)
	})
	return keys, err
}

func (t table[R]) write(rows []R, do func(reflect.Value) error) error {
	if !slices.IsSortedFunc(rows, t.order) {
		rows = slices.SortedStableFunc(slices.Values(rows), t.order)
	}
	for some := range slices.Chunk(rows, chunk) {
		if err := do(reflect.ValueOf(some)); err != nil {
			return err
		}
	}
	return nil
}

func (t table[R]) statement(q queries, conflict string) string {
	return "INSERT INTO " + t.name + " (" + t.list() + ") " + q.rows(t.columns) + " " + conflict
}

// update is a statement that replaces one row, found by some of its columns.
func (t table[R]) update(q queries, by ...string) string {
	var set, same []string
	for _, c := range t.columns {
		if slices.Contains(by, c.name) {
			same = append(same, t.name+"."+c.name+" = new."+c.name)
		} else {
			set = append(set, c.name+" = new."+c.name)
		}
	}
	return "UPDATE " + t.name + " SET " + strings.Join(set, ", ") + " FROM (" + q.rows(t.columns) + ") AS new WHERE " + strings.Join(same, " AND ")
}

// list names the columns.
func (t table[R]) list() string {
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = c.name
	}
	return strings.Join(names, ", ")
}

// replace is the conflict clause that overwrites every column but some.
func (t table[R]) replace(key string, but ...string) string {
	var set []string
	for _, c := range t.columns {
		if !slices.Contains(but, c.name) {
			set = append(set, c.name+" = excluded."+c.name)
		}
	}
	return "ON CONFLICT (" + key + ") DO UPDATE SET " + strings.Join(set, ", ")
}

// by makes an order of the values that a row is keyed by.
func by[R any](keys ...func(R) string) func(a, b R) int {
	return func(a, b R) int {
		for _, key := range keys {
			if c := cmp.Compare(key(a), key(b)); c != 0 {
				return c
			}
		}
		return 0
	}
}
