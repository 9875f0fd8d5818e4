package views

import (
	"strings"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/improve"
	"halte/surveys/insight"
	"halte/surveys/metric"
)

func carrierAlert() improve.Alert {
	stretch := func(from, to string, t metric.Tally) improve.Stretch {
		return improve.Stretch{From: from, To: to, Figures: figures(metric.NPS, t)}
	}
	return improve.Alert{
		ID: "carrier", Metric: metric.NPS, Direction: surveys.Rise, Day: "2026-08-05", Since: "2026-07-26", RecordedAt: time.Date(2026, 8, 6, 3, 0, 0, 0, time.UTC),
		Before: stretch("2026-04-10", "2026-07-08", metric.Tally{3: 60, 8: 20, 10: 40}),
		After:  stretch("2026-07-26", "2026-08-05", metric.Tally{3: 4, 8: 10, 10: 20}),
	}
}

// alertsOf is a page of alerts, each at a touchpoint with an awkward name.
func alertsOf(lang string, all ...improve.Alert) AlertsPage {
	return AlertsPage{
		Console: Console{Lang: lang}, Alerts: all, Touchpoints: map[string]Link{"carrier": {Name: "Delivery <b>", URL: "/touchpoints/delivery"}},
	}
}

func alertsPage(t *testing.T, p AlertsPage) string {
	t.Helper()
	var b strings.Builder
	if err := pages.Alerts(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestAnAlertIsToldInWordsAndDrawn(t *testing.T) {
	t.Parallel()
	page := read(t, alertsPage(t, alertsOf("en", carrierAlert())))
	row := page.Find(".alerts > li")
	said := strings.Join(strings.Fields(row.Text()), " ")
	for _, want := range []string{
		"Delivery <b> went up", "Reported on 5 August 2026",
		"Since about 26 July 2026 the score is higher than it was: +47, 20 to 66, n 34, after −17, −32 to 0, n 120.",
		"10 April to 8 July 2026",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not in %q", want, said)
		}
	}
	if n := row.Find("svg .interval").Length(); n != 2 {
		t.Errorf("%d intervals are drawn, want that of before and that of since", n)
	}
	dutch := alertsPage(t, alertsOf("nl", carrierAlert()))
	if !strings.Contains(dutch, "ging omhoog") {
		t.Error("the Dutch page speaks another language")
	}
}

func TestAnAlertSaysWhatItLooksLikeAndWhatLastYearDid(t *testing.T) {
	t.Parallel()
	told := func(lang string, looks surveys.Shape, last *improve.LastYear) string {
		a := carrierAlert()
		a.LooksLike, a.LastYear = looks, last
		return strings.Join(strings.Fields(text(read(t, alertsPage(t, alertsOf(lang, a))).Find(".alerts > li"))), " ")
	}
	last := &improve.LastYear{Before: carrierAlert().Before, After: carrierAlert().Before}
	for _, c := range []struct {
		lang  string
		looks surveys.Shape
		last  *improve.LastYear
		want  string
	}{
		{"en", "break", nil, "It looks like a sudden change: the days since then stand out clearly from those before. Whether it is the season cannot be said"},
		{"en", "drift", nil, "It looks like a slow drift rather than a sudden change"},
		{"en", "break", last, "The season does not explain it: in the same weeks of last year the score was −17, −32 to 0, n 120, after −17, −32 to 0, n 120."},
		{"nl", "drift", last, "Het lijkt eerder op een langzame verschuiving dan op een plotselinge verandering"},
		{"nl", "drift", last, "Het seizoen verklaart het niet"},
	} {
		if said := told(c.lang, c.looks, c.last); !strings.Contains(said, c.want) {
			t.Errorf("%q is not in %q", c.want, said)
		}
	}
	if said := told("en", "", last); strings.Contains(said, "looks like") || strings.Contains(said, "season") {
		t.Errorf("an alert of before breaks and drifts were told apart says %q", said)
	}
}

func TestAnAlertFoundInHistorySaysSo(t *testing.T) {
	t.Parallel()
	a := carrierAlert()
	a.Direction, a.RecordedAt = surveys.Drop, time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC)
	of := alertsOf("en", a)
	of.Touchpoints["carrier"] = Link{Name: "delivery"}
	page := alertsPage(t, of)
	if !strings.Contains(page, "Found in earlier answers; those up to 5 August 2026 were enough") || !strings.Contains(page, "went down") || strings.Contains(page, `href=""`) {
		t.Errorf("the page says\n%s", page)
	}
}

func TestAnAlertHoldsSmallCellsBack(t *testing.T) {
	t.Parallel()
	a := carrierAlert()
	a.After.Figures = insight.Figures{N: 3, Held: true}
	if said := text(read(t, alertsPage(t, alertsOf("en", a))).Find(".alerts > li")); !strings.Contains(said, "n 3, shown from 5 answers on") {
		t.Errorf("the alert says %q", said)
	}
}

