package worth

import (
	"cmp"
	"sync"

	"halte/surveys"
	"halte/surveys/metric"
)

// Reader is what this room asks of its store.
type Reader interface {
	// RepeatSums sums pairs of answers of one respondent by where they lie in the
	// query's months.
	RepeatSums(surveys.RepeatQuery) ([]surveys.RepeatSum, error)
	// RollupDayEach calls fn with the answers of each day and value, in no order.
	RollupDayEach(q surveys.DayQuery, fn func(surveys.DayTotal)) error
	// ScoreChanges gives the days since which alerts say that the scores of surveys are
	// others, of those from one day to another (both included), in their order.
	ScoreChanges(surveys []string, from, to string) ([]surveys.ScoreChange, error)
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
	Period    surveys.Period
}

// Effect is the design effects of a sum in a period; each is at least 1, and 1 where
// nothing is known.
type Effect struct {
	// Persons is that of the same people answering several times. It widens the
	// interval of a score, which says what the customers of these days think.
	Persons float64
	// Beyond is the larger of Persons and that of days and weeks which differ by more
	// than chance. It widens everything that is said beyond these days: ranks, groups,
	// targets, differences that are looked at together or every day.
	Beyond float64
	// Once is that for one difference, at 95%: what few weeks say needs less of a
	// margin there than far out in the tails.
	Once float64

	month, lag float64 // Persons within a month, and the days between the answers of a pair
}

// Alone is the effect of answers that do not hang together.
var Alone = Effect{Persons: 1, Beyond: 1, Once: 1}

// Within gives the effect in a part of the period, of so many days.
func (e Effect) Within(days int) Effect {
	share := within(float64(days), e.lag)
	persons := e.Persons
	if days < daysOfMonth {
		persons = 1 + (e.month-1)*share
	}
	return Effect{Persons: max(1, persons), Beyond: max(1, persons, e.Beyond), Once: max(1, persons, e.Once), month: e.month, lag: e.lag}
}

// Part gives the effect of a part of the answers, in which the same people answer as often
// as in all: a share, from 0 to 1, of all pairs of an answer are in it.
func (e Effect) Part(share float64) Effect {
	share = min(max(share, 0), 1)
	of := func(effect float64) float64 { return 1 + share*(effect-1) }
	return Effect{Persons: of(e.Persons), Beyond: of(e.Beyond), Once: of(e.Once), month: of(e.month), lag: e.lag}
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

// Answers are what hangs together in read answers.
type Answers struct {
	q      Question
	days   calendar
	totals map[Sum][]metric.Day       // by day
	counts map[string][]int64         // answers to each survey, by day
	parts  map[Sum]map[string]float64 // the answers of a sum to each survey, on the days that judge
	all    map[string]float64         // all answers to each survey on these days
	pairs  repeats
	breaks map[string][]int // of each survey, the days since which its score is another
}

// Read reads what a question needs: a query for the days of each metric, one for the
// changes that were found, and two at most for the pairs. What the answers to a survey in
// a period are worth hangs on these alone, whatever else is asked in the same question, so
// that all pages and readers say the same of them.
func Read(r Reader, q Question) (*Answers, error) {
	a := &Answers{q: q, totals: map[Sum][]metric.Day{}, counts: map[string][]int64{}, parts: map[Sum]map[string]float64{}, all: map[string]float64{}}
	if len(q.Surveys) == 0 {
		return a, nil
	}
	several := q.several()
	a.days = q.calendar(several)
	return a, together(
		func() error { return a.readDays(r) },
		func() error { return a.readChanges(r) },
		func() (err error) {
			a.pairs, err = readRepeats(r, q.Surveys, q.Period, several)
			return err
		})
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

// Of gives the effect of a sum in the period, in which it is this tally.
func (a *Answers) Of(sum Sum, t metric.Tally) Effect {
	e := a.persons(sum, t)
	shocks := metric.ShockEffect(sum.Metric.Cell(t), a.times(sum))
	e.Beyond, e.Once = max(e.Persons, shocks.Many), max(e.Persons, shocks.Once)
	return e
}

// Single is a question about the answers to one survey, or about those with one
// value of a dimension.
func Single(s surveys.Survey, dimension, value string, in surveys.Period) (Question, Sum) {
	sum := Sum{s.Key, s.Metric}
	return Question{Surveys: []string{s.Key}, Dimension: dimension, Period: in, Of: func(_, of string) Sum {
		if dimension != surveys.DimensionTotal && of != value {
			return Sum{Metric: s.Metric}
		}
		return sum
	}}, sum
}
