package metric

// A Ranking says between which ranks each of several cells lies. Never print a
// league table without it: among 50 responses each, the best of many touchpoints
// is truly the best three times in ten.
type Ranking struct {
	Ranks []Ranks   // in the order of the cells
	P     []float64 // of the pairs (0,1), (0,2) … (1,2) …, adjusted by Holm
}

// Ranks are the best and the worst rank a cell may have; 1 is the best.
type Ranks struct {
	Best, Worst int
}

// Rank compares every two of the cells, which belong to one metric, and returns
// the ranks that no significant difference rules out. All of them hold together
// with a confidence of 1 - alpha (Mohamad, Goeman & van Zwet; Mogstad et al.
// 2024). Leave out cells with fewer than LeastToCompare responses: their rank
// would be that of pseudo-responses.
func Rank(cells []Cell, alpha float64) Ranking {
	k := len(cells)
	r := Ranking{Ranks: make([]Ranks, k), P: make([]float64, 0, k*(k-1)/2)}
	for i := range cells {
		r.Ranks[i] = Ranks{Best: 1, Worst: k}
		for j := i + 1; j < k; j++ {
			r.P = append(r.P, Compare(cells[i], cells[j], 1-alpha).P)
		}
	}
	r.P = Holm(r.P)
	pair := 0
	for i := range cells {
		for j := i + 1; j < k; j++ {
			if r.P[pair] < alpha {
				better, worse := i, j
				if cells[j].Center > cells[i].Center {
					better, worse = j, i
				}
				r.Ranks[better].Worst--
				r.Ranks[worse].Best++
			}
			pair++
		}
	}
	return r
}
