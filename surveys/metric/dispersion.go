package metric

// Dispersion says how much more the blocks of a period (its days, or its whole
// weeks) differ from one another than chance alone would have it. Days share
// weather, staff and faults, so their responses are not as many as they seem.
type Dispersion struct {
	Blocks int     // with responses
	Raw    float64 // mean square between blocks over that within; about 1 by chance
	Phi    float64 // the factor for the variance: Raw, but at least 1
}

// Absent reports that fewer than two blocks had responses: Raw means nothing, and
// Phi is 1.
func (d Dispersion) Absent() bool {
	return d.Blocks < 2
}

// Dispersion compares the blocks of one kind. Call it for days and for weeks,
// keep the larger Phi, and freeze it when the improvement is created. Blocks
// without responses are left out.
func (m Metric) Dispersion(blocks []Tally) Dispersion {
	var all Tally
	for _, block := range blocks {
		all = all.Plus(block)
	}
	spread := m.Cell(all).Spread
	scores := make([]bin, 0, len(blocks))
	for _, block := range blocks {
		if c := m.Cell(block); c.N > 0 {
			scores = append(scores, bin{c.Raw, c.N / spread})
		}
	}
	return dispersion(scores)
}

// DispersionOfDifferences is the Dispersion for a DifferenceInDifferences: of the
// treated block minus the control block of the same day or week. The two lists
// run in step; blocks in which a side has no responses are left out.
func (m Metric) DispersionOfDifferences(treated, control []Tally) Dispersion {
	var allTreated, allControl Tally
	paired := min(len(treated), len(control))
	for i := range paired {
		allTreated, allControl = allTreated.Plus(treated[i]), allControl.Plus(control[i])
	}
	spreadTreated, spreadControl := m.Cell(allTreated).Spread, m.Cell(allControl).Spread
	var differences []bin
	for i := range paired {
		t, c := m.Cell(treated[i]), m.Cell(control[i])
		if t.N > 0 && c.N > 0 {
			differences = append(differences, bin{t.Raw - c.Raw, 1 / (spreadTreated/t.N + spreadControl/c.N)})
		}
	}
	return dispersion(differences)
}

func dispersion(blocks []bin) Dispersion {
	d := Dispersion{Blocks: len(blocks), Phi: 1}
	if !d.Absent() {
		d.Raw = squaresAround(blocks) / float64(d.Blocks-1)
		d.Phi = max(1, d.Raw)
	}
	return d
}

// squaresAround returns the sum of squares around the mean.
func squaresAround(bins []bin) (squares float64) {
	var weight, sum float64
	for _, b := range bins {
		weight += b.count
		sum += b.count * b.value
	}
	for _, b := range bins {
		squares += b.count * square(b.value-sum/weight)
	}
	return squares
}
