package templates

import (
	"html/template"
)

// The map of a journey on a wide screen: the line and its band as a picture,
// the names of stages and stops above and below it as text that wraps, links
// and can be read aloud. Columns of both line up because all are equally wide.

const (
	mapWidth  = 1152.0
	mapHeight = 300.0
	mapTop    = 58.0 // of the scales, leaving room for a label and a flag
	mapFoot   = 22.0
	mapColumn = 104.0 // the narrowest a column may be
)

// routeMap is what the page needs to set the map.
type routeMap struct {
	Picture template.HTML
	Zones   []zone
	Columns []column
	Size    string // class that keeps columns wide enough to read
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
	Touchpoint Touchpoint
	Figure     figure
	Surveyed   bool
	stop       int // index, -1 when empty
}

func newRouteMap(v consoleView, j Journey) routeMap {
	stops := stopsOf(j)
	var m routeMap
	next := 0
	for i, stage := range j.Stages {
		z := zone{Name: stage.Name, Odd: i%2 == 1}
		for next < len(stops) && stops[next].stage == i {
			s := stops[next]
			m.Columns = append(m.Columns, column{
				Odd: z.Odd, Edge: z.Span == 0, Name: s.name(), Link: s.link(), Touchpoint: s.touchpoint,
				Figure: v.figure(s.survey), Surveyed: s.surveyed, stop: next,
			})
			z.Span++
			next++
		}
		if z.Span == 0 {
			m.Columns = append(m.Columns, column{Empty: true, Odd: z.Odd, Edge: true, stop: -1})
			z.Span = 1
		}
		m.Zones = append(m.Zones, z)
	}
	switch n := len(m.Columns); {
	case n <= 9:
		m.Size = "fits"
	case n <= 12:
		m.Size = "long"
	case n <= 18:
		m.Size = "longer"
	default:
		m.Size = "longest"
	}
	m.Picture = m.draw(v, j, stops)
	return m
}

// draw makes the picture between the names.
func (m routeMap) draw(v consoleView, j Journey, stops []stop) template.HTML {
	width := max(mapWidth, float64(len(m.Columns))*mapColumn)
	step := width / float64(max(len(m.Columns), 1))
	y := func(at float64) float64 { return mapHeight - mapFoot - at*(mapHeight-mapTop-mapFoot) }

	s := newSVG("map-picture", width, mapHeight, fill(v.W.Map, "journey", j.Name), v.W.MapDesc+" "+spoken(v, stops))
	for i, c := range m.Columns {
		if c.Odd {
			s.rect("zone", float64(i)*step, 0, step, mapHeight, 0)
		}
		if c.Edge && i > 0 {
			s.line("border", float64(i)*step, 0, float64(i)*step, mapHeight)
		}
	}
	for i, at := range []float64{1, 0.5, 0} {
		s.line("guide", 0, y(at), width, y(at))
		s.text("guide-name", 6, y(at)-5, []string{v.W.Best, v.W.Middle, v.W.Worst}[i])
	}

	marks := make([]mark, 0, len(stops))
	at := heights(stops)
	for i, c := range m.Columns {
		if c.stop < 0 {
			continue
		}
		k := mark{stop: stops[c.stop], point: point{(float64(i) + 0.5) * step, y(at[c.stop])}}
		k.lo, k.hi = k.y, k.y
		if k.stop.shown() {
			_, lo, hi := k.stop.place()
			k.lo, k.hi = y(lo), y(hi)
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
}

func (m mark) upper() point { return point{m.x, m.hi} }
func (m mark) lower() point { return point{m.x, m.lo} }

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
	s.begin("g", "class", "station")
	s.element("title", m.stop.name()+": "+f.String())
	if target := m.stop.survey.Target; target != nil && m.stop.surveyed {
		at := mapHeight - mapFoot - place(m.stop.survey.metric(), *target)*(mapHeight-mapTop-mapFoot)
		s.line("target", m.x-19, at, m.x+19, at)
	}
	if m.stop.shown() {
		s.line("whisker", m.x, m.hi, m.x, m.lo)
		s.line("whisker", m.x-5, m.hi, m.x+5, m.hi)
		s.line("whisker", m.x-5, m.lo, m.x+5, m.lo)
	}
	s.ring(m.stop, m.x, m.y)

	over := clearance(marks, i, 26) - 9
	if m.stop.shown() {
		s.text("score", m.x, over, f.Value)
		over -= 19
	}
	if m.stop.touchpoint.Alert != "" {
		s.flag(m.x-20, over-1, v.T.shortDate(m.stop.touchpoint.Alert))
	}
	s.end()
}

// clearance returns the y just above everything that passes within reach of a
// stop: its ring, its interval, the band and the line to its neighbours.
func clearance(marks []mark, i int, reach float64) float64 {
	m := marks[i]
	top := min(m.hi, m.y-m.stop.radius()-2)
	if m.stop.touchpoint.MomentOfTruth {
		top = min(top, m.y-m.stop.radius()-8)
	}
	for _, side := range []int{-1, 1} {
		k := i + side
		if k < 0 || k >= len(marks) {
			continue
		}
		other := marks[k]
		x := m.x + float64(side)*reach
		if m.stop.shown() && other.stop.shown() {
			top = min(top, glideAt(m.upper(), other.upper(), x))
		}
		top = min(top, glideAt(m.point, other.point, x)-3)
	}
	return max(top, 34)
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
