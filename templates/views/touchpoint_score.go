package views

import (
	"html/template"
	"slices"
	"strconv"

	"halte/surveys"
	"halte/surveys/improve"
	"halte/surveys/insight"
	"halte/templates/charts"
	"halte/templates/locales"
)

// Figure is the score as text.
func (v touchpointView) Figure() charts.Figure { return v.figure(v.score) }

// Since says how the score stands against the period before; "" where too little
// is known.
func (v touchpointView) Since() string {
	s := v.score
	if s.Since == nil || !s.Shown() {
		return ""
	}
	change := v.L.Compare.Changes[s.Since.Change]
	if v.alerted(*s.Since) {
		change = v.L.Touchpoint.AgainstAlert
	}
	return locales.Fill(v.L.Touchpoint.Against, "span", v.L.Span(s.Since.From, s.Since.To), "n", v.L.Count(s.Since.N),
		"difference", v.difference(s.DrawnMetric(), *s.Since), "change", change)
}

// alerted says whether an alert on the page tells of a change that may be chance by itself:
// the alert is the surer of the two, and the page is not to contradict itself.
func (v touchpointView) alerted(d charts.Delta) bool {
	way := surveys.IfElse(d.Value < 0, surveys.Drop, surveys.Rise)
	return d.Change == string(insight.MayBeChance) && slices.ContainsFunc(v.Page.Alerts, func(a improve.Alert) bool {
		return a.Survey == v.Page.Survey.Key && a.Direction == way && d.From < a.Since && a.Since <= v.Page.Score.To
	})
}

// Target says how the score stands to what the team wants; "" for nothing.
func (v touchpointView) Target() string {
	t := v.Page.Score.Target
	if t == nil {
		return ""
	}
	m := v.score.DrawnMetric()
	said := locales.Fill(v.L.Touchpoint.Targets[string(t.Standing)], "target", v.L.Value(m, t.Value), "interval", v.L.Interval(m, intervalOf(t.Interval)))
	if t.More != nil {
		said += " " + locales.Fill(v.L.Touchpoint.TargetMore, "more", v.L.Count(about(*t.More)))
	}
	return said
}

// LastYear says what the score was in the same weeks of last year; "" where no score
// is shown.
func (v touchpointView) LastYear() string {
	y, m := v.Page.Score.LastYear, v.score.DrawnMetric()
	if y == nil || !v.score.Shown() {
		return ""
	}
	values := []string{"span", v.L.Span(y.From, y.To), "n", v.L.Count(y.N)}
	switch {
	case y.N == 0 && !y.Held:
		return locales.Fill(v.L.Touchpoint.LastYearNone, values...)
	case y.Held:
		return locales.Fill(v.L.Touchpoint.LastYearHeld, values...)
	case y.Difference == nil:
		return locales.Fill(v.L.Touchpoint.LastYearFew, values...)
	}
	d := *since(y.Difference, surveys.Days{From: y.From, To: y.To}, y.N)
	values = append(values, "score", v.L.Value(m, *y.Score), "difference", v.difference(m, d), "change", v.L.Compare.Changes[d.Change])
	return locales.Fill(v.L.Touchpoint.LastYear, values...)
}

// TopBox says how many gave the highest ratings; "" where no score is shown.
func (v touchpointView) TopBox() string {
	t, m := v.Page.Score.TopBox, v.score.DrawnMetric()
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
	return locales.Fill(v.L.Touchpoint.TopBox, "ratings", ratings, "share", v.L.PercentOf(t.Share, 0),
		"interval", v.L.PercentRange(t.Interval[0], t.Interval[1], 0))
}

// ResponseRate is the part of those asked who answered; "" when unknown.
func (v touchpointView) ResponseRate() string {
	of := v.Page.Score
	if of.Invited == nil || of.RateInterval == nil {
		return ""
	}
	return locales.Fill(v.L.Touchpoint.ResponseRate, "share", v.L.Part(of.Replied, *of.Invited),
		"interval", v.L.PercentRange(100*of.RateInterval[0], 100*of.RateInterval[1], 0), "answered", v.L.Count(of.Replied), "asked", v.L.Count(*of.Invited))
}

// Precision says how many answers it takes to know the score more closely; "" where
// no score is shown.
func (v touchpointView) Precision() string {
	p, m := v.Page.Score.Precision, v.score.DrawnMetric()
	if p == nil || !v.Figure().Shown() {
		return ""
	}
	phrase, ask := v.L.Touchpoint.PrecisionMore, int64(0)
	switch {
	case p.More == 0:
		phrase = v.L.Touchpoint.PrecisionEnough
	case p.Invitations != nil && *p.Invitations > 0:
		phrase, ask = v.L.Touchpoint.PrecisionAsk, *p.Invitations
	}
	return locales.Fill(phrase, "half", v.L.Figure(m, p.HalfWidth)+v.L.Improvements.Units[string(m)],
		"needed", v.L.Count(about(p.Needed)), "more", v.L.Count(about(p.More)), "ask", v.L.Count(about(ask)))
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
	switch n := v.Page.Score.Outweighed; {
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
	return charts.ScaleBar(v.L, v.score, width)
}

// Stabilised says what the score is when it is drawn toward all others; "" when
// there are enough answers, or none.
func (v touchpointView) Stabilised() string {
	s := v.Page.Stabilised
	if s == nil || !v.Figure().Shown() {
		return ""
	}
	return locales.Fill(v.L.Touchpoint.Stabilised, "score", v.L.Value(v.Page.Score.Metric, s.Score),
		"interval", v.L.Interval(v.Page.Score.Metric, intervalOf(s.Interval).Within(v.Page.Score.Metric.Range())), "strength", strconv.Itoa(int(s.Strength+0.5)))
}
