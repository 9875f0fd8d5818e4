// Package worth says what answers are worth that hang together: because the same
// people gave several of them, and because days differ by more than chance. It
// reads rollups and the sums of repeated answers, never responses, and gives the
// design effects by which package metric widens intervals.
//
// It refuses to judge anything: insight does that with its figures. It knows
// surveys and metric.
package worth

import (
	"time"

	"halte/surveys"
	"halte/surveys/metric"
)

// Reader is what this room asks of its store.
type Reader interface {
	// RepeatSums sums pairs of answers of one respondent by where they lie in the
	// query's months.
	RepeatSums(surveys.RepeatQuery) ([]surveys.RepeatSum, error)
	// RollupSums sums stored tallies.
	RollupSums(surveys.RollupQuery) ([]surveys.Rollup, error)
}

// Sum names answers that are summed to one score: those to a survey, at a stage, or
// with one value of a dimension; of one metric.
type Sum struct {
	Key    string
	Metric metric.Metric
}

// Question asks what the answers of some sums are worth.
type Question struct {
	Surveys   []string
	Dimension string
	Of        func(survey, value string) Sum // the sum a rollup belongs to; without a key it belongs to none
	Periods   []surveys.Period               // whose days follow on each other, the newest first
}

// Effect is the design effects of a sum in a period; each is at least 1, and 1 where
// nothing is known.
type Effect struct {
	// Persons is that of the same people answering several times. It widens the
	// interval of a score, which says what the customers of these days think.
	Persons float64
	// Beyond is the larger of Persons and that of days and weeks which differ by more
	// than chance. It widens everything that is said beyond these days: differences,
	// ranks, groups, targets.
	Beyond float64

	month, lag float64 // Persons within a month, and the days between the answers of a pair
}

// Alone is the effect of answers that do not hang together.
var Alone = Effect{Persons: 1, Beyond: 1}

// Within gives the effect in a part of the period, of so many days.
func (e Effect) Within(days int) Effect {
	share := within(float64(days), e.lag)
	persons := e.Persons
	if days < daysOfMonth {
		persons = 1 + (e.month-1)*share
	}
	return Effect{Persons: max(1, persons), Beyond: max(1, persons, e.Beyond), month: e.month, lag: e.lag}
}

// daysOfMonth is near enough: only a month that a period cuts is measured by it.
const daysOfMonth = 30

// within is the share of the pairs of a month that lie in so many of its days.
func within(days, lag float64) float64 {
	if days >= daysOfMonth || lag >= daysOfMonth {
		return 1
	}
	return max(0, days-lag) / (daysOfMonth - lag)
}

// The days by which days and weeks are judged: at least half a year, of which those
// outside the periods are a time of their own; and at most these, which say enough.
const (
	leastDays = 180
	mostDays  = 400
)

// Answers are read answers, and what hangs together in them.
type Answers struct {
	Rows []surveys.Rollup // one a day, also of days around the periods

	q      Question
	days   surveys.Period
	place  map[string]int         // of a day
	sums   map[Sum][]metric.Tally // by day
	counts map[string]map[Sum]int64
	pairs  []repeats // by period
}

// repeats is the pairs of a period: those of one survey by month, those of two by
// quarter.
type repeats struct {
	one, two       []surveys.RepeatSum
	month, quarter map[string]cut // of each survey
}

// Read reads what a question needs, in two queries and two more for each period but
// the first.
func Read(r Reader, q Question) (*Answers, error) {
	a := &Answers{q: q, days: q.days(), place: map[string]int{}, sums: map[Sum][]metric.Tally{}, counts: map[string]map[Sum]int64{}}
	if len(q.Surveys) == 0 {
		return a, nil
	}
	var err error
	a.Rows, err = r.RollupSums(surveys.RollupQuery{Surveys: q.Surveys, From: a.days.From, To: a.days.To, Dimension: q.Dimension, PerDay: true})
	if err != nil {
		return nil, err
	}
	a.sum()
	for _, p := range q.Periods {
		of := repeats{month: a.cuts(p, surveys.RepeatMonth)}
		of.one, err = r.RepeatSums(surveys.RepeatQuery{Surveys: q.Surveys, First: surveys.RepeatMonth(p.From), Last: surveys.RepeatMonth(p.To)})
		if err != nil {
			return nil, err
		}
		if q.several() {
			of.quarter = a.cuts(p, surveys.RepeatQuarter)
			of.two, err = r.RepeatSums(surveys.RepeatQuery{Surveys: q.Surveys, First: surveys.RepeatQuarter(p.From), Last: surveys.RepeatQuarter(p.To), Across: true})
			if err != nil {
				return nil, err
			}
		}
		a.pairs = append(a.pairs, of)
	}
	return a, nil
}

