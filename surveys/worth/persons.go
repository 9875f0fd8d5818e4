package worth

import (
	"maps"
	"slices"

	"halte/surveys"
	"halte/surveys/metric"
)

// repeats is the pairs of a period, by their (first) survey: those of one survey by
// month, those of two by quarter.
type repeats struct {
	one, two map[string][]surveys.RepeatSum
}

func readRepeats(r Reader, keys []string, p surveys.Period, several bool) (of repeats, err error) {
	read := func(q surveys.RepeatQuery) map[string][]surveys.RepeatSum {
		by := map[string][]surveys.RepeatSum{}
		if err != nil {
			return by
		}
		var rows []surveys.RepeatSum
		rows, err = r.RepeatSums(q)
		for _, row := range rows {
			by[row.A] = append(by[row.A], row)
		}
		return by
	}
	of.one = read(surveys.RepeatQuery{Surveys: keys, First: surveys.RepeatMonth(p.From), Last: surveys.RepeatMonth(p.To)})
	if several {
		of.two = read(surveys.RepeatQuery{Surveys: keys, First: surveys.RepeatQuarter(p.From), Last: surveys.RepeatQuarter(p.To), Across: true})
	}
	return of, err
}

// persons gives the effect of the pairs of a sum. Those of a survey are its values'
// in the share that its answers are: people mostly stay in one segment.
func (a *Answers) persons(sum Sum, t metric.Tally) Effect {
	var pairs, month metric.Pairs
	of, p := a.pairs, a.q.Period
	for _, survey := range slices.Sorted(maps.Keys(a.parts[sum])) {
		share, months := a.partOf(survey, sum), a.cut(survey, p, 1)
		for _, row := range of.one[survey] {
			pairs = pairs.Plus(row.Metric(), share*months.of(row, daysOfMonth))
			if row.Within {
				month = month.Plus(row.Metric(), share)
			}
		}
		for _, row := range of.two[survey] {
			if share := min(share, a.partOf(row.B, sum)); share > 0 {
				quarters := a.cut(survey, p, 3).mean(a.cut(row.B, p, 3))
				pairs = pairs.Plus(row.Metric(), share*quarters.of(row, 3*daysOfMonth))
			}
		}
	}
	e := Effect{Persons: sum.Metric.PersonEffect(t, pairs), month: sum.Metric.PersonEffect(t, month)}
	if month.N > 0 {
		e.lag = month.SumLag / month.N
	}
	return e
}

// partOf is the share of the answers to a survey that belong to a sum: all or none
// of them, but for a value of a dimension.
func (a *Answers) partOf(survey string, sum Sum) float64 {
	return a.parts[sum][survey] / max(a.all[survey], 1)
}

func sumOf(counts []int64) (n int64) {
	for _, k := range counts {
		n += k
	}
	return n
}

// cut is which share of the answers of its first and last month (or quarter) lie in
// a period.
type cut struct{ first, last float64 }

// cut counts them; a month that was not read counts whole.
func (a *Answers) cut(survey string, p surveys.Period, months int) cut {
	mine := a.days.span(dayOf(p.From), dayOf(p.To).AddDate(0, 0, 1))
	share := func(day string) float64 {
		month := a.days.span(monthsAround(day, months))
		counts := a.counts[survey]
		if counts == nil {
			return 1
		}
		all := sumOf(counts[month.from:month.end])
		from, end := max(month.from, mine.from), min(month.end, mine.end)
		if all == 0 || from > end {
			return 1
		}
		return float64(sumOf(counts[from:end])) / float64(all)
	}
	return cut{share(p.From), share(p.To)}
}

func (c cut) mean(o cut) cut { return cut{(c.first + o.first) / 2, (c.last + o.last) / 2} }

// of gives the share of the pairs of a row whose two answers lie in the period. In a
// month that it cuts, pairs lie the nearer to the cut's other side the shorter they
// are.
func (c cut) of(row surveys.RepeatSum, days float64) float64 {
	lag := float64(row.SumLag) / float64(max(row.N, 1))
	if row.Within {
		inside := 1.0
		switch {
		case row.Earlier != "" && row.Later != "":
			inside = min(c.first, c.last)
		case row.Earlier != "":
			inside = c.first
		case row.Later != "":
			inside = c.last
		}
		if inside == 1 || lag >= days {
			return inside
		}
		return max(0, inside*days-lag) / (days - lag)
	}
	near := min(max(lag, 1), days)
	share := 1.0
	if row.Earlier != "" {
		share *= min(1, c.first*days/near)
	}
	if row.Later != "" {
		share *= min(1, c.last*days/near)
	}
	return share
}
