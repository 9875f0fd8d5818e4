package templates

import (
	"strconv"

	"halte/surveys/metric"
)

// smoothed reports that there is a smoothed line to draw.
func smoothed(points []TrendPoint) bool {
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

// trendDesc says what a trend shows.
func (v consoleView) trendDesc(points []TrendPoint) string {
	if smoothed(points) {
		return smoothWordsOf[v.Lang].Desc
	}
	return v.W.TrendDesc
}

// TrendDesc says what the trend of this page shows.
func (v touchpointView) TrendDesc() string { return v.trendDesc(v.Page.Survey.Trend) }

// Smooth heads the column of smoothed scores; "" when there are none.
func (v touchpointView) Smooth() string {
	if !smoothed(v.Page.Survey.Trend) {
		return ""
	}
	return smoothWordsOf[v.Lang].Column
}

// smoothFigure writes a smoothed score with its interval; "" for none.
func (v consoleView) smoothFigure(m metric.Metric, s *metric.Smoothed) string {
	if s == nil {
		return ""
	}
	return v.T.value(m, s.Value) + ", " + v.T.interval(m, s.Interval)
}

// Stabilised is an NPS of few answers, drawn toward that of all touchpoints.
type Stabilised struct {
	Value    float64
	Interval metric.Interval
	Strength float64 // answers that all touchpoints together count for in it
}

// Stabilised says what the score is when it is drawn toward all others; "" when
// there are enough answers, or none.
func (v touchpointView) Stabilised() string {
	s := v.Page.Stabilised
	if s == nil || !v.Figure().Shown() {
		return ""
	}
	return fill(smoothWordsOf[v.Lang].Stabilised, "score", v.T.value(metric.NPS, s.Value),
		"interval", v.T.interval(metric.NPS, s.Interval.Within(metric.NPS.Range())), "strength", strconv.Itoa(int(s.Strength+0.5)))
}

// smoothWords are the phrases about smoothed and stabilised scores, in one language.
type smoothWords struct {
	Desc, Column string
	Stabilised   string // {score}, {interval}, {strength}
}

var smoothWordsOf = map[string]smoothWords{
	"en": {
		Desc:       "The line is the smoothed score, in which older answers count for less, the band its 95% interval. Each dot is one week with its own interval.",
		Column:     "Smoothed",
		Stabilised: "Stabilised: {score}, {interval}. Drawn toward all NPS touchpoints together, as though {strength} more people had answered as people do there. It is for putting small touchpoints in an order, never for a test.",
	},
	"nl": {
		Desc:       "De lijn is de gladgestreken score, waarin oudere antwoorden minder tellen, de band het 95%-interval. Elke stip is één week met een eigen interval.",
		Column:     "Gladgestreken",
		Stabilised: "Gestabiliseerd: {score}, {interval}. Getrokken naar alle NPS-contactmomenten samen, alsof nog {strength} mensen hadden geantwoord zoals mensen daar doen. Het is om kleine contactmomenten op volgorde te zetten, nooit voor een toets.",
	},
}
