package store

import (
	"strconv"
	"strings"
)

// filter is what the rows of a list must fulfil. Its conditions write $ for each
// argument; the zero value lets everything pass.
type filter struct {
	conditions []string
	args       []any
}

// and adds a condition with its arguments.
func (f *filter) and(condition string, args ...any) {
	var b strings.Builder
	for i, part := range strings.SplitAfter(condition, "$") {
		if i > 0 {
			b.WriteString(strconv.Itoa(len(f.args) + i))
		}
		b.WriteString(part)
	}
	f.conditions, f.args = append(f.conditions, b.String()), append(f.args, args...)
}

// where adds a condition for a value that is not empty.
func (f *filter) where(condition, value string) {
	if value != "" {
		f.and(condition, value)
	}
}

// page reads the first rows of a table that pass a filter, in an order.
func (q queries) page(dest any, table string, only filter, order string, limit int) error {
	sql := "SELECT * FROM " + table
	if len(only.conditions) > 0 {
		sql += " WHERE " + strings.Join(only.conditions, " AND ")
	}
	only.args = append(only.args, limit)
	return q.find(dest, sql+" ORDER BY "+order+" LIMIT $"+strconv.Itoa(len(only.args)), only.args...)
}
