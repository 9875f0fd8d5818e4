package views

import (
	"strconv"

	"halte/surveys/metric"
	"halte/templates/charts"
	"halte/templates/locales"
)

// consoleView is what every page for the team, and every chart, reads.
type consoleView struct {
	Console
	Period    Period
	Title     string
	AtJourney bool
	AtMailbox bool
	AtCompare bool
	L         *locales.Locale

	AtImprovements bool
	AtAlerts       bool
}

func (t *Pages) view(c Console, p Period) consoleView {
	l := t.languages.NearestForTeam(c.Lang)
	c.Lang = l.Tag
	if c.Home == "" {
		c.Home = "/"
	}
	return consoleView{Console: c, Period: p, L: l}
}

// Span is the period in words.
func (v consoleView) Span() string { return v.L.Span(v.Period.From, v.Period.To) }

// Rating writes a rating with the top of its scale.
func (v consoleView) Rating(m metric.Metric, rating int) string {
	_, highest := m.Scale()
	return locales.Fill(v.L.Console.RatingOf, "rating", strconv.Itoa(rating), "highest", strconv.Itoa(highest))
}

// ChannelName is the word for a channel.
func (v consoleView) ChannelName(channel string) string { return v.L.Console.Channel(channel) }

// Alert says when an alert was raised.
func (v consoleView) Alert(day string) string {
	return locales.Fill(v.L.Console.AlertOn, "date", v.L.ShortDay(day))
}

func (v consoleView) figure(s SurveyScore) charts.Figure { return charts.FigureOf(v.L, s) }
