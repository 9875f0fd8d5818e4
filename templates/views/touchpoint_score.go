package views

import (
	"html/template"
	"strconv"

	"halte/surveys/metric"
	"halte/templates/charts"
	"halte/templates/locales"
)

// StabilisedScore is an NPS of few answers, drawn toward that of all touchpoints.
type StabilisedScore struct {
	Value    float64
	Interval metric.Interval
	Strength float64 // answers that all touchpoints together count for in it
}

// Figure is the score as text.
func (v touchpointView) Figure() charts.Figure { return v.figure(v.Page.Survey) }

// Since says how the score stands against the period before; "" where too little
// is known.
func (v touchpointView) Since() string {
	s := v.Page.Survey
	if s.Since == nil || !s.Shown() {
		return ""
	}
	change := v.L.Compare.NoClearChange
	switch {
	case s.Since.Clear && s.Since.Value > 0:
		change = v.L.Compare.Higher
	case s.Since.Clear:
		change = v.L.Compare.Lower
	}
	return locales.Fill(v.L.Touchpoint.Against, "span", v.L.Span(s.Since.From, s.Since.To), "n", v.L.Count(s.Since.N),
		"difference", v.difference(s.DrawnMetric(), *s.Since), "change", change)
}

// Target is how a score stands to what the team wants to reach.
type Target struct {
	Value    float64
	Standing string          // above, below or open
	Interval metric.Interval // of the score, at all looks together
}

// Target says how the score stands to what the team wants; "" for nothing.
func (v touchpointView) Target() string {
	t := v.Page.Target
	if t == nil {
		return ""
	}
	m := v.Page.Survey.DrawnMetric()
	return locales.Fill(v.L.Touchpoint.Targets[t.Standing], "target", v.L.Value(m, t.Value), "interval", v.L.Interval(m, t.Interval))
}

// ResponseRate is the part of those asked who answered; "" when unknown.
func (v touchpointView) ResponseRate() string {
	if v.Page.Asked <= 0 {
		return ""
	}
	return locales.Fill(v.L.Touchpoint.ResponseRate, "share", v.L.Part(v.Page.Answered, v.Page.Asked),
		"answered", v.L.Count(v.Page.Answered), "asked", v.L.Count(v.Page.Asked))
}

// Outweighed says how many invitations gave way to others; "" for none.
func (v touchpointView) Outweighed() string {
	switch n := v.Page.Outweighed; {
	case n <= 0:
		return ""
	case n == 1:
		return v.L.Touchpoint.OutweighedOne
	default:
		return locales.Fill(v.L.Touchpoint.Outweighed, "n", v.L.Count(n))
	}
}

// Scale draws the interval on the whole scale; wide or for a phone.
func (v touchpointView) Scale(width int) template.HTML {
	return charts.ScaleBar(v.L, v.Page.Survey, width)
}

// Stabilised says what the score is when it is drawn toward all others; "" when
// there are enough answers, or none.
func (v touchpointView) Stabilised() string {
	s := v.Page.Stabilised
	if s == nil || !v.Figure().Shown() {
		return ""
	}
	return locales.Fill(v.L.Touchpoint.Stabilised, "score", v.L.Value(metric.NPS, s.Value),
		"interval", v.L.Interval(metric.NPS, s.Interval.Within(metric.NPS.Range())), "strength", strconv.Itoa(int(s.Strength+0.5)))
}
