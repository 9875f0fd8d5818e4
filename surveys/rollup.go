package surveys

import (
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
	Held      Held // of a sum that was guarded; never stored
}

// Sum gives the tally, with Held.
func (r Rollup) Sum() Sum { return Sum{r.Tally, r.Held} }

// The dimensions every response has beside its segments.
const (
	DimensionTotal   = ""
	DimensionLocale  = "locale"
	DimensionWave    = "wave"
	DimensionSource  = "source"
	DimensionSegment = "segment." // followed by the segment's name
)

// InDimensions calls fn with every dimension and value that a response counts in:
// the total, and each that it has a value of.
func (r Response) InDimensions(fn func(dimension, value string)) {
	fn(DimensionTotal, "")
	count := func(dimension, value string) {
		if value != "" {
			fn(dimension, value)
		}
	}
	count(DimensionLocale, r.Locale)
	count(DimensionWave, r.Wave)
	count(DimensionSource, string(r.Source))
	for name, value := range r.Segments {
		count(DimensionSegment+name, value)
	}
}

// CompareRollups orders rollups by survey, day, dimension and value.
func CompareRollups(a, b Rollup) int {
	for _, c := range [...]int{strings.Compare(a.Survey, b.Survey), strings.Compare(a.Day, b.Day), strings.Compare(a.Dimension, b.Dimension)} {
		if c != 0 {
			return c
		}
	}
	return strings.Compare(a.Value, b.Value)
}

// Sum is the tally of some answers. Held says which answers are not in it, because its
// reader may not see small cells.
type Sum struct {
	Tally metric.Tally
	Held  Held
}

// Plus adds two sums.
func (s Sum) Plus(o Sum) Sum { return Sum{s.Tally.Plus(o.Tally), s.Held.plus(o.Held)} }

// Held says what a sum lacks, and which days it speaks of. It is the zero value where
// everything may be seen.
type Held struct {
	N        int64  // answers that were asked for and are not in the sum; of a step of time it is less than none where the sum holds answers of the step before
	Further  bool   // there may be others that are not in it, of which not even the number is told
	From, To string // first and last day of the answers that are in it; empty when there are none
	Without  string // days that were asked for, of whose answers it lacks some: FROM..TO, with a space behind each, in no order
}

func (h Held) plus(o Held) Held {
	out := Held{N: h.N + o.N, Further: h.Further || o.Further, From: h.From, To: max(h.To, o.To), Without: h.Without + o.Without}
	if o.From != "" && (out.From == "" || o.From < out.From) {
		out.From = o.From
	}
	return out
}
