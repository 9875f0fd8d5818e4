package templates

import (
	"halte/surveys/metric"
)

// Least is the number of answers from which a score is shown at all; Few the
// number from which its stop is drawn filled.
const (
	Least = 5
	Few   = 30
)

// Console is what every page for the team has around it.
type Console struct {
	Organisation string
	Lang         string // of the page's own words: "en" or "nl"; any other reads English
	Home         string // link to the journey map; "" is "/"
	Mailbox      string // link to the development mailbox; "" outside development
}

// Link is a named address; Current marks the one the reader is at.
type Link struct {
	Name, URL string
	Current   bool
}

// Period is the span of days of experience a page is about, both included, as
// 2026-10-05, and the others one can choose: plain links.
type Period struct {
	From, To string
	Choices  []Link
}

// Journey is a journey with its stages in order.
type Journey struct {
	Key, Name string
	Stages    []Stage
}

// Stage is a step of a journey with its touchpoints in order; it may have none.
type Stage struct {
	Key, Name   string
	Touchpoints []Touchpoint
}

// Touchpoint is a stop of the journey.
type Touchpoint struct {
	Key, Name      string
	Link           string // to its own page
	Channel, Owner string
	MomentOfTruth  bool
	Note           string        // on pain points
	Alert          string        // day of the latest alert in the period; "" for none
	Surveys        []SurveyScore // one line each; none teaches the next step
}

// SurveyScore is what one survey of a touchpoint measured in the period.
type SurveyScore struct {
	Key, Name string // Name tells surveys of one touchpoint apart
	Link      string // to the touchpoint's page for this survey; "" is the touchpoint's own
	Metric    metric.Metric
	Score     metric.Score
	Held      bool     // held back although there are answers; below Least it always is
	Target    *float64 // on the metric's own scale; nil for none
	Trend     []TrendPoint
	Rank      *Rank  // among all of its metric; nil where it is not ranked
	Since     *Since // against the period before; nil where too little is known
}

// TrendPoint is the score of a day, week or month that begins on Start.
type TrendPoint struct {
	Start string
	Score metric.Score
	Held  bool // held back although there are answers

	Smooth *metric.Smoothed // in which older answers count for less; nil where it is not drawn
}

// standing says how much is known about a score.
type standing int

const (
	absent standing = iota // nobody has answered
	held                   // too few to show
	few                    // shown, with reserve
	known
)

func standingOf(s metric.Score, heldBack bool) standing {
	switch {
	case s.Absent():
		return absent
	case heldBack || s.N < Least:
		return held
	case s.N < Few:
		return few
	}
	return known
}

func (s SurveyScore) standing() standing { return standingOf(s.Score, s.Held) }

// metric returns the metric the survey is drawn on.
func (s SurveyScore) metric() metric.Metric {
	if s.Metric.Known() {
		return s.Metric
	}
	return s.Score.Metric
}

// place returns where x lies on the metric's scale: 0 at its foot, 1 at its top.
func place(m metric.Metric, x float64) float64 {
	r := m.Range()
	if r.Width() == 0 {
		return 0.5
	}
	return min(max((x-r.Lo)/r.Width(), 0), 1)
}
