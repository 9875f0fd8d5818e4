package charts

import (
	"html/template"
	"strconv"

	"halte/surveys/metric"
	"halte/templates/locales"
)

func countOf(m metric.Metric, t metric.Tally) (n int64, counts []int64) {
	if !m.Known() {
		return 0, nil
	}
	counts = m.Histogram(t)
	for _, c := range counts {
		n += c
	}
	return n, counts
}

// Diverging draws a distribution as one bar, laid out so that the middle of the
// middle group stands in the middle of the picture: what leans left is
// unhappy, what leans right is happy. Without answers it draws nothing.
func Diverging(l *locales.Locale, m metric.Metric, t metric.Tally, pixels int) template.HTML {
	n, counts := countOf(m, t)
	if n == 0 {
		return ""
	}
	const height, top, bar = 64.0, 8.0, 36.0
	width := float64(pixels)
	lowest, _ := m.Scale()
	var sums [3]float64
	for i, c := range counts {
		sums[KindOf(m, lowest+i)] += float64(c)
	}
	left, right := sums[Low]+sums[Middle]/2, sums[High]+sums[Middle]/2
	unit := (width/2 - 2) / max(left, right)
	s := newSVG("diverging", width, height, l.Chart.Distribution, l.Chart.DistributionDesc+" "+listOf(Categories(l, m, t)))
	x := width/2 - left*unit
	seen := [3]int{}
	for i, c := range counts {
		k := KindOf(m, lowest+i)
		wide := float64(c) * unit
		// The further from the middle, the fuller the colour.
		shade := seen[k]
		if k == Low {
			shade = countKind(m, Low) - 1 - seen[k]
		}
		seen[k]++
		if c > 0 {
			s.begin("g")
			s.element("title", locales.Fill(l.Chart.RatingCount, "rating", strconv.Itoa(lowest+i), "n", l.Count(c)))
			s.rect(k.Class()+" shade-"+strconv.Itoa(shade), x, top, max(wide-1, 0.5), bar, 0)
			if wide >= 17 {
				s.text("in-bar "+k.Class()+"-ink", x+wide/2, top+bar/2+4.5, strconv.Itoa(lowest+i))
			}
			s.end()
		}
		x += wide
	}
	s.line("axis", width/2, top-8, width/2, top)
	s.line("axis", width/2, top+bar, width/2, top+bar+8)
	return s.html()
}

// countKind is how many ratings belong to a group.
func countKind(m metric.Metric, k Kind) int {
	n := 0
	lowest, highest := m.Scale()
	for r := lowest; r <= highest; r++ {
		if KindOf(m, r) == k {
			n++
		}
	}
	return n
}

func listOf(groups []Category) string {
	var text string
	for i, g := range groups {
		if i > 0 {
			text += ", "
		}
		text += g.Name + " " + g.Count + " (" + g.Share + ")"
	}
	return text + "."
}

// Histogram draws a distribution as a column for each rating with its count
// above it.
func Histogram(l *locales.Locale, m metric.Metric, t metric.Tally, pixels int) template.HTML {
	n, counts := countOf(m, t)
	if n == 0 {
		return ""
	}
	const height, top, foot = 170.0, 22.0, 26.0
	width := float64(pixels)
	lowest, _ := m.Scale()
	var most int64
	for _, c := range counts {
		most = max(most, c)
	}
	desc := ""
	for i, c := range counts {
		if i > 0 {
			desc += ", "
		}
		desc += locales.Fill(l.Chart.RatingCount, "rating", strconv.Itoa(lowest+i), "n", l.Count(c))
	}
	s := newSVG("histogram", width, height, l.Chart.Distribution, desc+".")
	step := width / float64(len(counts))
	bar := min(step*0.72, 44)
	for i, c := range counts {
		x := (float64(i) + 0.5) * step
		tall := float64(c) / float64(most) * (height - top - foot)
		s.rect(KindOf(m, lowest+i).Class(), x-bar/2, height-foot-tall, bar, tall, 2)
		s.text("count middle", x, height-foot-tall-6, l.Count(c))
		s.text("tick middle", x, height-foot+18, strconv.Itoa(lowest+i))
	}
	s.line("axis", 0, height-foot, width, height-foot)
	return s.html()
}
