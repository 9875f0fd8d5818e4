package charts

import (
	"html/template"

	"halte/surveys/metric"
)

// ChosenBar draws the share of one choice, on a scale from 0 to 100 percent, as a
// bar with its interval over it; dashed where few answered.
func ChosenBar(title, desc string, share metric.Share, few bool) template.HTML {
	const width, height, edge = 520.0, 24.0, 2.0
	const middle = height / 2
	x := func(percent float64) float64 { return edge + percent/100*(width-2*edge) }
	s := newSVG("chosen-bar", width, height, title, desc)
	s.line("scale", x(0), middle, x(100), middle)
	for _, at := range []float64{0, 50, 100} {
		s.line("scale", x(at), middle-6, x(at), middle+6)
	}
	class := "chosen"
	if few {
		class = "chosen few"
	}
	s.rect(class, x(0), middle-7, x(share.Value)-x(0), 14, 2)
	lo, hi := x(share.Interval.Lo), x(share.Interval.Hi)
	s.line("whisker", lo, middle, hi, middle)
	s.line("whisker", lo, middle-5, lo, middle+5)
	s.line("whisker", hi, middle-5, hi, middle+5)
	return s.html()
}
