package views

import (
	"html/template"
	"io"
	"strings"

	"halte/surveys"
	"halte/surveys/improve"
	"halte/surveys/insight"
	"halte/templates/charts"
	"halte/templates/locales"
)

// AlertsPage lists the scores that are other than they were.
type AlertsPage struct {
	Console
	Alerts      []improve.Alert // newest first
	Touchpoints map[string]Link // where each was raised, by its id
	Older       string          // link to the alerts before these; "" for none
}

// Alerts writes the list of alerts.
func (t *Pages) Alerts(w io.Writer, p AlertsPage) error {
	v := alertsView{consoleView: t.view(p.Console, Period{}), Page: p}
	v.Title, v.AtAlerts = v.L.Console.Alerts, true
	return t.render(w, "alerts.html", v)
}

type alertsView struct {
	consoleView
	Page AlertsPage
}

// Example shows how earlier answers are brought in.
func (v alertsView) Example() string { return exampleImport }

// Rows are the alerts, each ready to read.
func (v alertsView) Rows() []alertView {
	return v.alertRows(v.Page.Alerts, v.Page.Touchpoints)
}

func (v consoleView) alertRows(all []improve.Alert, touchpoints map[string]Link) []alertView {
	rows := make([]alertView, len(all))
	for i, one := range all {
		rows[i] = alertView{v, one, touchpoints[one.ID]}
	}
	return rows
}

// alertView reads one alert aloud.
type alertView struct {
	consoleView
	Of         improve.Alert
	Touchpoint Link
}

// score gives figures of the alert as they are drawn.
func (v alertView) score(of improve.Stretch) charts.SurveyScore {
	return scoreOf(v.Of.Metric, of.Figures)
}

// Heading says what happened where.
func (v alertView) Heading() string {
	a := v.L.Alerts
	return locales.Fill(v.way(a.Rose, a.Fell), "touchpoint", v.Touchpoint.Name)
}

// Raised says when it was raised, and when it was found if that was much later.
func (v alertView) Raised() string {
	a := v.L.Alerts
	if v.dayOf(v.Of.RecordedAt) > surveys.AddDays(v.Of.Day, 7) {
		return locales.Fill(a.FoundInHistory, "date", v.L.Day(v.Of.Day))
	}
	return locales.Fill(a.Raised, "date", v.L.Day(v.Of.Day))
}

// Sentence says since when, and from what to what.
func (v alertView) Sentence() string {
	a := v.L.Alerts
	return locales.Fill(v.way(a.Higher, a.Lower), "since", v.L.Day(v.Of.Since),
		"after", v.figure(v.score(v.Of.After)).String(), "before", v.figure(v.score(v.Of.Before)).String())
}

// Looks says what the change looks like, and whether the season explains it; nothing
// where that was not looked at.
func (v alertView) Looks() []string {
	a := v.L.Alerts
	var looks string
	switch v.Of.LooksLike {
	case "":
		return nil
	case surveys.Break:
		looks = a.Break
	case surveys.Open:
		looks = a.Open
	default:
		looks = a.Drift
	}
	last := v.Of.LastYear
	if last == nil {
		return []string{looks, a.NoLastYear}
	}
	return []string{looks, locales.Fill(a.LastYear, "after", v.figure(v.score(last.After)).String(), "before", v.figure(v.score(last.Before)).String())}
}

func (v alertView) way(rise, drop string) string {
	if v.Of.Direction == surveys.Rise {
		return rise
	}
	return drop
}

// Sides are the score before and since, drawn on one scale.
func (v alertView) Sides() []alertSide {
	a := v.L.Alerts
	side := func(name, from string, of improve.Stretch) alertSide {
		return alertSide{name, v.L.Span(from, of.To), v.figure(v.score(of)), charts.Whisker(v.L, v.score(of), 260)}
	}
	return []alertSide{side(a.Before, v.Of.Before.From, v.Of.Before), side(a.Since, v.Of.Since, v.Of.After)}
}

// Group are the scores of the customers chosen, on the same days; none where all were.
func (v alertView) Group() []alertSide {
	of := v.Of.Segment
	if of == nil {
		return nil
	}
	a := v.L.Alerts
	side := func(name, from, to string, f insight.Figures) alertSide {
		s := scoreOf(v.Of.Metric, f)
		return alertSide{name, v.L.Span(from, to), v.figure(s), charts.Whisker(v.L, s, 260)}
	}
	return []alertSide{side(a.Before, v.Of.Before.From, v.Of.Before.To, of.Before), side(a.Since, v.Of.Since, v.Of.After.To, of.After)}
}

// GroupChange says how far the score of the customers chosen moved; "" where too little
// is known.
func (v alertView) GroupChange() string {
	if v.Of.Segment == nil || v.Of.Segment.Difference == nil {
		return ""
	}
	d := *since(v.Of.Segment.Difference, surveys.Days{}, 0)
	return locales.Fill(v.L.Alerts.GroupChange, "difference", v.difference(v.Of.Metric, d), "change", v.L.Compare.Changes[d.Change])
}

// GroupNote says what stands beside each alert; "" where all customers were chosen.
func (v alertsView) GroupNote() string {
	if len(v.Whose.Chosen) == 0 {
		return ""
	}
	return locales.Fill(v.L.Alerts.GroupNote, "values", strings.Join(v.Whose.Chosen, ", "))
}

type alertSide struct {
	Name, Span string
	Figure     charts.Figure
	Whisker    template.HTML
}

// Alerted is the day of the latest alert of the period; "" for none.
func (v touchpointView) Alerted() string {
	if len(v.Page.Alerts) == 0 {
		return ""
	}
	return v.Page.Alerts[0].Day
}

// Alerts are the alerts of the period at this touchpoint, in a sentence each.
func (v touchpointView) Alerts() []alertView { return v.alertRows(v.Page.Alerts, nil) }

// exampleImport brings in answers of the past.
const exampleImport = "halte import answers answers.csv"
