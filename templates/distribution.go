package templates

import (
	"html/template"
	"strconv"

	"halte/surveys/metric"
	"halte/templates/locales"
)

// kind is the group a rating belongs to: the unhappy, the middle, the happy.
type kind int

const (
	low kind = iota
	middle
	high
)

func (k kind) class() string { return [...]string{"low", "middle-kind", "high"}[k] }

// kindOf sorts a rating: 0 to 6, 7 and 8, 9 and 10 for NPS; 1 and 2, 3, 4 and 5
// for CSAT; 1 to 3, 4, 5 to 7 for CES.
func kindOf(m metric.Metric, rating int) kind {
	first, last := 7, 8
	switch m {
	case metric.CSAT:
		first, last = 3, 3
	case metric.CES:
		first, last = 4, 4
	}
	switch {
	case rating < first:
		return low
	case rating > last:
		return high
	}
	return middle
}

// nameOf is what a group is called.
func nameOf(l *locales.Locale, m metric.Metric, k kind) string {
	names := l.Chart.KindsOf(m)
	return [...]string{names.Low, names.Middle, names.High}[k]
}

// category is a group with what it counts.
type category struct {
	Class, Name, Count, Share string
	Ratings                   string // which they are, and how many answers
}

// categories counts a tally by group, from the unhappy to the happy.
func categories(v consoleView, m metric.Metric, t metric.Tally) []category {
	var counts [3]int64
	var from, to [3]int
	lowest, highest := m.Scale()
	var n int64
	for r := highest; r >= lowest; r-- {
		k := kindOf(m, r)
		if to[k] == 0 {
			to[k] = r
		}
		from[k] = r
		counts[k] += t[r]
		n += t[r]
	}
	all := make([]category, 3)
	for k := low; k <= high; k++ {
		ratings := strconv.Itoa(from[k]) + "–" + strconv.Itoa(to[k])
		if from[k] == to[k] {
			ratings = strconv.Itoa(from[k])
		}
		all[k] = category{k.class(), nameOf(v.L, m, k), v.L.Count(counts[k]), v.L.Part(counts[k], n), locales.Fill(v.L.Chart.RatingsCount, "ratings", ratings, "n", v.L.Count(counts[k]))}
	}
	return all
}

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

// diverging draws a distribution as one bar, laid out so that the middle of the
// middle group stands in the middle of the picture: what leans left is
// unhappy, what leans right is happy. Without answers it draws nothing.
func diverging(v consoleView, m metric.Metric, t metric.Tally, pixels int) template.HTML {
	n, counts := countOf(m, t)
	if n == 0 {
		return ""
	}
	const height, top, bar = 64.0, 8.0, 36.0
	width := float64(pixels)
	lowest, _ := m.Scale()
	var sums [3]float64
	for i, c := range counts {
		sums[kindOf(m, lowest+i)] += float64(c)
	}
	left, right := sums[low]+sums[middle]/2, sums[high]+sums[middle]/2
	unit := (width/2 - 2) / max(left, right)
	s := newSVG("diverging", width, height, v.L.Chart.Distribution, v.L.Chart.DistributionDesc+" "+inWords(categories(v, m, t)))
	x := width/2 - left*unit
	seen := [3]int{}
	for i, c := range counts {
		k := kindOf(m, lowest+i)
		wide := float64(c) * unit
		// The further from the middle, the fuller the colour.
		shade := seen[k]
		if k == low {
			shade = countKind(m, low) - 1 - seen[k]
		}
		seen[k]++
		if c > 0 {
			s.begin("g")
			s.element("title", locales.Fill(v.L.Chart.RatingCount, "rating", strconv.Itoa(lowest+i), "n", v.L.Count(c)))
			s.rect(k.class()+" shade-"+strconv.Itoa(shade), x, top, max(wide-1, 0.5), bar, 0)
			if wide >= 17 {
				s.text("in-bar "+k.class()+"-ink", x+wide/2, top+bar/2+4.5, strconv.Itoa(lowest+i))
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
func countKind(m metric.Metric, k kind) int {
	n := 0
	lowest, highest := m.Scale()
	for r := lowest; r <= highest; r++ {
		if kindOf(m, r) == k {
			n++
		}
	}
	return n
}

func inWords(groups []category) string {
	var text string
	for i, g := range groups {
		if i > 0 {
			text += ", "
		}
		text += g.Name + " " + g.Count + " (" + g.Share + ")"
	}
	return text + "."
}

// histogram draws a distribution as a column for each rating with its count
// above it.
func histogram(v consoleView, m metric.Metric, t metric.Tally, pixels int) template.HTML {
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
		desc += locales.Fill(v.L.Chart.RatingCount, "rating", strconv.Itoa(lowest+i), "n", v.L.Count(c))
	}
	s := newSVG("histogram", width, height, v.L.Chart.Distribution, desc+".")
	step := width / float64(len(counts))
	bar := min(step*0.72, 44)
	for i, c := range counts {
		x := (float64(i) + 0.5) * step
		tall := float64(c) / float64(most) * (height - top - foot)
		s.rect(kindOf(m, lowest+i).class(), x-bar/2, height-foot-tall, bar, tall, 2)
		s.text("count middle", x, height-foot-tall-6, v.L.Count(c))
		s.text("tick middle", x, height-foot+18, strconv.Itoa(lowest+i))
	}
	s.line("axis", 0, height-foot, width, height-foot)
	return s.html()
}
