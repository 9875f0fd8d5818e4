package metric

// CSAT is customer satisfaction: ratings 1 to 5, the percentage of 4 and 5.
const CSAT Metric = "csat"

var _ = add(row{
	metric: CSAT, place: 2,
	lowest: 1, highest: 5, scores: Interval{0, 100},
	bins: []group{{1, 3, 0}, {4, 5, 100}},
	poor: 2, good: 4,
	tops:     []int{4, 5},
	smallest: 5,
	unit:     Percent,
	score:    satisfaction,
})

// satisfaction gives the percentage with Wilson's interval and, beside it, the
// mean rating.
func satisfaction(t Tally, effect, level float64) Score {
	low, top := t.satisfied()
	mean := Stars.CellWorth(t, effect) // the same scale
	s := Score{
		Metric: CSAT, N: low + top, Worth: Worth(low+top, effect),
		Interval: wilson(float64(top)/effect, float64(low+top)/effect, level),
		Mean:     mean.Raw, MeanInterval: mean.Interval(level),
	}
	if !s.Absent() {
		s.Value = 100 * float64(top) / float64(s.N)
	}
	return s
}
