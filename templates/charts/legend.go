package charts

import (
	"strings"

	"halte/surveys/metric"
	"halte/templates/locales"
)

// Legend is the marks on the map of a journey that are to be explained; Line
// stands for its band too.
type Legend struct{ Line, Filled, Hollow, Dotted, Interchange, Target, Flag bool }

// LegendOf says which marks the stops have; only those are explained.
func LegendOf(stops []Stop) Legend {
	var l Legend
	for i, s := range stops {
		l.Line = l.Line || i > 0 && s.Shown() && stops[i-1].Shown()
		l.Filled = l.Filled || s.Shown() && !s.Survey.Few()
		l.Hollow = l.Hollow || s.Shown() && s.Survey.Few()
		l.Dotted = l.Dotted || !s.Shown()
		l.Interchange = l.Interchange || s.Touchpoint.MomentOfTruth
		l.Target = l.Target || s.Shown() && s.Survey.Target != nil
		l.Flag = l.Flag || s.Touchpoint.Alert != ""
	}
	return l
}

// Cut reports that the lowest quarter of the scales is not drawn.
func Cut(stops []Stop) bool { return foot(stops) > 0 }

// Scales says which metrics occur among the stops and where each scale ends.
func Scales(l *locales.Locale, stops []Stop) string {
	var parts []string
	for _, m := range metric.All() {
		for _, s := range stops {
			if s.Surveyed && s.Survey.DrawnMetric() == m {
				r := m.Range()
				parts = append(parts, locales.Fill(l.Chart.ScaleOf, "metric", MetricName(l, m), "lo", scaleValue(l, m, r.Lo), "hi", scaleValue(l, m, r.Hi)))
				break
			}
		}
	}
	return strings.Join(parts, ", ")
}
