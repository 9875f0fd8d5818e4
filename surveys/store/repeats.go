package store

import (
	"slices"

	"halte/surveys"
	"halte/surveys/store/sqldb"
)

var repeats = sqldb.NewTable(sqldb.By(
	func(r surveys.Repeat) string { return r.A },
	func(r surveys.Repeat) string { return r.B },
	func(r surveys.Repeat) string { return r.Later },
	func(r surveys.Repeat) string { return r.Earlier }))

const addRepeat = `ON CONFLICT (a, b, later, earlier) DO UPDATE SET n = repeats.n + excluded.n, sum_lag = repeats.sum_lag + excluded.sum_lag,
	sum = repeats.sum + excluded.sum, sum_ab = repeats.sum_ab + excluded.sum_ab`

// RepeatSums sums pairs by where they lie in the query's months.
func (r Reader) RepeatSums(f surveys.RepeatQuery) ([]surveys.RepeatSum, error) {
	q := r.Queries
	of := "b = ''"
	if f.Across {
		of = q.In("b", "$1")
	}
	found := []surveys.RepeatSum{}
	err := q.Stream(func(scan sqldb.Scanner) error {
		var r surveys.RepeatSum
		var lies int
		err := scan(&r.A, &r.B, &lies, &r.N, &r.SumLag, &r.Sum, &r.SumAB)
		r.Earlier, r.Later = surveys.IfElse(lies&1 > 0, f.First, ""), surveys.IfElse(lies&2 > 0, f.Last, "")
		r.Within = lies&4 > 0
		found = append(found, r)
		return err
	}, `SELECT a, b, CASE WHEN earlier = $2 THEN 1 ELSE 0 END + CASE WHEN later = $3 THEN 2 ELSE 0 END + CASE WHEN earlier = later THEN 4 ELSE 0 END,
			CAST(sum(n) AS bigint), CAST(sum(sum_lag) AS bigint), CAST(sum(sum) AS bigint), CAST(sum(sum_ab) AS bigint)
		FROM repeats WHERE `+q.In("a", "$1")+" AND "+of+` AND later >= $2 AND later <= $3 AND earlier >= $2
		GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`, q.List(f.Surveys), f.First, f.Last)
	return found, sqldb.Failed("read repeated answers", err)
}

// RepeatsAll gives every stored row, in order.
func (t Tx) RepeatsAll() ([]surveys.Repeat, error) {
	var rows []surveys.Repeat
	err := t.Find(&rows, "SELECT * FROM repeats ORDER BY a, b, later, earlier")
	return rows, sqldb.Failed("read repeated answers", err)
}

// RepeatsAdd adds to rows, and takes away those that came down to nothing.
func (t Tx) RepeatsAdd(list []surveys.Repeat) error {
	if err := repeats.Insert(t.Queries, "count repeated answers", list, addRepeat); err != nil {
		return err
	}
	if !slices.ContainsFunc(list, func(r surveys.Repeat) bool { return r.N < 0 }) {
		return nil
	}
	return t.Post(sqldb.Posted{Doing: "count repeated answers", SQL: "DELETE FROM repeats WHERE n = 0"})
}

// RepeatsReplace puts exactly these rows in place of all that are there.
func (t Tx) RepeatsReplace(list []surveys.Repeat) error {
	return repeats.Put(t.Queries, "replace repeated answers", list)
}
