package metric

// OnScale returns the cell with its score as percent of the metric's range, so
// that cells of different metrics can stand side by side: 0 is the lowest score
// there can be, 100 the highest.
func (c Cell) OnScale() Cell {
	by := 100 / c.Range.Width()
	return Cell{
		N: c.N, Range: Interval{0, 100},
		Raw: (c.Raw - c.Range.Lo) * by, Center: (c.Center - c.Range.Lo) * by,
		Spread: c.Spread * by * by, Variance: c.Variance * by * by,
	}
}
