package surveys

import (
	"slices"
	"strings"

	"halte/surveys/metric"
)

// Rollup is the stored tally of one day: of all responses to a survey
// (Dimension and Value empty), or of those with one value of one dimension:
// "segment.persona", "locale", "wave" or "source".
type Rollup struct {
	Survey    string
	Day       string
	Dimension string
	Value     string
	Tally     metric.Tally
}

// The dimensions every response has beside its segments.
const (
	DimensionTotal   = ""
	DimensionLocale  = "locale"
	DimensionWave    = "wave"
	DimensionSource  = "source"
	DimensionSegment = "segment." // followed by the segment's name
)

// tallies sums changes of rollups, one row per survey, day, dimension and value.
type tallies map[Rollup]metric.Tally // keyed by a Rollup without its tally

// add counts a response in (sign 1) or out (sign -1) of every row it is in.
func (t tallies) add(r Response, sign int64) {
	row := Rollup{Survey: r.Survey, Day: r.Day}
	count := func(dimension, value string) {
		if value == "" && dimension != DimensionTotal {
			return
		}
		row.Dimension, row.Value = dimension, value
		sum := t[row]
		sum[r.Rating] += sign
		t[row] = sum
	}
	count(DimensionTotal, "")
	count(DimensionLocale, r.Locale)
	count(DimensionWave, r.Wave)
	count(DimensionSource, string(r.Source))
	for name, value := range r.Segments {
		count(DimensionSegment+name, value)
	}
}

// rows gives the sums in the order of their keys.
func (t tallies) rows() []Rollup {
	rows := make([]Rollup, 0, len(t))
	for row, sum := range t {
		row.Tally = sum
		rows = append(rows, row)
	}
	slices.SortFunc(rows, compareRollups)
	return rows
}

func compareRollups(a, b Rollup) int {
	for _, c := range [...]int{strings.Compare(a.Survey, b.Survey), strings.Compare(a.Day, b.Day), strings.Compare(a.Dimension, b.Dimension)} {
		if c != 0 {
			return c
		}
	}
	return strings.Compare(a.Value, b.Value)
}
