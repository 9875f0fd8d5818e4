package surveys

import (
	"encoding/json"
	"slices"
)

// Crossing is two segments of which sums are kept together, in the order of their
// names. In rollups it is one more dimension.
type Crossing struct{ A, B string }

// Crossings gives the pairs of segments that a definition names, in its order.
func (d Definition) Crossings() []Crossing {
	out := make([]Crossing, 0, len(d.Crossed))
	for _, names := range d.Crossed {
		out = append(out, Crossing{slices.Min(names), slices.Max(names)})
	}
	return out
}

// Dimensions gives the dimensions that are crossed.
func (c Crossing) Dimensions() (a, b string) { return DimensionSegment + c.A, DimensionSegment + c.B }

// Dimension is that of the rollups. No key holds a plus sign.
func (c Crossing) Dimension() string { return DimensionSegment + c.A + "+" + DimensionSegment + c.B }

// ValueOf gives what a response has of both, "" where it lacks one.
func (c Crossing) ValueOf(r Response) string {
	a, b := r.Segments[c.A], r.Segments[c.B]
	if a == "" || b == "" {
		return ""
	}
	return CrossedValue(a, b)
}

// CrossedValue writes two values as one: a list in JSON, whatever signs they hold.
func CrossedValue(a, b string) string {
	text, _ := json.Marshal([2]string{a, b}) // texts can always be written
	return string(text)
}

// Values reads what CrossedValue wrote: the value of each dimension.
func (c Crossing) Values(value string) (map[string]string, error) {
	var both [2]string
	err := json.Unmarshal([]byte(value), &both)
	a, b := c.Dimensions()
	return map[string]string{a: both[0], b: both[1]}, err
}

// RefoldTx computes again, inside a transaction, what is kept by the definition.
type RefoldTx interface {
	CovarianceTx
	// ResponseEach calls fn with every revision of every response, in the order of
	// id and revision, without holding them all.
	ResponseEach(fn func(Response) error) error
	// RollupsReplaceOf puts exactly these rows in place of all that are there of one
	// dimension.
	RollupsReplaceOf(dimension string, rows []Rollup) error
}
