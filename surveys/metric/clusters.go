package metric

import "math"

// Answers of one person hang together, and so do those of one day. A mean of
// answers that hang together is less sure than their number says; and a
// difference of two means is surer where the same people stand on both sides.
// Both follow from sums over persons and over days (Cameron, Gelbach & Miller
// 2011, Robust inference with multiway clustering).

// Window is a cell of an improvement's contrast.
type Window int

// The four windows, in the order of DifferenceInDifferences.
const (
	BeforeTreated Window = iota
	AfterTreated
	BeforeControl
	AfterControl
	windows int = iota
)

// Pile is the answers of one person, one day, or one person on one day: how many
// there are in each window, and the sum of their values in units of the score.
type Pile struct {
	N   [windows]int64
	Sum [windows]int64
}

// Add counts an answer whose value is that of Metric.Value.
func (p *Pile) Add(w Window, value int64) {
	p.N[w]++
	p.Sum[w] += value
}

// AddTally counts all answers of a tally.
func (p *Pile) AddTally(w Window, m Metric, t Tally) {
	for rating, n := range t {
		p.N[w] += n
		p.Sum[w] += n * m.Value(rating)
	}
}

// Clusters sums the products of piles. It is all that the variance of a contrast
// takes of them, at any later time and with any means; it names nobody.
type Clusters struct {
	Piles [windows]int64 `json:"piles"` // piles with an answer in the window
	Both  [2]int64       `json:"both"`  // piles in both windows of the treated, of the controls
	// Products are N·N, N·Sum and Sum·Sum of each two windows, summed.
	NN [windows][windows]int64 `json:"nn"`
	NS [windows][windows]int64 `json:"ns"` // N of the first, Sum of the second
	SS [windows][windows]int64 `json:"ss"`
}

// Add counts a pile in (sign 1) or out (sign -1).
func (c *Clusters) Add(p Pile, sign int64) {
	for a := range windows {
		if p.N[a] == 0 {
			continue
		}
		c.Piles[a] += sign
		for b := range windows {
			c.NN[a][b] += sign * p.N[a] * p.N[b]
			c.NS[a][b] += sign * p.N[a] * p.Sum[b]
			c.SS[a][b] += sign * p.Sum[a] * p.Sum[b]
		}
	}
	for side, w := range [2]Window{BeforeTreated, BeforeControl} {
		if p.N[w] > 0 && p.N[w+1] > 0 {
			c.Both[side] += sign
		}
	}
}

// Plus returns the sums of both.
func (c Clusters) Plus(o Clusters) Clusters {
	for a := range windows {
		c.Piles[a] += o.Piles[a]
		for b := range windows {
			c.NN[a][b] += o.NN[a][b]
			c.NS[a][b] += o.NS[a][b]
			c.SS[a][b] += o.SS[a][b]
		}
	}
	for side := range c.Both {
		c.Both[side] += o.Both[side]
	}
	return c
}

// weighting is how a contrast weighs the answers of each window: coefficient over
// n, around the window's mean.
type weighting struct{ weight, mean [windows]float64 }

// squares gives the sum over piles of their squared part in the contrast: between
// windows where within is false, else of windows on the same side of the change
// alone. Each window has its small-sample factor piles/(piles-1).
func (c Clusters) squares(w weighting, pick func(a, b Window) bool) (sum float64) {
	for a := range Window(windows) {
		for b := range Window(windows) {
			if w.weight[a] == 0 || w.weight[b] == 0 || !pick(a, b) {
				continue
			}
			ma, mb := w.mean[a], w.mean[b]
			product := float64(c.SS[a][b]) - ma*float64(c.NS[a][b]) - mb*float64(c.NS[b][a]) + ma*mb*float64(c.NN[a][b])
			sum += w.weight[a] * w.weight[b] * product * math.Sqrt(small(c.Piles[a])*small(c.Piles[b]))
		}
	}
	return sum
}

func small(piles int64) float64 {
	if piles < 2 {
		return 1
	}
	return float64(piles) / float64(piles-1)
}

// Value returns what a rating counts with in the score: -100, 0 or 100 of an NPS,
// 0 or 100 of a CSAT, the rating itself of a mean; 0 off the scale.
func (m Metric) Value(rating int) int64 {
	for _, g := range m.row().bins {
		if g.from <= rating && rating <= g.to {
			return int64(g.value)
		}
	}
	return 0
}
