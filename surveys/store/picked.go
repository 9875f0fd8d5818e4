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
	where := q.In("survey", "$1") + " AND day >= $2 AND day <= $3" + r.isPicked(picked, argument)
	value := "''"
	if f.Dimension != surveys.DimensionTotal {
		value = r.dimension(f.Dimension, argument)
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

// ResponseChosenEach calls fn with the newest revision of every answer to a survey of
// the days from and to that has answers to follow-ups and one of the values of every
// dimension, in no order and without holding them all. It gives what was answered alone:
// survey, version, day, rating and answers.
func (r Reader) ResponseChosenEach(survey, from, to string, picked map[string][]string, fn func(surveys.Response) error) error {
	args := []any{survey, from, to}
	argument := func(v any) string { args = append(args, v); return "$" + strconv.Itoa(len(args)) }
	where := "survey = $1 AND day >= $2 AND day <= $3 AND answers <> '{}'" + r.isPicked(picked, argument) + " AND " + isNewestOfFew
	err := r.Stream(func(scan sqldb.Scanner) error {
		answer := surveys.Response{Survey: survey}
		var answers sqldb.Object[[]string]
		if err := scan(&answer.Version, &answer.Day, &answer.Rating, &answers); err != nil {
			return err
		}
		answer.Answers = answers
		return fn(answer)
	}, "SELECT version, day, rating, answers FROM responses WHERE "+where, args...)
	return sqldb.Failed("read the answers to follow-ups", err)
}

// dimension is the value that a row has of a dimension: its column, or a value in its
// segments, ” where there is none.
func (r Reader) dimension(of string, argument func(any) string) string {
	if name, is := strings.CutPrefix(of, surveys.DimensionSegment); is {
		return "coalesce(" + fmt.Sprintf(r.Segment, argument(name)) + ", '')"
	}
	return of // locale, wave or source
}

// isPicked holds for rows that have one of the values of every dimension. It follows
// another condition.
func (r Reader) isPicked(picked map[string][]string, argument func(any) string) string {
	where := ""
	for _, dimension := range slices.Sorted(maps.Keys(picked)) {
		where += " AND " + r.In(r.dimension(dimension, argument), argument(r.List(picked[dimension])))
	}
	return where
}

// isNewestOfFew is isNewest for many responses: it looks at those that were revised,
// which are few, in their own index.
const isNewestOfFew = "NOT EXISTS (SELECT 1 FROM responses AS n WHERE n.id = responses.id AND n.revision > responses.revision AND n.revision > 1)"
