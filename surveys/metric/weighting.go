package metric

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// A Part is a cell that counts with a weight: a segment with its share of those
// invited, or a touchpoint with its weight in a journey.
type Part struct {
	Weight float64
	Cell   Cell
}

// Weighted is a score composed of parts.
type Weighted struct {
	N          float64 // responses
	EffectiveN float64 // the number of unweighted responses it is worth (Kish 1965)
	Value      float64
	SE         float64
	DF         float64  // degrees of freedom; 0 where the interval has none
	Interval   Interval // not cut to the scale
	// Missing is how many parts with a weight have no responses. The score is
	// absent then; collapse the part with another, or leave it out and say so.
	Missing int
}

// Absent reports that a part has no responses, or that there are no parts: Value,
// SE and EffectiveN mean nothing, and the interval is the whole scale.
func (w Weighted) Absent() bool {
	return w.Missing > 0 || w.SE == 0
}

// Compose returns the weighted sum of the parts' raw scores, which belong to one
// metric, with weights that sum to 1. The interval is Student's with the degrees
// of freedom of Welch and Satterthwaite; where a part has a single response they
// are none, and the interval is the whole scale.
//
// Raw scores, not adjusted centers: with many small parts the pseudo-responses
// would pull all the same way, and coverage falls to 56 percent. Collapse
// parts with fewer than ten responses.
func Compose(parts []Part, level float64) Weighted {
	var w Weighted
	var limits Interval
	var variance, spread, share float64
	for _, p := range parts {
		w.N += p.Cell.N
		limits = p.Cell.Range
		if p.Weight == 0 {
			continue
		}
		if p.Cell.N == 0 {
			w.Missing++
			continue
		}
		v := square(p.Weight) * p.Cell.Spread / p.Cell.N
		w.Value += p.Weight * p.Cell.Raw
		variance += v
		spread += square(v) / (p.Cell.N - 1)
		share += square(p.Weight) / p.Cell.N
	}
	w.Interval = limits
	if w.Missing > 0 || variance == 0 {
		return Weighted{N: w.N, Missing: w.Missing, Interval: limits}
	}
	w.SE = math.Sqrt(variance)
	w.EffectiveN = 1 / share
	w.DF = square(variance) / spread
	if w.DF > 0 {
		w.Interval = around(w.Value, student(w.DF, level)*w.SE)
	}
	return w
}

// A Segment is a part of those invited: its share of all invitations, and the
// responses that came of them.
type Segment struct {
	Share float64
	Tally Tally
}

// PostStratify returns the score as it would be had all segments answered at the
// same rate: weighted to the invited population (Holt & Smith 1979). It repairs
// the bias that the segments explain, and no other. Shares sum to 1. A segment
// with invitations but without responses makes the score absent.
func (m Metric) PostStratify(segments []Segment, level float64) Weighted {
	parts := make([]Part, len(segments))
	for i, s := range segments {
		parts[i] = Part{Weight: s.Share, Cell: m.Cell(s.Tally)}
	}
	w := Compose(parts, level)
	if len(segments) == 0 {
		w.Interval = m.Range()
	}
	return w
}

// student returns the t that a Student variable exceeds, in absolute value, with
// probability 1 - level.
func student(df, level float64) float64 {
	if df > 1e4 {
		// The exact quantile loses its digits where the incomplete beta function
		// runs into its ends; the expansion about the normal is better from here
		// on (Abramowitz & Stegun 26.7.5).
		z := critical(1 - level)
		z3, z5 := z*z*z, z*z*z*z*z
		return z + (z3+z)/(4*df) + (5*z5+16*z3+3*z)/(96*df*df)
	}
	return distuv.StudentsT{Sigma: 1, Nu: df}.Quantile((1 + level) / 2)
}
