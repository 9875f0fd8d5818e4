package metric

import "math"

// Dependence is how the answers of a contrast hang together.
type Dependence struct {
	Persons    Clusters // a pile a person; an anonymous answer is a pile of its own
	PersonDays Clusters // a pile a person and day
	Days       []Pile   // a pile a day, each on one side of the change; on each they follow on each other
	Wander     float64  // of a touchpoint beside its controls, see Metric.Wander
}

// DesignEffect is the variance of a contrast over that of as many answers that
// have nothing to do with one another, and the parts it comes from.
type DesignEffect struct {
	Factor  float64 // of the variance; above 0, and 1 where nothing hangs together
	Persons float64 // part of it that repeated answers add; below 0 where pairing gains
	Days    float64 // part of it that shocks of days add, from 0
	Weeks   float64 // the same of weeks
	Wander  float64 // the same of touchpoints that wander; the largest of the three is in Factor
}

// LeastPaired is the number of people who must have answered before and after for
// pairing to make a difference surer than its answers.
const LeastPaired = 20

// studentLess makes a normal interval of a variance with few degrees of freedom about
// as wide as Student's.
const studentLess = 3

// leastFreedom is the number of degrees of freedom below which what days or weeks
// differ by is mostly chance.
const leastFreedom = 6

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
	e.Days = d.PersonDays.shocks(w, d.Days, 1) / alone
	e.Weeks = d.PersonDays.shocks(w, d.Days, weekDays) / alone
	if d.Wander > 0 {
		e.Wander = d.Wander * wandering(w, d.Days) / alone
	}
	e.Factor = both/alone + e.Persons + max(e.Days, e.Weeks, e.Wander)
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

// shocks gives the variance that shocks of so many days add to a contrast: what days
// that are so near each other have in common beyond what the answers in them explain,
// and beyond one standard error of it. The larger of two that measure nothing would
// otherwise cost power: without that bound two in a hundred true changes of 10 points
// fewer are found. Like ShockEffect it does not know on which day weeks begin.
// docs/validation.md tells how often nothing is claimed falsely where days and weeks
// have shocks, and what the same answers give if nothing is added.
func (c Clusters) shocks(w weighting, days []Pile, length int) float64 {
	var size, freedom, shock, chance float64
	for part := range Window(2) { // before, after
		within := c.squares(w, func(a, b Window) bool { return a%2 == part && b%2 == part })
		p := shocksOn(part, w, days, length, within)
		size += p.truth
		if p.freedom > 0 {
			shock += p.freedom * p.shock
			chance += p.freedom * square(p.chance)
			freedom += p.freedom
		}
	}
	if freedom < leastFreedom || shock < math.Sqrt(2*chance) {
		return 0
	}
	return shock / (freedom - studentLess) * size
}

// partShocks is what one side of the change says of shocks.
type partShocks struct {
	freedom float64 // degrees of freedom (Satterthwaite 1946); 0 where it says nothing
	shock   float64 // variance of a shock
	chance  float64 // what it would be if all of what the answers explain were shocks
	truth   float64 // what a shock of variance 1 adds to the contrast
}

// shocksOn measures shocks of so many days on one side of the change; within is the
// part of the contrast's variance there that the answers themselves explain.
func shocksOn(part Window, w weighting, days []Pile, length int, within float64) (p partShocks) {
	mine := func(a Window) bool { return a%2 == part && w.weight[a] != 0 }
	days = daysOn(part, days)
	moved, size := make([]float64, len(days)), make([]float64, len(days)) // of each: its part in the contrast, and in its variance
	var all float64
	for at, d := range days {
		for a := range Window(windows) {
			if mine(a) {
				moved[at] += w.weight[a] * (float64(d.Sum[a]) - w.mean[a]*float64(d.N[a]))
				size[at] += square(w.weight[a]) * float64(d.N[a])
			}
		}
		all += size[at]
	}
	if all == 0 {
		return p
	}
	seen, n := 0.0, make([]float64, len(days))
	for a := range Window(windows) {
		if !mine(a) {
			continue
		}
		for at, d := range days {
			n[at] = w.weight[a] * float64(d.N[a])
		}
		adds, shared := nearDays(n, length)
		p.truth, seen = p.truth+adds, seen+shared
	}
	found, _ := nearDays(moved, length)
	pairs, squares := nearDays(size, length)
	free := 1 - pairs/square(all) // what measuring the mean leaves
	if free <= 1e-9 || seen == 0 {
		return p
	}
	p.freedom = square(free*all) / squares
	p.shock, p.chance = (found/free-within)/seen, within/seen
	return p
}

// daysOn gives the days of one side of the change, from the first with answers to the
// last.
func daysOn(part Window, days []Pile) []Pile {
	empty := func(d Pile) bool { return d.N[part] == 0 && d.N[part+BeforeControl] == 0 }
	for len(days) > 0 && empty(days[0]) {
		days = days[1:]
	}
	for len(days) > 0 && empty(days[len(days)-1]) {
		days = days[:len(days)-1]
	}
	return days
}
