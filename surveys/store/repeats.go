package store

import "halte/surveys"

type repeat struct {
	A, B           string
	Later, Earlier string
	N, SumLag, Sum int64
	SumAB          int64 `gorm:"column:sum_ab"`
}

var repeats = newTable(by(
	func(r repeat) string { return r.A },
	func(r repeat) string { return r.B },
	func(r repeat) string { return r.Later },
	func(r repeat) string { return r.Earlier }))

func repeatRow(r surveys.Repeat) repeat {
	return repeat{r.A, r.B, r.Later, r.Earlier, r.N, r.SumLag, r.Sum, r.SumAB}
}

func (r repeat) value() surveys.Repeat {
	return surveys.Repeat{A: r.A, B: r.B, Later: r.Later, Earlier: r.Earlier, N: r.N, SumLag: r.SumLag, Sum: r.Sum, SumAB: r.SumAB}
}

const addRepeat = `ON CONFLICT (a, b, later, earlier) DO UPDATE SET n = repeats.n + excluded.n, sum_lag = repeats.sum_lag + excluded.sum_lag,
	sum = repeats.sum + excluded.sum, sum_ab = repeats.sum_ab + excluded.sum_ab`

// RepeatSums sums pairs by where they lie in the query's months.
func (r Reader) RepeatSums(f surveys.RepeatQuery) ([]surveys.RepeatSum, error) {
	q := r.queries
	of := "b = ''"
	if f.Across {
		of = q.in("b", "$1")
	}
	found := []surveys.RepeatSum{}
	err := q.stream(func(scan scanner) error {
		var r surveys.RepeatSum
		var within int64
		err := scan(&r.A, &r.B, &r.Later, &r.Earlier, &within, &r.N, &r.SumLag, &r.Sum, &r.SumAB)
		r.Within = within == 1
		found = append(found, r)
		return err
	}, `SELECT a, b, CASE WHEN later = $3 THEN later ELSE '' END, CASE WHEN earlier = $2 THEN earlier ELSE '' END,
			CASE WHEN earlier = later THEN 1 ELSE 0 END, CAST(sum(n) AS bigint), CAST(sum(sum_lag) AS bigint),
			CAST(sum(sum) AS bigint), CAST(sum(sum_ab) AS bigint)
		FROM repeats WHERE `+q.in("a", "$1")+" AND "+of+` AND later >= $2 AND later <= $3 AND earlier >= $2
		GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5`, q.list(f.Surveys), f.First, f.Last)
	return found, failed("read repeated answers", err)
}

// RepeatsAll gives every stored row, in order.
func (t Tx) RepeatsAll() ([]surveys.Repeat, error) {
	var rows []repeat
	err := t.find(&rows, "SELECT * FROM repeats ORDER BY a, b, later, earlier")
	return each(rows, repeat.value), failed("read repeated answers", err)
}

// RepeatsAdd adds to rows, and takes away those that came down to nothing.
func (t Tx) RepeatsAdd(list []surveys.Repeat) error {
	if err := repeats.insert(t.queries, "count repeated answers", each(list, repeatRow), addRepeat); err != nil {
		return err
	}
	for _, r := range list {
		if r.N < 0 {
			return t.post(posted{doing: "count repeated answers", sql: "DELETE FROM repeats WHERE n = 0"})
		}
	}
	return nil
}

// RepeatsReplace puts exactly these rows in place of all that are there.
func (t Tx) RepeatsReplace(list []surveys.Repeat) error {
	return repeats.put(t.queries, "replace repeated answers", each(list, repeatRow))
}
