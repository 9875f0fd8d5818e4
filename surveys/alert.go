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
	Shape      Shape    // what the change looks like; "" for an alert of before shapes were told apart
	LastYear   *Season  // the same weeks of the year before; nil when they have too few answers
	RecordedAt time.Time
}

// Shape is how a score came to be another.
type Shape string

// The shapes of a change.
const (
	Break Shape = "break" // from one day to the next
	Drift Shape = "drift" // little by little, over eight weeks or more
	Open  Shape = "open"  // neither fits the days clearly better yet
)

// Season is what a score did in the same weeks of the year before.
type Season struct {
	Before Stretch `json:"before"` // 364 days before the baseline
	After  Stretch `json:"after"`  // 364 days before the days since the change, and a fortnight around them
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

// Baseline is what a survey is held against, frozen when it was full. It counts
// timely answers.
type Baseline struct {
	Stretch
	// Phi is how much more its days or weeks differ than chance has it, at least 1.
	Phi float64 `json:"phi"`
	// Delays are the same answers by how many days after the experience they were
	// given: 0, 1 and so on. A baseline of before they were told apart has none.
	Delays []metric.Tally `json:"delays,omitempty"`
}
