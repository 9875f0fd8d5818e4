package main

import (
	"fmt"

	"halte/surveys"
	"halte/surveys/store"
)

// mostRareValues is how many rare values a segment may have before the doctor names it.
const mostRareValues = 20

// examineSegments finds the segments most of whose values stand for a few answers only:
// their figures are mostly held back, and a value that one person has is as good as a
// name. Nobody can tell that of a segment before there are answers.
func examineSegments(r store.Reader) (found []finding) {
	sizes, err := r.SegmentSizes(surveys.SmallCell)
	if err != nil {
		return []finding{{"segments", bad, explain(err), ""}}
	}
	for _, s := range sizes {
		if s.Few > mostRareValues && 2*s.Few > s.Values {
			found = append(found, finding{
				"segment", look, fmt.Sprintf("%s has %d values, and %d of them stand for fewer than %d answers: it tells people apart rather than groups", s.Segment, s.Values, s.Few, surveys.SmallCell),
				"Take a property with fewer values, or have your events send a coarser one (a region, not a place; an age band, not a birthday), and take this one out of the definition.",
			})
		}
	}
	return found
}
