package metric

import (
	"errors"
	"math"
	"math/bits"

	"gonum.org/v1/gonum/mat"
)

// Importance says how much of what goes together with the relationship rating
// falls to each touchpoint. It says "goes together with", not "drives".
type Importance struct {
	// R2 is the explained share of the relationship rating's variance, 0 to 1.
	// After Shrink it is not to be shown.
	R2      float64
	Weights []float64 // one per touchpoint; they sum to R2
	Shares  []float64 // Weights over R2; nil where R2 is 0, for then there is nothing to share
}

// A ranking of drivers needs relationship responses: with fewer than
// LeastToIndicate it is right about the first less than six times in ten, and
// before LeastToRank it should be called indicative.
const (
	LeastToIndicate = 200
	LeastToRank     = 1000
)

// MostExact is the number of touchpoints up to which LMG is quick; above it
// RelativeWeights gives nearly the same shares.
const MostExact = 15

var (
	errShape         = errors.New("k touchpoints need k rows of k correlations and k with the relationship")
	errMissing       = errors.New("a correlation is missing")
	errContradiction = errors.New("no ratings can have these correlations together; shrink them")
	errNoAxes        = errors.New("the principal axes of the correlations were not found")
	errTooMany       = errors.New("every subset of more than 20 touchpoints is too many; use relative weights")
)

// What is left of a touchpoint's variance after the others: below copied it
// repeats them but for rounding, below impossible no ratings look like that.
const copied, impossible = 1e-11, -1e-9

// LMG shares the explained variance by what each touchpoint adds to the others,
// averaged over every order in which they can be added (Lindeman, Merenda & Gold
// 1980; Grömping 2007; the Shapley value). r holds the correlations of the
// touchpoints with one another, ry those with the relationship rating. A
// touchpoint that repeats others adds nothing to them. It refuses correlations
// that are missing or that no ratings could have, and more than 20 touchpoints.
func LMG(r [][]float64, ry []float64) (Importance, error) {
	k := len(ry)
	if err := check(r, ry); err != nil {
		return Importance{}, err
	}
	if k > 20 {
		return Importance{}, errTooMany
	}
	r2, err := explained(r, ry)
	if err != nil {
		return Importance{}, err
	}
	// chance[s] is the share of all orders in which a given subset of s others
	// comes before a given touchpoint: s!(k-s-1)!/k!.
	chance := make([]float64, k)
	for s := range chance {
		chance[s] = 1 / float64(k)
		for i := 1; i <= s; i++ {
			chance[s] *= float64(i) / float64(k-i)
		}
	}
	weights := make([]float64, k)
	for subset := range r2 {
		size := bits.OnesCount(uint(subset))
		for j := range weights {
			if subset>>j&1 == 0 {
				weights[j] += chance[size] * (r2[subset|1<<j] - r2[subset])
			}
		}
	}
	return importance(r2[len(r2)-1], weights), nil
}

// RelativeWeights shares the explained variance over touchpoints made
// uncorrelated first, each as close as can be to its own (Johnson 2000). It takes
// what LMG takes and any number of touchpoints.
func RelativeWeights(r [][]float64, ry []float64) (Importance, error) {
	k := len(ry)
	if err := check(r, ry); err != nil || k == 0 {
		return Importance{Weights: []float64{}, Shares: []float64{}}, err
	}
	symmetric := mat.NewSymDense(k, nil)
	for i := range r {
		for j := range r[i] {
			symmetric.SetSym(i, j, r[i][j])
		}
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(symmetric, true) {
		return Importance{}, errNoAxes
	}
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)

	// The square root of r and its inverse, applied to ry, in the basis of r's
	// eigenvectors. A direction in which the touchpoints do not vary is left out.
	loadings, beta := mat.NewDense(k, k, nil), make([]float64, k)
	for e, value := range eigen.Values(nil) {
		if value < impossible {
			return Importance{}, errContradiction
		}
		if value < copied {
			continue
		}
		var along float64
		for i := range ry {
			along += vectors.At(i, e) * ry[i]
		}
		for i := range ry {
			beta[i] += vectors.At(i, e) * along / math.Sqrt(value)
			for j := range ry {
				loadings.Set(i, j, loadings.At(i, j)+vectors.At(i, e)*vectors.At(j, e)*math.Sqrt(value))
			}
		}
	}
	weights := make([]float64, k)
	var r2 float64
	for j := range weights {
		for i := range beta {
			weights[j] += square(loadings.At(j, i) * beta[i])
		}
		r2 += weights[j]
	}
	return importance(r2, weights), nil
}

func importance(r2 float64, weights []float64) Importance {
	i := Importance{R2: r2, Weights: weights}
	if r2 > 0 || len(weights) == 0 {
		i.Shares = make([]float64, len(weights))
		for j, weight := range weights {
			i.Shares[j] = weight / r2
		}
	}
	return i
}

// JourneyWeights returns the weights of a journey's touchpoints: their shares,
// drawn toward equal ones while relationship responses are few. n is the number
// of those; at 500 half of the way remains. The weights sum to 1.
func JourneyWeights(shares []float64, n int64) []float64 {
	equal := 500 / (500 + float64(n))
	weights := make([]float64, len(shares))
	for j, share := range shares {
		weights[j] = (1-equal)*share + equal/float64(len(shares))
	}
	return weights
}

func check(r [][]float64, ry []float64) error {
	if len(r) != len(ry) {
		return errShape
	}
	for i, row := range r {
		if len(row) != len(ry) {
			return errShape
		}
		for _, x := range append([]float64{ry[i]}, row...) {
			if math.IsNaN(x) {
				return errMissing
			}
		}
	}
	return nil
}
