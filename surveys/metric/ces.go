package metric

// CES is the Customer Effort Score: ratings 1 (hard) to 7 (easy), their mean.
const CES Metric = "ces"

var _ = add(row{
	metric: CES, place: 3,
	lowest: 1, highest: 7, scores: Interval{1, 7},
	poor: 3, good: 5,
	tops:     []int{5},
	smallest: 0.3,
	unit:     Rating, decimals: 1, effectDecimals: 2,
})
