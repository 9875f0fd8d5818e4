package metric

import "slices"

// Tops returns the lowest ratings of the shares that teams ask for beside the score,
// the usual one first: 4 and 5 for CSAT, 5 (easy) for CES; nil for none.
func (m Metric) Tops() []int { return slices.Clone(m.row().tops) }

// Stabilises says whether small scores of the metric may be drawn toward those of
// all: see [Stabilised].
func (m Metric) Stabilises() bool { return m.row().stabilises }

// Top returns how many gave at least such a rating, in percent, with Wilson's interval
// of what the answers are worth.
func (m Metric) Top(t Tally, from int, effect, level float64) Share {
	var top, n int64
	lowest, highest := m.Scale()
	for rating := lowest; rating <= highest; rating++ {
		if n += t[rating]; rating >= from {
			top += t[rating]
		}
	}
	return ShareOf(top, n, max(1, effect), level)
}
