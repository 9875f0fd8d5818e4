package views

import (
	"html/template"
	"io"
	"time"

	"halte/templates/charts"
	"halte/templates/locales"
)

// AlertsPage lists the scores that are other than they were.
type AlertsPage struct {
	Console
	Alerts []Alert // newest first
	Older  string  // link to the alerts before these; "" for none
}

// Alert says that a survey's score is another than it was.
type Alert struct {
	Touchpoint Link
	Rise       bool
	Day        string // it was raised
	Since      string // first day of the change, about
	Recorded   string // day on which it was written down; later than Day when history was imported
	// Before and After are the scores on either side; their days stand beside them.
	Before, After SurveyScore
	BeforeFrom    string
	BeforeTo      string
	AfterTo       string
	Looks         string // break or drift; "" for an alert of before they were told apart
	// LastYear is the score in the same weeks of the year before; nil when too few
	// answered then.
	LastYear *AlertLastYear
}

// AlertLastYear is the score of the year before on either side of a change.
type AlertLastYear struct{ Before, After SurveyScore }

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
	return alertRows(v.consoleView, v.Page.Alerts)
}

func alertRows(v consoleView, all []Alert) []alertView {
	rows := make([]alertView, len(all))
	for i, one := range all {
		rows[i] = alertView{v, one}
	}
	return rows
}

// alertView reads one alert aloud.
type alertView struct {
	consoleView
	Of Alert
}

// Heading says what happened where.
func (v alertView) Heading() string {
	a := v.L.Alerts
	return locales.Fill(v.way(a.Rose, a.Fell), "touchpoint", v.Of.Touchpoint.Name)
}

// Raised says when it was raised, and when it was found if that was much later.
func (v alertView) Raised() string {
	a := v.L.Alerts
	if v.Of.Recorded > addDays(v.Of.Day, 7) {
		return locales.Fill(a.FoundInHistory, "date", v.L.Day(v.Of.Day))
	}
	return locales.Fill(a.Raised, "date", v.L.Day(v.Of.Day))
}

// addDays moves a day; one that is none stays.
func addDays(day string, n int) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.AddDate(0, 0, n).Format(time.DateOnly)
}

// Sentence says since when, and from what to what.
func (v alertView) Sentence() string {
	a := v.L.Alerts
	return locales.Fill(v.way(a.Higher, a.Lower), "since", v.L.Day(v.Of.Since),
		"after", v.figure(v.Of.After).String(), "before", v.figure(v.Of.Before).String())
}

// Looks says what the change looks like, and whether the season explains it; nothing
// where that was not looked at.
func (v alertView) Looks() []string {
	a := v.L.Alerts
	var looks string
	switch v.Of.Looks {
	case "":
		return nil
	case "break":
		looks = a.Break
	default:
		looks = a.Drift
	}
	last := v.Of.LastYear
	if last == nil {
		return []string{looks, a.NoLastYear}
	}
	return []string{looks, locales.Fill(a.LastYear, "after", v.figure(last.After).String(), "before", v.figure(last.Before).String())}
}

func (v alertView) way(rise, drop string) string {
	if v.Of.Rise {
		return rise
	}
	return drop
}

// Sides are the score before and since, drawn on one scale.
func (v alertView) Sides() []alertSide {
	a := v.L.Alerts
	return []alertSide{
		{a.Before, v.L.Span(v.Of.BeforeFrom, v.Of.BeforeTo), v.figure(v.Of.Before), charts.Whisker(v.L, v.Of.Before, 260)},
		{a.Since, v.L.Span(v.Of.Since, v.Of.AfterTo), v.figure(v.Of.After), charts.Whisker(v.L, v.Of.After, 260)},
	}
}

type alertSide struct {
	Name, Span string
	Figure     charts.Figure
	Whisker    template.HTML
}

// Alerts are the alerts of the period at this touchpoint, in a sentence each.
func (v touchpointView) Alerts() []alertView { return alertRows(v.consoleView, v.Page.Alerts) }

// exampleImport brings in answers of the past.
const exampleImport = "halte import answers answers.csv"
