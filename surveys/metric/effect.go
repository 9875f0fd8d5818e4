package metric

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Answers hang together where one person gives several and where a day lifts or
// lowers all of them. A design effect (Kish 1965) is the factor by which the
// variance of a score is larger than that of as many independent answers: 1 where
// they are independent, and n over it is what n answers are worth.

// leastEffect is the design effect below which answers count as independent: it
// widens an interval by less than three percent.
const leastEffect = 1.05

// Pairs are sums over pairs of answers that one person gave, in the values by
// which they count in the score.
type Pairs struct {
	N, SumLag       float64 // pairs, and the days between their answers
	Sum, SumProduct float64 // of both values of a pair
	Held            float64 // pairs among N that count 0 in both: nothing is told of their values
}

// Plus returns the pairs of p and a share of those of o.
func (p Pairs) Plus(o Pairs, share float64) Pairs {
	return Pairs{
		p.N + share*o.N, p.SumLag + share*o.SumLag,
		p.Sum + share*o.Sum, p.SumProduct + share*o.SumProduct, p.Held + share*o.Held,
	}
}

// A person who answers twice is taken to repeat herself by half before anything is
// known, as much as if ten pairs had said so: a handful of pairs says little.
const (
	priorPairs       = 10
	priorCorrelation = 0.5
)

// heldCorrelation is what held pairs are taken for: rather more alike than people mostly
// are, so that an interval is not too narrow.
const heldCorrelation = 0.7

// PersonEffect returns the design effect of persons who answer several times, given
// the pairs of answers among those of the tally: 1 + 2 · pairs / n · correlation
// within a person, which is the variance clustered by person (Liang & Zeger 1986)
// over that of independent answers. It is never below 1, and 1 below 1.05, without
// pairs and without answers.
func (m Metric) PersonEffect(t Tally, p Pairs) float64 {
	n, mean, spread := m.moments(t)
	if n == 0 || p.N <= 0 {
		return 1
	}
	correlation := priorCorrelation
	if spread > 0 {
		products := p.SumProduct - mean*p.Sum + square(mean)*(p.N-p.Held)
		correlation = (products/spread + priorPairs*priorCorrelation + p.Held*heldCorrelation) / (p.N + priorPairs)
	}
	return atLeastOne(1 + 2*p.N/n*min(max(correlation, 0), 1))
}

// moments returns the number of answers, their mean value and the variance around
// it, as they are.
func (m Metric) moments(t Tally) (n, mean, spread float64) {
	var room [7]bin
	bins := m.bins(room[:0], t.weights())
	for _, b := range bins {
		n += b.count
		mean += b.count * b.value
	}
	if n == 0 {
		return 0, 0, 0
	}
	mean /= n
	for _, b := range bins {
		spread += b.count * square(b.value-mean) / n
	}
	return n, mean, spread
}

func atLeastOne(effect float64) float64 {
	if effect < leastEffect || math.IsNaN(effect) {
		return 1
	}
	return effect
}

// The blocks that say something about how much blocks differ, and the chance below
// which they differ by more than chance. Fewer days or whole weeks say nothing; and
// taking every excess for real would widen most intervals for nothing.
const (
	leastDays  = 20
	leastWeeks = 8
	chance     = 0.05
)

// Blocks are sums over the days, or the whole weeks, of a time.
type Blocks struct {
	Blocks  int     // with answers
	N, Sum  float64 // answers, and their values
	Squares float64 // of each block the square of its sum over its answers
}

// Plus returns the blocks of both times.
func (b Blocks) Plus(o Blocks) Blocks {
	return Blocks{b.Blocks + o.Blocks, b.N + o.N, b.Sum + o.Sum, b.Squares + o.Squares}
}

// DayEffect returns the design effect of days that share weather, staff and faults:
// how much more days or whole weeks differ than answers with the spread of a cell
// would make them, the larger of both, where it is beyond chance. Each time is
// compared with its own mean, so that a change from one to the other does not count.
// It is 1 where fewer than twenty days, or eight weeks, have answers.
func DayEffect(c Cell, days, weeks []Blocks) float64 {
	return max(1, excess(c, days, leastDays), excess(c, weeks, leastWeeks))
}

func excess(c Cell, times []Blocks, least int) float64 {
	blocks, freedom, squares := 0, 0.0, 0.0
	for _, t := range times {
		if blocks += t.Blocks; t.Blocks > 1 {
			freedom += float64(t.Blocks - 1)
			squares += (t.Squares - square(t.Sum)/t.N) / c.Spread
		}
	}
	if blocks < least || freedom <= 2 || (distuv.ChiSquared{K: freedom}).Survival(squares) >= chance {
		return 1
	}
	// Two less: few blocks know their own variance badly, and a normal interval of this
	// one is about as wide as Student's of theirs.
	return atLeastOne(squares / (freedom - 2))
}

// Worth returns how many independent answers n answers with a design effect are
// worth, at least 1; n itself where the effect is 1.
func Worth(n int64, effect float64) int64 {
	if n == 0 || effect <= 1 {
		return n
	}
	return max(1, int64(math.Round(float64(n)/effect)))
}

// CellWorth returns the cell of a tally whose answers hang together: as many answers
// of the same shape as they are worth. N and Raw stay those of the tally.
func (m Metric) CellWorth(t Tally, effect float64) Cell {
	c := m.Cell(t)
	if effect <= 1 || c.N == 0 {
		return c
	}
	worth := m.cell(t.weights().over(effect))
	worth.N, worth.Raw = c.N, c.Raw
	return worth
}

func (w weights) over(effect float64) weights {
	for rating := range w {
		w[rating] /= effect
	}
	return w
}
