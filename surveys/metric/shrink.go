package metric

import "math"

// A Prior is what is known of a small touchpoint before its own responses: the
// shares of its parent (the survey as a whole, or its own last 90 days), which
// sum to 1, and how many responses they are worth.
type Prior struct {
	Detractors, Passives, Promoters float64
	Strength                        float64
}

// Stabilised is an NPS drawn toward its prior. Use it to sort small touchpoints
// and say so beside it; never test with it.
type Stabilised struct {
	N        int64 // own responses
	Value    float64
	SD       float64
	Interval Interval // not cut to the scale
	absent   bool
}

// Absent reports that there are neither responses nor a prior: Value means
// nothing, and the interval is the whole scale.
func (s Stabilised) Absent() bool {
	return s.absent
}

// Stabilise returns the posterior mean and standard deviation of the NPS under a
// Dirichlet prior, with a normal interval of the given level. Without responses
// it is the prior's score.
func (c Categories) Stabilise(prior Prior, level float64) Stabilised {
	d := float64(c.Detractors) + prior.Strength*prior.Detractors
	p := float64(c.Promoters) + prior.Strength*prior.Promoters
	n := c.Detractors + c.Passives + c.Promoters
	weight := float64(n) + prior.Strength
	if weight == 0 {
		return Stabilised{Interval: NPS.Range(), absent: true}
	}
	mean := (p - d) / weight
	variance := max(0, (p+d)/weight-square(mean)) / (weight + 1)
	s := Stabilised{N: n, Value: 100 * mean, SD: 100 * math.Sqrt(variance)}
	s.Interval = around(s.Value, critical(1-level)*s.SD)
	return s
}

// PriorOf returns the prior a parent's tally makes: its shares, with the
// strength that Strength finds for the touchpoints below it.
func PriorOf(parent Tally, touchpoints []Tally) Prior {
	n := float64(parent.N())
	if n == 0 {
		return Prior{}
	}
	c := parent.Categories()
	return Prior{
		Detractors: float64(c.Detractors) / n,
		Passives:   float64(c.Passives) / n,
		Promoters:  float64(c.Promoters) / n,
		Strength:   Strength(touchpoints),
	}
}

// Strength returns how many responses a prior is worth: the variance within a
// touchpoint over the variance of the true scores between them, which is
// estimated by moments (DerSimonian & Laird 1986). It lies between 5 and 200, and
// is 10 where fewer than two touchpoints have responses.
func Strength(touchpoints []Tally) float64 {
	const usual, weakest, strongest = 10, 5, 200
	cells := make([]Cell, len(touchpoints))
	var within, n float64
	for i, t := range touchpoints {
		cells[i] = NPS.Cell(t)
		within += cells[i].N * cells[i].Spread
		n += cells[i].N
	}
	variance, exists := between(cells)
	switch {
	case !exists:
		return usual
	case variance == 0:
		return strongest // they do not differ beyond chance
	}
	return min(max(within/n/variance, weakest), strongest)
}

// between estimates the variance of the true scores between cells by moments
// (DerSimonian & Laird 1986): 0 where they differ no more than chance makes them.
// It does not exist where fewer than two have responses.
func between(cells []Cell) (variance float64, exists bool) {
	var scores []bin
	var weights, squaredWeights float64
	for _, c := range cells {
		if c.N == 0 {
			continue
		}
		weight := c.N / c.Spread
		scores = append(scores, bin{c.Raw, weight})
		weights += weight
		squaredWeights += square(weight)
	}
	if len(scores) < 2 {
		return 0, false
	}
	excess := squaresAround(scores) - float64(len(scores)-1)
	return max(0, excess/(weights-squaredWeights/weights)), true
}
