package metric

import "math"

// quantile returns the value below which a standard normal variable falls with
// probability p.
func quantile(p float64) float64 {
	return -math.Sqrt2 * math.Erfcinv(2*p)
}

// critical returns the z that a standard normal variable exceeds, in absolute
// value, with probability alpha; 1.96 for 0.05.
func critical(alpha float64) float64 {
	return math.Sqrt2 * math.Erfcinv(alpha)
}

// twoSided returns the probability that a standard normal variable is at least
// as far from zero as z. Erfc keeps its digits where 1 - CDF would be 0.
func twoSided(z float64) float64 {
	return math.Erfc(math.Abs(z) / math.Sqrt2)
}
