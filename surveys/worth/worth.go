// Package worth says what answers are worth that hang together: because the same
// people gave several of them, and because days differ by more than chance. It
// reads rollups and the sums of repeated answers, never responses, and gives the
// design effects by which package metric widens intervals.
//
// It refuses to judge anything: insight does that with its figures. It knows
// surveys and metric.
package worth

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"halte/surveys"
	"halte/surveys/metric"
)

// Reader is what this room asks of its store.
type Reader interface {
	// RepeatSums sums pairs of answers of one respondent by where they lie in the
	// query's months.
	RepeatSums(surveys.RepeatQuery) ([]surveys.RepeatSum, error)
	// RollupBlocks sums over the days or weeks of each piece.
	RollupBlocks(surveys.BlockQuery) ([]surveys.Blocks, error)
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

// Answers are what hangs together in read answers.
type Answers struct {
	q           Question
	days, weeks map[Sum][]surveys.Blocks
	counts      map[string][]surveys.Blocks // days of each survey
	pairs       []repeats                   // by period
	cuts        []string
	mondays     []string // cuts of weeks
}

// repeats is the pairs of a period: those of one survey by month, those of two by
// quarter.
type repeats struct {
	one, two []surveys.RepeatSum
}

// Read reads what a question needs, in a handful of queries, and two more for each
// sum of several surveys.
func Read(r Reader, q Question) (*Answers, error) {
	a := &Answers{q: q, days: map[Sum][]surveys.Blocks{}, weeks: map[Sum][]surveys.Blocks{}, counts: map[string][]surveys.Blocks{}}
	if len(q.Surveys) == 0 || len(q.Periods) == 0 {
		return a, nil
	}
	a.cuts, a.mondays = q.pieces()
	a.pairs = make([]repeats, len(q.Periods))
	several := q.several()
	return a, together(append(a.blockReads(r),
		func() (err error) {
			for i, p := range q.Periods {
				if a.pairs[i], err = readRepeats(r, q.Surveys, p, several); err != nil {
					return err
				}
			}
			return nil
		})...)
}

// together runs functions at once, and gives the first error in their order.
func together(all ...func() error) error {
	found := make([]error, len(all))
	var done sync.WaitGroup
	for i, fn := range all {
		done.Go(func() { found[i] = fn() })
	}
	done.Wait()
	return cmp.Or(found...)
}

func readRepeats(r Reader, keys []string, p surveys.Period, several bool) (of repeats, err error) {
	of.one, err = r.RepeatSums(surveys.RepeatQuery{Surveys: keys, First: surveys.RepeatMonth(p.From), Last: surveys.RepeatMonth(p.To)})
	if err == nil && several {
		of.two, err = r.RepeatSums(surveys.RepeatQuery{Surveys: keys, First: surveys.RepeatQuarter(p.From), Last: surveys.RepeatQuarter(p.To), Across: true})
	}
	return of, err
}

// blockReads gives what reads the days and weeks of every sum, and the days of every
// survey.
func (a *Answers) blockReads(r Reader) []func() error {
	var order []Sum
	groups := map[Sum][]string{} // by metric alone, where one query gives several sums
	several := a.q.several()
	for _, survey := range a.q.Surveys {
		of := a.q.Of(survey, "")
		if !several || a.q.Dimension != surveys.DimensionTotal {
			of.Key = ""
		}
		if groups[of] == nil {
			order = append(order, of)
		}
		groups[of] = append(groups[of], survey)
	}
	// One after another, so that many sums do not take all connections; days, weeks and
	// repeated answers at once.
	each := func(fn func(q surveys.BlockQuery) error) func() error {
		return func() error {
			for _, of := range order {
				err := fn(surveys.BlockQuery{
					Surveys: groups[of], Metric: of.Metric, Dimension: a.q.Dimension, Cuts: a.cuts, Together: several && len(groups[of]) > 1,
				})
				if err != nil {
					return err
				}
			}
			return nil
		}
	}
	return []func() error{
		each(func(q surveys.BlockQuery) error { return a.readDays(r, q) }),
		each(func(q surveys.BlockQuery) error {
			if q.Weeks, q.Cuts = true, a.mondays; len(q.Cuts) < 2 {
				return nil
			}
			weeks, err := r.RollupBlocks(q)
			a.put(a.weeks, q, weeks)
			return err
		}),
	}
}

func (a *Answers) readDays(r Reader, q surveys.BlockQuery) error {
	days, err := r.RollupBlocks(q)
	if err != nil {
		return err
	}
	a.put(a.days, q, days)
	if q.Together {
		q.Together = false
		if days, err = r.RollupBlocks(q); err != nil {
			return err
		}
	}
	for _, b := range days {
		a.counts[b.Survey] = append(a.counts[b.Survey], b)
	}
	return nil
}

// put files blocks under their sums.
func (a *Answers) put(in map[Sum][]surveys.Blocks, q surveys.BlockQuery, blocks []surveys.Blocks) {
	for _, b := range blocks {
		survey := b.Survey
		if q.Together {
			survey = q.Surveys[0]
		}
		sum := a.q.Of(survey, b.Value)
		in[sum] = append(in[sum], b)
	}
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

// pieces gives the first days of the pieces that days are read in: cut at the
// borders of the periods and of the months (and quarters, where a sum holds several
// surveys) that they cut; and the Mondays between which whole weeks lie.
func (q Question) pieces() (days, weeks []string) {
	from, to := dayOf(q.Periods[len(q.Periods)-1].From), dayOf(q.Periods[0].To)
	lengths := []int{1}
	if q.several() {
		lengths = []int{1, 3}
	}
	least, most := to.AddDate(0, 0, 1-leastDays), to.AddDate(0, 0, 1-mostDays)
	var cuts []time.Time
	for _, p := range q.Periods {
		first, end := dayOf(p.From), dayOf(p.To).AddDate(0, 0, 1)
		cuts = append(cuts, first, end)
		for _, months := range lengths {
			for _, day := range []time.Time{first, end.AddDate(0, 0, -1)} {
				begin := time.Date(day.Year(), day.Month()-(day.Month()-1)%time.Month(months), 1, 0, 0, 0, 0, time.UTC)
				cuts = append(cuts, begin, begin.AddDate(0, months, 0))
			}
		}
	}
	start := slices.MinFunc(append(cuts, least), time.Time.Compare)
	if from.Before(most) {
		start = least // half a year of a long time says enough
	}
	for _, cut := range append(cuts, start) {
		if !cut.Before(start) {
			days = append(days, cut.Format(time.DateOnly))
		}
	}
	slices.Sort(days)
	days = slices.Compact(days)
	times := append([]surveys.Period{{From: start.Format(time.DateOnly), To: surveys.AddDays(from.Format(time.DateOnly), -1)}}, q.Periods...)
	for _, p := range times {
		first, end := dayOf(max(p.From, start.Format(time.DateOnly))), dayOf(p.To).AddDate(0, 0, 1)
		first = first.AddDate(0, 0, (8-int(first.Weekday()))%7)
		end = end.AddDate(0, 0, -(int(end.Weekday())+6)%7)
		if first.Before(end) {
			weeks = append(weeks, first.Format(time.DateOnly), end.Format(time.DateOnly))
		}
	}
	slices.Sort(weeks)
	return days, slices.Compact(weeks)
}

func dayOf(day string) time.Time {
	t, _ := time.Parse(time.DateOnly, day) // a day is checked where it is made
	return t
}

// Of gives the effect of a sum in one of the periods, in which it is this tally.
func (a *Answers) Of(sum Sum, period int, t metric.Tally) Effect {
	e := a.persons(sum, period, t)
	e.Beyond = max(e.Persons, metric.DayEffect(sum.Metric.Cell(t), a.times(a.days[sum], a.cuts), a.times(a.weeks[sum], a.mondays)))
	return e
}

// times puts pieces together: one time for each period and one for what lies before.
// A piece that reaches over a border, as weeks do, is none's.
func (a *Answers) times(blocks []surveys.Blocks, cuts []string) []metric.Blocks {
	times := make([]metric.Blocks, len(a.q.Periods)+1)
	for _, b := range blocks {
		first, last := cuts[b.Piece], surveys.AddDays(cuts[b.Piece+1], -1)
		for i := range times {
			from, to := "", surveys.AddDays(a.q.Periods[len(a.q.Periods)-1].From, -1)
			if i < len(a.q.Periods) {
				from, to = a.q.Periods[i].From, a.q.Periods[i].To
			}
			if from <= first && last <= to {
				times[i] = times[i].Plus(b.Blocks)
			}
		}
	}
	return times
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
	for _, b := range a.counts[survey] {
		if all += b.N; a.q.Of(survey, b.Value) == sum {
			mine += b.N
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
		for _, b := range a.counts[survey] {
			if day := a.cuts[b.Piece]; block(day) == of {
				if all += b.N; p.From <= day && day <= p.To {
					inside += b.N
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

// Single is a question about the answers to one survey, or about those with one
// value of a dimension.
func Single(s surveys.Survey, dimension, value string, periods ...surveys.Period) (Question, Sum) {
	sum := Sum{s.Key, s.Metric}
	return Question{Surveys: []string{s.Key}, Dimension: dimension, Periods: periods, Of: func(_, of string) Sum {
		if dimension != surveys.DimensionTotal && of != value {
			return Sum{Metric: s.Metric}
		}
		return sum
	}}, sum
}
