package worth

import (
	"slices"
	"time"

	"halte/surveys"
	"halte/surveys/metric"
)

// The days by which days and weeks are judged: at least half a year, of which those
// before the period are a time of their own; and at most these, which say enough.
const (
	leastDays = 180
	mostDays  = 400
)

// calendar is the days that are read: those that judge days and weeks, and of the
// months that the period cuts (of the quarters, where a sum holds several surveys).
type calendar struct {
	first  time.Time
	index  map[string]int // of each day, from the first
	judged span           // the days that judge
}

// span is days of a calendar, from one to before another.
type span struct{ from, end int }

func (s span) holds(day int) bool { return s.from <= day && day < s.end }

func (q Question) calendar(several bool) calendar {
	from, to := dayOf(q.Period.From), dayOf(q.Period.To)
	judged, end := to.AddDate(0, 0, 1-leastDays), to.AddDate(0, 0, 1)
	whole := 1
	if several {
		whole = 3
	}
	_, after := monthsAround(q.Period.To, whole)
	first := judged
	if !from.Before(to.AddDate(0, 0, 1-mostDays)) { // half a year of a long time says enough
		begin, _ := monthsAround(q.Period.From, whole)
		judged = slices.MinFunc([]time.Time{judged, from}, time.Time.Compare)
		first = slices.MinFunc([]time.Time{judged, begin}, time.Time.Compare)
	}
	c := calendar{first: first, index: map[string]int{}}
	for day := first; day.Before(slices.MaxFunc([]time.Time{end, after}, time.Time.Compare)); day = day.AddDate(0, 0, 1) {
		c.index[day.Format(time.DateOnly)] = len(c.index)
	}
	c.judged = c.span(judged, end)
	return c
}

// monthsAround gives the first day of the month of a day, or of its quarter (of
// three months), and of the one after.
func monthsAround(day string, months int) (begin, after time.Time) {
	t := dayOf(day)
	begin = time.Date(t.Year(), t.Month()-(t.Month()-1)%time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	return begin, begin.AddDate(0, months, 0)
}

func dayOf(day string) time.Time {
	t, _ := time.Parse(time.DateOnly, day) // a day is checked where it is made
	return t
}

// span gives the days from one to before another, as far as they were read.
func (c calendar) span(from, end time.Time) span {
	at := func(day time.Time) int { return min(max(int(day.Sub(c.first)/surveys.Day), 0), len(c.index)) }
	return span{at(from), at(end)}
}

// readChanges reads at which days the scores of the surveys became others.
func (a *Answers) readChanges(r Reader) error {
	first := a.days.first.Format(time.DateOnly)
	last := a.days.first.AddDate(0, 0, len(a.days.index)-1).Format(time.DateOnly)
	changes, err := r.ScoreChanges(a.q.Surveys, first, last)
	a.breaks = map[string][]int{}
	for _, c := range changes {
		if day, there := a.days.index[c.Since]; there {
			a.breaks[c.Survey] = append(a.breaks[c.Survey], day)
		}
	}
	return err
}

// halves gives the days of the period, and those before it that judge as well: each is a
// time of its own.
func (a *Answers) halves() [2]span {
	from := a.days.span(dayOf(a.q.Period.From), dayOf(a.q.Period.From)).from
	return [2]span{{from, a.days.judged.end}, {a.days.judged.from, max(from, a.days.judged.from)}}
}

// readDays reads the days of every survey, and files them under their sums.
func (a *Answers) readDays(r Reader) error {
	var order []metric.Metric
	groups := map[metric.Metric][]string{}
	for _, survey := range a.q.Surveys {
		m := a.q.Of(survey, "").Metric
		if groups[m] == nil {
			order = append(order, m)
		}
		groups[m] = append(groups[m], survey)
	}
	last := a.days.first.AddDate(0, 0, len(a.days.index)-1).Format(time.DateOnly)
	for _, m := range order {
		q := surveys.DayQuery{Surveys: groups[m], Metric: m, Dimension: a.q.Dimension, From: a.days.first.Format(time.DateOnly), To: last}
		if err := r.RollupDayEach(q, a.file); err != nil {
			return err
		}
	}
	return nil
}

func (a *Answers) file(d surveys.DayTotal) {
	day, sum := a.days.index[d.Day], a.q.Of(d.Survey, d.Value)
	if a.counts[d.Survey] == nil {
		a.counts[d.Survey] = make([]int64, len(a.days.index))
	}
	a.counts[d.Survey][day] += d.N
	judges := a.days.judged.holds(day)
	if judges {
		a.all[d.Survey] += float64(d.N)
	}
	if d.Other {
		return
	}
	if a.totals[sum] == nil {
		a.totals[sum], a.parts[sum] = make([]metric.Day, len(a.days.index)), map[string]float64{}
	}
	t := &a.totals[sum][day]
	t.N, t.Sum = t.N+float64(d.N), t.Sum+float64(d.Sum)
	if judges {
		a.parts[sum][d.Survey] += float64(d.N)
	}
}

// times gives the days of a sum, by time. A score that an alert found to be another
// begins a time of its own: what changed for good is no shock of days and weeks, which
// come and go, and would make the very change look unsure that it is. Of what does not
// change, alerts find one change a year at most.
func (a *Answers) times(sum Sum) (out [][]metric.Day) {
	all := a.totals[sum]
	if all == nil {
		return nil
	}
	var breaks []int
	for survey := range a.parts[sum] {
		breaks = append(breaks, a.breaks[survey]...)
	}
	slices.Sort(breaks)
	for _, s := range a.halves() {
		from := s.from
		for _, day := range breaks {
			if from < day && day < s.end {
				out, from = append(out, all[from:day]), day
			}
		}
		out = append(out, all[from:max(from, s.end)])
	}
	return out
}
