package templates

import (
	"strconv"
	"strings"

	"halte/surveys/metric"
)

// consoleView is what every page for the team, and every chart, reads.
type consoleView struct {
	Console
	Period    Period
	Title     string
	AtJourney bool
	AtMailbox bool
	AtCompare bool
	W         consoleWords
	T         tongue

	AtImprovements bool
	AtAlerts       bool
}

func viewOf(c Console, p Period) consoleView {
	lang := nearest(c.Lang)
	w, ok := consoleWordsOf[lang]
	if !ok {
		lang, w = "en", consoleWordsOf["en"]
	}
	c.Lang = lang
	if c.Home == "" {
		c.Home = "/"
	}
	return consoleView{Console: c, Period: p, W: w, T: tongues[lang]}
}

// Span is the period in words.
func (v consoleView) Span() string { return v.T.span(v.Period.From, v.Period.To) }

// Rating writes a rating with the top of its scale.
func (v consoleView) Rating(m metric.Metric, rating int) string {
	_, highest := m.Scale()
	return fill(v.W.RatingOf, "rating", strconv.Itoa(rating), "highest", strconv.Itoa(highest))
}

// ChannelName is the word for a channel.
func (v consoleView) ChannelName(channel string) string { return v.W.channel(channel) }

// Alert says when an alert was raised.
func (v consoleView) Alert(day string) string {
	return fill(v.W.AlertOn, "date", v.T.shortDate(day))
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
	f := figure{Metric: metricName(m), N: v.T.count(s.Score.N)}
	switch s.standing() {
	case absent:
		f.Note = v.W.NoAnswers
	case held:
		f.Note = fill(v.W.HeldBack, "n", f.N, "least", strconv.Itoa(Least))
		if s.Score.N >= Least {
			f.Note = fill(v.C().HeldBeside, "n", f.N)
		}
	default:
		f.Value = v.T.value(m, s.Score.Value)
		f.Interval = v.T.interval(m, s.Score.Interval)
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
				lo, hi := v.T.value(m, r.Lo), v.T.value(m, r.Hi)
				if m == metric.CES {
					lo, hi = v.T.number(r.Lo, 0), v.T.number(r.Hi, 0)
				}
				parts = append(parts, fill(v.W.ScaleOf, "metric", metricName(m), "lo", lo, "hi", hi))
				break
			}
		}
	}
	return strings.Join(parts, ", ")
}
