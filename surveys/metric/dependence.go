package metric

import "math"

// Dependence is how the answers of a contrast hang together.
type Dependence struct {
	Persons    Clusters // a pile a person; an anonymous answer is a pile of its own
	PersonDays Clusters // a pile a person and day
	Days       []Pile   // a pile a day, and
	Weeks      []Pile   // a pile a week, each on one side of the change
}

// DesignEffect is the variance of a contrast over that of as many answers that
// have nothing to do with one another, and the parts it comes from.
type DesignEffect struct {
	Factor  float64 // of the variance; above 0, and 1 where nothing hangs together
	Persons float64 // part of it that repeated answers add; below 0 where pairing gains
	Days    float64 // part of it that shocks of days add, from 0
	Weeks   float64 // the same of weeks; the larger of the two is in Factor
}

// LeastPaired is the number of people who must have answered before and after for
// pairing to make a difference surer than its answers.
const LeastPaired = 20

// leastBlocks is the number of days or weeks, less one on each side, below which
// what they differ by is mostly chance.
const leastBlocks = 6

// nearOne bounds the factors that are taken for 1: so little is not known from data.
const nearOne = 1.05

// leastFactor is the smallest share of the variance that pairing may leave.
const leastFactor = 0.2

// DesignEffect returns that of a contrast of tallies with the given coefficients:
// two-way clustering by persons and days (Cameron, Gelbach & Miller 2011). A time
// after the change is too short to know its days by itself: how much a day (or a
// week) has a score of its own is measured on both sides of the change together,
// and scaled to the days (weeks) that each side has.
func (m Metric) DesignEffect(t [4]Tally, coefficients [4]float64, d Dependence) DesignEffect {
	var w weighting
	alone := 0.0
	for i := range t {
		n := float64(t[i].N())
		if coefficients[i] == 0 || n < 2 {
			continue
		}
		var sum, squares float64
		for rating, k := range t[i] {
			v := float64(m.Value(rating))
			sum += float64(k) * v
			squares += float64(k) * v * v
		}
		w.weight[i], w.mean[i] = coefficients[i]/n, sum/n
		alone += square(coefficients[i]) * (squares/n - square(sum/n)) / (n - 1)
	}
	if alone <= 0 { // all agree: there is nothing to hang together
		return DesignEffect{Factor: 1}
	}
	everywhere := func(Window, Window) bool { return true }
	both := d.PersonDays.squares(w, everywhere)
	e := DesignEffect{Persons: (d.Persons.squares(w, everywhere) - both) / alone}
	e.Days = d.PersonDays.shocks(w, d.Days, alone)
	e.Weeks = d.PersonDays.shocks(w, d.Weeks, alone)
	e.Factor = both/alone + e.Persons + max(e.Days, e.Weeks)
	if d.Persons.pairs(w) < LeastPaired {
		e.Factor = max(e.Factor, 1)
	}
	if e.Factor = max(e.Factor, leastFactor); 1/nearOne < e.Factor && e.Factor < nearOne {
		e.Factor = 1
	}
	return e
}

// pairs is how many piles stand on both sides of the change, of the treated and
// the controls together.
func (c Clusters) pairs(w weighting) int64 {
	n := c.Both[0]
	if w.weight[BeforeControl] != 0 {
		n += c.Both[1]
	}
	return n
}

// shocks gives the variance that blocks of days add to a contrast, as a share of
// alone: what their scores differ by beyond what the answers in them explain, and
// beyond one standard error of it. The larger of two that measure nothing would
// otherwise cost power: without that bound two in a hundred true changes of 10 points
// fewer are found. docs/validation.md tells how often nothing is claimed falsely where
// days and weeks have shocks, and what the same answers give if nothing is added.
func (c Clusters) shocks(w weighting, blocks []Pile, alone float64) float64 {
	var size, degrees, shock float64
	for part := range Window(2) { // before, after
		mine := func(a Window) bool { return a%2 == part }
		var between, shares, n float64
		for _, b := range blocks {
			var moved, share, sides float64
			for a := range Window(windows) {
				if b.N[a] == 0 || !mine(a) || w.weight[a] == 0 {
					continue
				}
				moved += w.weight[a] * (float64(b.Sum[a]) - w.mean[a]*float64(b.N[a]))
				share += square(w.weight[a] * float64(b.N[a]))
				sides++
			}
			if sides > 0 {
				between += square(moved)
				shares += share / sides
				n++
			}
		}
		if size += shares; n < 2 {
			continue
		}
		within := c.squares(w, func(a, b Window) bool { return mine(a) && mine(b) })
		shock += (n - 1) * (between*n/(n-1) - within) / shares
		degrees += n - 1
	}
	if degrees < leastBlocks {
		return 0
	}
	excess := shock / degrees * size / alone
	if excess < math.Sqrt(2/degrees) { // a standard error of what chance gives
		return 0
	}
	return excess
}
