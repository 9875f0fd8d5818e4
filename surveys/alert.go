package surveys

import (
	"time"

	"halte/surveys/metric"
)

// Alert says that a survey's score is another than it was: raised once, by more
// evidence than chance gives more often than the organisation tolerates.
type Alert struct {
	ID         string // survey, direction and day
	Survey     string
	Touchpoint string
	Metric     metric.Metric
	Direction  Direction
	Day        string   // it was raised: the last day of the experience that was looked at
	Since      string   // first day of the stretch that speaks loudest for the change
	Evidence   float64  // natural logarithm of the e-detector's value on Day
	Threshold  float64  // natural logarithm of what that value had to reach
	Baseline   Baseline // what the score was held against
	After      Stretch  // from Since to Day, as it was known when the alert was raised
	RecordedAt time.Time
}

// AlertFilter picks alerts for a list. Empty fields pick all.
type AlertFilter struct {
	Touchpoint string
	From, To   string // days on which they were raised, both included
	After      Cursor // the last one of the page before, by its day
	Limit      int    // 1 to 500
}

// Direction is the way a score goes.
type Direction string

// The directions of an alert.
const (
	Drop Direction = "drop"
	Rise Direction = "rise"
)

// Known says whether d is one of the directions.
func (d Direction) Known() bool { return d == Drop || d == Rise }

// Stretch is the answers to the experiences of some days, both included.
type Stretch struct {
	From  string       `json:"from"`
	To    string       `json:"to"`
	Tally metric.Tally `json:"tally"`
}

// Baseline is what a survey is held against, frozen when it was full.
type Baseline struct {
	Stretch
	Phi float64 `json:"phi"` // how much more its days differ than chance has it, at least 1
}
