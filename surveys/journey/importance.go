package journey

import (
	"math"
	"slices"
	"strings"
	"sync"

	"halte/surveys"
	"halte/surveys/metric"
)

// found is what the pairs say of one survey's part in the relationship.
type found struct {
	pairs       int64
	respondents int64 // whose answers the pairs are
	association metric.Association
	counted     bool    // it takes part in the sharing
	share       float64 // its own, which is what it weighs in the journey
}

// importance is what the pairs say of several surveys together.
type importance struct {
	answers     int64 // to the relationship
	respondents int64 // who answered to it and, before, at one of the surveys
	least       int64 // respondents from which a survey is counted
	exact       bool  // LMG; else Johnson's relative weights
	found       []found
	drivers     []metric.Driver // those that were counted, by their share
	second      float64         // the chance of the likeliest second place to be second
}

// leastTogether is the number of respondents who rated both of two touchpoints
// below which their correlation is taken as none: of a handful it is noise.
const leastTogether = 10

// importanceOf shares what goes together with the relationship over surveys. One
// is counted when at least so many respondents have pairs with it and its ratings
// vary; without two of them, or of too few respondents, nothing is shared.
func importanceOf(covariances surveys.Covariances, relationship string, surveys []string, least int64) importance {
	out := importance{found: make([]found, len(surveys)), least: least}
	at := make(map[string]int, len(surveys))
	for i, s := range surveys {
		at[s] = i
	}
	tallies := make([]metric.PairTally, len(surveys))
	for _, row := range covariances.Tallies {
		if i, there := at[row.Survey]; there {
			tallies[i][row.Rating] = row.Tally
		}
	}
	out.countRespondents(covariances.Respondents, at)
	var counted []int
	for i := range surveys {
		f := &out.found[i]
		f.association = tallies[i].Spearman(0.95)
		f.pairs = f.association.N
		if f.counted = f.respondents >= least && !f.association.Absent; f.counted {
			counted = append(counted, i)
		}
	}
	sums := newMatrix(covariances, relationship, surveys, counted)
	out.answers, out.exact = sums.answers, len(counted) <= metric.MostExact
	if len(counted) < 2 || out.respondents < metric.LeastToIndicate {
		return out
	}
	shares := sums.shares(-1, out.exact)
	if shares == nil {
		return out
	}
	out.share(counted, shares, sums)
	return out
}

// For readers who may not see small cells a survey is counted from so many respondents,
// and shares and correlations are told in steps. Two of 230 respondents who change places
// move a share by .006 on average, and one such change in six shows in any of the steps
// (three touchpoints); of 400, or of 1,000 in steps half as wide, fewer than one in ten.
const (
	leastToTell       = leastToTellAll
	leastToTellFinely = metric.LeastToRank
	shareSteps        = 20 // from 0 to 1; half as many of fewer respondents
	rhoSteps          = 10
)

// coarsen leaves of the importance what such steps tell.
func (im *importance) coarsen() {
	wider := 1
	for i := range im.found {
		f, by := &im.found[i], 1
		if !f.counted {
			continue
		}
		if f.respondents < leastToTellFinely {
			wider, by = 2, 2
		}
		f.association = f.association.Roughly(rhoSteps/by, 0.95)
	}
	if im.drivers == nil {
		return
	}
	im.drivers, im.second = metric.Roughly(im.drivers, shareSteps/wider)
	for _, d := range im.drivers {
		for _, i := range d.Members {
			im.found[i].share = d.Share / float64(len(d.Members))
		}
	}
}

// countRespondents counts each respondent once: in all, and for every survey.
func (im *importance) countRespondents(sets []surveys.CovarianceRespondents, at map[string]int) {
	for _, set := range sets {
		var here int64
		for survey := range strings.SplitSeq(set.Surveys, ",") {
			if i, there := at[survey]; there {
				im.found[i].respondents += set.N
				here = set.N
			}
		}
		im.respondents += here
	}
}

// share makes drivers of the shares, with their uncertainty.
func (im *importance) share(counted []int, shares []float64, sums *matrix) {
	var without [surveys.CovarianceParts][]float64
	var all sync.WaitGroup
	for part := range without {
		all.Go(func() { without[part] = sums.shares(part, im.exact) })
	}
	all.Wait()
	leftOut := slices.DeleteFunc(without[:], func(s []float64) bool { return s == nil })
	im.drivers, im.second = metric.DriversOf(sums.ratings(), shares, leftOut)
	for a, i := range counted {
		im.found[i].share = shares[a]
	}
	for d := range im.drivers {
		for m, a := range im.drivers[d].Members {
			im.drivers[d].Members[m] = counted[a]
		}
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

func newMatrix(covariances surveys.Covariances, relationship string, keys []string, counted []int) *matrix {
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
	for _, row := range covariances.Moments {
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

// ratings gives the correlations of the surveys' ratings; none where too few gave
// both.
func (m *matrix) ratings() [][]float64 {
	r := make([][]float64, m.k)
	for a := range r {
		r[a] = make([]float64, m.k)
		for b := range r {
			if both := m.total[a*(m.k+1)+b]; both.N >= metric.LeastPairs && !math.IsNaN(both.Correlation()) {
				r[a][b] = both.Correlation()
			}
		}
	}
	return r
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
