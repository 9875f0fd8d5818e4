package metric

// A Score is the value of a metric over a tally, with the number of responses
// behind it and the interval that says how sure it is.
type Score struct {
	Metric   Metric
	N        int64
	Worth    int64    // independent answers that the N are worth; N where they are independent
	Value    float64  // in the unit of the metric
	Interval Interval // of Value
	Mean     float64  // CSAT only: the mean rating, 1 to 5
	// MeanInterval is the interval of Mean; CSAT only.
	MeanInterval Interval
}

// Absent reports that nobody has answered: Value and Mean mean nothing, and the
// intervals are the whole scale.
func (s Score) Absent() bool {
	return s.N == 0
}

// Score returns the score of a tally with its 95 percent interval.
func (m Metric) Score(t Tally) Score {
	return m.ScoreAt(t, 0.95)
}

// ScoreAt returns the score of a tally with the interval of the given level,
// strictly between 0 and 1. A metric carries the interval of its adjusted
// Cell; CSAT the Wilson interval of its percentage and, beside it, the mean
// rating with the adjusted interval. An empty tally gives an absent score.
// Ratings off the metric's scale are not counted.
func (m Metric) ScoreAt(t Tally, level float64) Score {
	return m.score(t, 1, level)
}

// ScoreWorth returns the score of a tally whose answers hang together by a design
// effect, with the 95 percent interval of what they are worth. The score itself is
// that of the tally.
func (m Metric) ScoreWorth(t Tally, effect float64) Score {
	return m.score(t, effect, 0.95)
}

func (m Metric) score(t Tally, effect, level float64) Score {
	effect = max(1, effect)
	if own := m.row().score; own != nil {
		return own(t, effect, level)
	}
	c := m.CellWorth(t, effect)
	return Score{Metric: m, N: int64(c.N), Worth: Worth(int64(c.N), effect), Value: c.Raw, Interval: c.Interval(level)}
}
