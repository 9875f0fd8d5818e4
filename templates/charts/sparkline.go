package charts

import (
	"html/template"

	"halte/templates/locales"
)

// Sparkline draws a trend as small as a word: band and line on the metric's
// whole scale, faded where fewer than Least answered. With fewer than three
// points that are not faded it draws nothing.
func Sparkline(l *locales.Locale, score SurveyScore, width, height float64) template.HTML {
	points := score.Trend
	if solid(points) < 3 || !score.Shown() {
		return ""
	}
	m := score.DrawnMetric()
	first, last := points[0], points[len(points)-1]
	s := newSVG("spark", width, height, l.Chart.Trend,
		l.Range(l.Day(first.Start), l.Day(last.Start))+". "+l.Chart.TrendDesc)
	scale := trendScale{
		x: func(i int) float64 { return 2 + float64(i)/float64(len(points)-1)*(width-4) },
		y: func(value float64) float64 { return height - 2 - place(m, value)*(height-4) },
	}
	s.line("guide", 0, height/2, width, height/2)
	s.trace(points, scale)
	return s.html()
}
