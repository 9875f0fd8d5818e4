package charts

import (
	"math"
	"unicode/utf8"

	"halte/templates/locales"
)

// mark is a stop at its place; lo and hi are the ends of its interval, hi the
// upper one, so the smaller y.
type mark struct {
	point
	stop   Stop
	lo, hi float64
	target float64 // NaN for none
}

func (m mark) upper() point { return point{m.x, m.hi} }
func (m mark) lower() point { return point{m.x, m.lo} }

// reach is how far the stop's rings go from its middle.
func (m mark) reach() float64 {
	if m.stop.Touchpoint.MomentOfTruth {
		return m.stop.radius() + 7
	}
	return m.stop.radius() + 2
}

// route draws the band and the line through the stops. Between stops of which
// one has no score it is dashed and has no band; so it is before the first Stop
// when the journey begins with an empty stage.
func (s *svg) route(m RouteMap, marks []mark, step float64) {
	if len(marks) == 0 {
		return
	}
	for i := 1; i < len(marks); i++ {
		a, b := marks[i-1], marks[i]
		if a.stop.Shown() && b.stop.Shown() {
			s.path("band", "M"+num(a.x)+" "+num(a.hi)+glide(a.upper(), b.upper())+
				"L"+num(b.x)+" "+num(b.lo)+glide(b.lower(), a.lower())+"Z")
		}
	}
	first, last := marks[0], marks[len(marks)-1]
	if lead := first.x - step/2; lead > 1 {
		s.line("gap", step/2, first.y, first.x, first.y)
	}
	if end := float64(len(m.Columns)) * step; last.x+step/2 < end-1 {
		s.line("gap", last.x, last.y, end-step/2, last.y)
	}
	for i := 1; i < len(marks); i++ {
		a, b := marks[i-1], marks[i]
		class := "gap"
		if a.stop.Shown() && b.stop.Shown() {
			class = "route"
		}
		s.path(class, "M"+num(a.x)+" "+num(a.y)+glide(a.point, b.point))
	}
}

// station draws one stop with its interval, its score and its flag.
func (s *svg) station(l *locales.Locale, marks []mark, i int) {
	m := marks[i]
	f := FigureOf(l, m.stop.Survey)
	s.begin("g")
	s.element("title", m.stop.Name()+": "+f.String())
	if !math.IsNaN(m.target) {
		s.line(targetClass(m.stop.Survey.Standing), m.x-19, m.target, m.x+19, m.target)
	}
	if m.stop.Shown() {
		s.line("whisker", m.x, m.hi, m.x, m.lo)
		s.line("whisker", m.x-5, m.hi, m.x+5, m.hi)
		s.line("whisker", m.x-5, m.lo, m.x+5, m.lo)
	}
	s.ring(m.stop, m.x, m.y, 1)

	over, under := clearance(marks, i, 5+5.5*float64(utf8.RuneCountInString(f.Value)))
	over, under = max(over-9, 26), under+21
	if above := over - 6; m.stop.Shown() && (valley(marks, i) || math.Abs(m.target-above) < 14) {
		s.text("score", m.x, under, f.Value)
	} else if m.stop.Shown() {
		s.text("score", m.x, over, f.Value)
		over -= 19
	}
	if m.stop.firstSurvey && m.stop.Touchpoint.Alert != "" {
		s.flag(m.x-20, over, l.ShortDay(m.stop.Touchpoint.Alert))
	}
	s.end()
}

// valley reports that the line comes down to a stop from both sides, so that
// there is more room for its score below than above.
func valley(marks []mark, i int) bool {
	return i > 0 && i+1 < len(marks) && marks[i-1].y < marks[i].y-8 && marks[i+1].y < marks[i].y-8
}

// clearance returns the heights just above and just below everything that passes
// within reach of a stop: its ring, its interval, the band and the line.
func clearance(marks []mark, i int, reach float64) (over, under float64) {
	m := marks[i]
	over, under = min(m.hi, m.y-m.reach()), max(m.lo, m.y+m.reach())
	for _, side := range []int{-1, 1} {
		k := i + side
		if k < 0 || k >= len(marks) {
			continue
		}
		other, x := marks[k], m.x+float64(side)*reach
		line := glideAt(m.point, other.point, x)
		over, under = min(over, line-3), max(under, line+3)
		if m.stop.Shown() && other.stop.Shown() {
			over = min(over, glideAt(m.upper(), other.upper(), x))
			under = max(under, glideAt(m.lower(), other.lower(), x))
		}
	}
	return over, under
}

// flag draws a small flag with the day of an alert, its foot at x, y.
func (s *svg) flag(x, y float64, day string) {
	s.line("flag-pole", x, y, x, y-14)
	s.path("flag", "M"+num(x)+" "+num(y-14)+"l10 3.5l-10 3.5Z")
	s.text("flag-day", x+13, y-4, day)
}

// targetClass is how a target is drawn: broken while it is open on which side of it the
// score is.
func targetClass(standing string) string {
	if standing == "open" {
		return "target undecided"
	}
	return "target"
}
