package metric

import "math"

// TypicalVariance is the variance of one NPS rating, in points squared, to plan
// with before there are data (a standard deviation of 80); else the Spread of
// the baseline.
const TypicalVariance = 6500

// SampleSize tells before anybody is asked how many responses a finding takes, and
// which effects a number of responses can find. Alpha is the accepted chance of a
// false claim, Power the wanted chance to find an effect that is there. Tau is the Tau
// of the ConfidenceSequence.
type SampleSize struct {
	Alpha, Power, Tau float64
}

// Effects are the smallest effects found with the wanted power: by a single look,
// by a Boundary, and by a ConfidenceSequence that may be watched for ever.
type Effects struct {
	Fixed, Planned, Anytime float64
}

// Sizes are the numbers of responses needed; 0 where no number is enough.
type Sizes struct {
	Fixed, Planned, Anytime int64
}

// Detectable returns the smallest effects found where the contrast has variance
// v: var0/n0 + var1/n1 for two groups. At v = +Inf, a group of nobody, they are
// +Inf. The anytime figure leaves out early claims: say "at most about".
func (p SampleSize) Detectable(v float64) Effects {
	reach, se := quantile(p.Power), math.Sqrt(v)
	return Effects{
		Fixed:   (critical(p.Alpha) + reach) * se,
		Planned: (critical(p.Alpha/2) + reach) * se,
		Anytime: ConfidenceSequence{p.Tau, p.Alpha}.HalfWidth(v) + reach*se,
	}
}

// PerArm returns how many responses each of two groups needs to find the effect;
// variance is that of one response.
func (p SampleSize) PerArm(variance, effect float64) Sizes {
	return p.sizes(effect, func(n float64) float64 { return 2 * variance / n })
}

// After returns how many responses are needed after an improvement to find the
// effect against a frozen baseline of n0 responses; var0 and var1 are the
// variances of one response before and after. Where the baseline alone is too
// noisy no number is enough, and waiting does not help.
func (p SampleSize) After(var0 float64, n0 int64, var1, effect float64) Sizes {
	baseline := math.Inf(1)
	if n0 > 0 {
		baseline = var0 / float64(n0)
	}
	return p.sizes(effect, func(n float64) float64 { return baseline + var1/n })
}

// Until returns the smallest n whose variance finds the effect with a
// ConfidenceSequence; 0 where none does. The variance falls with n.
func (p SampleSize) Until(effect float64, variance func(n int64) float64) int64 {
	return fewest(func(n int64) bool { return p.Detectable(variance(n)).Anytime <= math.Abs(effect) })
}

func (p SampleSize) sizes(effect float64, variance func(n float64) float64) Sizes {
	if effect == 0 {
		return Sizes{}
	}
	size := func(smallest func(Effects) float64) int64 {
		return fewest(func(n int64) bool {
			return smallest(p.Detectable(variance(float64(n)))) <= math.Abs(effect)
		})
	}
	return Sizes{
		Fixed:   size(func(e Effects) float64 { return e.Fixed }),
		Planned: size(func(e Effects) float64 { return e.Planned }),
		Anytime: size(func(e Effects) float64 { return e.Anytime }),
	}
}

// fewest returns the smallest n from 1 that is enough, or 0 if none is. Enough
// once is enough for all larger n.
func fewest(enough func(n int64) bool) int64 {
	const most = int64(1) << 53 // beyond it float64 skips whole numbers
	upper := int64(1)
	for !enough(upper) {
		if upper >= most {
			return 0
		}
		upper *= 2
	}
	lower := upper / 2 // not enough, or 0
	for upper-lower > 1 {
		if middle := lower + (upper-lower)/2; enough(middle) {
			upper = middle
		} else {
			lower = middle
		}
	}
	return upper
}
