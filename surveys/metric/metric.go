package metric

import (
	"cmp"
	"slices"
	"strings"
)

// A Metric says which ratings a question takes and how they become a score.
// What it knows of itself is a row of the table; everything else asks the row.
type Metric string

// A Unit is what a score is counted in.
type Unit string

const (
	// Points is the unit of a share of the happy less a share of the unhappy.
	Points Unit = "points"
	// Percent is the unit of a share of the happy.
	Percent Unit = "percent"
	// Rating is the unit of a mean: that of the ratings themselves.
	Rating Unit = "rating"
)

// row is all that is particular to one metric. Each metric has a file that adds
// its row; a field left out has the meaning given here.
type row struct {
	metric          Metric
	place           int // among all metrics, wherever they are listed
	lowest, highest int // rating
	scores          Interval
	bins            []group // from the lowest rating to the highest; nil: each rating counts as itself
	poor, good      int     // highest rating of the unhappy, lowest of the happy
	tops            []int   // lowest ratings of the shares that teams ask for beside the score, the usual one first
	smallest        float64 // effect that matters, in the unit of the score
	variance        float64 // of one answer before any is known; 0: none is typical
	stabilises      bool    // small scores may be drawn toward those of all; it counts by Categories
	unit            Unit
	decimals        int // of a score
	effectDecimals  int // of an effect
	glyph           string
	score           func(t Tally, effect, level float64) Score // nil: the raw score and the interval of its Cell
}

// group is the ratings from one to another, which count with one value.
type group struct {
	from, to int
	value    float64
}

var table []row

// add puts a row into its place. It runs before main, once for each metric.
func add(r row) bool {
	if r.bins == nil {
		for rating := r.lowest; rating <= r.highest; rating++ {
			r.bins = append(r.bins, group{rating, rating, float64(rating)})
		}
	}
	table = append(table, r)
	slices.SortFunc(table, func(a, b row) int { return cmp.Compare(a.place, b.place) })
	return true
}

// unknown admits no rating and scores nothing.
var unknown = row{highest: -1, poor: -1}

func (m Metric) row() *row {
	for i := range table {
		if table[i].metric == m {
			return &table[i]
		}
	}
	return &unknown
}

// All returns every metric, in the order in which they are listed everywhere.
func All() []Metric {
	all := make([]Metric, len(table))
	for i, r := range table {
		all[i] = r.metric
	}
	return all
}

// List returns the keys of all metrics for a sentence: "nps, csat, ces, stars".
func List() string {
	var keys []string
	for _, m := range All() {
		keys = append(keys, string(m))
	}
	return strings.Join(keys, ", ")
}

// Known reports whether m has a row in the table. The methods of an unknown
// metric admit no rating and score nothing.
func (m Metric) Known() bool { return m.row() != &unknown }

// Scale returns the lowest and the highest rating a respondent can give, or
// 0 and -1 for an unknown metric.
func (m Metric) Scale() (lowest, highest int) {
	r := m.row()
	return r.lowest, r.highest
}

// Admits reports whether rating lies on the metric's scale.
func (m Metric) Admits(rating int) bool {
	lowest, highest := m.Scale()
	return lowest <= rating && rating <= highest
}

// Range returns the lowest and the highest score, in the metric's unit; for an
// unknown metric 0 and 0.
func (m Metric) Range() Interval { return m.row().scores }

// Unit returns what the score is counted in; "" for an unknown metric.
func (m Metric) Unit() Unit { return m.row().unit }

// Decimals returns how many decimals a score is written with.
func (m Metric) Decimals() int { return m.row().decimals }

// EffectDecimals returns how many decimals an effect is written with: it is
// smaller than a score, and held against a smallest effect.
func (m Metric) EffectDecimals() int { return m.row().effectDecimals }

// Glyph returns the sign that stands beside a rating where a respondent chooses
// one; "" for none.
func (m Metric) Glyph() string { return m.row().glyph }

// SmallestEffect returns the smallest effect that matters when nobody has said
// otherwise, in the metric's unit; 0 for an unknown metric.
func (m Metric) SmallestEffect() float64 { return m.row().smallest }

// TypicalVariance returns the variance of one answer to plan with while there
// are none; 0 where none is typical, and the Spread of an empty Cell serves.
func (m Metric) TypicalVariance() float64 { return m.row().variance }

// Poor returns the highest rating of those who are unhappy; -1 for an unknown
// metric.
func (m Metric) Poor() int { return m.row().poor }

// Side returns -1 for a rating of the unhappy, 1 for one of the happy, and 0 for
// one in the middle and for a rating off the scale.
func (m Metric) Side(rating int) int {
	r := m.row()
	switch {
	case !m.Admits(rating):
		return 0
	case rating <= r.poor:
		return -1
	case rating >= r.good:
		return 1
	}
	return 0
}
