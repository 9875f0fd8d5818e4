package improve

import (
	"halte/surveys"
	"halte/surveys/metric"
)

// delays are the days after the experience on which a timely answer may come, that
// of the experience included.
const delays = SettledAfter + 1

// history is the timely answers of one survey, by the day of the experience and by
// how many days later they were given. Before its days and after them nobody
// answered.
type history struct {
	first int // number of the first day
	days  []timely
}

// timely is the timely answers about one day.
type timely struct {
	byDelay [delays]metric.Tally
	all     metric.Tally // their sum: what last year did is asked at every look
}

// add counts an answer; one that is not timely is left out. An answer that seems
// to come before the experience is taken as given on its day.
func (h *history) add(day, given, rating int, n int64) {
	delay := max(0, given-day)
	if delay >= delays {
		return
	}
	if len(h.days) == 0 {
		h.first = day
	}
	if before := h.first - day; before > 0 {
		h.first, h.days = day, append(make([]timely, before), h.days...)
	}
	if missing := day - h.first + 1 - len(h.days); missing > 0 {
		h.days = append(h.days, make([]timely, missing)...)
	}
	on := &h.days[day-h.first]
	on.byDelay[delay][rating] += n
	on.all[rating] += n
}

// on gives the answers about a day that were given so many days later.
func (h history) on(day, delay int) metric.Tally {
	if i := day - h.first; i >= 0 && i < len(h.days) {
		return h.days[i].byDelay[delay]
	}
	return metric.Tally{}
}

// known sums the answers about some days that were given on look or before.
func (h history) known(from, to, look int) (sum metric.Tally) {
	for day := from; day <= to; day++ {
		for delay := range min(look-day+1, delays) {
			sum = sum.Plus(h.on(day, delay))
		}
	}
	return sum
}

// sum sums the answers about some days, whenever they were given.
func (h history) sum(from, to int) (sum metric.Tally) {
	for day := max(from, h.first); day <= min(to, h.first+len(h.days)-1); day++ {
		sum = sum.Plus(h.days[day-h.first].all)
	}
	return sum
}

// baseline gives the baseline that some days make.
func (h history) baseline(m metric.Metric, from, to int) surveys.Baseline {
	b := surveys.Baseline{
		Stretch: surveys.Stretch{From: surveys.DayName(from), To: surveys.DayName(to), Tally: h.sum(from, to)},
		Delays:  make([]metric.Tally, delays),
	}
	for day := from; day <= to; day++ {
		for delay := range delays {
			b.Delays[delay] = b.Delays[delay].Plus(h.on(day, delay))
		}
	}
	b.Phi = metric.DayEffect(m.Cell(b.Tally), h.blocks(m, from, to, 1), h.blocks(m, from, to, 7))
	return b
}

// blocks sums over the blocks of so many days that lie between two days.
func (h history) blocks(m metric.Metric, from, to, length int) []metric.Blocks {
	var sum metric.Blocks
	for day := from; day+length-1 <= to; day += length {
		if c := m.Cell(h.sum(day, day+length-1)); c.N > 0 {
			sum = sum.Plus(metric.Blocks{Blocks: 1, N: c.N, Sum: c.N * c.Raw, Squares: c.N * c.Raw * c.Raw})
		}
	}
	return []metric.Blocks{sum}
}
