package templates

import (
	"html/template"
	"math"
	"time"

	"halte/surveys/metric"
	"halte/templates/locales"
)

// trend draws the score over time as a band with a line in it, faded where few
// answered, with improvements as upright marks that carry their names. Without
// two points that are not faded there is nothing to see, and it draws nothing.
func trend(v consoleView, score SurveyScore, step string, improvements []Improvement, pixels, tall int) template.HTML {
	points := score.Trend
	if solid(points) < 2 {
		return ""
	}
	const left, right, foot = 46.0, 12.0, 30.0
	marks := marksOf(points, improvements)
	top := 14.0 + 18*float64(min(len(marks), 3))
	width, height := float64(pixels), float64(tall)
	m := score.metric()
	lo, hi, every := trendRange(m, points, score.Target)
	scale := trendScale{
		x: func(i int) float64 {
			return left + (float64(i)+0.5)/float64(len(points))*(width-left-right)
		},
		y: func(value float64) float64 {
			return height - foot - (min(max(value, lo), hi)-lo)/(hi-lo)*(height-top-foot)
		},
	}
	s := newSVG("trend", width, height, v.L.Chart.Trend+": "+metricName(m), v.trendDesc(points)+" "+v.L.Chart.TrendFaint)
	for tick := lo; tick <= hi+every/1000; tick += every {
		s.line("guide", left, scale.y(tick), width-right, scale.y(tick))
		s.text("tick end", left-8, scale.y(tick)+4, scaleValue(v.L, m, tick))
	}
	s.dates(v, points, scale, height-foot, width)
	if score.Target != nil {
		y := scale.y(*score.Target)
		s.line("target", left, y, width-right, y)
		s.text("target-name end", width-right, y-5, v.L.Chart.Target)
	}
	if smoothed(points) {
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
		s.element("title", v.L.Chart.Step(step)+" "+v.L.Chart.TrendFrom+" "+v.L.Day(p.Start)+": "+v.trendFigure(at))
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

// trendFigure writes a point of a trend: a thin one is drawn, faded, but its
// value is not spelled out.
func (v consoleView) trendFigure(s SurveyScore) string { return v.figure(s).String() }

// dates writes months below a trend, each where its first point lies, as many
// as fit.
func (s *svg) dates(v consoleView, points []TrendPoint, scale trendScale, y, width float64) {
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
		s.text("tick middle", x, y+20, v.L.Month(month))
		last = x
	}
}

// placed is an improvement at its place among the points.
type placed struct {
	at   float64
	name string
}

// marksOf places improvements between the points; those outside are left out.
func marksOf(points []TrendPoint, improvements []Improvement) []placed {
	begin, err := time.Parse(time.DateOnly, points[0].Start)
	second, err2 := time.Parse(time.DateOnly, points[1].Start)
	if err != nil || err2 != nil || !second.After(begin) {
		return nil
	}
	var marks []placed
	for _, improvement := range improvements {
		day, err := time.Parse(time.DateOnly, improvement.Day)
		if err != nil {
			continue
		}
		at := day.Sub(begin).Hours()/second.Sub(begin).Hours() - 0.5
		if at >= -0.5 && at <= float64(len(points))-0.5 {
			marks = append(marks, placed{at, improvement.Name})
		}
	}
	return marks
}

// trendRange returns the part of the scale that a trend needs, on whole ticks:
// all bands of points with enough answers, and the target.
func trendRange(m metric.Metric, points []TrendPoint, target *float64) (lo, hi, every float64) {
	whole := m.Range()
	lo, hi = whole.Hi, whole.Lo
	for _, p := range points {
		if !p.hidden() && !thin(p.Score) {
			lo, hi = min(lo, p.Score.Interval.Lo), max(hi, p.Score.Interval.Hi)
		}
	}
	if target != nil {
		lo, hi = min(lo, *target), max(hi, *target)
	}
	lo, hi = max(lo, whole.Lo), min(hi, whole.Hi)
	if lo >= hi {
		lo, hi = whole.Lo, whole.Hi
	}
	for _, every = range stepsOf(m) {
		from := whole.Lo + math.Floor((lo-whole.Lo)/every)*every
		to := min(whole.Lo+math.Ceil((hi-whole.Lo)/every)*every, whole.Hi)
		if (to-from)/every <= 5 {
			return from, to, every
		}
	}
	return whole.Lo, whole.Hi, every
}

// stepsOf are the distances between ticks, each dividing the whole scale.
func stepsOf(m metric.Metric) []float64 {
	switch m {
	case metric.NPS:
		return []float64{10, 20, 25, 50}
	case metric.CSAT:
		return []float64{5, 10, 20, 25}
	}
	return []float64{1, 2}
}

// ticksOf are the round values along a whole scale.
func ticksOf(m metric.Metric) []float64 {
	switch m {
	case metric.NPS:
		return []float64{-100, -50, 0, 50, 100}
	case metric.CSAT:
		return []float64{0, 25, 50, 75, 100}
	}
	return []float64{1, 2, 3, 4, 5, 6, 7}
}

// scaleValue writes a round value of a scale.
func scaleValue(l *locales.Locale, m metric.Metric, x float64) string {
	if m == metric.CES {
		return l.Number(x, 0)
	}
	return l.Value(m, x)
}
