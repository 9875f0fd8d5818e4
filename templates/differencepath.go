package templates

import (
	"html/template"
	"math"
	"time"
	"unicode"

	"halte/surveys/metric"
)

func upper(r rune) rune { return unicode.ToUpper(r) }

// differencePath draws the running difference with the interval that narrows
// around it, the smallest effect that matters above and below no difference.
// With fewer than two points it draws nothing.
func differencePath(v improvementView, pixels, tall int) template.HTML {
	of, w := v.Of, v.L.Improvements
	if len(of.Path) < 2 {
		return ""
	}
	const left, right, top, foot = 52.0, 14.0, 16.0, 30.0
	width, height := float64(pixels), float64(tall)
	first, err := time.Parse(time.DateOnly, of.Day)
	last, err2 := time.Parse(time.DateOnly, of.Path[len(of.Path)-1].Through)
	if err != nil || err2 != nil || !last.After(first) {
		return ""
	}
	most := pathRange(of, of.Path[len(of.Path)-1].Interval)
	days := last.Sub(first).Hours() / 24
	x := func(day time.Time) float64 {
		return left + day.Sub(first).Hours()/24/days*(width-left-right)
	}
	y := func(d float64) float64 {
		return top + (most-min(max(d, -most), most))/(2*most)*(height-top-foot)
	}
	s := newSVG("trend difference", width, height, w.PathTitle, v.between(w.PathDesc, of.Path[len(of.Path)-1].Interval))
	for _, d := range []float64{-most, -most / 2, most / 2, most} {
		s.line("guide", left, y(d), width-right, y(d))
		s.text("tick end", left-8, y(d)+4, v.signed(d))
	}
	var high, low, middle []point
	for _, p := range of.Path {
		day, err := time.Parse(time.DateOnly, p.Through)
		if err != nil {
			continue
		}
		high = append(high, point{x(day), y(p.Interval.Hi)})
		low = append(low, point{x(day), y(p.Interval.Lo)})
		middle = append(middle, point{x(day), y(p.Middle)})
	}
	s.path("band", ribbon(high, low))
	s.line("axis", left, y(0), width-right, y(0))
	s.text("tick end", left-8, y(0)+4, v.signed(0))
	for _, d := range []float64{-of.Smallest, of.Smallest} {
		s.line("smallest", left, y(d), width-right, y(d))
	}
	s.text("target-name end", width-right-10, y(-of.Smallest)+15, v.L.Chart.SmallestEffect)
	s.path("trace", polyline(middle))
	end := middle[len(middle)-1]
	s.line("whisker", end.x, high[len(high)-1].y, end.x, low[len(low)-1].y)
	s.circle("dot", end.x, end.y, 4)
	s.months(v, first, last, x, height-foot)
	return s.html()
}

// pathRange is the largest difference that is drawn: the newest interval and the
// smallest effect whole. Early intervals are wider than any page; they run out of it.
func pathRange(of ImprovementVerdict, newest metric.Interval) float64 {
	most := 1.3 * max(math.Abs(newest.Lo), math.Abs(newest.Hi), 1.5*of.Smallest)
	step := math.Pow(10, math.Floor(math.Log10(most)))
	for _, round := range []float64{1, 2, 3, 4, 5, 6, 8, 10} {
		if round*step >= most {
			return round * step
		}
	}
	return 10 * step
}

// months writes where each month begins.
func (s *svg) months(v improvementView, first, last time.Time, x func(time.Time) float64, y float64) {
	s.line("tick-mark", x(first), y, x(first), y+5)
	s.text("tick", x(first)-4, y+20, v.L.ShortDay(first.Format(time.DateOnly)))
	taken := x(first) + 60
	for day := time.Date(first.Year(), first.Month()+1, 1, 0, 0, 0, 0, time.UTC); !day.After(last); day = day.AddDate(0, 1, 0) {
		s.line("tick-mark", x(day), y, x(day), y+5)
		if x(day) >= taken {
			s.text("tick middle", x(day), y+20, v.L.Month(day.Month()))
			taken = x(day) + 40
		}
	}
}

// differenceBar draws a difference and its interval around no difference, between
// the smallest effects that matter. Without a difference it draws nothing.
func differenceBar(v improvementView, pixels int) template.HTML {
	d := v.Of.Change
	if v.Of.BecauseOf && v.Of.Against != nil {
		d = v.Of.Against
	}
	if d == nil {
		return ""
	}
	const height, edge, axis = 54.0, 24.0, 18.0
	width, most := float64(pixels), pathRange(v.Of, d.Interval)
	x := func(value float64) float64 { return edge + (value+most)/(2*most)*(width-2*edge) }
	s := newSVG("scale-bar difference", width, height, v.Verdict(), v.between(v.L.Improvements.SoFar, d.Interval))
	s.line("scale", edge, axis, width-edge, axis)
	for _, tick := range []float64{-most, 0, most} {
		s.line("scale", x(tick), axis-4, x(tick), axis+4)
		s.text("tick middle", x(tick), axis+28, v.signed(tick))
	}
	for _, effect := range []float64{-v.Of.Smallest, v.Of.Smallest} {
		s.line("smallest", x(effect), axis-12, x(effect), axis+12)
	}
	class := "interval"
	if !d.Clear {
		class = "interval hollow"
	}
	s.rect(class, x(d.Interval.Lo), axis-6, x(d.Interval.Hi)-x(d.Interval.Lo), 12, 6)
	s.circle("point", x(d.Middle), axis, 6)
	return s.html()
}
