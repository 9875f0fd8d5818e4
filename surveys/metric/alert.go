package metric

import "math"

// A Detector watches a stream of days for a drop (or a rise) of a score: a
// Shiryaev-Roberts e-detector (Shin, Ramdas & Rinaldo). Whatever the ratings'
// distribution, as long as their mean is not worse than the baseline it raises
// less than one false alarm in threshold days on average. A day 1.96 standard
// errors below the baseline, the naive alarm, is there 10 to 40 times a year.
type Detector struct {
	Metric   Metric
	Rise     bool      // watch for a rise instead of a drop
	Baseline float64   // mean to hold, scaled to 0 (worst) to 1 (best); for a rise 0 is best
	Bets     []float64 // one per size of change; each below 1/(1-Baseline)
	Phi      float64   // Dispersion of the days, taken as at least 1; tames shocks of a day
}

// Watch is the state of a stream: one number per bet. The zero value, nil, is a
// stream not yet watched, and what an alarm resets to.
type Watch []float64

// Detect returns the detector for a baseline cell, taken from a frozen window. It
// guards one standard error on the safe side of the baseline and bets on changes
// of 5, 10 and 20 hundredths of the scale (10, 20 and 40 points of NPS).
func (m Metric) Detect(baseline Cell, rise bool, phi float64) Detector {
	width := m.Range().Width()
	level := (baseline.Center - m.Range().Lo) / width
	if baseline.N > 0 {
		level = (baseline.Raw - m.Range().Lo) / width
	}
	if rise {
		level = 1 - level
	}
	level = max(0, level-math.Sqrt(baseline.Variance)/width)
	d := Detector{Metric: m, Rise: rise, Baseline: level, Phi: max(1, phi)}
	spread := baseline.Spread / square(width)
	for _, change := range []float64{0.05, 0.10, 0.20} {
		bet := change / (spread + square(change))
		d.Bets = append(d.Bets, min(bet, 0.9/(1-level)))
	}
	return d
}

// Threshold returns the value that Evidence must reach for an alarm, so that all
// streams of a workspace together (a direction counts as a stream) raise at most
// alarms false alarms a year.
func Threshold(streams int, alarms float64) float64 {
	return 365 * float64(streams) / alarms
}

// loudest is where the evidence of a bet ends; a busy day could carry it beyond
// what a float holds, and no later day back.
const loudest = 1e300

// Next returns the stream after one more day. A day without responses ages the
// stream and says nothing.
func (d Detector) Next(w Watch, day Tally) Watch {
	return w.Next(d.Factors(day))
}

// Next returns the stream after one more day, of which the logarithms of the
// factors are known, one per bet. The day may be made of parts that are each held
// against a level of their own: add their factors up.
func (w Watch) Next(factors []float64) Watch {
	next := make(Watch, len(factors))
	for j, factor := range factors {
		var before float64
		if j < len(w) {
			before = w[j]
		}
		next[j] = min(math.Exp(factor+math.Log1p(before)), loudest)
	}
	return next
}

// Factors returns the logarithms of what some responses multiply each bet by; 0
// without responses.
func (d Detector) Factors(responses Tally) []float64 {
	factors := make([]float64, len(d.Bets))
	for j, bet := range d.Bets {
		factors[j] = d.logFactor(bet, responses)
	}
	return factors
}

// surePart is how many responses a part must have to be believed half way when it
// differs from the whole.
const surePart = 10

// Part returns the detector for a kind of responses that are usually better or
// worse than all: it moves the level by as much as the part of the baseline
// differs from the whole of it, less where the part is small.
func (d Detector) Part(part, whole Cell) Detector {
	if part.N == 0 || whole.N == 0 {
		return d
	}
	shift := (part.Raw - whole.Raw) * part.N / (part.N + surePart)
	if d.Rise {
		shift = -shift
	}
	return d.moved(shift)
}

// Lenient returns a detector that tolerates a change of so many points, at least 0.
func (d Detector) Lenient(points float64) Detector {
	return d.moved(-points)
}

// moved returns the detector with another level, in points, up for the better.
func (d Detector) moved(points float64) Detector {
	d.Baseline = min(1, max(0, d.Baseline+points/d.Metric.Range().Width()))
	bets := make([]float64, len(d.Bets))
	for j, bet := range d.Bets {
		bets[j] = bet
		if d.Baseline < 1 {
			bets[j] = min(bet, 0.9/(1-d.Baseline))
		}
	}
	d.Bets = bets
	return d
}

// Evidence returns the value to hold against the threshold; 0 for a new stream.
func (w Watch) Evidence() float64 {
	if len(w) == 0 {
		return 0
	}
	var mean float64
	for _, m := range w {
		mean += m / float64(len(w))
	}
	return mean
}

// Follow returns the evidence after each of the days, oldest first, without a
// reset, and the first day, counted from 1, on which it reached the threshold; 0
// when it never did.
func (d Detector) Follow(days []Tally, threshold float64) (path []float64, alarm int) {
	path = make([]float64, len(days))
	var w Watch
	for i, day := range days {
		w = d.Next(w, day)
		path[i] = w.Evidence()
		if alarm == 0 && path[i] >= threshold {
			alarm = i + 1
		}
	}
	return path, alarm
}

// logFactor returns the logarithm of what a day multiplies a bet by. The root of
// phi keeps it an e-value: a power below 1 of an e-value is one.
func (d Detector) logFactor(bet float64, day Tally) float64 {
	var room [7]bin
	limits := d.Metric.Range()
	var log float64
	for _, b := range d.Metric.bins(room[:0], day.weights()) {
		x := (b.value - limits.Lo) / limits.Width()
		if d.Rise {
			x = 1 - x
		}
		if b.count > 0 {
			log += b.count * math.Log1p(bet*(d.Baseline-x))
		}
	}
	return log / max(1, d.Phi)
}
