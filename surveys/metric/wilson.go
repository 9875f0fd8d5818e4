package metric

import "math"

// Wilson returns the interval of a percentage, 0 to 100, of which k of n
// responses are seen: the score interval without continuity correction (Wilson
// 1927; Brown, Cai & DasGupta 2001). Without responses it is [0, 100].
func Wilson(k, n int64, level float64) Interval {
	return wilson(float64(k), float64(n), level)
}

func wilson(k, size, level float64) Interval {
	whole := Interval{0, 100}
	if size == 0 {
		return whole
	}
	z := critical(1 - level)
	p := k / size
	shrunk := 1 + z*z/size
	center := (p + z*z/(2*size)) / shrunk
	half := z / shrunk * math.Sqrt(p*(1-p)/size+z*z/(4*size*size))
	// At k = 0 and k = n an end falls on the percentage but for the last digit.
	return around(100*center, 100*half).Within(whole).including(100 * p)
}

// satisfied splits a CSAT tally into the ratings 1 to 3 and the top two.
func (t Tally) satisfied() (low, top int64) {
	return t[1] + t[2] + t[3], t[4] + t[5]
}
