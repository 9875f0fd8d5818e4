package charts

import (
	"strconv"

	"halte/templates/locales"
)

// Figure is a score as people read it: never the value without its interval
// and its n. Where there is too little to show, Value is empty and Note says why.
type Figure struct {
	Metric   string
	Value    string
	Interval string
	N        string
	Worth    string // "worth 240", where that is not N
	WorthWhy string
	Note     string
	Few      bool // read it with reserve
}

// Shown reports that there is a value to read.
func (f Figure) Shown() bool { return f.Value != "" }

// String is the figure in one line: "+32, 15 to 47, n 100, worth 40".
func (f Figure) String() string {
	if !f.Shown() {
		return f.Note
	}
	s := f.Value + ", " + f.Interval + ", n " + f.N
	if f.Worth != "" {
		s += ", " + f.Worth
	}
	return s
}

// FigureOf writes a score. One that is held back beside a group that is too small
// says so: the small one would follow from the two.
func FigureOf(l *locales.Locale, s SurveyScore) Figure {
	m := s.DrawnMetric()
	f := Figure{Metric: MetricName(l, m), N: l.Count(s.Score.N)}
	switch s.evidence() {
	case absent:
		f.Note = l.Chart.NoAnswers
	case held:
		switch {
		case s.Score.Absent():
			f.N, f.Note = "–", l.Chart.HeldUncounted
		case s.Score.N >= Least:
			f.Note = locales.Fill(l.Chart.HeldBeside, "n", f.N)
		default:
			f.Note = locales.Fill(l.Chart.HeldBack, "n", f.N, "least", strconv.Itoa(Least))
		}
	default:
		f.Value = l.Value(m, s.Score.Value)
		f.Interval = l.Interval(m, s.Score.Interval)
		f.Few = s.Few()
		if s.Score.Worth > 0 && s.Score.Worth != s.Score.N {
			n := l.Count(s.Score.Worth)
			f.Worth, f.WorthWhy = locales.Fill(l.Chart.Worth, "n", n), locales.Fill(l.Chart.WorthWhy, "n", n)
		}
	}
	return f
}
