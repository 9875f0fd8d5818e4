package charts

import (
	"html/template"
	"math"

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

// RouteMap is the map of a journey: the picture, and what stands above and below it.
type RouteMap struct {
	Picture template.HTML
	Zones   []Zone
	Columns []Column
	Size    string // class that keeps columns wide enough to read
	width   float64
}

// Zone is a stage above the picture; Span counts its columns.
type Zone struct {
	Name string
	Span int
	Odd  bool
}

// Column is what stands below the picture: a stop, or a stage without any.
type Column struct {
	Empty      bool
	Odd        bool
	Edge       bool // begins a stage
	Name, Link string
	Which      string // names the survey where the touchpoint has several
	Touchpoint Touchpoint
	Figure     Figure
	Surveyed   bool
	stop       int // index, -1 when empty
}

// NewRouteMap draws a journey for a wide screen.
func NewRouteMap(l *locales.Locale, j Journey) RouteMap {
	stops := StopsOf(j)
	columns := len(stops)
	for _, stage := range j.Stages {
		if len(stage.Touchpoints) == 0 {
			columns++
		}
	}
	m := RouteMap{Size: "fits", width: mapWidth}
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
		z := Zone{Name: stage.Name, Odd: i%2 == 1}
		for next < len(stops) && stops[next].Stage == i {
			s := stops[next]
			m.Columns = append(m.Columns, Column{
				Odd: z.Odd, Edge: z.Span == 0, Name: soften(s.Touchpoint.Name, room), Which: soften(s.which(), room), Link: s.Link(), Touchpoint: s.Touchpoint,
				Figure: FigureOf(l, s.Survey), Surveyed: s.Surveyed, stop: next,
			})
			z.Span++
			next++
		}
		if z.Span == 0 {
			m.Columns = append(m.Columns, Column{Empty: true, Odd: z.Odd, Edge: true, stop: -1})
			z.Span = 1
		}
		if z.Span == 1 {
			z.Name = soften(z.Name, 8)
		}
		m.Zones = append(m.Zones, z)
	}
	m.Picture = m.draw(l, j, stops)
	return m
}

// draw makes the picture between the names.
func (m RouteMap) draw(l *locales.Locale, j Journey, stops []Stop) template.HTML {
	step := m.width / float64(max(len(m.Columns), 1))
	cut := foot(stops)
	y := func(at float64) float64 {
		return mapHeight - mapFoot - (at-cut)/(1-cut)*(mapHeight-mapTop-mapFoot)
	}
	s := newSVG("map-picture", m.width, mapHeight, locales.Fill(l.Chart.Map, "journey", j.Name), l.Chart.MapDesc+" "+stopsText(l, stops))
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
			s.text("guide-name", 6, y(at)-5, []string{l.Chart.Best, l.Chart.Middle, l.Chart.Worst}[i])
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
		if k.stop.Shown() {
			_, lo, hi := k.stop.place()
			k.lo, k.hi = y(lo), y(hi)
			if target := k.stop.Survey.Target; target != nil {
				k.target = y(place(k.stop.Survey.DrawnMetric(), *target))
			}
		}
		marks = append(marks, k)
	}
	s.route(m, marks, step)
	for i := range marks {
		s.station(l, marks, i)
	}
	return s.html()
}

// stopsText tells the stops one after another, for those who cannot see the map.
func stopsText(l *locales.Locale, stops []Stop) string {
	var text string
	for i, s := range stops {
		if i > 0 {
			text += "; "
		}
		text += s.Name() + ": " + FigureOf(l, s.Survey).String()
	}
	if text == "" {
		return ""
	}
	return text + "."
}
