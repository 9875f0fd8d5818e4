package guard

import (
	"math"
	"slices"

	"halte/surveys"
)

// spreadPeople is of how many people at least it is told how alike their answers are: so
// many that one of them moves it by less than it is rounded.
const spreadPeople = 4 * surveys.SmallCell

// lagOfFew is to how many days the time between the answers of few people is rounded.
const lagOfFew = 30

// Repeats gives sums over pairs of answers so roughly that the answers of a person cannot be
// had from them: intervals are computed with them, and whoever knows the intervals of many
// periods solves for the sums that went into them.
//
// Pairs are counted in fives. Of twenty people and more the covariance around their own mean
// is told, to an eighth of a power of two, and never the mean; of fewer nothing is told of
// the values, and the time between them in whole months.
func Repeats(all []surveys.RepeatSum) []surveys.RepeatSum {
	for i := range all {
		all[i] = roughly(all[i])
	}
	return slices.DeleteFunc(all, func(r surveys.RepeatSum) bool { return r.N == 0 })
}

func roughly(r surveys.RepeatSum) surveys.RepeatSum {
	if r.N <= 0 {
		return surveys.RepeatSum{}
	}
	n, mean := float64(r.N), float64(r.Sum)/float64(r.N)/2
	covariance, lag := float64(r.SumAB)/n-mean*mean, float64(r.SumLag)/n
	few := r.People < spreadPeople
	r.N = (r.N + surveys.SmallCell/2) / surveys.SmallCell * surveys.SmallCell
	r.People, r.Sum, r.SumAB = 0, 0, 0
	if few {
		r.Told = surveys.RepeatCount
		r.SumLag = r.N * lagOfFew * int64(max(1, math.Round(lag/lagOfFew)))
		return r
	}
	r.Told = surveys.RepeatCovariance
	r.SumLag = int64(math.Round(float64(r.N) * eighths(lag)))
	r.SumAB = int64(math.Round(float64(r.N) * eighths(covariance)))
	return r
}

// eighths rounds a number to an eighth of the power of two above it.
func eighths(x float64) float64 {
	fraction, exponent := math.Frexp(x)
	return math.Ldexp(math.Round(fraction*8)/8, exponent)
}
