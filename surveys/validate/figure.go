package validate

import (
	"math"
	"slices"
)

// Unit is what a figure counts in.
type Unit string

// The units of figures.
const (
	Percent Unit = "%"      // Value is a share, 0 to 1
	Points  Unit = "points" // of NPS
	Days    Unit = "days"
	PerYear Unit = "a year"
	Factor  Unit = "times"
)

// Bar is what a promise allows a figure to be: from Least to Most.
type Bar struct{ Least, Most float64 }

// AtMost is a bar with one side.
func AtMost(most float64) *Bar { return &Bar{math.Inf(-1), most} }

// AtLeast is a bar with the other.
func AtLeast(least float64) *Bar { return &Bar{least, math.Inf(1)} }

// covers is the bar of a 95 percent interval.
var covers = &Bar{.93, .97}

// Figure is something that was counted in N lives, or N cases of them.
type Figure struct {
	Value, Error float64 // Error is the Monte Carlo standard error
	N            int     // 0: it did not occur, and there is no value
	Unit         Unit
	Bar          *Bar // nil where nothing is promised
}

// Outcome is how a figure stands to its promise.
type Outcome string

// The outcomes. A figure that misses its bar by less than two standard errors may
// miss it by chance.
const (
	Unpromised Outcome = ""
	Holds      Outcome = "holds"
	Near       Outcome = "within error"
	Broken     Outcome = "does not hold"
	Cautious   Outcome = "wider than it need be" // of intervals that hold the truth too often
)

// Outcome judges a figure; Unpromised without a bar, and where it did not occur.
func (f Figure) Outcome() Outcome {
	if f.Bar == nil || f.N == 0 {
		return Unpromised
	}
	switch missed := max(f.Bar.Least-f.Value, f.Value-f.Bar.Most); {
	case missed <= 0:
		return Holds
	case missed <= 2*f.Error:
		return Near
	case f.Bar == covers && f.Value > f.Bar.Most:
		return Cautious
	}
	return Broken
}

// share is how often something was so, with the standard error of a binomial; of
// none or all in n it is that of one more either way.
func share(hits, n int, bar *Bar) Figure {
	f := Figure{N: n, Unit: Percent, Bar: bar}
	if n > 0 {
		f.Value = float64(hits) / float64(n)
		p := (float64(hits) + 1) / (float64(n) + 2)
		f.Error = math.Sqrt(p * (1 - p) / float64(n))
	}
	return f
}

// clusteredShare is a share of cases of which those of a life hang together.
func clusteredShare(hits, cases []int, bar *Bar) Figure {
	var sum, n float64
	for i := range hits {
		sum, n = sum+float64(hits[i]), n+float64(cases[i])
	}
	f := Figure{N: int(n), Unit: Percent, Bar: bar}
	if n == 0 {
		return f
	}
	f.Value = sum / n
	var squares float64
	for i := range hits {
		squares += math.Pow(float64(hits[i])-f.Value*float64(cases[i]), 2)
	}
	f.Error = max(math.Sqrt(squares)/n, share(int(sum), int(n), nil).Error)
	return f
}

// mean is the mean of values, with its standard error.
func mean(values []float64, unit Unit, bar *Bar) Figure {
	f := Figure{N: len(values), Unit: unit, Bar: bar}
	if f.N == 0 {
		return f
	}
	var squares float64
	for _, v := range values {
		f.Value += v / float64(f.N)
	}
	for _, v := range values {
		squares += (v - f.Value) * (v - f.Value)
	}
	f.Error = math.Sqrt(squares / float64(max(f.N-1, 1)) / float64(f.N))
	return f
}

// quantile is the value below which a share of all lies; those that never happened
// are given as +Inf. Its error is half of what lies between its neighbours.
func quantile(values []float64, at float64, unit Unit, bar *Bar) Figure {
	f := Figure{N: len(values), Unit: unit, Bar: bar}
	if f.N == 0 {
		return f
	}
	sorted := slices.Sorted(slices.Values(values))
	n := float64(f.N)
	pick := func(rank float64) float64 { return sorted[min(max(int(rank), 0), f.N-1)] }
	off := math.Sqrt(n * at * (1 - at))
	f.Value = pick(n * at)
	if f.Error = (pick(n*at+off) - pick(n*at-off)) / 2; math.IsNaN(f.Error) || math.IsInf(f.Error, 0) {
		f.Error = 0
	}
	return f
}
