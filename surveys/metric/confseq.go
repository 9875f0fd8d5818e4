package metric

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// LeastToClaim is the number of responses every cell of a contrast needs before
// it may be claimed to have moved.
const LeastToClaim = 20

// A ConfidenceSequence judges a contrast that is looked at again and again, every
// day if one likes, for as long as one likes: the chance that its interval ever
// leaves out the truth is at most Alpha. A plain test looked at daily claims
// something that is not there 25 to 32 times in 100 within 90 days; this 2 times.
//
// It is the normal mixture (Robbins 1970; Howard et al. 2021; asymptotic version
// Waudby-Smith et al. 2024) in information time 1/V, in which a difference of
// growing samples is a Brownian motion however fast the samples grow
// (Scharfstein, Tsiatis & Robins 1997). The price is an interval at least 1.55
// times as wide as that of a single look.
type ConfidenceSequence struct {
	// Tau is the smallest effect worth having, in the unit of the metric, fixed
	// before the data; above 0. It decides where the interval is tightest (at a
	// standard error of Tau/2.87), not whether it holds.
	Tau   float64
	Alpha float64
}

// HalfWidth returns half the width of the interval at variance v. It grows with
// v, from 0 at 0.
func (s ConfidenceSequence) HalfWidth(v float64) float64 {
	if v == 0 || math.IsInf(v, 1) {
		return v
	}
	t := square(s.Tau)
	// ln((v+t)/(v·alpha²)), in two parts: alpha² may be too small for a float.
	log := math.Log1p(t/v) - 2*math.Log(s.Alpha)
	return math.Sqrt(v * (v + t) / t * log)
}

// LogEvidence returns the natural logarithm of the e-value against "no effect"
// of an effect d with variance v. Above 0 speaks for an effect, below 0 against.
func (s ConfidenceSequence) LogEvidence(d, v float64) float64 {
	if v == 0 {
		if d == 0 {
			return 0
		}
		return math.Inf(1)
	}
	t := square(s.Tau)
	return -math.Log1p(t/v)/2 + t*square(d)/(2*v*(v+t))
}

// A Look is what a confidence sequence says at one moment.
type Look struct {
	Contrast
	HalfWidth   float64
	Interval    Interval // Center plus and minus HalfWidth, not cut to the scale
	LogEvidence float64  // ln e
	P           float64  // min(1, 1/e); of many looks the smallest counts
	// Moved is the claim: e above 1/Alpha, and LeastToClaim responses in every
	// cell.
	Moved bool
}

// Evidence returns e, the factor by which the data speak for an effect; +Inf
// where it is beyond a float.
func (l Look) Evidence() float64 {
	return math.Exp(l.LogEvidence)
}

// At returns the look at a contrast.
func (s ConfidenceSequence) At(c Contrast) Look {
	l := Look{
		Contrast:    c,
		HalfWidth:   s.HalfWidth(c.Variance),
		LogEvidence: s.LogEvidence(c.Center, c.Variance),
	}
	l.Interval = around(c.Center, l.HalfWidth)
	l.P = min(1, math.Exp(-l.LogEvidence))
	l.Moved = l.LogEvidence > -math.Log(s.Alpha) && c.Least >= LeastToClaim
	return l
}

// AtKnown is At for a variance that is only known from so many degrees of freedom. It
// widens it until the bound, where it is tightest, has the chance under Student's t
// that it had under the normal distribution.
func (s ConfidenceSequence) AtKnown(c Contrast, freedom float64) Look {
	tightest := square(s.Tau / 2.87)
	z := s.HalfWidth(tightest) / math.Sqrt(tightest)
	beyond := distuv.UnitNormal.Survival(z)
	c.Variance *= square(distuv.StudentsT{Sigma: 1, Nu: freedom}.Quantile(1-beyond) / z)
	return s.At(c)
}

// MoreToMove returns about how many more answers, if they are like those there are,
// make a look at one cell a claim; +Inf where the cell has no room to differ.
func (s ConfidenceSequence) MoreToMove(l Look) float64 {
	moved := func(more float64) bool {
		part := l.Least / (l.Least + more) // the center is drawn the less the more answers there are
		return s.HalfWidth(l.Variance*part) <= math.Abs(l.Raw-(l.Raw-l.Center)*part) && l.Least+more >= LeastToClaim
	}
	enough := 1.0
	for !moved(enough) {
		if enough *= 2; enough > 1e12 {
			return math.Inf(1)
		}
	}
	few := enough / 2
	for range 30 {
		if middle := (few + enough) / 2; moved(middle) {
			enough = middle
		} else {
			few = middle
		}
	}
	return enough
}

// A Path is the running p-value over many looks and the first look, counted from
// 1, at which the contrast was claimed to have moved; 0 when it never was.
type Path struct {
	P     []float64
	First int
}

// Follow goes through the looks in order of time. A look counts only once every
// cell of it has least responses (LeastToClaim is the rule); P is 1 until then,
// and never rises.
func (s ConfidenceSequence) Follow(looks []Contrast, least int64) Path {
	path := Path{P: make([]float64, len(looks))}
	running := 1.0
	for i, c := range looks {
		if c.Least >= float64(least) {
			running = min(running, s.At(c).P)
		}
		path.P[i] = running
		if path.First == 0 && running < s.Alpha {
			path.First = i + 1
		}
	}
	return path
}

// VersionAlpha returns the part of alpha that a version of an improvement may
// spend: 0.8 for the first, then 0.1, 0.05, and so on, so that all versions
// together stay within alpha however often it is edited.
func VersionAlpha(alpha float64, version int) float64 {
	if version <= 1 {
		return 0.8 * alpha
	}
	return 0.2 * alpha * math.Exp2(float64(1-version))
}
