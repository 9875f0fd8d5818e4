package metric

import "slices"

// Asking many questions at once finds something by chance: of twenty touchpoints
// that do not differ, one is "significant" 64 times in 100. These corrections
// keep the promise for the whole screen.

// Holm returns p-values adjusted so that the chance of even one false claim among
// all those with an adjusted p of at most alpha stays at alpha (Holm 1979). The
// result is in the order of p.
func Holm(p []float64) []float64 {
	adjusted, order := make([]float64, len(p)), ascending(p)
	var highest float64
	for rank, i := range order {
		highest = max(highest, min(1, float64(len(p)-rank)*p[i]))
		adjusted[i] = highest
	}
	return adjusted
}

// BenjaminiHochberg returns p-values adjusted so that, of all claims with an
// adjusted p of at most alpha, a share of at most alpha is false on average
// (Benjamini & Hochberg 1995). The result is in the order of p.
func BenjaminiHochberg(p []float64) []float64 {
	adjusted, order := make([]float64, len(p)), ascending(p)
	lowest := 1.0
	for rank := len(order) - 1; rank >= 0; rank-- {
		i := order[rank]
		lowest = min(lowest, float64(len(p))/float64(rank+1)*p[i])
		adjusted[i] = lowest
	}
	return adjusted
}

// EBH tells which e-values stand when many improvements are watched on one
// screen: a share of at most alpha of the claims is false on average, however
// often one looks and however the improvements depend on one another (Wang &
// Ramdas 2022). It returns how many stand and, in the order of e, which.
// Infinite e-values are allowed.
func EBH(e []float64, alpha float64) (k int, stands []bool) {
	stands = make([]bool, len(e))
	order := ascending(e)
	slices.Reverse(order)
	for rank, i := range order {
		if e[i] >= float64(len(e))/(alpha*float64(rank+1)) {
			k = rank + 1
		}
	}
	for _, i := range order[:k] {
		stands[i] = true
	}
	return k, stands
}

// ascending returns the indices of x in the order of its values.
func ascending(x []float64) []int {
	order := make([]int, len(x))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		switch {
		case x[i] < x[j]:
			return -1
		case x[i] > x[j]:
			return 1
		}
		return 0
	})
	return order
}
