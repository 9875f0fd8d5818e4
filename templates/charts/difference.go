package charts

import (
	"html/template"
	"math"
	"time"

	"halte/surveys/metric"
	"halte/templates/locales"
)

// PathPoint is a difference as it stood with the experiences up to a day.
type PathPoint struct {
	Through  string
	N        int64
	Middle   float64
	Interval metric.Interval
}

// DifferencePath is how a difference developed since the day of a change.
type DifferencePath struct {
	Title, Desc string
	Day         string // of the change
	Points      []PathPoint
	Smallest    float64 // effect that matters
	Decimals    int     // of a written difference
}

// Draw draws the running difference with the interval that narrows around it,
// the smallest effect that matters above and below no difference. With fewer
// than two points it draws nothing.
func (d DifferencePath) Draw(l *locales.Locale, pixels, tall int) template.HTML {
	if len(d.Points) < 2 {
		return ""
	}
	const left, right, top, foot = 52.0, 14.0, 16.0, 30.0
	width, height := float64(pixels), float64(tall)
	newest := d.Points[len(d.Points)-1]
	first, err := time.Parse(time.DateOnly, d.Day)
	last, err2 := time.Parse(time.DateOnly, newest.Through)
	if err != nil || err2 != nil || !last.After(first) {
		return ""
	}
	most := differenceRange(newest.Interval, d.Smallest)
	days := last.Sub(first).Hours() / 24
	x := func(day time.Time) float64 {
		return left + day.Sub(first).Hours()/24/days*(width-left-right)
	}
	y := func(value float64) float64 {
		return top + (most-min(max(value, -most), most))/(2*most)*(height-top-foot)
	}
	s := newSVG("trend difference", width, height, d.Title, d.Desc)
	for _, tick := range []float64{-most, -most / 2, most / 2, most} {
		s.line("guide", left, y(tick), width-right, y(tick))
		s.text("tick end", left-8, y(tick)+4, l.Signed(tick, d.Decimals))
	}
	var high, low, middle []point
	for _, p := range d.Points {
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
	s.text("tick end", left-8, y(0)+4, l.Signed(0, d.Decimals))
	for _, effect := range []float64{-d.Smallest, d.Smallest} {
		s.line("smallest", left, y(effect), width-right, y(effect))
	}
	s.text("target-name end", width-right-10, y(-d.Smallest)+15, l.Chart.SmallestEffect)
	s.path("trace", polyline(middle))
	end := middle[len(middle)-1]
	s.line("whisker", end.x, high[len(high)-1].y, end.x, low[len(low)-1].y)
	s.circle("dot", end.x, end.y, 4)
	s.months(l, first, last, x, height-foot)
	return s.html()
}

// differenceRange is the largest difference that is drawn: the newest interval and
// the smallest effect whole. Early intervals are wider than any page; they run out
// of it.
func differenceRange(newest metric.Interval, smallest float64) float64 {
	most := 1.3 * max(math.Abs(newest.Lo), math.Abs(newest.Hi), 1.5*smallest)
	step := math.Pow(10, math.Floor(math.Log10(most)))
	for _, round := range []float64{1, 2, 3, 4, 5, 6, 8, 10} {
		if round*step >= most {
			return round * step
		}
	}
	return 10 * step
}

// months writes where each month begins.
func (s *svg) months(l *locales.Locale, first, last time.Time, x func(time.Time) float64, y float64) {
	s.line("tick-mark", x(first), y, x(first), y+5)
	s.text("tick", x(first)-4, y+20, l.ShortDay(first.Format(time.DateOnly)))
	taken := x(first) + 60
	for day := time.Date(first.Year(), first.Month()+1, 1, 0, 0, 0, 0, time.UTC); !day.After(last); day = day.AddDate(0, 1, 0) {
		s.line("tick-mark", x(day), y, x(day), y+5)
		if x(day) >= taken {
			s.text("tick middle", x(day), y+20, l.Month(day.Month()))
			taken = x(day) + 40
		}
	}
}

// DifferenceBar is a difference and its interval.
type DifferenceBar struct {
	Title, Desc string
	Middle      float64
	Interval    metric.Interval
	Clear       bool
	Smallest    float64 // effect that matters
	Decimals    int     // of a written difference
}

// Draw draws the difference around no difference, between the smallest effects
// that matter.
func (d DifferenceBar) Draw(l *locales.Locale, pixels int) template.HTML {
	const height, edge, axis = 54.0, 24.0, 18.0
	width, most := float64(pixels), differenceRange(d.Interval, d.Smallest)
	x := func(value float64) float64 { return edge + (value+most)/(2*most)*(width-2*edge) }
	s := newSVG("scale-bar difference", width, height, d.Title, d.Desc)
	s.line("scale", edge, axis, width-edge, axis)
	for _, tick := range []float64{-most, 0, most} {
		s.line("scale", x(tick), axis-4, x(tick), axis+4)
		s.text("tick middle", x(tick), axis+28, l.Signed(tick, d.Decimals))
	}
	for _, effect := range []float64{-d.Smallest, d.Smallest} {
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
