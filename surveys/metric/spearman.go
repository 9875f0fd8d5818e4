package metric

import "math"

// A PairTally counts contacts by two ratings of theirs, 0 to 10: that of a
// touchpoint (first index) and that of the relationship as a whole (second).
type PairTally [11][11]int64

// N returns the number of pairs.
func (t PairTally) N() int64 {
	var n int64
	for _, row := range t {
		for _, count := range row {
			n += count
		}
	}
	return n
}

// Plus returns the pairs of t and o together.
func (t PairTally) Plus(o PairTally) PairTally {
	for x, row := range o {
		for y, count := range row {
			t[x][y] += count
		}
	}
	return t
}

// Association says how closely two ratings go together.
type Association struct {
	N        int64
	Rho      float64  // rank correlation, -1 to 1
	Interval Interval // [-1, 1] below four pairs
	Absent   bool     // a rating does not vary: Rho means nothing
}

// LeastPairs is the number of pairs below which a touchpoint's association with
// the relationship should not be shown.
const LeastPairs = 30

// Spearman returns the rank correlation of the two ratings, ties at their middle
// rank, with the interval of Bonett & Wright (2000). It is absent where either
// rating is the same for all, or nobody gave both.
func (t PairTally) Spearman(level float64) Association {
	a := Association{N: t.N(), Interval: Interval{-1, 1}}
	var rows, columns [11]int64
	for x, row := range t {
		for y, count := range row {
			rows[x] += count
			columns[y] += count
		}
	}
	rankX, rankY := middleRanks(rows), middleRanks(columns)
	// Ranks are taken from their mean, so no digits are lost at many pairs.
	var xx, yy, xy float64
	for x, row := range t {
		for y, count := range row {
			xx += float64(count) * square(rankX[x])
			yy += float64(count) * square(rankY[y])
			xy += float64(count) * rankX[x] * rankY[y]
		}
	}
	if xx == 0 || yy == 0 {
		a.Absent = true
		return a
	}
	a.Rho = min(max(xy/math.Sqrt(xx)/math.Sqrt(yy), -1), 1)
	a.Interval = a.around(a.Rho, level)
	return a
}

// around gives the interval of such a correlation of as many pairs.
func (a Association) around(rho, level float64) Interval {
	if a.N <= 3 {
		return Interval{-1, 1}
	}
	half := critical(1-level) * math.Sqrt((1+square(rho)/2)/float64(a.N-3))
	z := math.Atanh(rho)
	return Interval{math.Tanh(z - half), math.Tanh(z + half)}
}

// Roughly gives the correlation in so many steps from 0 to 1, and an interval that
// follows from it and from the number of pairs alone.
func (a Association) Roughly(steps int, level float64) Association {
	if a.Absent {
		return a
	}
	per := float64(steps)
	a.Rho = math.Round(a.Rho*per) / per
	a.Interval = Interval{a.around(max(-1, a.Rho-0.5/per), level).Lo, a.around(min(1, a.Rho+0.5/per), level).Hi}
	return a
}

// middleRanks returns the rank that all responses of a rating share, measured
// from the mean rank of all.
func middleRanks(counts [11]int64) (ranks [11]float64) {
	var n, below float64
	for _, count := range counts {
		n += float64(count)
	}
	for i, count := range counts {
		ranks[i] = below + (float64(count)-n)/2
		below += float64(count)
	}
	return ranks
}
