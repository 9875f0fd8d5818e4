package charts

import (
	"halte/templates/locales"
)

// Smoothed reports that there is a smoothed line to draw.
func Smoothed(points []TrendPoint) bool {
	n := 0
	for _, p := range points {
		if p.Smooth != nil {
			n++
		}
	}
	return n > 1
}

// smooth draws the smoothed score as a line with its band, and behind it the
// interval of every point that answers were given at.
func (s *svg) smooth(points []TrendPoint, scale trendScale) {
	for i, p := range points {
		if !p.hidden() {
			class := "whisker raw"
			if thin(p.Score) {
				class += " faint"
			}
			s.line(class, scale.x(i), scale.y(p.Score.Interval.Hi), scale.x(i), scale.y(p.Score.Interval.Lo))
		}
	}
	var line, upper, lower []point
	draw := func() {
		if len(line) > 1 {
			s.path("band", ribbon(upper, lower))
			s.path("trace smooth", polyline(line))
		}
		line, upper, lower = nil, nil, nil
	}
	for i, p := range points {
		if p.Smooth == nil {
			draw()
			continue
		}
		line = append(line, point{scale.x(i), scale.y(p.Smooth.Value)})
		upper = append(upper, point{scale.x(i), scale.y(p.Smooth.Interval.Hi)})
		lower = append(lower, point{scale.x(i), scale.y(p.Smooth.Interval.Lo)})
	}
	draw()
}

// TrendDesc says what a trend shows.
func TrendDesc(l *locales.Locale, points []TrendPoint) string {
	if Smoothed(points) {
		return l.Chart.TrendSmooth
	}
	return l.Chart.TrendDesc
}
