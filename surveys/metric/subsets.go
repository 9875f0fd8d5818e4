package metric

import "math"

// subsets grows the regression of the relationship on every subset of the
// touchpoints. The Cholesky factor of a subset is that of a smaller one and one
// more row, so depth first each subset costs a single row.
type subsets struct {
	r  [][]float64
	ry []float64

	members  []int       // touchpoints in the factor
	rows     [][]float64 // the factor, a row per member
	loadings []float64   // of the relationship on the rows
	r2       []float64   // explained variance, by the subset's bits
}

// explained returns R² for every subset of the touchpoints, the subset's bits
// being the index.
func explained(r [][]float64, ry []float64) ([]float64, error) {
	s := subsets{r: r, ry: ry, loadings: make([]float64, len(ry)), r2: make([]float64, 1<<len(ry))}
	for range ry {
		s.rows = append(s.rows, make([]float64, len(ry)))
	}
	return s.r2, s.grow(0, 0)
}

// grow adds the touchpoints from first on to a subset, each in its turn.
func (s *subsets) grow(subset, first int) error {
	for j := first; j < len(s.ry); j++ {
		with, depth := subset|1<<j, len(s.members)
		left, load := s.project(j)
		if left < impossible {
			return errContradiction
		}
		s.r2[with] = s.r2[subset]
		if left > copied {
			s.rows[depth][depth] = math.Sqrt(left)
			s.loadings[depth] = load / math.Sqrt(left)
			s.r2[with] += square(s.loadings[depth])
			s.members = append(s.members, j)
		}
		if err := s.grow(with, j+1); err != nil {
			return err
		}
		s.members = s.members[:depth]
	}
	return nil
}

// project fills the next row with touchpoint j and returns what the members leave
// of its variance and of its correlation with the relationship.
func (s *subsets) project(j int) (left, load float64) {
	row := s.rows[len(s.members)]
	left, load = s.r[j][j], s.ry[j]
	for a, member := range s.members {
		shared := s.r[j][member]
		for b := range a {
			shared -= row[b] * s.rows[a][b]
		}
		row[a] = shared / s.rows[a][a]
		left -= square(row[a])
		load -= row[a] * s.loadings[a]
	}
	return left, load
}
