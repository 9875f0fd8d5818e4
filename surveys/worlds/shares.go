package worlds

import (
	"math"
	"math/rand/v2"
)

// Shares are the parts of detractors, passives and promoters among customers.
type Shares [3]float64

// Typical is an NPS of 32.
var Typical = Shares{.22, .24, .54}

// Customers are the distributions that a method has to hold for, by name.
var Customers = map[string]Shares{"typical": Typical, "excellent": {.05, .18, .77}, "polarised": {.47, .21, .32}, "extreme": {.01, .06, .93}}

// Score is the NPS that everybody together gives.
func (s Shares) Score() float64 { return 100 * (s[2] - s[0]) }

// Moved is the shares with a score so many points higher, as far as there is room.
func (s Shares) Moved(points float64) Shares {
	by := min(max(points/200, -s[2]), s[0])
	return Shares{s[0] - by, s[1], s[2] + by}
}

// Rating is the rating below which a share u (0 to 1) of the others lies: a
// detractor's, a passive's or a promoter's.
func (s Shares) Rating(u float64) int {
	switch {
	case u < s[0]:
		return 3
	case u < s[0]+s[1]:
		return 8
	}
	return 10
}

// Poisson draws a count (Knuth); exact for means of some hundreds.
func Poisson(r *rand.Rand, mean float64) int {
	n, p, least := 0, r.Float64(), math.Exp(-mean)
	for ; p > least; n++ {
		p *= r.Float64()
	}
	return n
}
