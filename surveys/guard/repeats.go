package guard

import (
	"math"
	"slices"

	"halte/surveys"
)

// lagStep is to how many days the time between the answers of people is rounded.
const lagStep = 30

// Repeats tells how often people answer again, and nothing of how alike their answers are:
// intervals are computed with it, and whoever knows the intervals of many periods would
// solve for the answers that went into them. Rounding does not keep that from anybody: two
// people who change places would mostly show in some digit.
//
// Pairs are counted in fives, and the time between them in months.
func Repeats(all []surveys.RepeatSum) []surveys.RepeatSum {
	for i, r := range all {
		lag := float64(r.SumLag) / float64(max(r.N, 1))
		r.N = (max(r.N, 0) + surveys.SmallCell/2) / surveys.SmallCell * surveys.SmallCell
		r.SumLag = r.N * lagStep * int64(max(1, math.Round(lag/lagStep)))
		r.Sum, r.SumAB, r.Held = 0, 0, true
		all[i] = r
	}
	return slices.DeleteFunc(all, func(r surveys.RepeatSum) bool { return r.N == 0 })
}
