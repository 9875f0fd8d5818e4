package charts

import (
	"html/template"

	"halte/surveys/metric"
)

// RateBar draws a response rate and its interval, both in percent, one line high.
func RateBar(title, desc string, rate float64, interval metric.Interval) template.HTML {
	const width, height, edge = 160.0, 26.0, 8.0
	x := func(percent float64) float64 { return edge + percent/100*(width-2*edge) }
	s := newSVG("whisker-bar", width, height, title, desc)
	s.line("scale", x(0), height/2, x(100), height/2)
	s.rect("interval", x(interval.Lo), height/2-4, max(x(interval.Hi)-x(interval.Lo), 2), 8, 4)
	s.circle("point", x(rate), height/2, 4.5)
	return s.html()
}

// FunnelBar draws a level of a funnel whose first level is most: what went on
// filled, what went no further as a frame.
func FunnelBar(title string, n, on, most int64) template.HTML {
	const width, height = 1000.0, 18.0
	s := newSVG("funnel-bar", width, height, title, "")
	wide := func(n int64) float64 { return width * float64(n) / float64(most) }
	s.rect("funnel-all", 0, 0, wide(n), height, 0)
	if on > 0 {
		s.rect("funnel-on", 0, 0, max(wide(on), 2), height, 0)
	}
	return s.html()
}

// FlowBar draws how many came by a touchpoint, of at most so many: who went on as
// the line that runs on, who is under way dotted, and who ended there as a block
// at its end.
func FlowBar(title, desc string, on, underWay, ended, most int64) template.HTML {
	const width, height = 520.0, 24.0
	s := newSVG("flow", width, height, title, desc)
	x := 0.0
	for _, piece := range []struct {
		class string
		n     int64
	}{{"flow-on", on}, {"flow-way", underWay}, {"flow-end", ended}} {
		wide := width * float64(piece.n) / float64(most)
		if piece.n > 0 {
			s.rect(piece.class, x, 4, max(wide-1, 1), height-8, 2)
		}
		x += wide
	}
	return s.html()
}
