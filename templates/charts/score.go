package charts

import (
	"halte/surveys/metric"
	"halte/templates/locales"
)

// Least is the number of answers from which a score is shown at all; Few the
// number from which its stop is drawn filled.
const (
	Least = 5
	Few   = 30
)

// SurveyScore is what one survey of a touchpoint measured in the period.
type SurveyScore struct {
	Key, Name string // Name tells surveys of one touchpoint apart
	Link      string // to the touchpoint's page for this survey; "" is the touchpoint's own
	Metric    metric.Metric
	Score     metric.Score
	Held      bool     // held back although there are answers, or may be; below Least it always is
	Target    *float64 // on the metric's own scale; nil for none
	Standing  string   // to the target: above or below where that is sure, else open; "" where it is not said
	More      int64    // answers that would make an open standing sure; 0 for unknown
	Trend     []TrendPoint
	Rank      *Rank  // among all of its metric; nil where it is not ranked
	Since     *Delta // against the period before; nil where too little is known
}

// TrendPoint is the score of a day, week or month that begins on Start.
type TrendPoint struct {
	Start string
	Score metric.Score
	Held  bool // held back although there are answers

	Smooth *metric.Smoothed // in which older answers count for less; nil where it is not drawn
}

// Rank is a rank with the best and the worst it may be.
type Rank struct{ Rank, Best, Worst int }

// Delta is a difference with its interval, and what may be said of it.
type Delta struct {
	Value    float64
	Interval metric.Interval
	Change   string // higher, lower, may_be_chance or no_clear_change
	From, To string // of the period before; "" where the difference is not one in time
	N        int64  // answers in it
}

// evidence is how much is known about a score.
type evidence int

const (
	absent evidence = iota // nobody has answered
	held                   // too few to show
	few                    // shown, with reserve
	known
)

func (s SurveyScore) evidence() evidence {
	switch {
	case s.Score.Absent() && !s.Held:
		return absent
	case s.Held || s.Score.N < Least:
		return held
	case s.Score.N < Few:
		return few
	}
	return known
}

// Absent reports that nobody has answered.
func (s SurveyScore) Absent() bool { return s.evidence() == absent }

// Shown reports that there are enough answers to show the score.
func (s SurveyScore) Shown() bool { return s.evidence() >= few }

// Few reports that the score is shown, and to be read with reserve.
func (s SurveyScore) Few() bool { return s.evidence() == few }

// DrawnMetric is the metric on whose scale the score is drawn: its own, or where
// that is unknown the one it was computed with.
func (s SurveyScore) DrawnMetric() metric.Metric {
	if s.Metric.Known() {
		return s.Metric
	}
	return s.Score.Metric
}

// hidden reports that a point has no score to draw.
func (p TrendPoint) hidden() bool { return p.Held || p.Score.Absent() }

// thin reports that too few answered to rely on a point.
func thin(s metric.Score) bool { return s.N < Least }

// place returns where x lies on the metric's scale: 0 at its foot, 1 at its top.
func place(m metric.Metric, x float64) float64 {
	r := m.Range()
	if r.Width() == 0 {
		return 0.5
	}
	return min(max((x-r.Lo)/r.Width(), 0), 1)
}

// MetricName is how people write a metric: "NPS".
func MetricName(l *locales.Locale, m metric.Metric) string { return l.Chart.Metrics[string(m)] }
