package charts

import (
	"html/template"
	"math"
	"strconv"
	"strings"

	"halte/surveys/metric"
)

// Mark is a share on a Strip, in percent, with how sure it is; NaN keeps its place and
// is not drawn.
type Mark struct {
	Name, Text string // Text is the share in words, as the table beside it has it
	Value      float64
	Interval   metric.Interval
}

// Strip draws shares one below the other on a scale from 0 to 100 percent, each with
// its interval and a class of its own, mark-0, mark-1 and so on. within is the part of
// the scale that is promised of the first; nil for none.
func Strip(title string, marks []Mark, within *metric.Interval) template.HTML {
	const width, lane, edge = 360.0, 12.0, 8.0
	height := lane*float64(len(marks)) + 4
	x := func(percent float64) float64 { return edge + min(max(percent, 0), 100)/100*(width-2*edge) }
	said := make([]string, len(marks))
	for i, m := range marks {
		said[i] = m.Name + " " + m.Text
	}
	s := newSVG("strip", width, height, title, strings.Join(said, "; "))
	if within != nil {
		s.rect("promised", x(within.Lo), 0, x(within.Hi)-x(within.Lo), lane+2, 2)
	}
	for _, tick := range []float64{0, 25, 50, 75, 100} {
		s.line("guide", x(tick), 0, x(tick), height)
	}
	for i, m := range marks {
		if math.IsNaN(m.Value) {
			continue
		}
		y, class := lane*(float64(i)+.5)+2, " mark-"+strconv.Itoa(i)
		s.line("error"+class, x(m.Interval.Lo), y, x(m.Interval.Hi), y)
		s.circle("point"+class, x(m.Value), y, 3.5)
	}
	return s.html()
}
