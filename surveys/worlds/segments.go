package worlds

import (
	"math"
	"math/rand/v2"

	"halte/surveys/metric"
)

// Segments is a customer base whose segments think and answer differently.
type Segments struct {
	Name               string
	Shares, Rates, NPS []float64 // by segment: part of all, chance of an answer, score
	Asked              int
}

var (
	third  = []float64{0.38, 0.25, 0.16, 0.12, 0.09}
	tenth  = []float64{0.55, 0.20, 0.15, 0.06, 0.04}
	seldom = []float64{0.30, 0.20, 0.08, 0.05, 0.03}
	hardly = []float64{0.30, 0.20, 0.15, 0.04, 0.03}
	sad    = []float64{53, 30, 0, -25, -50}
	sadder = []float64{45, 15, -10, -40, -60}
)

// Unequal are customer bases in which the small segments answer least and are the
// least satisfied; in the last all think alike.
var Unequal = []Segments{
	{"the small ones are a third, few were asked", third, seldom, sad, 400},
	{"the small ones are a third", third, seldom, sad, 1000},
	{"the small ones are a third, many were asked", third, seldom, sad, 2500},
	{"the small ones are a tenth, few were asked", tenth, hardly, sadder, 600},
	{"the small ones are a tenth", tenth, hardly, sadder, 1500},
	{"one of them hardly answers", tenth, []float64{0.30, 0.20, 0.15, 0.10, 0.01}, sadder, 1500},
	{"they all think alike", third, seldom, []float64{20, 20, 20, 20, 20}, 2500},
}

// Draw asks everybody once and gives who answered what.
func (w Segments) Draw(r *rand.Rand) []metric.Stratum {
	out := make([]metric.Stratum, len(w.Shares))
	for i, share := range w.Shares {
		out[i].Invited = int64(math.Round(share * float64(w.Asked)))
		for range out[i].Invited {
			switch {
			case r.Float64() >= w.Rates[i]:
			case r.Float64() < 0.2:
				out[i].Tally[8]++
			case r.Float64() < 0.5+w.NPS[i]/160:
				out[i].Tally[10]++
			default:
				out[i].Tally[3]++
			}
		}
	}
	return out
}

// Truth is the score of all who were asked.
func (w Segments) Truth() (nps float64) {
	for i, share := range w.Shares {
		nps += share * w.NPS[i]
	}
	return nps
}
