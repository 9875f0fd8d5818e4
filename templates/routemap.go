package templates

import (
	"html/template"
	"math"
	"unicode/utf8"

	"halte/templates/locales"
)

// The map of a journey on a wide screen: the line and its band as a picture,
// the names of stages and stops above and below it as text that wraps, links
// and can be read aloud. Columns of both line up because all are equally wide.

const (
	mapWidth  = 1152.0
	mapHeight = 350.0
	mapTop    = 60.0 // of the scales, leaving room for a label and a flag
	mapFoot   = 26.0
)

// routeMap is what the page needs to set the map.
type routeMap struct {
	Picture template.HTML
	Zones   []zone
	Columns []column
	Size    string // class that keeps columns wide enough to read
	width   float64
}

// zone is a stage above the picture; Span counts its columns.
type zone struct {
	Name string
	Span int
	Odd  bool
}

// column is what stands below the picture: a stop, or a stage without any.
type column struct {
	Empty      bool
	Odd        bool
	Edge       bool // begins a stage
	Name, Link string
	Which      string // names the survey where the touchpoint has several
	Touchpoint Touchpoint
	Figure     figure
	Surveyed   bool
	stop       int // index, -1 when empty
}

func newRouteMap(v consoleView, j Journey) routeMap {
	stops := stopsOf(j)
	columns := len(stops)
	for _, stage := range j.Stages {
		if len(stage.Touchpoints) == 0 {
			columns++
		}
	}
	m := routeMap{Size: "fits", width: mapWidth}
	switch {
	case columns <= 7:
		m.Size = "short"
	case columns > 20:
		m.Size, m.width = "longest", 200*16
	case columns > 13:
		m.Size, m.width = "longer", 118*16
	case columns > 10:
		m.Size = "tight"
	}
	room := 12 // letters of a name in a column
	if m.Size == "tight" {
		room = 9
	}
	next := 0
	for i, stage := range j.Stages {
		z := zone{Name: stage.Name, Odd: i%2 == 1}
		for next < len(stops) && stops[next].stage == i {
			s := stops[next]
			m.Columns = append(m.Columns, column{
				Odd: z.Odd, Edge: z.Span == 0, Name: soften(s.touchpoint.Name, room), Which: soften(s.which(), room), Link: s.link(), Touchpoint: s.touchpoint,
				Figure: v.figure(s.survey), Surveyed: s.surveyed, stop: next,
			})
			z.Span++
			next++
		}
		if z.Span == 0 {
			m.Columns = append(m.Columns, column{Empty: true, Odd: z.Odd, Edge: true, stop: -1})
			z.Span = 1
		}
		if z.Span == 1 {
			z.Name = soften(z.Name, 8)
		}
		m.Zones = append(m.Zones, z)
	}
	m.Picture = m.draw(v, j, stops)
	return m
}

// draw makes the picture between the names.
func (m routeMap) draw(v consoleView, j Journey, stops []stop) template.HTML {
	step := m.width / float64(max(len(m.Columns), 1))
	cut := foot(stops)
	y := func(at float64) float64 {
		return mapHeight - mapFoot - (at-cut)/(1-cut)*(mapHeight-mapTop-mapFoot)
	}
	s := newSVG("map-picture", m.width, mapHeight, locales.Fill(v.L.Chart.Map, "journey", j.Name), v.L.Chart.MapDesc+" "+spoken(v, stops))
	x := 0.0
	for _, z := range m.Zones {
		wide := float64(z.Span) * step
		if z.Odd {
			s.rect("zone", x, 0, wide, mapHeight, 0)
		}
		if x > 0 {
			s.line("border", x+0.5, 0, x+0.5, mapHeight)
		}
		x += wide
	}
	for i, at := range []float64{1, 0.5, 0} {
		if at >= cut {
			s.line("guide", 0, y(at), m.width, y(at))
			s.text("guide-name", 6, y(at)-5, []string{v.L.Chart.Best, v.L.Chart.Middle, v.L.Chart.Worst}[i])
		}
	}

	marks := make([]mark, 0, len(stops))
	at := heights(stops)
	for i, c := range m.Columns {
		if c.stop < 0 {
			continue
		}
		k := mark{stop: stops[c.stop], point: point{(float64(i) + 0.5) * step, y(at[c.stop])}}
		k.lo, k.hi, k.target = k.y, k.y, math.NaN()
		if k.stop.shown() {
			_, lo, hi := k.stop.place()
			k.lo, k.hi = y(lo), y(hi)
			if target := k.stop.survey.Target; target != nil {
				k.target = y(place(k.stop.survey.metric(), *target))
			}
		}
		marks = append(marks, k)
	}
	s.route(m, marks, step)
	for i := range marks {
		s.station(v, marks, i)
	}
	return s.html()
}

