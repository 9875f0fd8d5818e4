package surveys

import (
	"strconv"

	"halte/surveys/metric"
)

// Repeat are sums over the pairs of answers that one respondent gave to a survey,
// or to two surveys of one metric, by the months (quarters for two surveys) of the
// earlier and of the later answer. From them follows how much less the answers of
// a period are worth because the same people gave them.
//
// Like a Covariance a row names nobody and outlives an erasure, and it is changed
// in the transaction that appends an answer, by the difference that this makes to
// its respondent's pairs. Months keep a row for every two months apart, so that a
// period takes exactly the pairs whose two answers lie in it; the pairs of two
// surveys are many more, and quarters bound them.
type Repeat struct {
	A, B           string // surveys; B is empty where both answers are to A, else it comes after A
	Earlier, Later string // RepeatMonth or RepeatQuarter

	N, SumLag, Sum, SumAB int64 // pairs, days between, value of both answers, product of the values
}

// RepeatMonth gives the month of a day: "2026-04".
func RepeatMonth(day string) string { return day[:7] }

// RepeatQuarter gives the quarter of a day: "2026-Q2".
func RepeatQuarter(day string) string {
	month, _ := strconv.Atoi(day[5:7]) // a day is checked where it is made
	return day[:5] + "Q" + strconv.Itoa((month+2)/3)
}

// RepeatQuery picks the pairs whose two answers lie in some months, or quarters.
type RepeatQuery struct {
	Surveys     []string
	First, Last string // months; quarters with Across; both included
	Across      bool   // the pairs of two different ones of the surveys, instead of those of one
}

// RepeatSum sums pairs that lie alike in the months of a query. Earlier is the
// first month where the earlier answer lies in it, else empty; Later is the last
// month where the later answer lies in it, else empty.
type RepeatSum struct {
	Repeat
	Within bool // both answers lie in one month
	Held   bool // nothing is told of the values: Sum and SumAB are 0
}

// Metric gives the sums to the arithmetic.
func (r RepeatSum) Metric() metric.Pairs {
	p := metric.Pairs{N: float64(r.N), SumLag: float64(r.SumLag), Sum: float64(r.Sum), SumProduct: float64(r.SumAB)}
	if r.Held {
		p.Held = p.N
	}
	return p
}
