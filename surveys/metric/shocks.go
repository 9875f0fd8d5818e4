package metric

import "gonum.org/v1/gonum/stat/distuv"

// Day is the answers of one day: how many, and the sum of their values.
type Day struct{ N, Sum float64 }

// weekDays is how long a shock lasts that is no day's own.
const weekDays = 7

// The chance below which shocks count as real. Days are many, and say so early. Weeks
// are few: what chance makes of them in one case of five is no larger than what real
// ones hide in as many.
const (
	chanceOfDays  = 0.05
	chanceOfWeeks = 0.20
)

// These make a normal interval of a variance with few degrees of freedom as wide as
// Student's: at 95% (with 5 to 30 degrees within 2% of it), and as far out as the ranks
// of twenty touchpoints look (Holm).
const (
	studentsLess95 = 2.25
	studentsLess   = 6
)

// Shocks are the design effects of days and weeks; each is at least 1.
type Shocks struct {
	Once float64 // for one statement at 95%
	Many float64 // for many statements together, or one that is looked at every day
}

// ShockEffect returns the design effects of days and weeks that share weather, staff and
// faults: how much more they differ than answers with the spread of a cell would make
// them, the larger of both, where it is beyond chance. Each time is compared with its
// own mean, so that a change from one to the other does not count. Its days follow on
// each other, those without answers too. It is 1 where fewer than twenty days have
// answers.
//
// It does not know on which day weeks begin: sums over all seven days that follow on
// each other take the place of whole weeks (overlapping batch means, Meketon &
// Schmeiser 1984; the same as the kernel of Newey & West 1987 over seven days). That
// sees two thirds of shocks that last a week, which are scaled up to the whole; its
// degrees of freedom are Satterthwaite's (1946). Simulated: twenty equal touchpoints
// with 20 answers a day, of which weeks move by 8 points from any weekday on, are told
// apart in 5% of cases. With whole weeks it was 14% where these begin as the shocks do,
// and 38% where not; the largest of the seven ways to cut weeks told apart 6%, and took
// single days for weeks more often. Longer kernels (10 and 14 days) found less.
func ShockEffect(c Cell, times [][]Day) Shocks {
	answered := 0
	for _, days := range times {
		for _, d := range days {
			if d.N > 0 {
				answered++
			}
		}
	}
	if answered < leastDays {
		return Shocks{1, 1}
	}
	days, weeks := shocksOf(c, times, 1, chanceOfDays), shocksOf(c, times, weekDays, chanceOfWeeks)
	return Shocks{max(days.Once, weeks.Once), max(days.Many, weeks.Many)}
}

// shocksOf gives the design effects of shocks that last so many days.
func shocksOf(c Cell, times [][]Day, length int, chance float64) Shocks {
	// What the days' sums give, and what independent answers would.
	var found, expected float64
	// All answers, and what shocks would add to their sum: in truth, and as far as seen.
	var answers, truth, seen float64
	for _, days := range times {
		var all Day
		for _, d := range days {
			all.N, all.Sum = all.N+d.N, all.Sum+d.Sum
		}
		if all.N == 0 {
			continue
		}
		n, moved := make([]float64, len(days)), make([]float64, len(days))
		for at, d := range days {
			n[at], moved[at] = d.N, d.Sum-all.Sum/all.N*d.N
		}
		squares, _ := nearDays(moved, length)
		pairs, shared := nearDays(n, length)
		found, seen = found+squares/c.Spread, seen+shared
		answers, truth, expected = answers+all.N, truth+pairs, expected+all.N-pairs/all.N
	}
	freedom := square(expected) / seen
	if freedom <= studentsLess+1 || (distuv.ChiSquared{K: freedom}).Survival(found/expected*freedom) >= chance {
		return Shocks{1, 1}
	}
	effect := func(less float64) float64 {
		beyond := found/expected*freedom/(freedom-less) - 1
		return atLeastOne(1 + beyond*expected/seen*truth/answers)
	}
	return Shocks{Once: effect(studentsLess95), Many: effect(studentsLess)}
}

// nearDays sums the products of each two days, both orders of them, that a shock of so
// many days may have in common: with the share of such shocks that they have in common
// (Bartlett's kernel), and with the square of it.
func nearDays(days []float64, length int) (once, squared float64) {
	for apart := range min(length, len(days)) {
		products := 0.0
		for at, later := range days[apart:] {
			products += days[at] * later
		}
		if apart > 0 {
			products *= 2
		}
		k := 1 - float64(apart)/float64(length)
		once, squared = once+k*products, squared+square(k)*products
	}
	return once, squared
}
