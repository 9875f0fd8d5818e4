package charts

import (
	"html/template"
	"math"
	"time"

	"halte/templates/locales"
)

// Trend draws the score over time as a band with a line in it, faded where few
// answered, with improvements as upright marks that carry their names. Without
// two points that are not faded there is nothing to see, and it draws nothing.
func Trend(l *locales.Locale, score SurveyScore, step string, improvements []Improvement, pixels, tall int) template.HTML {
	points := score.Trend
	if solid(points) < 2 {
		return ""
	}
	const left, right, foot = 46.0, 12.0, 30.0
	marks := marksOf(points, improvements)
	top := 14.0 + 18*float64(min(len(marks), 3))
	width, height := float64(pixels), float64(tall)
	m := score.DrawnMetric()
	lo, hi, every := trendRange(m, points, score.Target)
	scale := trendScale{
		x: func(i int) float64 {
			return left + (float64(i)+0.5)/float64(len(points))*(width-left-right)
		},
		y: func(value float64) float64 {
			return height - foot - (min(max(value, lo), hi)-lo)/(hi-lo)*(height-top-foot)
		},
	}
	s := newSVG("trend", width, height, l.Chart.Trend+": "+MetricName(l, m), TrendDesc(l, points)+" "+l.Chart.TrendFaint)
	for tick := lo; tick <= hi+every/1000; tick += every {
		s.line("guide", left, scale.y(tick), width-right, scale.y(tick))
		s.text("tick end", left-8, scale.y(tick)+4, scaleValue(l, m, tick))
	}
	s.dates(l, points, scale, height-foot, width)
	if score.Target != nil {
		y := scale.y(*score.Target)
		s.line("target", left, y, width-right, y)
		s.text("target-name end", width-right, y-5, l.Chart.Target)
	}
	if Smoothed(points) {
		s.smooth(points, scale)
	} else {
		s.trace(points, scale)
	}
	for i, p := range points {
		if p.hidden() {
			continue
		}
		class := "dot"
		if thin(p.Score) {
			class = "dot faint"
		}
		at := SurveyScore{Metric: m, Score: p.Score}
		s.begin("g")
		s.element("title", l.Chart.Step(step)+" "+l.Chart.TrendFrom+" "+l.Day(p.Start)+": "+FigureOf(l, at).String())
		s.circle(class, scale.x(i), scale.y(p.Score.Value), 2.2+min(math.Sqrt(float64(p.Score.N))/4, 2.6))
		s.end()
	}
	for i, mark := range marks {
		x := scale.x(0) + mark.at*(scale.x(1)-scale.x(0))
		y := 12 + 18*float64(i%3)
		s.line("mark", x, y-8, x, height-foot)
		if x > width*0.6 {
			s.text("mark-name end", x-6, y, mark.name)
		} else {
			s.text("mark-name", x+6, y, mark.name)
		}
	}
	return s.html()
}

// dates writes months below a trend, each where its first point lies, as many
// as fit.
func (s *svg) dates(l *locales.Locale, points []TrendPoint, scale trendScale, y, width float64) {
	last, month := -1000.0, time.Month(0)
	for i, p := range points {
		day, err := time.Parse(time.DateOnly, p.Start)
		if err != nil || day.Month() == month {
			continue
		}
		first := month == 0
		month = day.Month()
		x := scale.x(i)
		if first && day.Day() > 15 { // the month is nearly over; the next label says more
			continue
		}
		s.line("tick-mark", x, y, x, y+5)
		if x-last < 44 || x > width-20 {
			continue
		}
		s.text("tick middle", x, y+20, l.Month(month))
		last = x
	}
}

// Improvement is a change at a touchpoint, marked in its trend.
type Improvement struct{ Day, Name string }

// trendMark is an improvement at its place among the points.
type trendMark struct {
	at   float64
	name string
}

// marksOf places improvements between the points; those outside are left out.
func marksOf(points []TrendPoint, improvements []Improvement) []trendMark {
	begin, err := time.Parse(time.DateOnly, points[0].Start)
	second, err2 := time.Parse(time.DateOnly, points[1].Start)
	if err != nil || err2 != nil || !second.After(begin) {
		return nil
	}
	var marks []trendMark
	for _, improvement := range improvements {
		day, err := time.Parse(time.DateOnly, improvement.Day)
		if err != nil {
			continue
		}
		at := day.Sub(begin).Hours()/second.Sub(begin).Hours() - 0.5
		if at >= -0.5 && at <= float64(len(points))-0.5 {
			marks = append(marks, trendMark{at, improvement.Name})
		}
	}
	return marks
}
