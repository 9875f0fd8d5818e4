package views

import (
	"html/template"
	"strconv"

	"halte/surveys"
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
	More     int64           // answers that would make it sure; 0 for unknown
}

// LastYear is a score in the same weeks of last year.
type LastYear struct {
	From, To string
	Score    metric.Score
	Held     bool
	Since    *Delta // nil where too little is known
}

// LastYear says what the score was in the same weeks of last year; "" where no score
// is shown.
func (v touchpointView) LastYear() string {
	y, m := v.Page.LastYear, v.Page.Survey.DrawnMetric()
	if y == nil || !v.Page.Survey.Shown() {
		return ""
	}
	phrase, score, change, difference := v.L.Touchpoint.LastYear, "", v.L.Compare.NoClearChange, ""
	switch {
	case y.Score.N == 0:
		phrase = v.L.Touchpoint.LastYearNone
	case y.Held || y.Since == nil:
		phrase = v.L.Touchpoint.LastYearFew
	default:
		score, difference = v.L.Value(m, y.Score.Value), v.difference(m, *y.Since)
		if y.Since.Clear {
			change = surveys.IfElse(y.Since.Value > 0, v.L.Compare.Higher, v.L.Compare.Lower)
		}
	}
	return locales.Fill(phrase, "span", v.L.Span(y.From, y.To), "n", v.L.Count(y.Score.N), "score", score, "difference", difference, "change", change)
}

// Target says how the score stands to what the team wants; "" for nothing.
func (v touchpointView) Target() string {
	t := v.Page.Target
	if t == nil {
		return ""
	}
	m := v.Page.Survey.DrawnMetric()
	said := locales.Fill(v.L.Touchpoint.Targets[t.Standing], "target", v.L.Value(m, t.Value), "interval", v.L.Interval(m, t.Interval))
	if t.More > 0 {
		said += " " + locales.Fill(v.L.Touchpoint.TargetMore, "more", v.L.Count(about(t.More)))
	}
	return said
}

// TopBox says how many gave the highest ratings; "" where no score is shown.
func (v touchpointView) TopBox() string {
	t, m := v.Page.TopBox, v.Page.Survey.DrawnMetric()
	if t == nil || !v.Figure().Shown() {
		return ""
	}
	ratings := strconv.Itoa(t.From)
	if t.To != t.From {
		ratings += "–" + strconv.Itoa(t.To)
	}
	if m.Side(t.From-1) != 1 { // all of the happy: they have a name
		ratings += " (" + charts.KindName(v.L, m, charts.High) + ")"
	}
	return locales.Fill(v.L.Touchpoint.TopBox, "ratings", ratings, "share", v.L.PercentOf(t.Share.Value, 0),
		"interval", v.L.PercentRange(t.Share.Interval.Lo, t.Share.Interval.Hi, 0))
}

// ResponseRate is the part of those asked who answered; "" when unknown.
func (v touchpointView) ResponseRate() string {
	if v.Page.Asked <= 0 {
		return ""
	}
	return locales.Fill(v.L.Touchpoint.ResponseRate, "share", v.L.Part(v.Page.Answered, v.Page.Asked),
		"interval", v.L.PercentRange(v.Page.Rate.Lo, v.Page.Rate.Hi, 0), "answered", v.L.Count(v.Page.Answered), "asked", v.L.Count(v.Page.Asked))
}

// Precision says how many answers it takes to know the score more closely; "" where
// no score is shown.
func (v touchpointView) Precision() string {
	p, m := v.Page.Precision, v.Page.Survey.DrawnMetric()
	if p == nil || !v.Figure().Shown() {
		return ""
	}
	phrase := v.L.Touchpoint.PrecisionMore
	switch {
	case p.More == 0:
		phrase = v.L.Touchpoint.PrecisionEnough
	case p.Invitations > 0:
		phrase = v.L.Touchpoint.PrecisionAsk
	}
	return locales.Fill(phrase, "half", v.L.Figure(m, p.HalfWidth)+v.L.Improvements.Units[string(m)],
		"needed", v.L.Count(about(p.Needed)), "more", v.L.Count(about(p.More)), "ask", v.L.Count(about(p.Invitations)))
}

// about rounds a count up to two digits: a plan is no more exact than that.
func about(n int64) int64 {
	step := int64(1)
	for n/step >= 100 {
		step *= 10
	}
	return (n + step - 1) / step * step
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

// Taken tells which days count, and how many answers are held back; "" where all do.
func (v touchpointView) Taken() string {
	t := v.Page.Taken
	if t == nil {
		return ""
	}
	said := locales.Fill(v.L.Touchpoint.Taken, "span", v.L.Span(t.From, t.To))
	switch {
	case t.Held == 1:
		said += " " + v.L.Touchpoint.HeldOne
	case t.Held > 1:
		said += " " + locales.Fill(v.L.Touchpoint.Held, "n", v.L.Count(t.Held))
	}
	return said
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
