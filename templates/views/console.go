package views

import (
	"strconv"
	"strings"
	"time"

	"halte/surveys"
	"halte/surveys/metric"
	"halte/templates/charts"
	"halte/templates/locales"
)

// Console is what every page for the team has around it.
type Console struct {
	Organisation string
	Languages    []string       // of the organisation, in which names are looked for that the page's own lacks
	Lang         string         // of the page's own phrases; English for a language without them
	Home         string         // link to the journey map; "" is "/"
	Mailbox      string         // link to the development mailbox; "" outside development
	Guarded      bool           // the reader may not see single answers: figures leave some out
	Zone         *time.Location // in which days and times are told: the organisation's; nil is UTC
	Whose        Whose
	Sending      surveys.Sending
}

// Whose are the answers that a page is about, and the others one can choose.
type Whose struct {
	Chosen   []string // such as "persona commuter"; none for all answers
	Counted  int64    // answers were counted one by one, of so many at most; 0 where sums were read
	Segments []WhoseSegment
}

// WhoseSegment is the values of a segment to choose from, as plain links.
type WhoseSegment struct {
	Name  string
	Links []Link
}

// Link is a named address; Current marks the one the reader is at.
type Link struct {
	Name, URL string
	Current   bool
}

// Period is the span of days of experience a page is about, both included, as
// 2026-10-05, and the others one can choose: plain links.
type Period struct {
	From, To string
	Choices  []Link
}

// consoleView is what the frame of every page for the team reads.
type consoleView struct {
	Console
	Period    Period
	Title     string
	AtJourney bool
	AtMailbox bool
	AtCompare bool
	L         *locales.Locale // in the HTML: .L.Console.Journey

	AtImprovements bool
	AtAlerts       bool
}

func (t *Pages) view(c Console, p Period) consoleView {
	l := t.languages.NearestForTeam(c.Lang)
	c.Lang = l.Tag
	if c.Home == "" {
		c.Home = "/"
	}
	if c.Zone == nil {
		c.Zone = time.UTC
	}
	return consoleView{Console: c, Period: p, L: l}
}

// Paused says that no mails go out, and why; empty while they do.
func (v consoleView) Paused() string {
	if v.Sending.Paused.IsZero() {
		return ""
	}
	note := surveys.IfElse(v.Sending.Older.IsZero(), v.L.Console.Paused, v.L.Console.DatabaseOlder)
	return locales.Fill(note, "date", v.L.ShortDay(v.dayOf(v.Sending.Paused)))
}

// WhoseAnswers says whose answers the page is about.
func (v consoleView) WhoseAnswers() string {
	if len(v.Whose.Chosen) == 0 {
		return v.L.Console.WhoseAll
	}
	return locales.Fill(v.L.Console.WhoseOnly, "values", strings.Join(v.Whose.Chosen, ", "))
}

// WhoseCounted says that the answers were counted one by one; "" where sums were read.
func (v consoleView) WhoseCounted() string {
	if v.Whose.Counted == 0 {
		return ""
	}
	return locales.Fill(v.L.Console.WhoseCounted, "most", v.L.Count(v.Whose.Counted))
}

// Span writes the period.
func (v consoleView) Span() string { return v.L.Span(v.Period.From, v.Period.To) }

// Rating writes a rating with the top of its scale.
func (v consoleView) Rating(m metric.Metric, rating int) string {
	_, highest := m.Scale()
	return locales.Fill(v.L.Console.RatingOf, "rating", strconv.Itoa(rating), "highest", strconv.Itoa(highest))
}

// name is a text in the reader's language, or another that has it.
func (v consoleView) name(t surveys.Text) string {
	return t.In(append([]string{v.Lang}, v.Languages...)...)
}

// dayOf gives the day of an instant.
func (v consoleView) dayOf(at time.Time) string { return at.In(v.Zone).Format(time.DateOnly) }

// ChannelName is the name of a channel.
func (v consoleView) ChannelName(channel string) string { return v.L.Console.Channel(channel) }

// Alert says when an alert was raised.
func (v consoleView) Alert(day string) string {
	return locales.Fill(v.L.Console.AlertOn, "date", v.L.ShortDay(day))
}

func (v consoleView) figure(s charts.SurveyScore) charts.Figure { return charts.FigureOf(v.L, s) }