// several reports whether a sum holds several surveys.
func (q Question) several() bool {
	seen := map[Sum]bool{}
	for _, survey := range q.Surveys {
		sum := q.Of(survey, "any")
		if sum.Key != "" && seen[sum] {
			return true
		}
		seen[sum] = true
	}
	return false
}

// sum puts the rows together.
func (a *Answers) sum() {
	length := a.days.Days()
	for i := range length {
		a.place[surveys.AddDays(a.days.From, i)] = i
	}
	for _, row := range a.Rows {
		sum := a.q.Of(row.Survey, row.Value)
		counts := a.counts[row.Survey]
		if counts == nil {
			counts = map[Sum]int64{}
			a.counts[row.Survey] = counts
		}
		counts[sum] += row.Tally.N()
		if sum.Key == "" {
			continue
		}
		days := a.sums[sum]
		if days == nil {
			days = make([]metric.Tally, length)
			a.sums[sum] = days
		}
		at := &days[a.place[row.Day]]
		*at = at.Plus(row.Tally)
	}
}

// days gives the days to read: the whole months (quarters, where a sum holds several
// surveys) around the periods, and half a year at least.
func (q Question) days() surveys.Period {
	if len(q.Periods) == 0 {
		return surveys.Period{}
	}
	from, to := dayOf(q.Periods[len(q.Periods)-1].From), dayOf(q.Periods[0].To)
	before, behind := 0, 0 // months to the border of the quarter
	if q.several() {
		before, behind = int(from.Month()-1)%3, 2-int(to.Month()-1)%3
	}
	first := time.Date(from.Year(), from.Month()-time.Month(before), 1, 0, 0, 0, 0, time.UTC)
	last := time.Date(to.Year(), to.Month()+time.Month(behind)+1, 0, 0, 0, 0, 0, time.UTC)
	if half := to.AddDate(0, 0, 1-leastDays); half.Before(first) {
		first = half
	}
	if most := to.AddDate(0, 0, 1-mostDays); first.Before(most) {
		first = most
	}
	return surveys.Period{From: first.Format(time.DateOnly), To: last.Format(time.DateOnly)}
}

func dayOf(day string) time.Time {
	t, _ := time.Parse(time.DateOnly, day) // a day is checked where it is made
	return t
}

// Within gives the rows of a period; nil where not all of it was read.
func (a *Answers) Within(p surveys.Period) []surveys.Rollup {
	if p.From < a.days.From {
		return nil
	}
	rows := make([]surveys.Rollup, 0, len(a.Rows))
	for _, row := range a.Rows {
		if p.From <= row.Day && row.Day <= p.To {
			rows = append(rows, row)
		}
	}
	return rows
}

// Of gives the effect of a sum in one of the periods, in which it is this tally.
func (a *Answers) Of(sum Sum, period int, t metric.Tally) Effect {
	e := a.persons(sum, period, t)
	e.Beyond = max(e.Persons, a.beyond(sum.Metric, a.sums[sum]))
	return e
}

// Rest gives the effect of all sums of a metric together without one of them, whose
// persons have the effect given; days say nothing where nothing was read.
func (a *Answers) Rest(of []Sum, but Sum, persons float64) Effect {
	if a == nil {
		return Effect{Persons: persons, Beyond: persons}
	}
	rest := make([]metric.Tally, a.days.Days())
	for _, sum := range of {
		if sum == but {
			continue
		}
		for day, t := range a.sums[sum] {
			rest[day] = rest[day].Plus(t)
		}
	}
	return Effect{Persons: persons, Beyond: max(persons, a.beyond(but.Metric, rest))}
}

