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
}

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