// mark is a stop at its place; lo and hi are the ends of its interval, hi the
// upper one, so the smaller y.
type mark struct {
	point
	stop   stop
	lo, hi float64
	target float64 // NaN for none
}

func (m mark) upper() point { return point{m.x, m.hi} }
func (m mark) lower() point { return point{m.x, m.lo} }

// reach is how far the stop's rings go from its middle.
func (m mark) reach() float64 {
	if m.stop.touchpoint.MomentOfTruth {
		return m.stop.radius() + 7
	}
	return m.stop.radius() + 2
}

// route draws the band and the line through the stops. Between stops of which
// one has no score it is dashed and has no band; so it is before the first stop
// when the journey begins with an empty stage.
func (s *svg) route(m routeMap, marks []mark, step float64) {
	if len(marks) == 0 {
		return
	}
	for i := 1; i < len(marks); i++ {
		a, b := marks[i-1], marks[i]
		if a.stop.shown() && b.stop.shown() {
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
		if a.stop.shown() && b.stop.shown() {
			class = "route"
		}
		s.path(class, "M"+num(a.x)+" "+num(a.y)+glide(a.point, b.point))
	}
}

// station draws one stop with its interval, its score and its flag.
func (s *svg) station(v consoleView, marks []mark, i int) {
	m := marks[i]
	f := v.figure(m.stop.survey)
	s.begin("g")
	s.element("title", m.stop.name()+": "+f.String())
	if !math.IsNaN(m.target) {
		s.line("target", m.x-19, m.target, m.x+19, m.target)
	}
	if m.stop.shown() {
		s.line("whisker", m.x, m.hi, m.x, m.lo)
		s.line("whisker", m.x-5, m.hi, m.x+5, m.hi)
		s.line("whisker", m.x-5, m.lo, m.x+5, m.lo)
	}
	s.ring(m.stop, m.x, m.y, 1)

	over, under := around(marks, i, 5+5.5*float64(utf8.RuneCountInString(f.Value)))
	over, under = max(over-9, 26), under+21
	if above := over - 6; m.stop.shown() && (valley(marks, i) || math.Abs(m.target-above) < 14) {
		s.text("score", m.x, under, f.Value)
	} else if m.stop.shown() {
		s.text("score", m.x, over, f.Value)
		over -= 19
	}
	if m.stop.firstSurvey && m.stop.touchpoint.Alert != "" {
		s.flag(m.x-20, over, v.L.ShortDay(m.stop.touchpoint.Alert))
	}
	s.end()
}

// valley reports that the line comes down to a stop from both sides, so that
// there is more room for its score below than above.
func valley(marks []mark, i int) bool {
	return i > 0 && i+1 < len(marks) && marks[i-1].y < marks[i].y-8 && marks[i+1].y < marks[i].y-8
}

// around returns the heights just above and just below everything that passes
// within reach of a stop: its ring, its interval, the band and the line.
func around(marks []mark, i int, reach float64) (over, under float64) {
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
		if m.stop.shown() && other.stop.shown() {
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

// spoken tells the stops one after another, for those who cannot see the map.
func spoken(v consoleView, stops []stop) string {
	var text string
	for i, s := range stops {
		if i > 0 {
			text += "; "
		}
		text += s.name() + ": " + v.figure(s.survey).String()
	}
	if text == "" {
		return ""
	}
	return text + "."
}
