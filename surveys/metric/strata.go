package metric

import (
	"cmp"
	"math"
	"slices"
)

// A Stratum is a part of those who were asked, with the answers that came of them.
type Stratum struct {
	Invited int64
	Tally   Tally
}

// LeastInCell is the number of answers below which a stratum is put together with
// others before anything is weighted.
const LeastInCell = 10

// MostTogether is the share of those asked, in strata that had to be put together,
// above which a score is not to be called weighted: what these strata differ by
// has not been weighed.
const MostTogether = 0.25

// Stratified is a score weighted to those who were asked.
type Stratified struct {
	Weighted           // absent where Refused, or where there are fewer than two cells
	Cells    []Stratum // what was weighed: strata, and at the end those put together
	Together []bool    // by stratum: it had to be put together with others
	Share    float64   // of those asked who are in strata put together, 0 to 1
	Gap      float64   // how far these may have moved the score: one standard deviation
	Refused  bool      // Share is above MostTogether
}

// Stratify weights a score to those who were asked, of whom some strata answer less
// than others. Strata with fewer than LeastInCell answers are put together, and,
// while these are still too few, the next smallest with them.
//
// Inside such a cell those who answer more count for more, as they do without
// weights. Its score is off by the sum of (asked - answered) · score over its
// strata, as shares of the cell. Scores of strata lie around one another with a
// variance of which the answers tell (DerSimonian & Laird 1986): that makes the
// variance of the gap, which is added to that of the answers.
func (m Metric) Stratify(strata []Stratum, level float64) Stratified {
	out := Stratified{Together: together(strata)}
	out.Interval = m.Range()
	var rest Stratum
	var invited, answering float64
	cells := make([]Cell, len(strata))
	for i, s := range strata {
		cells[i] = m.Cell(s.Tally)
		invited += float64(s.Invited)
		answering += min(cells[i].N, 1)
		if out.Together[i] {
			rest.Invited, rest.Tally = rest.Invited+s.Invited, rest.Tally.Plus(s.Tally)
		} else {
			out.Cells = append(out.Cells, s)
		}
	}
	if rest.Invited > 0 {
		out.Cells = append(out.Cells, rest)
		out.Share = float64(rest.Invited) / invited
	}
	out.Refused = out.Share > MostTogether
	if out.Refused || len(out.Cells) < 2 {
		return out
	}
	parts := make([]Part, len(out.Cells))
	for i, c := range out.Cells {
		parts[i] = Part{Weight: float64(c.Invited) / invited, Cell: m.Cell(c.Tally)}
	}
	if out.Weighted = Compose(parts, level); out.Absent() || rest.Invited == 0 {
		return out
	}
	var squares float64
	for i, s := range strata {
		if out.Together[i] {
			squares += square(float64(s.Invited)/float64(rest.Invited) - cells[i].N/max(1, float64(rest.Tally.N())))
		}
	}
	variance, _ := between(cells)
	out.Gap = out.Share * math.Sqrt(variance*squares)
	out.Weighted = out.widened(square(out.Gap), answering-1, level)
	return out
}

// together says which strata have too few answers to stand alone.
func together(strata []Stratum) []bool {
	order, out := make([]int, len(strata)), make([]bool, len(strata))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(strata[a].Tally.N(), strata[b].Tally.N()) })
	var answers int64
	for at, i := range order {
		n := strata[i].Tally.N()
		if n >= LeastInCell && (at == 0 || answers >= LeastInCell) {
			break
		}
		answers, out[i] = answers+n, true
	}
	return out
}

// widened adds a variance, itself known with so many degrees of freedom, to that of
// a score.
func (w Weighted) widened(variance, df, level float64) Weighted {
	if variance == 0 || w.DF == 0 || df < 1 {
		return w
	}
	own := square(w.SE)
	w.SE = math.Sqrt(own + variance)
	w.DF = square(own+variance) / (square(own)/w.DF + square(variance)/df)
	w.Interval = around(w.Value, student(w.DF, level)*w.SE)
	return w
}
