package metric

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Moments are sums over pairs of ratings, all that a correlation needs. They add
// up and name nobody.
type Moments struct {
	N, SumX, SumY, SumXX, SumYY, SumXY float64
}

// With returns the moments with one pair more.
func (m Moments) With(x, y float64) Moments {
	return m.Plus(Moments{1, x, y, x * x, y * y, x * y})
}

// Plus returns the moments of both sets of pairs together.
func (m Moments) Plus(o Moments) Moments {
	return Moments{m.N + o.N, m.SumX + o.SumX, m.SumY + o.SumY, m.SumXX + o.SumXX, m.SumYY + o.SumYY, m.SumXY + o.SumXY}
}

// Minus returns the moments without those of o, which must be among them.
func (m Moments) Minus(o Moments) Moments {
	return Moments{m.N - o.N, m.SumX - o.SumX, m.SumY - o.SumY, m.SumXX - o.SumXX, m.SumYY - o.SumYY, m.SumXY - o.SumXY}
}

// Correlation returns Pearson's correlation, -1 to 1; it is NaN where a rating
// does not vary or there are fewer than two pairs. Sums of whole ratings are
// exact, so nothing is lost in the differences.
func (m Moments) Correlation() float64 {
	xx := m.N*m.SumXX - square(m.SumX)
	yy := m.N*m.SumYY - square(m.SumY)
	if m.N < 2 || xx <= 0 || yy <= 0 {
		return math.NaN()
	}
	return min(max((m.N*m.SumXY-m.SumX*m.SumY)/math.Sqrt(xx)/math.Sqrt(yy), -1), 1)
}

// Correlations returns the correlations of the touchpoints with one another and
// with the relationship, each over the contacts who rated both. x has a row per
// contact and a column per touchpoint, NaN where the contact did not rate it; y
// is the contact's relationship rating.
func Correlations(x [][]float64, y []float64) (r [][]float64, ry []float64) {
	if len(x) == 0 {
		return nil, nil
	}
	k := len(x[0])
	r, ry = make([][]float64, k), make([]float64, k)
	for i := range k {
		r[i] = make([]float64, k)
		r[i][i] = 1
		for j := range i {
			r[i][j] = correlate(x, func(row int) float64 { return x[row][i] }, func(row int) float64 { return x[row][j] })
			r[j][i] = r[i][j]
		}
		ry[i] = correlate(x, func(row int) float64 { return x[row][i] }, func(row int) float64 { return y[row] })
	}
	return r, ry
}

// correlate counts from the first pair, so that the sums stay small and a rating
// that does not vary gives exact zeros.
func correlate(rows [][]float64, x, y func(row int) float64) float64 {
	var m Moments
	var x0, y0 float64
	for row := range rows {
		a, b := x(row), y(row)
		if math.IsNaN(a) || math.IsNaN(b) {
			continue
		}
		if m.N == 0 {
			x0, y0 = a, b
		}
		m = m.With(a-x0, b-y0)
	}
	return m.Correlation()
}

// Shrink draws the correlations among touchpoints toward 0, by as much as their
// own noise asks for (Schäfer & Strimmer 2005) and then in steps of 0.05 until no
// touchpoint nearly repeats the others. Correlations taken over different
// contacts contradict one another otherwise. pairs holds the number of contacts
// behind each. It returns the shrunk correlations and by what share, 0 to 1.
//
// Those with the relationship are not shrunk, so the R2 that comes of it is not
// to be shown; shares are.
func Shrink(r [][]float64, ry []float64, pairs [][]float64) (shrunk [][]float64, lambda float64) {
	var noise, signal float64
	for i := range r {
		for j := range i {
			noise += square(1-square(r[i][j])) / max(1, pairs[i][j]-1)
			signal += square(r[i][j])
		}
	}
	if signal > 0 {
		lambda = min(max(noise/signal, 0), 1)
	}
	for shrunk = scaled(r, 1-lambda); lambda < 1 && !plausible(shrunk, ry); shrunk = scaled(r, 1-lambda) {
		lambda = min(1, lambda+0.05)
	}
	return shrunk, lambda
}

// scaled returns r with all but its diagonal multiplied.
func scaled(r [][]float64, by float64) [][]float64 {
	out := make([][]float64, len(r))
	for i := range r {
		out[i] = make([]float64, len(r))
		for j := range r[i] {
			out[i][j] = r[i][j] * by
		}
		out[i][i] = r[i][i]
	}
	return out
}

// plausible reports whether touchpoints and relationship could have these
// correlations with a little variance to spare in every direction.
func plausible(r [][]float64, ry []float64) bool {
	const spare = 0.02
	k := len(ry)
	full := mat.NewSymDense(k+1, nil)
	for i := range k {
		for j := range i {
			full.SetSym(i, j, r[i][j])
		}
		full.SetSym(i, i, r[i][i]-spare)
		full.SetSym(i, k, ry[i])
	}
	full.SetSym(k, k, 1-spare)
	var factor mat.Cholesky
	return factor.Factorize(full)
}

// JackknifeSE returns the standard error of a figure from the values it takes
// when each of the groups of contacts is left out in turn. Below two groups it
// is NaN.
func JackknifeSE(leftOut []float64) float64 {
	if len(leftOut) < 2 {
		return math.NaN()
	}
	values := make([]bin, len(leftOut))
	for i, value := range leftOut {
		values[i] = bin{value, 1}
	}
	groups := float64(len(leftOut))
	return math.Sqrt((groups - 1) / groups * squaresAround(values))
}
