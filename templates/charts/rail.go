package charts

import (
	"html/template"

	"halte/templates/locales"
)

// The same journey on a phone: the line runs from top to bottom with a card
// beside every stop, and sways to the right where the score is better. Rows are
// as high as their text; each draws its own piece of the line, stretched to the
// row, and the pieces meet: between two stops halfway, or at a stage's name,
// which takes the whole turn.

const (
	railWidth = 96.0
	railEdge  = 16.0 // from the worst and the best score to the edges
)

// RailRow is a stage's name or a stop, with its piece of the line.
type RailRow struct {
	Piece   template.HTML
	Heading string // of a stage; then the rest is empty
	NoStop  bool   // of a stage without stops
	Card    Column
	Trend   template.HTML
}

// NewRail draws a journey for a phone.
func NewRail(l *locales.Locale, j Journey) []RailRow {
	stops := StopsOf(j)
	edges := edgesOf(stops)
	var rows []RailRow
	next := 0
	for i, stage := range j.Stages {
		empty := next == len(stops) || stops[next].Stage != i
		rows = append(rows, RailRow{Heading: stage.Name, NoStop: empty, Piece: headingPiece(stops, edges, next, empty)})
		for next < len(stops) && stops[next].Stage == i {
			s := stops[next]
			rows = append(rows, RailRow{
				Piece: stopPiece(stops, edges, next),
				Card: Column{
					Name: soften(s.Touchpoint.Name, 22), Which: s.which(), Link: s.Link(), Touchpoint: s.Touchpoint,
					Figure: FigureOf(l, s.Survey), Surveyed: s.Surveyed, stop: next,
				},
				Trend: Sparkline(l, s.Survey, 96, 28),
			})
			if !s.firstSurvey { // one flag for a touchpoint
				rows[len(rows)-1].Card.Touchpoint.Alert = ""
			}
			next++
		}
	}
	return rows
}

// edge is where line and band stand when they pass a stop.
type edge struct {
	line, lo, hi float64
	banded       bool
}

func edgesOf(stops []Stop) []edge {
	cut := foot(stops)
	railX := func(at float64) float64 { return railEdge + (at-cut)/(1-cut)*(railWidth-2*railEdge) }
	edges := make([]edge, len(stops))
	for i, at := range heights(stops) {
		x := railX(at)
		edges[i] = edge{x, x, x, false}
		if stops[i].Shown() {
			_, lo, hi := stops[i].place()
			edges[i] = edge{x, railX(lo), railX(hi), true}
		}
	}
	return edges
}

// newPiece begins a picture that fills its row.
func newPiece() *svg {
	s := &svg{}
	s.begin("svg", "class", "piece", "width", num(railWidth), "height", "100%", "aria-hidden", "true")
	return s
}

// stretch draws the part of the way from a to b that lies in the row between
// two heights, in hundredths of the row; u0 and u1 say which part of the way.
func (s *svg) stretch(a, b edge, u0, u1, y0, y1 float64) {
	steps := 8
	if a == b {
		steps = 1
	}
	var line, lo, hi []point
	for i := range steps + 1 {
		share := float64(i) / float64(steps)
		y := y0 + (y1-y0)*share
		u := glideAt(point{0, 0}, point{1, 1}, u0+(u1-u0)*share)
		line = append(line, point{a.line + (b.line-a.line)*u, y})
		lo = append(lo, point{a.lo + (b.lo-a.lo)*u, y})
		hi = append(hi, point{a.hi + (b.hi-a.hi)*u, y})
	}
	s.begin("svg", "viewBox", "0 0 "+num(railWidth)+" 100", "preserveAspectRatio", "none", "width", "100%", "height", "100%", "overflow", "visible")
	class := "gap"
	if a.banded && b.banded {
		class = "route"
		s.path("band", ribbon(lo, hi))
	}
	s.path(class, polyline(line))
	s.end()
}

// headingPiece passes a stage's name, on the way to the stop that comes next.
func headingPiece(stops []Stop, edges []edge, next int, empty bool) template.HTML {
	s := newPiece()
	switch {
	case len(stops) == 0:
	case next == 0 && empty:
		e := edges[0]
		e.banded = false
		s.stretch(e, e, 0, 1, 30, 100)
	case next == 0:
	case next == len(stops):
		e := edges[next-1]
		e.banded = false
		s.stretch(e, e, 0, 1, 0, 60)
	case empty: // the turn is taken at the next name
		e := edges[next-1]
		e.banded = e.banded && edges[next].banded
		s.stretch(e, e, 0, 1, 0, 100)
	default:
		s.stretch(edges[next-1], edges[next], 0, 1, 0, 100)
	}
	return s.html()
}

// stopPiece passes a stop, with its ring in the middle of the row.
func stopPiece(stops []Stop, edges []edge, i int) template.HTML {
	s := newPiece()
	own := edges[i]
	if i > 0 {
		from, u := edges[i-1], 0.5
		if stops[i].FirstOfStage { // the turn was taken at the stage's name
			u = 1
		}
		s.stretch(from, own, u, 1, 0, 50)
	}
	if i+1 < len(stops) {
		to, u := edges[i+1], 0.5
		if stops[i+1].FirstOfStage {
			u = 0
		}
		s.stretch(own, to, 0, u, 50, 100)
	}
	s.begin("svg", "y", "50%", "overflow", "visible")
	if own.banded {
		s.line("whisker", own.lo, 0, own.hi, 0)
		s.line("whisker", own.lo, -4, own.lo, 4)
		s.line("whisker", own.hi, -4, own.hi, 4)
	}
	s.ring(stops[i], own.line, 0, 0.8)
	return s.html()
}