// beyond compares the days, and the whole weeks, of each period and of the time
// before them.
func (a *Answers) beyond(m metric.Metric, days []metric.Tally) float64 {
	if days == nil {
		return 1
	}
	var byDay, byWeek [][]metric.Tally
	end := a.place[a.q.Periods[0].To] + 1
	for i := 0; i <= len(a.q.Periods) && end > 0; i++ {
		start := 0
		if i < len(a.q.Periods) {
			start = a.place[a.q.Periods[i].From] // 0 for a day before those that were read
		}
		part := days[start:end]
		byDay, byWeek = append(byDay, part), append(byWeek, weeks(part, dayOf(a.days.From).AddDate(0, 0, start)))
		end = start
	}
	return m.DayEffect(byDay, byWeek)
}

// weeks sums the whole weeks, from Monday to Sunday, of days that begin on a day.
func weeks(days []metric.Tally, first time.Time) (out []metric.Tally) {
	for at := (8 - int(first.Weekday())) % 7; at+7 <= len(days); at += 7 {
		var week metric.Tally
		for _, day := range days[at : at+7] {
			week = week.Plus(day)
		}
		out = append(out, week)
	}
	return out
}

// persons gives the effect of the pairs of a sum. Those of a survey are its values'
// in the share that its answers are: people mostly stay in one segment.
func (a *Answers) persons(sum Sum, period int, t metric.Tally) Effect {
	var pairs, month metric.Pairs
	of := a.pairs[period]
	for _, row := range of.one {
		share := a.partOf(row.A, sum)
		if share == 0 {
			continue
		}
		pairs = pairs.Plus(row.Metric(), share*of.month[row.A].of(row, daysOfMonth))
		if row.Within {
			month = month.Plus(row.Metric(), share)
		}
	}
	for _, row := range of.two {
		if share := min(a.partOf(row.A, sum), a.partOf(row.B, sum)); share > 0 {
			pairs = pairs.Plus(row.Metric(), share*of.quarter[row.A].mean(of.quarter[row.B]).of(row, 3*daysOfMonth))
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
	var all int64
	for _, n := range a.counts[survey] {
		all += n
	}
	return float64(a.counts[survey][sum]) / float64(max(all, 1))
}

// cut is which share of the answers of its first and last month (or quarter) lie in
// a period.
type cut struct{ first, last float64 }

// cuts counts them for each survey; a month that was not read counts whole.
func (a *Answers) cuts(p surveys.Period, block func(day string) string) map[string]cut {
	type counts struct{ inside, all float64 }
	sides := [2]string{block(p.From), block(p.To)}
	found := map[string]*[2]counts{}
	for _, row := range a.Rows {
		at := found[row.Survey]
		if at == nil {
			at = &[2]counts{}
			found[row.Survey] = at
		}
		in := block(row.Day)
		for i, side := range sides {
			if in != side {
				continue
			}
			n := float64(row.Tally.N())
			if at[i].all += n; p.From <= row.Day && row.Day <= p.To {
				at[i].inside += n
			}
		}
	}
	out := make(map[string]cut, len(found))
	for survey, at := range found {
		share := func(c counts) float64 {
			if c.all == 0 {
				return 1
			}
			return c.inside / c.all
		}
		out[survey] = cut{share(at[0]), share(at[1])}
	}
	return out
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

// Single is a question about the answers to one survey, or about those with one
// value of a dimension.
func Single(s surveys.Survey, dimension, value string, periods ...surveys.Period) (Question, Sum) {
	sum := Sum{s.Key, s.Metric}
	return Question{Surveys: []string{s.Key}, Dimension: dimension, Periods: periods, Of: func(_, of string) Sum {
		if dimension != surveys.DimensionTotal && of != value {
			return Sum{}
		}
		return sum
	}}, sum
}
