package metric

import "math"

// A Share is how many of some respondents chose something, in percent.
type Share struct {
	K, N     int64 // who chose it, of whom
	Value    float64
	Interval Interval // [0, 100] without respondents
}

// ShareOf returns the percentage that k is of n, with Wilson's interval of the given
// level. effect is the design effect of the respondents, 1 where they are
// independent: the interval is that of as many as they are worth.
func ShareOf(k, n int64, effect, level float64) Share {
	s := Share{K: k, N: n, Interval: wilson(float64(k)/effect, float64(n)/effect, level)}
	if n > 0 {
		s.Value = 100 * float64(k) / float64(n)
	}
	return s
}

// Less returns s minus o, in percentage points, with the interval that follows from
// those of the two, whose respondents are others: the hybrid score interval (Newcombe
// 1998, Statistics in Medicine 17:873-890, method 10). Its level is that of the two.
// Without respondents on a side the difference means nothing.
func (s Share) Less(o Share) (difference float64, interval Interval) {
	difference = s.Value - o.Value
	below := math.Hypot(s.Value-s.Interval.Lo, o.Interval.Hi-o.Value)
	above := math.Hypot(s.Interval.Hi-s.Value, o.Value-o.Interval.Lo)
	return difference, Interval{difference - below, difference + above}
}