func TestWithoutAlertsThePageTeaches(t *testing.T) {
	t.Parallel()
	if page := alertsPage(t, AlertsPage{}); !strings.Contains(page, "No alerts") || !strings.Contains(page, "halte import answers") {
		t.Errorf("the page says\n%s", page)
	}
}

func TestASmoothedTrendIsALineOverItsPoints(t *testing.T) {
	t.Parallel()
	page := TouchpointPage{Score: scored(metric.NPS, 4, 8, 19, 32, 37, 60, 62, 96, 59, 89, 143)}
	draw := func() (dots, whiskers, lines int, said string) {
		var b strings.Builder
		if err := pages.Touchpoint(&b, page); err != nil {
			t.Fatal(err)
		}
		chart := read(t, b.String()).Find("svg.trend").First()
		return chart.Find(".dot").Length(), chart.Find(".whisker.raw").Length(), chart.Find(".trace.smooth").Length(), b.String()
	}
	if _, whiskers, lines, _ := draw(); whiskers+lines > 0 {
		t.Error("a trend that is not smoothed is drawn as though it were")
	}
	var sums []metric.Tally
	for _, p := range page.Score.Trend {
		sums = append(sums, metric.Tally{10: p.N})
	}
	for i, s := range metric.NPS.Smooth(sums, 0.2, 0.95) {
		page.Score.Trend[i].Smoothed = &insight.Smoothed{Score: &s.Value, Interval: &[2]float64{s.Interval.Lo, s.Interval.Hi}}
	}
	page.Score.Trend[4].Smoothed = &insight.Smoothed{Held: true} // the line breaks
	dots, whiskers, lines, said := draw()
	if dots != whiskers || dots == 0 || lines != 2 {
		t.Errorf("%d points with %d intervals and %d lines", dots, whiskers, lines)
	}
	for _, want := range []string{"The line is the smoothed score", ">Smoothed</th>"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not on the page", want)
		}
	}
}

func TestAStabilisedScoreSaysWhatItIsFor(t *testing.T) {
	t.Parallel()
	page := TouchpointPage{
		Score:      insight.TouchpointScore{Metric: metric.NPS, Figures: figures(metric.NPS, metric.Tally{3: 2, 10: 5})},
		Stabilised: &insight.Stabilised{Score: 12, Interval: [2]float64{-120, 40}, Strength: 17.6},
	}
	var b strings.Builder
	if err := pages.Touchpoint(&b, page); err != nil {
		t.Fatal(err)
	}
	if said := text(read(t, b.String()).Find("main")); !strings.Contains(said, "Stabilised: +12, −100 to 40.") || !strings.Contains(said, "18 more people") || !strings.Contains(said, "never for a test") {
		t.Errorf("the page says %s", said)
	}
}

func TestWhatAnAlertSaysIsNotCalledChanceAboveIt(t *testing.T) {
	t.Parallel()
	p := touchpointPage()
	p.Score.From, p.Score.To = "2026-07-20", "2026-10-05"
	p.Score.Previous = &insight.PreviousFigures{From: "2026-05-03", To: "2026-07-19", Figures: p.Score.Figures}
	p.Score.Difference = &insight.Difference{Value: 23, Interval: [2]float64{5, 41}, Change: insight.MayBeChance}
	alert := carrierAlert()
	alert.Survey = p.Survey.Key
	const chance, deferred = "5 to 41, may still be chance for a page that is opened every day", "5 to 41, see the alert below"
	said := func(page TouchpointPage) string { return text(touchpoint(t, page).Find("main")) }
	if got := said(p); !strings.Contains(got, chance) {
		t.Errorf("without an alert it says %q", got)
	}
	p.Alerts = []improve.Alert{alert}
	if got := said(p); strings.Contains(got, chance) || !strings.Contains(got, deferred) {
		t.Errorf("above an alert it says %q", got)
	}
	for name, other := range map[string]func(a *improve.Alert){
		"of another survey":  func(a *improve.Alert) { a.Survey = "other" },
		"of a drop":          func(a *improve.Alert) { a.Direction = surveys.Drop },
		"of days before":     func(a *improve.Alert) { a.Since = "2026-05-02" },
		"of days thereafter": func(a *improve.Alert) { a.Since = "2026-10-06" },
	} {
		changed := alert
		other(&changed)
		p.Alerts = []improve.Alert{changed}
		if got := said(p); !strings.Contains(got, chance) {
			t.Errorf("above an alert %s it says %q", name, got)
		}
	}
	p.Alerts, p.Score.Difference.Change = []improve.Alert{alert}, insight.Higher
	if got := said(p); !strings.Contains(got, "5 to 41, higher") {
		t.Errorf("of a change that is clear by itself it says %q", got)
	}
}
