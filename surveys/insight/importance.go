package insight

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"sync"

	"halte/surveys"
	"halte/surveys/metric"
)

// found is what the pairs say of one survey's part in the relationship.
type found struct {
	pairs       int64
	association metric.Association
	counted     bool // it takes part in the sharing
	share, se   float64
	interval    metric.Interval
	ranks       metric.Ranks
	first       float64
}

// importance is what the pairs say of several surveys together.
type importance struct {
	answers int64 // to the relationship
	exact   bool  // LMG; else Johnson's relative weights
	found   []found
	second  float64 // the chance of the likeliest second place to be second
	order   []int   // those that were counted, by their share
}

// Ninety-five percent of a normal variable lie this far around its middle.
const normal95 = 1.959963984540054

// leastTogether is the number of respondents who rated both of two touchpoints
// below which their correlation is taken as none: of a handful it is noise.
const leastTogether = 10

// importanceOf shares what goes together with the relationship over surveys. One
// is counted when it has enough pairs and its ratings vary; without two of them
// there is nothing to share.
func importanceOf(pairs surveys.Covariances, relationship string, surveys []string) importance {
	out := importance{found: make([]found, len(surveys))}
	at := make(map[string]int, len(surveys))
	for i, s := range surveys {
		at[s] = i
	}
	tallies := make([]metric.PairTally, len(surveys))
	for _, row := range pairs.Tallies {
		if i, there := at[row.Survey]; there {
			tallies[i][row.Rating] = row.Tally
		}
	}
	var counted []int
	for i := range surveys {
		f := &out.found[i]
		f.association = tallies[i].Spearman(0.95)
		f.pairs = f.association.N
		if f.counted = f.pairs >= metric.LeastPairs && !f.association.Absent; f.counted {
			counted = append(counted, i)
		}
	}
	sums := newMatrix(pairs, relationship, surveys, counted)
	out.answers, out.exact = sums.answers, len(counted) <= metric.MostExact
	if len(counted) < 2 || out.answers < metric.LeastToIndicate {
		return out
	}
	shares := sums.shares(-1, out.exact)
	if shares == nil {
		return out
	}
	out.share(counted, shares, sums)
	return out
}

// share notes the shares with their uncertainty.
func (im *importance) share(counted []int, shares []float64, sums *matrix) {
	var without [surveys.CovarianceParts][]float64
	var all sync.WaitGroup
	for part := range without {
		all.Go(func() { without[part] = sums.shares(part, im.exact) })
	}
	all.Wait()
	leftOut := func(figure func(shares []float64) float64) float64 {
		values := make([]float64, 0, surveys.CovarianceParts)
		for _, s := range without {
			if s != nil {
				values = append(values, figure(s))
			}
		}
		return metric.JackknifeSE(values)
	}
	for a, i := range counted {
		f := &im.found[i]
		f.share, f.se = shares[a], leftOut(func(s []float64) float64 { return s[a] })
		f.interval = metric.Interval{Lo: f.share - normal95*f.se, Hi: f.share + normal95*f.se}.Within(metric.Interval{Lo: 0, Hi: 1})
	}
	ranks := metric.RankShares(shares, func(a, b int) float64 {
		return leftOut(func(s []float64) float64 { return s[a] - s[b] })
	}, 0.05)
	for a, i := range counted {
		im.found[i].ranks = ranks[a]
	}
	im.order = slices.Clone(counted)
	slices.SortStableFunc(im.order, func(a, b int) int { return cmp.Compare(im.found[b].share, im.found[a].share) })
	im.rankOdds(counted)
}

// draws is how often shares are drawn to see who comes first, with a fixed seed:
// asking again gives the same.
const draws = 2000

// rankOdds notes how likely each touchpoint is to be the first, and how likely the
// likeliest second is to be the second.
func (im *importance) rankOdds(counted []int) {
	random := rand.New(rand.NewPCG(20, 90)) //nolint:gosec // a simulation, no secret
	firsts, seconds := make(map[int]int, len(counted)), make(map[int]int, len(counted))
	for range draws {
		best, next := -1, -1
		var b, n float64
		for _, i := range counted {
			f := im.found[i]
			x := f.share + f.se*random.NormFloat64()
			switch {
			case best < 0 || x > b:
				next, n, best, b = best, b, i, x
			case next < 0 || x > n:
				next, n = i, x
			}
		}
		firsts[best]++
		seconds[next]++
	}
	for _, i := range counted {
		im.found[i].first = float64(firsts[i]) / draws
		im.second = max(im.second, float64(seconds[i])/draws)
	}
}

// matrix holds the moments of every two of the counted surveys and the
// relationship: in all, and of each part of the respondents.
type matrix struct {
	k       int
	answers int64
	total   []metric.Moments // row by row; the last row and column are the relationship
	parts   [surveys.CovarianceParts][]metric.Moments
}

func newMatrix(pairs surveys.Covariances, relationship string, keys []string, counted []int) *matrix {
	m := &matrix{k: len(counted)}
	at := make(map[string]int, m.k+1)
	for a, i := range counted {
		at[keys[i]] = a
	}
	at[relationship] = m.k
	size := (m.k + 1) * (m.k + 1)
	m.total = make([]metric.Moments, size)
	for part := range m.parts {
		m.parts[part] = make([]metric.Moments, size)
	}
	for _, row := range pairs.Moments {
		a, thereA := at[row.A]
		b, thereB := at[row.B]
		if row.A == relationship && row.B == relationship {
			m.answers += row.N
		}
		if !thereA || !thereB || a == b || row.Part < 0 || row.Part >= surveys.CovarianceParts {
			continue
		}
		one := row.Metric()
		for _, cell := range [...]int{a*(m.k+1) + b, b*(m.k+1) + a} {
			m.total[cell] = m.total[cell].Plus(one)
			m.parts[row.Part][cell] = one
		}
	}
	return m
}

// shares shares the relationship over the surveys without one part of the
// respondents (none when it is negative); nil when there is nothing to share.
func (m *matrix) shares(without int, exact bool) []float64 {
	r, pairs, ry := make([][]float64, m.k), make([][]float64, m.k), make([]float64, m.k)
	cell := func(a, b int) metric.Moments {
		i := a*(m.k+1) + b
		if without < 0 {
			return m.total[i]
		}
		return m.total[i].Minus(m.parts[without][i])
	}
	for a := range m.k {
		r[a], pairs[a] = make([]float64, m.k), make([]float64, m.k)
		r[a][a] = 1
		for b := range a {
			both := cell(a, b)
			correlation := both.Correlation()
			if both.N < leastTogether || math.IsNaN(correlation) {
				// Nothing is known: no correlation, and no noise to shrink others by.
				correlation, both.N = 0, math.Inf(1)
			}
			r[a][b], r[b][a], pairs[a][b], pairs[b][a] = correlation, correlation, both.N, both.N
		}
		if ry[a] = cell(a, m.k).Correlation(); math.IsNaN(ry[a]) {
			ry[a] = 0
		}
	}
	shrunk, _ := metric.Shrink(r, ry, pairs)
	share := metric.LMG
	if !exact {
		share = metric.RelativeWeights
	}
	i, err := share(shrunk, ry)
	if err != nil {
		return nil // correlations that contradict each other even when none is left among the touchpoints
	}
	return i.Shares
}
