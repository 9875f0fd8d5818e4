package templates

import (
	"strconv"
	"strings"

	"halte/surveys/metric"
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

func (t *Templates) view(c Console, p Period) consoleView {
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

// A figure is a score as people read it: never the value without its interval
// and its n. Where there is too little to show, Value is empty and Note says why.
type figure struct {
	Metric   string
	Value    string
	Interval string
	N        string
	Note     string
	Few      bool // read it with reserve
}

// Shown reports that there is a value to read.
func (f figure) Shown() bool { return f.Value != "" }

// String is the figure in one line: "+32, 15 to 47, n 100".
func (f figure) String() string {
	if !f.Shown() {
		return f.Note
	}
	return f.Value + ", " + f.Interval + ", n " + f.N
}

func (v consoleView) figure(s SurveyScore) figure {
	m := s.metric()
	f := figure{Metric: metricName(m), N: v.L.Count(s.Score.N)}
	switch s.standing() {
	case absent:
		f.Note = v.L.Chart.NoAnswers
	case held:
		f.Note = locales.Fill(v.L.Chart.HeldBack, "n", f.N, "least", strconv.Itoa(Least))
		if s.Score.N >= Least {
			f.Note = locales.Fill(v.L.Chart.HeldBeside, "n", f.N)
		}
	default:
		f.Value = v.L.Value(m, s.Score.Value)
		f.Interval = v.L.Interval(m, s.Score.Interval)
		f.Few = s.standing() == few
	}
	return f
}

// metricName is how people write a metric.
func metricName(m metric.Metric) string { return strings.ToUpper(string(m)) }

// scales says which metrics occur among the stops and where each scale ends.
func scales(v consoleView, stops []stop) string {
	var parts []string
	for _, m := range []metric.Metric{metric.NPS, metric.CSAT, metric.CES} {
		for _, s := range stops {
			if s.surveyed && s.survey.metric() == m {
				r := m.Range()
				lo, hi := v.L.Value(m, r.Lo), v.L.Value(m, r.Hi)
				if m == metric.CES {
					lo, hi = v.L.Number(r.Lo, 0), v.L.Number(r.Hi, 0)
				}
				parts = append(parts, locales.Fill(v.L.Journey.ScaleOf, "metric", metricName(m), "lo", lo, "hi", hi))
				break
			}
		}
	}
	return strings.Join(parts, ", ")
}
