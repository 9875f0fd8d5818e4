package charts

import (
	"fmt"
	"html"
	"html/template"
	"math"
	"strconv"
	"strings"
)

// svg writes one inline picture. Every attribute and text goes through html's
// escaping, so names may hold anything; colours are left to the stylesheet.
type svg struct {
	b    strings.Builder
	open []string
}

// newSVG begins a picture of the given size with its title and description.
func newSVG(class string, width, height float64, title, desc string) *svg {
	s := &svg{}
	s.begin("svg", "class", class, "viewBox", "0 0 "+num(width)+" "+num(height),
		"width", num(width), "height", num(height), "role", "img")
	s.element("title", title)
	if desc != "" {
		s.element("desc", desc)
	}
	return s
}

// begin opens an element; attrs are names and values in turn.
func (s *svg) begin(name string, attrs ...string) {
	s.tag(name, attrs)
	s.b.WriteByte('>')
	s.open = append(s.open, name)
}

// end closes the element opened last.
func (s *svg) end() {
	last := len(s.open) - 1
	s.b.WriteString("</" + s.open[last] + ">")
	s.open = s.open[:last]
}

// shape writes an element without content.
func (s *svg) shape(name string, attrs ...string) {
	s.tag(name, attrs)
	s.b.WriteString("/>")
}

// element writes an element with a text.
func (s *svg) element(name, text string, attrs ...string) {
	s.begin(name, attrs...)
	s.b.WriteString(html.EscapeString(text))
	s.end()
}

func (s *svg) tag(name string, attrs []string) {
	s.b.WriteString("<" + name)
	for i := 0; i+1 < len(attrs); i += 2 {
		s.b.WriteString(" " + attrs[i] + `="` + html.EscapeString(attrs[i+1]) + `"`)
	}
}

// text writes a text at a point.
func (s *svg) text(class string, x, y float64, text string) {
	s.element("text", text, "class", class, "x", num(x), "y", num(y))
}

func (s *svg) line(class string, x1, y1, x2, y2 float64) {
	s.shape("line", "class", class, "x1", num(x1), "y1", num(y1), "x2", num(x2), "y2", num(y2))
}

func (s *svg) circle(class string, x, y, r float64) {
	s.shape("circle", "class", class, "cx", num(x), "cy", num(y), "r", num(r))
}

func (s *svg) rect(class string, x, y, width, height, corner float64) {
	attrs := []string{"class", class, "x", num(x), "y", num(y), "width", num(max(width, 0)), "height", num(max(height, 0))}
	if corner > 0 {
		attrs = append(attrs, "rx", num(corner))
	}
	s.shape("rect", attrs...)
}

func (s *svg) path(class, d string) { s.shape("path", "class", class, "d", d) }

// html closes what is open and gives the picture.
func (s *svg) html() template.HTML {
	for len(s.open) > 0 {
		s.end()
	}
	return template.HTML(s.b.String()) //nolint:gosec // every value in it was escaped on its way in
}

// num writes a coordinate, to a tenth of a pixel.
func num(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		x = 0
	}
	return strconv.FormatFloat(math.Round(x*10)/10, 'f', -1, 64)
}

// point is a place in a picture.
type point struct{ x, y float64 }

// polyline is the path through points, straight from one to the next.
func polyline(points []point) string {
	var d strings.Builder
	for i, p := range points {
		command := "L"
		if i == 0 {
			command = "M"
		}
		d.WriteString(command + num(p.x) + " " + num(p.y))
	}
	return d.String()
}

// ribbon is the closed path along the upper points and back along the lower.
func ribbon(upper, lower []point) string {
	all := append([]point{}, upper...)
	for i := len(lower) - 1; i >= 0; i-- {
		all = append(all, lower[i])
	}
	return polyline(all) + "Z"
}

// glide is the part of a path that leaves a flat and arrives at b flat, so
// that a line runs level through every stop and never overshoots.
func glide(a, b point) string {
	mid := (a.x + b.x) / 2
	return fmt.Sprintf("C%s %s %s %s %s %s", num(mid), num(a.y), num(mid), num(b.y), num(b.x), num(b.y))
}

// glideAt returns the height of the glide from a to b at x.
func glideAt(a, b point, x float64) float64 {
	if b.x == a.x {
		return a.y
	}
	// x(t) of the curve is monotone: halve until t is found.
	lo, hi := 0.0, 1.0
	for range 24 {
		t := (lo + hi) / 2
		if a.x+(b.x-a.x)*(1.5*t*(1-t)*(1-t)+1.5*t*t*(1-t)+t*t*t) < x {
			lo = t
		} else {
			hi = t
		}
	}
	t := lo
	return a.y + (b.y-a.y)*(3*t*t*(1-t)+t*t*t)
}
