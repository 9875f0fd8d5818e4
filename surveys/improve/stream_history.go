package improve

import (
	"halte/surveys"
	"halte/surveys/metric"
)

// delays are the days after the experience on which a timely answer may come, that
// of the experience included.
const delays = SettledAfter + 1

// weeksByChance is what the dispersion of the 12 weeks of a baseline exceeds by chance
// one time in ten (chi-squared on 11 degrees of freedom). Below it nothing says that
// weeks have scores of their own, and every alert would come later for it.
const weeksByChance = 1.57

// history is the timely answers of one survey, by the day of the experience and by
// how many days later they were given. Before its days and after them nobody
// answered.
type history struct {
	first int // number of the first day
	days  [][delays]metric.Tally
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
		h.first, h.days = day, append(make([][delays]metric.Tally, before), h.days...)
	}
	if missing := day - h.first + 1 - len(h.days); missing > 0 {
		h.days = append(h.days, make([][delays]metric.Tally, missing)...)
	}
	h.days[day-h.first][delay][rating] += n
}

// on gives the answers about a day that were given so many days later.
func (h history) on(day, delay int) metric.Tally {
	if i := day - h.first; i >= 0 && i < len(h.days) {
		return h.days[i][delay]
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
func (h history) sum(from, to int) metric.Tally { return h.known(from, to, to+SettledAfter) }

// baseline gives the baseline that some days make.
func (h history) baseline(m metric.Metric, from, to int) surveys.Baseline {
	b := surveys.Baseline{
		Stretch: surveys.Stretch{From: surveys.DayName(from), To: surveys.DayName(to), Tally: h.sum(from, to)},
		Delays:  make([]metric.Tally, delays),
	}
	var days, weeks []metric.Tally
	for day := from; day <= to; day++ {
		for delay := range delays {
			b.Delays[delay] = b.Delays[delay].Plus(h.on(day, delay))
		}
		days = append(days, h.sum(day, day))
	}
	for day := from; day+6 <= to; day += 7 {
		weeks = append(weeks, h.sum(day, day+6))
	}
	b.Phi = m.Dispersion(days).Phi
	if phi := m.Dispersion(weeks).Phi; phi > weeksByChance {
		b.Phi = max(b.Phi, phi)
	}
	return b
}
