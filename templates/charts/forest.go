package charts

import (
	"html/template"
	"math"

	"halte/surveys/metric"
	"halte/templates/locales"
)

// Forest draws scores of one metric one below the other, on the part of the scale
// that all their intervals need.
type Forest struct {
	metric        metric.Metric
	lo, hi, every float64
}

const (
	forestWidth = 380.0
	forestEdge  = 14.0
	forestRow   = 52.0
)

// NewForest finds the part of the scale, on whole ticks.
func NewForest(m metric.Metric, scores []SurveyScore) Forest {
	var points []TrendPoint
	for _, s := range scores {
		if s.Shown() {
			points = append(points, TrendPoint{Score: s.Score})
		}
	}
	f := Forest{metric: m}
	f.lo, f.hi, f.every = trendRange(m, points, nil)
	return f
}

// Zoom gives the ends of the part that is drawn; "" when it is the whole scale.
func (f Forest) Zoom(l *locales.Locale) (lo, hi string) {
	r := f.metric.Range()
	if f.lo <= r.Lo && f.hi >= r.Hi {
		return "", ""
	}
	return scaleValue(l, f.metric, f.lo), scaleValue(l, f.metric, f.hi)
}

func (f Forest) x(value float64) float64 {
	at := 0.5
	if f.hi > f.lo {
		at = (min(max(value, f.lo), f.hi) - f.lo) / (f.hi - f.lo)
	}
	return forestEdge + at*(forestWidth-2*forestEdge)
}

func (f Forest) ticks() []float64 {
	var out []float64
	for tick := f.lo; f.every > 0 && tick <= f.hi+f.every/1000; tick += f.every {
		out = append(out, tick)
	}
	return out
}

// Axis draws the scale above the rows.
func (f Forest) Axis(l *locales.Locale) template.HTML {
	s := newSVG("forest-axis", forestWidth, 22, MetricName(l, f.metric), "")
	for _, tick := range f.ticks() {
		s.text("tick middle", f.x(tick), 15, scaleValue(l, f.metric, tick))
	}
	return s.html()
}

// Row draws a score and its interval against guides that run through all rows.
func (f Forest) Row(l *locales.Locale, name string, score SurveyScore) template.HTML {
	figure := FigureOf(l, score)
	s := newSVG("forest-row", forestWidth, forestRow, name, figure.String())
	for _, tick := range f.ticks() {
		s.line("guide", f.x(tick), 0, f.x(tick), forestRow)
	}
	if figure.Shown() {
		class := "interval"
		if score.Few() {
			class = "interval hollow"
		}
		lo, hi := f.x(score.Score.Interval.Lo), f.x(score.Score.Interval.Hi)
		s.rect(class, lo, forestRow/2-6, max(hi-lo, 2), 12, 6)
		s.circle("point", f.x(score.Score.Value), forestRow/2, 3.5+min(math.Sqrt(float64(score.Score.N))/6, 4))
	}
	return s.html()
}
