package respond

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/metric"
)

// repeatSums sums pairs of answers of one respondent, by a row without its sums.
type repeatSums struct {
	metrics metrics
	rows    map[surveys.Repeat]surveys.Repeat
}

// metrics gives the metric of a survey, also of one that is archived.
type metrics func(survey string) (metric.Metric, error)

func (s *Service) metrics(tx Tx, p *definition.Plan) metrics {
	return func(survey string) (metric.Metric, error) { return s.plans.MetricIn(tx, p, survey) }
}

func newRepeatSums(m metrics) *repeatSums {
	return &repeatSums{m, map[surveys.Repeat]surveys.Repeat{}}
}

// stretch is what one respondent said to a survey in a month or quarter. The sums
// over the pairs of two stretches follow from the sums over each, so that somebody
// with thousands of answers costs no more than a walk through them.
type stretch struct {
	survey, period  string
	metric          metric.Metric
	n, sum, squares int64
	days            []int64 // in order
}

// add counts the pairs of one respondent, of whom these are all answers, in
// (sign 1) or out (sign -1).
func (s *repeatSums) add(all []surveys.RatingPoint, sign int64) error {
	if len(all) < 2 {
		return nil
	}
	months, err := s.stretches(all, surveys.RepeatMonth)
	if err != nil {
		return err
	}
	for i, a := range months {
		s.count(surveys.Repeat{A: a.survey, Earlier: a.period, Later: a.period}, a.pairs(), sign)
		for _, b := range months[i+1:] {
			if b.survey == a.survey {
				s.count(surveys.Repeat{A: a.survey, Earlier: a.period, Later: b.period}, a.with(b), sign)
			}
		}
	}
	quarters, err := s.stretches(all, surveys.RepeatQuarter)
	for i, a := range quarters {
		for _, b := range quarters[i+1:] {
			if b.survey != a.survey && b.metric == a.metric {
				row := surveys.Repeat{A: a.survey, B: b.survey, Earlier: min(a.period, b.period), Later: max(a.period, b.period)}
				s.count(row, a.with(b), sign)
			}
		}
	}
	return err
}

// stretches puts answers together by survey and period, in their order.
func (s *repeatSums) stretches(all []surveys.RatingPoint, period func(day string) string) ([]stretch, error) {
	all = slices.SortedFunc(slices.Values(all), func(a, b surveys.RatingPoint) int {
		return cmp.Or(strings.Compare(a.Survey, b.Survey), strings.Compare(a.Day, b.Day))
	})
	var out []stretch
	for _, x := range all {
		last := len(out) - 1
		if in := period(x.Day); last < 0 || out[last].survey != x.Survey || out[last].period != in {
			m, err := s.metrics(x.Survey)
			if err != nil {
				return nil, err
			}
			out, last = append(out, stretch{survey: x.Survey, period: in, metric: m}), last+1
		}
		at, value := &out[last], out[last].metric.Value(x.Rating)
		at.n, at.sum, at.squares = at.n+1, at.sum+value, at.squares+value*value
		at.days = append(at.days, int64(surveys.DayNumber(x.Day)))
	}
	return out, nil
}

// pairs sums over every two answers of a stretch.
func (a stretch) pairs() surveys.Repeat {
	return surveys.Repeat{N: a.n * (a.n - 1) / 2, Sum: (a.n - 1) * a.sum, SumAB: (a.sum*a.sum - a.squares) / 2, SumLag: lags(a.days)}
}

// with sums over every answer of a stretch and every one of another.
func (a stretch) with(b stretch) surveys.Repeat {
	both := slices.Sorted(slices.Values(slices.Concat(a.days, b.days)))
	return surveys.Repeat{
		N: a.n * b.n, Sum: a.sum*b.n + b.sum*a.n, SumAB: a.sum * b.sum,
		SumLag: lags(both) - lags(a.days) - lags(b.days),
	}
}

// lags sums the days between every two of some days that are in order.
func lags(days []int64) (sum int64) {
	for i, day := range days {
		sum += day * int64(2*i-len(days)+1)
	}
	return sum
}

func (s *repeatSums) count(row, sums surveys.Repeat, sign int64) {
	at := s.rows[row]
	at.N += sign * sums.N
	at.SumLag += sign * sums.SumLag
	at.Sum += sign * sums.Sum
	at.SumAB += sign * sums.SumAB
	s.rows[row] = at
}

// list gives the sums that are not nothing, in the order of their keys.
func (s *repeatSums) list() []surveys.Repeat {
	var out []surveys.Repeat
	for row, sums := range s.rows {
		if sums != (surveys.Repeat{}) {
			sums.A, sums.B, sums.Earlier, sums.Later = row.A, row.B, row.Earlier, row.Later
			out = append(out, sums)
		}
	}
	slices.SortFunc(out, func(a, b surveys.Repeat) int {
		return cmp.Or(strings.Compare(a.A, b.A), strings.Compare(a.B, b.B), strings.Compare(a.Later, b.Later), strings.Compare(a.Earlier, b.Earlier))
	})
	return out
}

// keepRepeats changes the stored sums by what answers change in the pairs of those
// who gave them.
func keepRepeats(m metrics, tx Tx, before, after map[int64][]surveys.RatingPoint) error {
	sums := newRepeatSums(m)
	for respondent := range after {
		if err := sums.add(before[respondent], -1); err != nil {
			return err
		}
		if err := sums.add(after[respondent], 1); err != nil {
			return err
		}
	}
	if changes := sums.list(); len(changes) > 0 {
		return tx.RepeatsAdd(changes)
	}
	return nil
}

// foldRepeats computes all sums, one respondent after another.
func (s *Service) foldRepeats(tx Tx) ([]surveys.Repeat, error) {
	p, err := s.plans.In(tx)
	if err != nil {
		return nil, err
	}
	sums := newRepeatSums(s.metrics(tx, p))
	err = eachRespondent(tx, func(all []surveys.RatingPoint) error { return sums.add(all, 1) })
	return sums.list(), err
}

// rebuildRepeats replaces the sums by what the responses give, and counts them.
func (s *Service) rebuildRepeats(tx Tx) (int, error) {
	rows, err := s.foldRepeats(tx)
	if err != nil {
		return 0, err
	}
	return len(rows), tx.RepeatsReplace(rows)
}

// verifyRepeats compares the stored sums with what the responses give.
func (s *Service) verifyRepeats(tx Tx) (rows int, differences []string, err error) {
	want, err := s.foldRepeats(tx)
	if err != nil {
		return 0, nil, err
	}
	stored, err := tx.RepeatsAll()
	return len(stored), compareRows(want, stored, func(r surveys.Repeat) string {
		return fmt.Sprintf("repeated answers %s %s, %s to %s", r.A, r.B, r.Earlier, r.Later)
	}), err
}
