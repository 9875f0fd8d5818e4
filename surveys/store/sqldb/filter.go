package sqldb

import (
	"strconv"
	"strings"
)

// Filter is what the rows of a list must fulfil. Its conditions write $ for each
// argument; the zero value lets everything pass.
type Filter struct {
	conditions []string
	Args       []any
}

// And adds a condition with its arguments.
func (f *Filter) And(condition string, args ...any) {
	var b strings.Builder
	for i, part := range strings.SplitAfter(condition, "$") {
		if i > 0 {
			b.WriteString(strconv.Itoa(len(f.Args) + i))
		}
		b.WriteString(part)
	}
	f.conditions, f.Args = append(f.conditions, b.String()), append(f.Args, args...)
}

// Where adds a condition for a value that is not empty.
func (f *Filter) Where(condition, value string) {
	if value != "" {
		f.And(condition, value)
	}
}

// Page reads the first rows of a table that pass a filter, in an order.
func (q Queries) Page(dest any, table string, only Filter, order string, limit int) error {
	sql := "SELECT * FROM " + table
	if len(only.conditions) > 0 {
		sql += " WHERE " + strings.Join(only.conditions, " AND ")
	}
	only.Args = append(only.Args, limit)
	return q.Find(dest, sql+" ORDER BY "+order+" LIMIT $"+strconv.Itoa(len(only.Args)), only.Args...)
}
