package charts

import (
	"math"
	"slices"
	"unicode/utf8"
)

// box is a piece of the picture that a text or a mark takes.
type box struct{ x1, y1, x2, y2 float64 }

// over is the area that two boxes share.
func (b box) over(o box) float64 {
	return max(min(b.x2, o.x2)-max(b.x1, o.x1), 0) * max(min(b.y2, o.y2)-max(b.y1, o.y1), 0)
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
