package worth

import (
	"halte/surveys"
	"halte/surveys/metric"
)

// repeats is the pairs of a period: those of one survey by month, those of two by
// quarter.
type repeats struct {
	one, two []surveys.RepeatSum
}

func readRepeats(r Reader, keys []string, p surveys.Period, several bool) (of repeats, err error) {
	of.one, err = r.RepeatSums(surveys.RepeatQuery{Surveys: keys, First: surveys.RepeatMonth(p.From), Last: surveys.RepeatMonth(p.To)})
	if err == nil && several {
		of.two, err = r.RepeatSums(surveys.RepeatQuery{Surveys: keys, First: surveys.RepeatQuarter(p.From), Last: surveys.RepeatQuarter(p.To), Across: true})
	}
	return of, err
}

// persons gives the effect of the pairs of a sum. Those of a survey are its values'
// in the share that its answers are: people mostly stay in one segment.
func (a *Answers) persons(sum Sum, period int, t metric.Tally) Effect {
	var pairs, month metric.Pairs
	if period >= len(a.pairs) {
		return Alone
	}
	of, p := a.pairs[period], a.q.Periods[period]
	for _, row := range of.one {
		share := a.partOf(row.A, sum)
		if share == 0 {
			continue
		}
		pairs = pairs.Plus(row.Metric(), share*a.cut(row.A, p, 1).of(row, daysOfMonth))
		if row.Within {
			month = month.Plus(row.Metric(), share)
		}
	}
	for _, row := range of.two {
		if share := min(a.partOf(row.A, sum), a.partOf(row.B, sum)); share > 0 {
			pairs = pairs.Plus(row.Metric(), share*a.cut(row.A, p, 3).mean(a.cut(row.B, p, 3)).of(row, 3*daysOfMonth))
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
	var mine, all float64
	for _, c := range a.counts[survey] {
		if all += c.n; a.q.Of(survey, c.value) == sum {
			mine += c.n
		}
	}
	return mine / max(all, 1)
}

// cut is which share of the answers of its first and last month (or quarter) lie in
// a period.
type cut struct{ first, last float64 }

// cut counts them; a month that was not read counts whole.
func (a *Answers) cut(survey string, p surveys.Period, months int) cut {
	block := surveys.RepeatMonth
	if months == 3 {
		block = surveys.RepeatQuarter
	}
	share := func(of string) float64 {
		var inside, all float64
		for _, c := range a.counts[survey] {
			if day := a.times.cuts[c.piece]; block(day) == of {
				if all += c.n; p.From <= day && day <= p.To {
					inside += c.n
				}
			}
		}
		if all == 0 {
			return 1
		}
		return inside / all
	}
	return cut{share(block(p.From)), share(block(p.To))}
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
