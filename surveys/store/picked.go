package store

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"halte/surveys"
	"halte/surveys/store/sqldb"
)

// ResponseSums counts the answers to some surveys (newest revisions) that have one of
// the values of every dimension, as the rollups of a query would that were kept of
// them: a row for each survey, day and value, in this order. It reads every answer of
// the period.
func (r Reader) ResponseSums(f surveys.RollupQuery, picked map[string][]string) ([]surveys.Rollup, error) {
	q := r.Queries
	to := f.To
	if to == "" {
		to = surveys.LastDay
	}
	args := []any{q.List(f.Surveys), f.From, to}
	argument := func(v any) string { args = append(args, v); return "$" + strconv.Itoa(len(args)) }
	column := func(dimension string) string {
		if name, is := strings.CutPrefix(dimension, surveys.DimensionSegment); is {
			return "coalesce(" + fmt.Sprintf(q.Segment, argument(name)) + ", '')"
		}
		return dimension // locale, wave or source
	}
	where := q.In("survey", "$1") + " AND day >= $2 AND day <= $3"
	for _, dimension := range slices.Sorted(maps.Keys(picked)) {
		where += " AND " + q.In(column(dimension), argument(q.List(picked[dimension])))
	}
	value := "''"
	if f.Dimension != surveys.DimensionTotal {
		value = column(f.Dimension)
	}
	var rows []rollup
	err := q.Find(&rows, "SELECT survey, day, value, "+ratings("count(*) FILTER (WHERE '%' = rated) AS %", ", ")+
		" FROM (SELECT survey, day, "+value+" AS value, 'r' || rating AS rated FROM responses WHERE "+where+" AND "+isNewestOfFew+") AS answers"+
		" GROUP BY survey, day, value", args...)
	out := make([]surveys.Rollup, 0, len(rows))
	for _, row := range rows {
		if row.Dimension = f.Dimension; (row.Value != "" || f.Dimension == surveys.DimensionTotal) && (f.Value == "" || row.Value == f.Value) {
			out = append(out, row.value())
		}
	}
	slices.SortFunc(out, surveys.CompareRollups) // by bytes, in any database
	return out, sqldb.Failed("count responses", err)
}

// isNewestOfFew is isNewest for many responses: it looks at those that were revised,
// which are few, in their own index.
const isNewestOfFew = "NOT EXISTS (SELECT 1 FROM responses AS n WHERE n.id = responses.id AND n.revision > responses.revision AND n.revision > 1)"
