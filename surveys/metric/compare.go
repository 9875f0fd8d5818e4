package metric

import "math"

// LeastToCompare is the number of responses below which neither side of a
// comparison says enough to be compared.
const LeastToCompare = 5

// A Difference tells two cells of one metric apart: two touchpoints, or two
// periods of one.
type Difference struct {
	N        [2]float64 // responses in a and b
	Value    float64    // raw score of b minus that of a, as printed
	Adjusted float64    // the same of the adjusted centers; what is tested
	SE       float64    // standard error of Adjusted
	Interval Interval   // of the difference
	Z        float64    // Adjusted over SE
	P        float64    // two-sided
}

// Compare returns b minus a, in the unit of the metric, with the interval of the
// given level. P is below 1 - level exactly when the interval leaves out 0, so
// the interval is not stretched to hold the raw difference. An empty side makes
// Value mean nothing, and the rest speaks of pseudo-responses: heed TooFew.
//
// The adjusted Wald contrast follows Agresti & Caffo (2000) with the
// pseudo-responses of a Cell; it covers 94.4 percent or more from five responses
// a side. With the same people on both sides it errs on the safe side.
func Compare(a, b Cell, level float64) Difference {
	d := Difference{
		N:        [2]float64{a.N, b.N},
		Value:    b.Raw - a.Raw,
		Adjusted: b.Center - a.Center,
		SE:       math.Sqrt(a.Variance + b.Variance),
	}
	d.Z = d.Adjusted / d.SE
	d.P = twoSided(d.Z)
	width := max(a.Range.Width(), b.Range.Width())
	d.Interval = around(d.Adjusted, critical(1-level)*d.SE).Within(Interval{-width, width})
	return d
}

// Absent reports that a side has no responses: Value means nothing.
func (d Difference) Absent() bool {
	return d.N[0] == 0 || d.N[1] == 0
}

// TooFew reports that a side has fewer than LeastToCompare responses, and the
// difference should not be shown.
func (d Difference) TooFew() bool {
	return min(d.N[0], d.N[1]) < LeastToCompare
}

// AgainstRest compares every tally with the others pooled: positive where it is
// better than the rest. Leave out what TooFew says to, and correct the P of those
// left with BenjaminiHochberg, or with Holm where a single flag starts an action.
func (m Metric) AgainstRest(tallies []Tally, level float64) []Difference {
	var all Tally
	for _, t := range tallies {
		all = all.Plus(t)
	}
	differences := make([]Difference, len(tallies))
	for i, t := range tallies {
		differences[i] = Compare(m.Cell(all.Minus(t)), m.Cell(t), level)
	}
	return differences
}
