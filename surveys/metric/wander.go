package metric

import "gonum.org/v1/gonum/stat/distuv"

// wanderDays is how long what moves one touchpoint and not another is taken to last:
// somebody new, a supplier, a price. What wanders more slowly is seen in part.
const wanderDays = 28

// chanceOfWander is the chance below which touchpoints count as wandering.
const chanceOfWander = 0.05

// Wander returns the variance, in squares of the score, by which a touchpoint and its
// controls each move by themselves for weeks: what a difference of differences would
// take for the change. It is measured on days on which nothing was changed, a year of
// them or more, in BeforeTreated and BeforeControl; they follow on each other. It is 0
// where they are too few to tell, and where it is not beyond chance.
//
// One control cannot tell by itself which of two went its own way. But where the
// difference of both moved while nothing was changed, it may move again (placebos in
// time: Abadie, Diamond & Hainmueller 2015; Bertrand, Duflo & Mullainathan 2004).
func (m Metric) Wander(days [][2]Tally) float64 {
	var w weighting
	var all [2]Tally
	piles, alone := make([]Pile, len(days)), 0.0
	for at, d := range days {
		for side, a := range sidesBefore {
			piles[at].AddTally(a, m, d[side])
			all[side] = all[side].Plus(d[side])
		}
	}
	for side, a := range sidesBefore {
		n, mean, spread := m.moments(all[side])
		if n < LeastToClaim {
			return 0
		}
		w.weight[a], w.mean[a] = float64(1-2*side)/n, mean // what they share drops out
		alone += spread / (n - 1)
	}
	p := shocksOn(0, w, piles, wanderDays, alone)
	if p.freedom < leastFreedom || p.chance <= 0 || (distuv.ChiSquared{K: p.freedom}).Survival((1+p.shock/p.chance)*p.freedom) >= chanceOfWander {
		return 0
	}
	return p.shock * p.freedom / (p.freedom - studentLess)
}

// sidesBefore are the windows before the change.
var sidesBefore = [2]Window{BeforeTreated, BeforeControl}

// wandering is what a variance of 1 by which each side wanders adds to a contrast; 0
// without controls, which are what a touchpoint is held against.
func wandering(w weighting, days []Pile) (adds float64) {
	if w.weight[BeforeControl] == 0 {
		return 0
	}
	for part := range Window(2) {
		adds += shocksOn(part, w, days, wanderDays, 0).truth
	}
	return adds
}
