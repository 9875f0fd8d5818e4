package metric

// A Contrast is a weighted sum of independent cells: what an improvement moved.
type Contrast struct {
	Raw      float64 // of the raw scores, as printed
	Center   float64 // of the adjusted centers, what is tested
	Variance float64 // of Center
	Least    float64 // responses in the smallest of its cells
}

// A Term is a cell and the coefficient it counts with.
type Term struct {
	Coefficient float64
	Cell        Cell
}

// Contrasting sums the terms. Without terms everything is 0.
func Contrasting(terms ...Term) Contrast {
	var c Contrast
	for i, t := range terms {
		c.Raw += t.Coefficient * t.Cell.Raw
		c.Center += t.Coefficient * t.Cell.Center
		c.Variance += square(t.Coefficient) * t.Cell.Variance
		if i == 0 || t.Cell.N < c.Least {
			c.Least = t.Cell.N
		}
	}
	return c
}

// Change returns after minus before. It says what happened after an improvement,
// not because of it.
func Change(before, after Cell) Contrast {
	return Contrasting(Term{1, after}, Term{-1, before})
}

// DifferenceInDifferences returns the change less the change of controls that
// the improvement could not reach. What moves both, a season or a strike, drops
// out; only this contrast bears the words "because of".
func DifferenceInDifferences(before, after, controlBefore, controlAfter Cell) Contrast {
	return Contrasting(Term{1, after}, Term{-1, before}, Term{1, controlBefore}, Term{-1, controlAfter})
}

// Against returns a cell less a value that is known for sure, such as a target.
func Against(c Cell, value float64) Contrast {
	out := Contrasting(Term{1, c})
	out.Raw -= value
	out.Center -= value
	return out
}

// Inflated returns the contrast with its variance multiplied by phi, the
// Dispersion of its days.
func (c Contrast) Inflated(phi float64) Contrast {
	c.Variance *= phi
	return c
}

// Absent reports that a cell of the contrast has no responses: Raw means nothing.
func (c Contrast) Absent() bool {
	return c.Least == 0
}
