package worth

import (
	"slices"
	"time"

	"halte/surveys"
	"halte/surveys/metric"
)

// The days by which days and weeks are judged: at least half a year, of which those
// outside the periods are a time of their own; and at most these, which say enough.
const (
	leastDays = 180
	mostDays  = 400
)

// times are the times that days are judged in: each period of a question, and last
// the days before them.
type times struct {
	cuts  []string // first days of the pieces that days are read in; the last one ends them
	of    []int    // the time in which each piece lies; -1 for none
	weeks [][2]int // of each time its first whole week, and the one after its last
}

// week is a whole week of a sum in a time.
type week struct {
	sum        Sum
	time, week int
}

// count is the answers to a survey with one value in a piece.
type count struct {
	value string
	piece int
	n     float64
}

// readDays reads the days of every sum, and counts the answers to every survey.
// It reads one sum after another, so that many do not take all connections.
func (a *Answers) readDays(r Reader) error {
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
	for _, of := range order {
		q := surveys.BlockQuery{Surveys: groups[of], Metric: of.Metric, Dimension: a.q.Dimension, Cuts: a.times.cuts}
		q.Together = several && len(q.Surveys) > 1
		rows, err := r.RollupBlocks(q)
		if err != nil {
			return err
		}
		a.judge(q, rows)
		if q.Together {
			q.Together = false
			if rows, err = r.RollupBlocks(q); err != nil {
				return err
			}
		}
		a.count(rows)
	}
	return nil
}

// judge files days and weeks under their sums.
func (a *Answers) judge(q surveys.BlockQuery, rows []surveys.Blocks) {
	for _, b := range rows {
		at := a.times.of[b.Piece]
		if at < 0 {
			continue
		}
		survey := b.Survey
		if q.Together {
			survey = q.Surveys[0]
		}
		sum := a.q.Of(survey, b.Value)
		if a.days[sum] == nil {
			a.days[sum] = make([]metric.Blocks, len(a.times.weeks))
		}
		a.days[sum][at] = a.days[sum][at].Plus(b.Blocks)
		if whole := a.times.weeks[at]; whole[0] <= b.Week && b.Week < whole[1] {
			key := week{sum, at, b.Week}
			a.weeks[key] = a.weeks[key].Plus(b.Blocks)
		}
	}
}

// wholeWeeks gives the weeks of a sum, by time.
func (a *Answers) wholeWeeks(sum Sum) []metric.Blocks {
	out := make([]metric.Blocks, len(a.times.weeks))
	for at, whole := range a.times.weeks {
		for number := whole[0]; number < whole[1]; number++ {
			if w := a.weeks[week{sum, at, number}]; w.N > 0 {
				out[at] = out[at].Plus(metric.Blocks{Blocks: 1, N: w.N, Sum: w.Sum, Squares: w.Sum * w.Sum / w.N})
			}
		}
	}
	return out
}

// count counts the answers to each survey by value and piece.
func (a *Answers) count(rows []surveys.Blocks) {
	for _, b := range rows {
		list := a.counts[b.Survey]
		if last := len(list) - 1; last >= 0 && list[last].value == b.Value && list[last].piece == b.Piece {
			list[last].n += b.N // rows of one piece follow on each other
			continue
		}
		a.counts[b.Survey] = append(list, count{b.Value, b.Piece, b.N})
	}
}

// times cuts time at the borders of the periods and of the months (and quarters,
// where a sum holds several surveys) that they cut.
func (q Question) times() times {
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
	var days []string
	for _, cut := range append(cuts, start) {
		if !cut.Before(start) {
			days = append(days, cut.Format(time.DateOnly))
		}
	}
	slices.Sort(days)
	out := times{cuts: slices.Compact(days)}
	all := append(slices.Clone(q.Periods), surveys.Period{From: out.cuts[0], To: surveys.AddDays(q.Periods[len(q.Periods)-1].From, -1)})
	for i, p := range all {
		all[i].From = max(p.From, out.cuts[0])
		out.weeks = append(out.weeks, [2]int{surveys.WeekOf(surveys.AddDays(all[i].From, 6)), surveys.WeekOf(surveys.AddDays(p.To, 1))})
	}
	for i, first := range out.cuts[:len(out.cuts)-1] {
		last := surveys.AddDays(out.cuts[i+1], -1)
		out.of = append(out.of, slices.IndexFunc(all, func(p surveys.Period) bool { return p.From <= first && last <= p.To }))
	}
	return out
}

func dayOf(day string) time.Time {
	t, _ := time.Parse(time.DateOnly, day) // a day is checked where it is made
	return t
}
