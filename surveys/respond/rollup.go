package respond

import (
	"slices"

	"halte/surveys"
	"halte/surveys/metric"
)

// tallies sums changes of rollups, one row per survey, day, dimension and value.
type tallies map[surveys.Rollup]metric.Tally // keyed by a Rollup without its tally

// add counts a response in (sign 1) or out (sign -1) of every row it is in.
func (t tallies) add(r surveys.Response, sign int64) {
	row := surveys.Rollup{Survey: r.Survey, Day: r.Day}
	r.InDimensions(func(dimension, value string) {
		row.Dimension, row.Value = dimension, value
		sum := t[row]
		sum[r.Rating] += sign
		t[row] = sum
	})
}

// rows gives the sums in the order of their keys.
func (t tallies) rows() []surveys.Rollup {
	rows := make([]surveys.Rollup, 0, len(t))
	for row, sum := range t {
		row.Tally = sum
		rows = append(rows, row)
	}
	slices.SortFunc(rows, surveys.CompareRollups)
	return rows
}
