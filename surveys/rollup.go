package surveys

import "halte/surveys/metric"

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
