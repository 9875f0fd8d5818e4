package metric

// Stars are a rating of 1 to 5 stars, their mean.
const Stars Metric = "stars"

var _ = add(row{
	metric: Stars, place: 4,
	lowest: 1, highest: 5, scores: Interval{1, 5},
	poor: 2, good: 4,
	smallest: 0.2,
	unit:     Rating, decimals: 1, effectDecimals: 2,
	glyph: "★",
})
