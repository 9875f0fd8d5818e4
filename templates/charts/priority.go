package charts

import (
	"cmp"
	"html/template"
	"math"
	"slices"
	"unicode/utf8"

	"halte/templates/locales"
)

// The priority map: importance to the right, performance upward, each touchpoint
// a cross of its two intervals. Labels stand where they cover least.

// dotAt is a touchpoint on the map.
type dotAt struct {
	point
	left, right, upper, lower float64
	name, label               string
}

// Priority draws the map.
func (all Shares) Priority(l *locales.Locale, width, height float64) template.HTML {
	const left, right, top, foot = 44.0, 14.0, 26.0, 46.0
	reach := all.reach()
	low, high := all.scoreRange()
	x := func(share float64) float64 { return left + share/reach*(width-left-right) }
	y := func(at float64) float64 { return top + (high-at)/(high-low)*(height-top-foot) }

	s := newSVG("priority", width, height, l.Chart.PriorityTitle, l.Chart.PriorityDesc)
	for at := low; at <= high+1e-9; at += 0.2 {
		s.line("guide", left, y(at), width-right, y(at))
		s.text("tick end", left-8, y(at)+4, SharePercent(l, at))
	}
	step := 0.1
	if width < 500 && reach > 0.4 || reach > 0.8 {
		step = 0.2
	}
	for at := 0.0; at <= reach+1e-9; at += step {
		s.line("tick-mark", x(at), height-foot, x(at), height-foot+5)
		s.text("tick middle", x(at), height-foot+20, SharePercent(l, at))
	}
	s.line("equal", x(all.Equal()), top, x(all.Equal()), height-foot)
	s.text("axis-name", left, 14, l.Chart.Performance)
	s.text("axis-name end", width-right, height-6, l.Chart.Importance)
	corners := []box{}
	corner := func(class, text string, px, py float64) {
		s.text("corner "+class, px, py, text)
		w := 6.2 * float64(utf8.RuneCountInString(text))
		b := box{px, py - 12, px + w, py + 4}
		if class == "end" {
			b.x1, b.x2 = px-w, px
		}
		corners = append(corners, b)
	}
	corner("end", l.Chart.KeepUp, width-right-6, top+16)
	corner("end", l.Chart.MendFirst, width-right-6, height-foot-9)

	dots := all.dots(l, x, y)
	for _, d := range dots {
		s.begin("g")
		s.element("title", d.label)
		s.line("cross", d.left, d.y, d.right, d.y)
		s.line("cross", d.x, d.upper, d.x, d.lower)
		s.circle("point", d.x, d.y, 6)
		s.end()
	}
	s.labels(largest(dots, mostNamed), corners, box{left + 2, top, width - right, height - foot})
	return s.html()
}

// scoreRange is the part of the scales that is drawn, in fifths.
func (all Shares) scoreRange() (low, high float64) {
	low, high = 1, 0
	for _, s := range all {
		if s.Known && s.Score.Shown() {
			m := s.Score.DrawnMetric()
			low, high = min(low, place(m, s.Score.Score.Interval.Lo)), max(high, place(m, s.Score.Score.Interval.Hi))
		}
	}
	if low > high {
		return 0, 1
	}
	return math.Floor(low*5) / 5, math.Ceil(high*5) / 5
}

// dots gives the touchpoints that have a share and a score, from top to bottom.
func (all Shares) dots(l *locales.Locale, x, y func(float64) float64) []dotAt {
	var out []dotAt
	for _, s := range all {
		if !s.Known || !s.Score.Shown() {
			continue
		}
		m, score := s.Score.DrawnMetric(), s.Score.Score
		d := dotAt{point: point{x(s.Value), y(place(m, score.Value))}, name: s.Name}
		d.left, d.right = x(s.Interval.Lo), x(s.Interval.Hi)
		d.lower, d.upper = y(place(m, score.Interval.Lo)), y(place(m, score.Interval.Hi))
		d.label = s.Name + ": " + shareText(l, s) + "; " + FigureOf(l, s.Score).String()
		out = append(out, d)
	}
	slices.SortStableFunc(out, func(a, b dotAt) int { return cmp.Compare(a.y, b.y) })
	return out
}
