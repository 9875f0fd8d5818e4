package charts

import (
	"html/template"

	"halte/templates/locales"
)

// Whisker draws a score and its interval on the metric's whole scale, one line
// high, to stand in a table. Without a score it draws the empty scale.
func Whisker(l *locales.Locale, score SurveyScore, width float64) template.HTML {
	const height, edge = 26.0, 8.0
	m, f := score.DrawnMetric(), FigureOf(l, score)
	x := func(value float64) float64 { return edge + place(m, value)*(width-2*edge) }
	s := newSVG("whisker-bar", width, height, l.Chart.Interval, f.String())
	s.line("scale", edge, height/2, width-edge, height/2)
	mid := (m.Range().Lo + m.Range().Hi) / 2
	for _, value := range []float64{m.Range().Lo, mid, m.Range().Hi} {
		s.line("scale", x(value), height/2-3, x(value), height/2+3)
	}
	if f.Shown() {
		class := "interval"
		if score.Few() {
			class = "interval hollow"
		}
		lo, hi := x(score.Score.Interval.Lo), x(score.Score.Interval.Hi)
		s.rect(class, lo, height/2-4, max(hi-lo, 2), 8, 4)
		if score.Target != nil {
			s.line("target", x(*score.Target), 3, x(*score.Target), height-3)
		}
		s.circle("point", x(score.Score.Value), height/2, 4.5)
	}
	return s.html()
}

// ScaleBar draws the same larger, with the scale's numbers below it, for the
// head of a touchpoint's page.
func ScaleBar(l *locales.Locale, score SurveyScore, pixels int) template.HTML {
	const height, edge, axis = 66.0, 22.0, 34.0
	width := float64(pixels)
	m, f := score.DrawnMetric(), FigureOf(l, score)
	x := func(value float64) float64 { return edge + place(m, value)*(width-2*edge) }
	s := newSVG("scale-bar", width, height, l.Chart.Interval, f.String())
	s.line("scale", edge, axis, width-edge, axis)
	for _, tick := range ticksOf(m) {
		s.line("scale", x(tick), axis-4, x(tick), axis+4)
		s.text("tick middle", x(tick), axis+24, scaleValue(l, m, tick))
	}
	if score.Target != nil {
		s.line("target", x(*score.Target), axis-16, x(*score.Target), axis+10)
		anchor := "target-name middle"
		if place(m, *score.Target) > 0.85 {
			anchor = "target-name end"
		}
		s.text(anchor, x(*score.Target), axis-21, l.Chart.Target+" "+l.Value(m, *score.Target))
	}
	if f.Shown() {
		class := "interval"
		if score.Few() {
			class = "interval hollow"
		}
		lo, hi := x(score.Score.Interval.Lo), x(score.Score.Interval.Hi)
		s.rect(class, lo, axis-7, max(hi-lo, 2), 14, 7)
		s.circle("point", x(score.Score.Value), axis, 8)
	}
	return s.html()
}
