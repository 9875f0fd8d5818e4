package sqldb

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

// Table writes rows of one kind, any number of them by one statement. The
// columns are those that gorm reads the rows by.
type Table[R any] struct {
	Name    string
	Columns []column
	order   func(a, b R) int // of the primary key: the order of writing
}

type column struct {
	Name  string
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

// Chunk is how many rows one statement writes at most. It bounds memory; the
// statements are the same at any length.
const Chunk = 1000

// NewTable gives the table that is named after R, as gorm names it. Rows are
// written in the order given, which should be that of their key.
func NewTable[R any](order func(a, b R) int) Table[R] {
	s := schemaOf(reflect.TypeFor[R]())
	t := Table[R]{Name: s.Table, order: order}
	for _, name := range s.DBNames {
		f := s.FieldsByDBName[name]
		t.Columns = append(t.Columns, column{name, kindOf(f.FieldType), f.StructField.Index[0]})
	}
	return t
}

// Named gives the table another name than its rows have.
func (t Table[R]) Named(name string) Table[R] {
	t.Name = name
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
	case t == reflect.TypeFor[Instant]():
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

// Insert writes rows in the order of their keys. The conflict clause says what
// becomes of those that are there already.
func (t Table[R]) Insert(q Queries, doing string, rows []R, conflict string) error {
	return t.post(q, rows, Posted{Doing: doing, SQL: t.Statement(q, conflict)})
}

// Append writes rows whose keys were chosen by what the transaction read. Where
// another one wrote such a key meanwhile, Update runs the transaction again.
func (t Table[R]) Append(q Queries, doing string, rows []R) error {
	return t.post(q, rows, Posted{Doing: doing, SQL: t.Statement(q, ""), again: true})
}

// post posts a statement with the rows as its arguments.
func (t Table[R]) post(q Queries, rows []R, s Posted) error {
	return t.write(rows, func(rows reflect.Value) (err error) {
		if s.Args, err = q.Pack(t.Columns, rows); err != nil {
			return Failed(s.Doing, err)
		}
		return q.Post(s)
	})
}

// Change posts a statement that changes each of the rows. Where one of them is not there,
// it is the statement's other error.
func (t Table[R]) Change(q Queries, rows []R, s Posted) error {
	return t.write(rows, func(rows reflect.Value) (err error) {
		if s.Args, err = q.Pack(t.Columns, rows); err != nil {
			return Failed(s.Doing, err)
		}
		s.Least = int64(rows.Len())
		return q.Post(s)
	})
}

// Put writes exactly these rows in place of all that are there.
func (t Table[R]) Put(q Queries, doing string, rows []R) error {
	if err := q.Post(Posted{Doing: doing, SQL: "DELETE FROM " + t.Name}); err != nil {
		return err
	}
	return t.Insert(q, doing, rows, "")
}

// InsertFrom writes those rows that the clause picks behind FROM (…).
func (t Table[R]) InsertFrom(q Queries, doing string, rows []R, clause string) error {
	return t.post(q, rows, Posted{
		Doing: doing,
		SQL:   "INSERT INTO " + t.Name + " (" + t.List() + ") SELECT " + t.List() + " FROM (" + q.Rows(t.Columns) + ")" + clause,
	})
}

// AskNew writes those rows whose key is new. The keys of these are there after
// the next find, in one list or several.
func (t Table[R]) AskNew(q Queries, doing string, rows []R, key string) (keys [][]string, err error) {
	return t.AskWith(q, doing, rows, "INSERT INTO "+t.Name+" ("+t.List()+") %s ON CONFLICT DO NOTHING RETURNING "+key)
}

// AskWith runs a statement in which %s is the SELECT of the rows. The texts that it
// gives are there after the next find, in one list or several.
func (t Table[R]) AskWith(q Queries, doing string, rows []R, sql string) (texts [][]string, err error) {
	texts = make([][]string, (len(rows)+Chunk-1)/Chunk)
	n := 0
	sql = fmt.Sprintf(sql, q.Rows(t.Columns))
	err = t.write(rows, func(rows reflect.Value) error {
		args, err := q.Pack(t.Columns, rows)
		if err != nil {
			return Failed(doing, err)
		}
		n++
		return q.Ask(doing, &texts[n-1], sql, args...)
	})
	return texts, err
}

// ChangeWith runs a statement in which %s is the SELECT of the rows, and gives how many
// rows it changed.
func (t Table[R]) ChangeWith(q Queries, doing string, rows []R, sql string) (changed int64, err error) {
	sql = fmt.Sprintf(sql, q.Rows(t.Columns))
	err = t.write(rows, func(rows reflect.Value) error {
		args, err := q.Pack(t.Columns, rows)
		if err != nil {
			return Failed(doing, err)
		}
		n, err := q.Change(sql, args...)
		changed += n
		return Failed(doing, err)
	})
	return changed, err
}

func (t Table[R]) write(rows []R, do func(reflect.Value) error) error {
	if !slices.IsSortedFunc(rows, t.order) {
		rows = slices.SortedStableFunc(slices.Values(rows), t.order)
	}
	for some := range slices.Chunk(rows, Chunk) {
		if err := do(reflect.ValueOf(some)); err != nil {
			return err
		}
	}
	return nil
}

// Statement is the SQL that inserts rows and says what to do about those that are
// there already; it may be empty.
func (t Table[R]) Statement(q Queries, conflict string) string {
	return "INSERT INTO " + t.Name + " (" + t.List() + ") " + q.Rows(t.Columns) + " " + conflict
}

// Update is a statement that replaces rows, found by some of their columns.
func (t Table[R]) Update(q Queries, by ...string) string {
	var set, same []string
	for _, c := range t.Columns {
		if slices.Contains(by, c.Name) {
			same = append(same, t.Name+"."+c.Name+" = new."+c.Name)
		} else {
			set = append(set, c.Name+" = new."+c.Name)
		}
	}
	return "UPDATE " + t.Name + " SET " + strings.Join(set, ", ") + " FROM (" + q.Rows(t.Columns) + ") AS new WHERE " + strings.Join(same, " AND ")
}

// List names the columns.
func (t Table[R]) List() string {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
	}
	return strings.Join(names, ", ")
}

// Replace is the conflict clause that overwrites every column but some.
func (t Table[R]) Replace(key string, but ...string) string {
	var set []string
	for _, c := range t.Columns {
		if !slices.Contains(but, c.Name) {
			set = append(set, c.Name+" = excluded."+c.Name)
		}
	}
	return "ON CONFLICT (" + key + ") DO UPDATE SET " + strings.Join(set, ", ")
}

// By makes an order of the values that a row is keyed by.
func By[R any](keys ...func(R) string) func(a, b R) int {
	return func(a, b R) int {
		for _, key := range keys {
			if c := cmp.Compare(key(a), key(b)); c != 0 {
				return c
			}
		}
		return 0
	}
}
