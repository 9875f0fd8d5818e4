package respond

import (
	"slices"

	"halte/surveys"
	"halte/surveys/metric"
)

// tallies sums changes of rollups, one row per survey, day, dimension and value.
type tallies struct {
	crossed []surveys.Crossing
	sums    map[surveys.Rollup]metric.Tally // keyed by a Rollup without its tally
}

// newTallies sums for the rollups that a definition keeps.
func newTallies(d surveys.Definition) tallies {
	return tallies{d.Crossings(), map[surveys.Rollup]metric.Tally{}}
}

// add counts a response in (sign 1) or out (sign -1) of every row it is in.
func (t tallies) add(r surveys.Response, sign int64) {
	r.InDimensions(func(dimension, value string) { t.count(r, dimension, value, sign) })
	t.addCrossed(r, sign)
}

// addCrossed counts a response in the rows of two segments together.
func (t tallies) addCrossed(r surveys.Response, sign int64) {
	for _, c := range t.crossed {
		if value := c.ValueOf(r); value != "" {
			t.count(r, c.Dimension(), value, sign)
		}
	}
}

func (t tallies) count(r surveys.Response, dimension, value string, sign int64) {
	row := surveys.Rollup{Survey: r.Survey, Day: r.Day, Dimension: dimension, Value: value}
	sum := t.sums[row]
	sum[r.Rating] += sign
	t.sums[row] = sum
}

// rows gives the sums in the order of their keys.
func (t tallies) rows() []surveys.Rollup {
	rows := make([]surveys.Rollup, 0, len(t.sums))
	for row, sum := range t.sums {
		row.Tally = sum
		rows = append(rows, row)
	}
	slices.SortFunc(rows, surveys.CompareRollups)
	return rows
}

// fold sums all responses: every revision counts in, and the one before it counts out,
// as it was when they were written.
func fold(each func(fn func(surveys.Response) error) error, add func(r surveys.Response, sign int64)) error {
	var before surveys.Response
	return each(func(r surveys.Response) error {
		if r.ID == before.ID {
			add(before, -1)
		}
		add(r, 1)
		before = r
		return nil
	})
}

// FoldCrossings counts all answers there are by the pairs of segments that are new in
// a definition. Nobody answers meanwhile: the revision is locked. The rows of a pair
// that goes stay, since readers may know the old definition for a moment; nobody counts
// in them any more, and a rebuild removes them.
func FoldCrossings(tx surveys.RefoldTx, old, new surveys.Definition) error {
	sums := newTallies(new)
	sums.crossed = slices.DeleteFunc(sums.crossed, func(c surveys.Crossing) bool { return slices.Contains(old.Crossings(), c) })
	if len(sums.crossed) == 0 {
		return nil
	}
	if err := fold(tx.ResponseEach, sums.addCrossed); err != nil {
		return err
	}
	rows := sums.rows()
	for _, c := range sums.crossed {
		of := slices.DeleteFunc(slices.Clone(rows), func(r surveys.Rollup) bool { return r.Dimension != c.Dimension() })
		if err := tx.RollupsReplaceOf(c.Dimension(), of); err != nil {
			return err
		}
	}
	return nil
}
