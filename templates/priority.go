package templates

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

// Priority draws the map for a wide screen, and narrow for a phone.
func (v momentsView) Priority() template.HTML     { return v.scatter(1040, 520) }
func (v momentsView) PrioritySlim() template.HTML { return v.scatter(358, 420) }

// dotAt is a touchpoint on the map.
type dotAt struct {
	point
	left, right, upper, lower float64
	name, label               string
}

// box is a piece of the picture that a text or a mark takes.
type box struct{ x1, y1, x2, y2 float64 }

// over is the area that two boxes share.
func (b box) over(o box) float64 {
	return max(min(b.x2, o.x2)-max(b.x1, o.x1), 0) * max(min(b.y2, o.y2)-max(b.y1, o.y1), 0)
}

func (v momentsView) scatter(width, height float64) template.HTML {
	const left, right, top, foot = 44.0, 14.0, 26.0, 46.0
	reach := v.reach()
	low, high := v.span()
	x := func(share float64) float64 { return left + share/reach*(width-left-right) }
	y := func(at float64) float64 { return top + (high-at)/(high-low)*(height-top-foot) }

	s := newSVG("priority", width, height, v.L.Chart.PriorityTitle, v.L.Chart.PriorityDesc)
	for at := low; at <= high+1e-9; at += 0.2 {
		s.line("guide", left, y(at), width-right, y(at))
		s.text("tick end", left-8, y(at)+4, v.percent(at))
	}
	step := 0.1
	if width < 500 && reach > 0.4 || reach > 0.8 {
		step = 0.2
	}
	for at := 0.0; at <= reach+1e-9; at += step {
		s.line("tick-mark", x(at), height-foot, x(at), height-foot+5)
		s.text("tick middle", x(at), height-foot+20, v.percent(at))
	}
	s.line("equal", x(v.equal()), top, x(v.equal()), height-foot)
	s.text("axis-name", left, 14, v.L.Chart.Performance)
	s.text("axis-name end", width-right, height-6, v.L.Chart.Importance)
	corners := []box{}
	corner := func(class, words string, px, py float64) {
		s.text("corner "+class, px, py, words)
		w := 6.2 * float64(utf8.RuneCountInString(words))
		b := box{px, py - 12, px + w, py + 4}
		if class == "end" {
			b.x1, b.x2 = px-w, px
		}
		corners = append(corners, b)
	}
	corner("end", v.L.Chart.KeepUp, width-right-6, top+16)
	corner("end", v.L.Chart.MendFirst, width-right-6, height-foot-9)

	dots := v.dots(x, y)
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

// span is the part of the scales that is drawn, in fifths.
func (v momentsView) span() (low, high float64) {
	low, high = 1, 0
	for _, m := range v.Page.Moments {
		if m.Shared && m.Score.standing() >= few {
			scale := m.Score.metric()
			low, high = min(low, place(scale, m.Score.Score.Interval.Lo)), max(high, place(scale, m.Score.Score.Interval.Hi))
		}
	}
	if low > high {
		return 0, 1
	}
	return math.Floor(low*5) / 5, math.Ceil(high*5) / 5
}

// dots gives the touchpoints that have a share and a score, from top to bottom.
func (v momentsView) dots(x, y func(float64) float64) []dotAt {
	var out []dotAt
	for _, m := range v.Page.Moments {
		if !m.Shared || m.Score.standing() < few {
			continue
		}
		scale, score := m.Score.metric(), m.Score.Score
		d := dotAt{point: point{x(m.Share), y(place(scale, score.Value))}, name: m.Name}
		d.left, d.right = x(m.Interval.Lo), x(m.Interval.Hi)
		d.lower, d.upper = y(place(scale, score.Interval.Lo)), y(place(scale, score.Interval.Hi))
		d.label = m.Name + ": " + locales.Fill(v.L.Chart.ShareDesc, "share", v.percent(m.Share), "interval", v.percentRange(m.Interval)) + "; " + v.figure(m.Score).String()
		out = append(out, d)
	}
	slices.SortStableFunc(out, func(a, b dotAt) int { return cmp.Compare(a.y, b.y) })
	return out
}

// mostNamed is how many dots have their name beside them; the title of each, and
// the table, name all.
const mostNamed = 14

// largest gives those dots that lie furthest to the right, in their order.
func largest(dots []dotAt, most int) []dotAt {
	if len(dots) <= most {
		return dots
	}
	xs := make([]float64, len(dots))
	for i, d := range dots {
		xs[i] = d.x
	}
	slices.Sort(xs)
	limit := xs[len(xs)-most]
	return slices.DeleteFunc(slices.Clone(dots), func(d dotAt) bool { return d.x < limit })
}

// labels writes the names beside their dots, each where it covers least of what
// is there already, with a thin line to its dot when it stands away from it; it
// gives where they stand.
func (s *svg) labels(dots []dotAt, taken []box, within box) (names []box) {
	var marks []box
	for _, d := range dots {
		marks = append(marks, box{d.x - 7, d.y - 7, d.x + 7, d.y + 7},
			box{d.left, d.y - 1, d.right, d.y + 1}, box{d.x - 1, d.upper, d.x + 1, d.lower})
	}
	for _, d := range dots {
		w := 7.2 * float64(utf8.RuneCountInString(d.name))
		var best box
		least, away := math.Inf(1), false
		for i, at := range places(d.point, w) {
			b := box{at.x, at.y - 12, at.x + w, at.y + 4}
			cost := float64(i)
			for _, t := range taken {
				if b.over(t) > 0 {
					cost += 1e6 // no two texts on one another
				}
			}
			for _, m := range marks {
				cost += 3 * b.over(m)
			}
			inside := b.over(within)
			cost += 10 * ((b.x2-b.x1)*(b.y2-b.y1) - inside)
			if cost < least {
				best, least, away = b, cost, i >= 8
			}
		}
		if least >= 1e6 {
			continue // its title names it
		}
		if away {
			s.line("leader", d.x, d.y, min(max(d.x, best.x1), best.x2), min(max(d.y, best.y1), best.y2))
		}
		s.text("dot-name", best.x1, best.y2-4, d.name)
		taken, names = append(taken, best), append(names, best)
	}
	return names
}

// places are where a label of that width may begin: close around its dot first,
// then further away.
func places(p point, w float64) []point {
	var out []point
	for ring := 1.0; ring < 12; ring++ {
		dx, dy := 4+7*ring, 18*ring
		up, down := p.y-8-9*(ring-1), p.y+16+9*(ring-1)
		out = append(out,
			point{p.x + dx, up}, point{p.x + dx, down}, point{p.x - dx - w, up}, point{p.x - dx - w, down},
			point{p.x - w/2, p.y - dy + 2}, point{p.x - w/2, p.y + dy + 8},
			point{p.x + dx, p.y - dy}, point{p.x + dx, p.y + dy + 8})
	}
	return out
}
