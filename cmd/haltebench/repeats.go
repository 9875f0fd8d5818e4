package main

import (
	"context"
	"strconv"
	"time"

	"halte/surveys"
	"halte/surveys/store"
)

// fillRepeats stores the pairs of answers of customers who come every few weeks: at
// every touchpoint, between every two of its months; between every two touchpoints
// of a stage, between every two quarters.
func fillRepeats(ctx context.Context, url string) error {
	db, err := store.Open(ctx, url, store.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	var months, quarters []string
	today := time.Now()
	for i := mapDays / 30; i >= 0; i-- {
		day := today.AddDate(0, -i, 1-today.Day()).Format(time.DateOnly)
		months = append(months, surveys.RepeatMonth(day))
		if q := surveys.RepeatQuarter(day); len(quarters) == 0 || quarters[len(quarters)-1] != q {
			quarters = append(quarters, q)
		}
	}
	var list []surveys.Repeat
	between := func(a, b string, periods []string, n int64) {
		for i, later := range periods {
			for j, earlier := range periods[:i+1] {
				list = append(list, surveys.Repeat{A: a, B: b, Earlier: earlier, Later: later, N: n, SumLag: n * int64(30*(i-j)+10), Sum: 60 * n, SumAB: 3000 * n})
			}
		}
	}
	for i := range mapTouchpoints {
		a := "s" + strconv.Itoa(i)
		between(a, "", months, 500)
		for j := i + 1; j/10 == i/10; j++ {
			b := "s" + strconv.Itoa(j)
			between(min(a, b), max(a, b), quarters, 1500)
		}
	}
	return db.Update(ctx, func(tx store.Tx) error { return tx.RepeatsReplace(list) })
}
