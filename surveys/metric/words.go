package metric

import "math"

// A WordCount is in how many texts of either side a word occurs.
type WordCount struct {
	A, B int64
}

// A WordContrast says how much more a word belongs to side a than to side b.
type WordContrast struct {
	LogOdds float64 // natural logarithm of the ratio of the odds; positive where a says it more
	Z       float64 // LogOdds over its standard error
}

// TellApart tells the words of side a from those of side b: the weighted log-odds
// ratio with an informative Dirichlet prior of Monroe, Colaresi & Quinn (2008),
// "Fightin' Words", Political Analysis 16 (4), equations 15, 16, 19, 20 and 22. The
// counts are those of all words of either side. The prior of a word is its share
// in both sides together, worth prior words in all (positive): it draws rare
// words toward no difference, common ones hardly at all.
//
// A word that neither side uses, and every word where both sides are empty,
// comes out 0.
func TellApart(words []WordCount, prior float64) []WordContrast {
	var a, b float64
	for _, w := range words {
		a, b = a+float64(w.A), b+float64(w.B)
	}
	out := make([]WordContrast, len(words))
	for i, w := range words {
		alpha := prior * float64(w.A+w.B) / (a + b)
		if w.A+w.B == 0 {
			continue
		}
		inA, inB := float64(w.A)+alpha, float64(w.B)+alpha
		if inA >= a+prior || inB >= b+prior { // the only word of all has no odds
			continue
		}
		out[i].LogOdds = math.Log(inA/(a+prior-inA)) - math.Log(inB/(b+prior-inB))
		out[i].Z = out[i].LogOdds / math.Sqrt(1/inA+1/inB)
	}
	return out
}

// WordPrior returns how many words the prior of TellApart is worth that suits
// sides of so many words together: a tenth of them, and at most 500, so that the
// data have the last word in a large collection and the first in a small one.
func WordPrior(words int64) float64 {
	return min(max(float64(words)/10, 1), 500)
}

// OneSided returns the probability that a standard normal variable is z or more.
func OneSided(z float64) float64 {
	return math.Erfc(z/math.Sqrt2) / 2
}
