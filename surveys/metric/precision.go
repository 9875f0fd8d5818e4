package metric

import "math"

// Precision returns the half-width of an interval to plan with when nobody has said
// otherwise: 5 points or percent, and for a mean its smallest effect.
func (m Metric) Precision() float64 {
	if m.Unit() == Rating {
		return m.SmallestEffect()
	}
	return 5
}

// AnswersFor returns about how many answers it takes in all until the interval of a
// score reaches so far (half > 0) to either side, if further ones spread like those
// of the tally and hang together by the same design effect. Of an empty tally the
// typical variance is taken.
func (m Metric) AnswersFor(half float64, t Tally, effect, level float64) int64 {
	spread := m.CellWorth(t, effect).Spread
	if typical := m.TypicalVariance(); t.IsZero() && typical > 0 {
		spread = typical
	}
	worth := square(critical(1-level)/half)*spread - pseudo
	return int64(math.Ceil(max(1, worth*max(1, effect))))
}
