package charts

import (
	"strconv"

	"halte/surveys/metric"
	"halte/templates/locales"
)

// Kind is the group a rating belongs to: the unhappy, the middle, the happy.
type Kind int

// The kinds, from the unhappy to the happy.
const (
	Low Kind = iota
	Middle
	High
)

// Class is the name by which the stylesheet knows a kind.
func (k Kind) Class() string { return [...]string{"low", "middle-kind", "high"}[k] }

// KindOf sorts a rating by the side it is on.
func KindOf(m metric.Metric, rating int) Kind { return Middle + Kind(m.Side(rating)) }

// KindName is what a kind is called for a metric: "promoters".
func KindName(l *locales.Locale, m metric.Metric, k Kind) string {
	names := l.Chart.KindsOf(m)
	return [...]string{names.Low, names.Middle, names.High}[k]
}

// Category is a kind with what it counts.
type Category struct {
	Class, Name, Count, Share string
	Ratings                   string // which they are, and how many answers
}

// Categories counts a tally by kind, from the unhappy to the happy.
func Categories(l *locales.Locale, m metric.Metric, t metric.Tally) []Category {
	var counts [3]int64
	var from, to [3]int
	lowest, highest := m.Scale()
	var n int64
	for r := highest; r >= lowest; r-- {
		k := KindOf(m, r)
		if to[k] == 0 {
			to[k] = r
		}
		from[k] = r
		counts[k] += t[r]
		n += t[r]
	}
	all := make([]Category, 3)
	for k := Low; k <= High; k++ {
		ratings := strconv.Itoa(from[k]) + "–" + strconv.Itoa(to[k])
		if from[k] == to[k] {
			ratings = strconv.Itoa(from[k])
		}
		all[k] = Category{k.Class(), KindName(l, m, k), l.Count(counts[k]), l.Part(counts[k], n), locales.Fill(l.Chart.RatingsCount, "ratings", ratings, "n", l.Count(counts[k]))}
	}
	return all
}
