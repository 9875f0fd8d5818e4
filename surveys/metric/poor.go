package metric

// Poor returns the highest rating of those who are unhappy: 6 for NPS (the
// detractors), 2 for CSAT, 3 for CES; -1 for an unknown metric.
func (m Metric) Poor() int {
	switch m {
	case NPS:
		return 6
	case CSAT:
		return 2
	case CES:
		return 3
	}
	return -1
}

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
