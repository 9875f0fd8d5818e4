package metric

// NPS is the Net Promoter Score: ratings 0 to 10, promoters (9, 10) minus
// detractors (0 to 6) in points.
const NPS Metric = "nps"

var _ = add(row{
	metric: NPS, place: 1,
	lowest: 0, highest: 10, scores: Interval{-100, 100},
	bins: []group{{0, 6, -100}, {7, 8, 0}, {9, 10, 100}},
	poor: 6, good: 9,
	smallest: 10, variance: TypicalVariance, stabilises: true,
	unit: Points,
})
