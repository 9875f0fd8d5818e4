package metric

// A Shift splits the change of a raw score between two periods (Kitagawa 1955).
type Shift struct {
	Mix    float64 // because other segments answered
	Within float64 // because segments answered otherwise
}

// MixShift splits the change between before and after, two lists of the same
// segments in the same order. Mix and Within add up to the change of the raw
// score. A segment absent from one period is taken to have scored there as in
// the other. Where a whole period is empty there is no shift.
func (m Metric) MixShift(before, after []Tally) (shift Shift, exists bool) {
	var n0, n1 float64
	for h := range before {
		n0 += m.Cell(before[h]).N
		n1 += m.Cell(after[h]).N
	}
	if n0 == 0 || n1 == 0 {
		return Shift{}, false
	}
	for h := range before {
		c0, c1 := m.Cell(before[h]), m.Cell(after[h])
		if c0.N == 0 {
			c0.Raw = c1.Raw
		}
		if c1.N == 0 {
			c1.Raw = c0.Raw
		}
		s0, s1 := c0.N/n0, c1.N/n1
		shift.Mix += (s1 - s0) * (c0.Raw + c1.Raw) / 2
		shift.Within += (s0 + s1) / 2 * (c1.Raw - c0.Raw)
	}
	return shift, true
}

// MixAdjusted returns the change with the mix of segments held at the shares,
// those before the improvement, frozen when it was created; they sum to 1. Raw
// scores, for the reason given at Compose: collapse segments with fewer than ten
// responses. A segment without responses makes the contrast absent.
func MixAdjusted(shares []float64, before, after []Cell) Contrast {
	var c Contrast
	for h, share := range shares {
		b, a := before[h], after[h]
		if least := min(b.N, a.N); h == 0 || least < c.Least {
			c.Least = least
		}
		c.Raw += share * (a.Raw - b.Raw)
		c.Variance += square(share) * (a.Spread/max(1, a.N) + b.Spread/max(1, b.N))
	}
	c.Center = c.Raw
	return c
}
