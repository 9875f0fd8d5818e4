package insight

import (
	"fmt"
	"slices"
	"strings"

	"halte/surveys"
	"halte/surveys/metric"
)

// TopBox is the share of those who gave one of the highest ratings.
type TopBox struct {
	From     int        `json:"from" doc:"Lowest rating that counts"`
	To       int        `json:"to" doc:"Highest rating of the scale"`
	Count    int64      `json:"count"`
	Share    float64    `json:"share" doc:"Percent"`
	Interval [2]float64 `json:"interval" doc:"95 percent interval of the share (Wilson), with worth for n"`

	value metric.Share
}

// Metric gives the share as the arithmetic made it, for drawing.
func (t TopBox) Metric() metric.Share { return t.value }

// topBoxFrom gives the lowest rating of a top box; 0 where the metric has none. Asked
// is what was asked for, 0 for the usual one.
func topBoxFrom(m metric.Metric, asked int) (int, error) {
	tops := m.Tops()
	switch {
	case asked == 0 && len(tops) == 0:
		return 0, nil
	case asked == 0:
		return tops[0], nil
	case slices.Contains(tops, asked):
		return asked, nil
	case len(tops) == 0:
		return 0, surveys.Refuse("top_box", "is of surveys that measure csat or ces; this one measures %s", m)
	}
	return 0, surveys.Refuse("top_box", "is not one of %s", strings.Trim(fmt.Sprint(tops), "[]"))
}

// topBox computes the share of the ratings from one on; nil for from 0, and where no
// score is shown.
func (f Figures) topBox(m metric.Metric, from int) *TopBox {
	if from == 0 || !f.Shown() {
		return nil
	}
	_, highest := m.Scale()
	s := m.Top(f.tally, from, f.effect.Persons, 1-alpha)
	return &TopBox{From: from, To: highest, Count: s.K, Share: s.Value, Interval: [2]float64{s.Interval.Lo, s.Interval.Hi}, value: s}
}

// addTopBoxes puts the top box beside every score that is shown.
func (s *TouchpointScore) addTopBoxes(from int) {
	s.TopBox = s.topBox(s.Metric, from)
	for i := range s.Trend {
		s.Trend[i].TopBox = s.Trend[i].topBox(s.Metric, from)
	}
	if s.Previous != nil {
		s.Previous.TopBox = s.Previous.topBox(s.Metric, from)
	}
	if s.LastYear != nil {
		s.LastYear.TopBox = s.LastYear.topBox(s.Metric, from)
	}
}
