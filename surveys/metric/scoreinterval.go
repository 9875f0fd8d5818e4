package metric

import "math"

// ScoreInterval returns the score interval of an NPS (Tango 1998; the
// "iterative" interval of Rocks 2016) in points: all values a score test would
// not reject at the given level. It needs no pseudo-responses and is the better
// interval below ten responses or so, at the price of a bisection. Without
// responses it is [-100, 100].
func (c Categories) ScoreInterval(level float64) Interval {
	d, q, p := float64(c.Detractors), float64(c.Passives), float64(c.Promoters)
	n := d + q + p
	if n == 0 {
		return NPS.Range()
	}
	z := critical(1 - level)
	i := Interval{-1, 1}
	if d < n {
		i.Lo = falls(func(theta float64) float64 { return scoreTest(d, p, n, theta) - z })
	}
	if p < n {
		i.Hi = falls(func(theta float64) float64 { return scoreTest(d, p, n, theta) + z })
	}
	return Interval{100 * i.Lo, 100 * i.Hi}
}

// scoreTest returns the standardised distance between the observed and a
// supposed difference theta of promoter and detractor shares. Its variance uses
// the detractor share that is likeliest if theta is true.
func scoreTest(d, p, n, theta float64) float64 {
	if theta < 0 { // the root below loses its digits there
		return -scoreTest(p, d, n, -theta)
	}
	distance := p - d - n*theta
	if distance == 0 {
		return 0
	}
	b := -d - p + (2*n-p+d)*theta
	c := 2 * d * theta * (1 - theta)
	root := math.Sqrt(b*b + 4*n*c)
	// Of the two forms of the quadratic's root, the one that adds like to like.
	share := (root - b) / (4 * n)
	if b > 0 {
		share = c / (root + b)
	}
	return distance / math.Sqrt(n*(2*share+theta*(1-theta)))
}

// falls returns the point in (-1, 1) where the falling function f passes zero.
func falls(f func(float64) float64) float64 {
	lo, hi := -1.0, 1.0
	for range 60 {
		if middle := (lo + hi) / 2; f(middle) > 0 {
			lo = middle
		} else {
			hi = middle
		}
	}
	return (lo + hi) / 2
}
