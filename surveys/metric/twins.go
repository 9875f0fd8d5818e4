package metric

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// A Driver is a touchpoint with its share in what goes together with the
// relationship, or several that the answers cannot tell apart, with the share of
// all of them together.
type Driver struct {
	Members  []int // indices of touchpoints, the lowest first
	Share    float64
	SE       float64  // by a jackknife
	Interval Interval // 95 percent, cut to 0 and 1
	Ranks    Ranks    // among the drivers; they hold together at 95 percent
	First    float64  // chance to be truly the first, 0 to 1
}

// From here on two touchpoints are twins. Ratings that correlate above copies
// repeat one another: how the shares fall to them is chance. Below that, ratings
// that correlate by related or more are twins when their shares differ by no more
// than chance and go up and down against one another: what one loses when some
// respondents are left out, the other gains.
//
// Shares of independent touchpoints do that as well, because they sum to 1: of two
// touchpoints always (r = -1), of three in which one is far ahead six times in ten.
// That is why related ratings are asked for, and no clear difference.
const (
	copies  = 0.9
	related = 0.5
	against = -0.7
)

// DriversOf makes drivers of the shares of touchpoints, which sum to 1, the
// largest first, and gives the chance of the likeliest second to be the second. r
// holds the correlations of the ratings, leftOut the shares when each of the
// groups of respondents is left out in turn.
func DriversOf(r [][]float64, shares []float64, leftOut [][]float64) (drivers []Driver, second float64) {
	var without [][]float64 // by driver: its share without each group
	for _, members := range twins(r, shares, leftOut) {
		d, values := Driver{Members: members}, make([]float64, len(leftOut))
		for _, i := range members {
			d.Share += shares[i]
			for g := range leftOut {
				values[g] += leftOut[g][i]
			}
		}
		d.SE = JackknifeSE(values)
		d.Interval = around(d.Share, critical(0.05)*d.SE).Within(Interval{Lo: 0, Hi: 1})
		drivers, without = append(drivers, d), append(without, values)
	}
	all := make([]float64, len(drivers))
	for i, d := range drivers {
		all[i] = d.Share
	}
	for i, ranks := range RankShares(all, func(a, b int) float64 { return JackknifeSE(minus(without[a], without[b])) }, 0.05) {
		drivers[i].Ranks = ranks
	}
	second = rankOdds(drivers)
	slices.SortStableFunc(drivers, func(a, b Driver) int { return cmp.Compare(b.Share, a.Share) })
	return drivers, second
}

// Roughly gives the same drivers from their shares in so many steps from 0 to 1, which
// still sum to 1, and from their errors, raised to half a step, a whole one, two, four
// and so on: all the rest follows from these and from who is whose twin.
func Roughly(drivers []Driver, steps int) (rough []Driver, second float64) {
	per, sum := float64(steps), 0.0
	for _, d := range drivers {
		sum += math.Round(d.Share * per)
	}
	shares := make([]float64, len(drivers))
	for i, d := range drivers {
		d.Share = 1 / float64(len(drivers)) // where all are less than half a step
		if sum > 0 {
			d.Share = math.Round(drivers[i].Share*per) / sum
		}
		d.SE = math.Exp2(math.Ceil(max(0, math.Log2(2*per*d.SE)))) / (2 * per)
		d.Interval = around(d.Share, critical(0.05)*d.SE+0.5/per).Within(Interval{Lo: 0, Hi: 1})
		rough = append(rough, d)
	}
	slices.SortStableFunc(rough, func(a, b Driver) int {
		return cmp.Or(cmp.Compare(b.Share, a.Share), cmp.Compare(a.Members[0], b.Members[0]))
	})
	for i, d := range rough {
		shares[i] = d.Share
	}
	// However two shares hang together, their difference has no larger error than this.
	for i, ranks := range RankShares(shares, func(a, b int) float64 { return rough[a].SE + rough[b].SE }, 0.05) {
		rough[i].Ranks = ranks
	}
	return rough, rankOdds(rough)
}

// twins puts touchpoints into groups: alone, or with all those that the answers
// cannot tell from one another, be it through a third.
func twins(r [][]float64, shares []float64, leftOut [][]float64) [][]int {
	values := make([][]float64, len(shares))
	for i := range shares {
		for g := range leftOut {
			values[i] = append(values[i], leftOut[g][i])
		}
	}
	group := make([]int, len(shares))
	for i := range group {
		group[i] = i
		for j := range i {
			if group[i] == group[j] || !twin(r[i][j], shares[i]-shares[j], values[i], values[j]) {
				continue
			}
			from, to := max(group[i], group[j]), min(group[i], group[j])
			for k := range i + 1 {
				if group[k] == from {
					group[k] = to
				}
			}
		}
	}
	var out [][]int
	at := map[int]int{}
	for i, g := range group {
		if _, there := at[g]; !there {
			at[g] = len(out)
			out = append(out, nil)
		}
		out[at[g]] = append(out[at[g]], i)
	}
	return out
}

func twin(ratings, difference float64, a, b []float64) bool {
	if ratings > copies {
		return true
	}
	return ratings >= related && math.Abs(difference) < critical(0.05)*JackknifeSE(minus(a, b)) && along(a, b) < against
}

// along is the correlation of two lists of values; 0 where one does not vary.
func along(a, b []float64) float64 {
	r := correlate(make([][]float64, len(a)), func(row int) float64 { return a[row] }, func(row int) float64 { return b[row] })
	if math.IsNaN(r) {
		return 0
	}
	return r
}

func minus(a, b []float64) []float64 {
	out := make([]float64, len(a))
	for i := range a {
		out[i] = a[i] - b[i]
	}
	return out
}

// draws is how often shares are drawn to see which comes first, with a fixed seed:
// asking again gives the same.
const draws = 2000

// rankOdds notes how likely each driver is to be the first, and gives how likely
// the likeliest second is to be the second.
func rankOdds(drivers []Driver) (second float64) {
	random := rand.New(rand.NewPCG(20, 90)) //nolint:gosec // a simulation, no secret
	firsts, seconds := make([]int, len(drivers)), make([]int, len(drivers))
	for range draws {
		best, next := -1, -1
		var b, n float64
		for i, d := range drivers {
			x := d.Share + d.SE*random.NormFloat64()
			switch {
			case best < 0 || x > b:
				next, n, best, b = best, b, i, x
			case next < 0 || x > n:
				next, n = i, x
			}
		}
		firsts[best]++
		if next >= 0 {
			seconds[next]++
		}
	}
	for i := range drivers {
		drivers[i].First = float64(firsts[i]) / draws
		second = max(second, float64(seconds[i])/draws)
	}
	return second
}
