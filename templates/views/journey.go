package views

import (
	"html/template"
	"io"

	"halte/templates/charts"
	"halte/templates/locales"
)

// JourneyPage shows one journey as a map and as a table.
type JourneyPage struct {
	Console
	Period
	Journeys []Link  // all journeys, to switch between; shown from two on
	Tabs     []Link  // the pages about it
	Versus   Link    // the same page, with changes since another time; empty for none
	LastYear bool    // changes are those since the same weeks of last year
	Journey  Journey // the one drawn; without stages the page teaches how to define one
}

// Journey writes the map of a journey: stages as zones, touchpoints as stops,
// and the same again as a table.
func (t *Pages) Journey(w io.Writer, p JourneyPage) error {
	v := journeyView{consoleView: t.view(p.Console, p.Period), Page: p, stops: charts.StopsOf(p.Journey)}
	v.Title, v.AtJourney = p.Journey.Name, true
	if v.Title == "" {
		v.Title = v.L.Console.Journey
	}
	return t.render(w, "journey.html", v)
}

type journeyView struct {
	consoleView
	Page  JourneyPage
	stops []charts.Stop
}

// Empty reports that no touchpoint has been defined.
func (v journeyView) Empty() bool { return len(v.stops) == 0 }

// DefinitionExample shows how a journey is defined.
func (v journeyView) DefinitionExample() string { return exampleDefinition }

// EventExample shows how a first event is sent.
func (v consoleView) EventExample() string { return exampleEvent }

// Silent reports that there are touchpoints and nobody has answered.
func (v journeyView) Silent() bool { return !v.Empty() && v.Answers() == "0" }

// Span is the period with the number of answers in it.
func (v journeyView) Span() string {
	if v.Empty() {
		return v.consoleView.Span()
	}
	return locales.Fill(v.L.Journey.PeriodAnswers, "period", v.consoleView.Span(), "n", v.Answers())
}

// Answers is the number of answers on the whole page.
func (v journeyView) Answers() string {
	var n int64
	for _, s := range v.stops {
		n += s.Survey.Score.N
	}
	return v.L.Count(n)
}

// Map draws the journey for a wide screen.
func (v journeyView) Map() charts.RouteMap { return charts.NewRouteMap(v.L, v.Page.Journey) }

// Rail draws it for a phone: a list of stages and stops.
func (v journeyView) Rail() []charts.RailRow { return charts.NewRail(v.L, v.Page.Journey) }

// Legend says which marks are on the map; only those are explained.
func (v journeyView) Legend() charts.Legend { return charts.LegendOf(v.stops) }

// Cut reports that the lowest quarter of the scales is not drawn.
func (v journeyView) Cut() bool { return charts.Cut(v.stops) }

// Scales says which metrics are drawn and from where to where each goes.
func (v journeyView) Scales() string { return charts.Scales(v.L, v.stops) }

// Rows are the lines of the table; a stage without touchpoints has one too.
func (v journeyView) Rows() []journeyRow {
	var rows []journeyRow
	next := 0
	for i, stage := range v.Page.Journey.Stages {
		if next == len(v.stops) || v.stops[next].Stage != i {
			rows = append(rows, journeyRow{Stage: stage.Name, FirstOfStage: true, Empty: true})
		}
		for ; next < len(v.stops) && v.stops[next].Stage == i; next++ {
			s := v.stops[next]
			rows = append(rows, journeyRow{
				Stage: stage.Name, FirstOfStage: s.FirstOfStage, Touchpoint: s.Touchpoint,
				Name: s.Name(), Link: s.Link(), Surveyed: s.Surveyed, Figure: v.figure(s.Survey),
				Whisker: charts.Whisker(v.L, s.Survey, 150),
				Trend:   charts.Sparkline(v.L, s.Survey, 132, 30),
				Changed: v.changed(s.Survey), Rank: v.rankOf(s.Survey), Target: v.Standing(s.Survey),
			})
		}
	}
	return rows
}

type journeyRow struct {
	Stage          string
	FirstOfStage   bool
	Empty          bool
	Touchpoint     Touchpoint
	Name, Link     string
	Surveyed       bool
	Figure         charts.Figure
	Whisker, Trend template.HTML
	Changed, Rank  string
	Target         string
}

// SinceHead names the time since which changes are told.
func (v journeyView) SinceHead() string {
	if v.Page.LastYear {
		return v.L.Compare.SinceLastYear
	}
	return v.L.Compare.SinceHead
}

// Standing says in short how a score stands to its target; "" for nothing.
func (v journeyView) Standing(s SurveyScore) string {
	phrase, said := v.L.Journey.Standings[s.Standing]
	if !said || s.Target == nil || !s.Shown() {
		return ""
	}
	if s.More > 0 {
		phrase = v.L.Journey.StandingMore
	}
	return locales.Fill(phrase, "target", v.L.Value(s.DrawnMetric(), *s.Target), "more", v.L.Count(about(s.More)))
}

const exampleDefinition = `# halte.yaml; then: halte apply halte.yaml
organisation: {name: De Ketting, timezone: Europe/Amsterdam, languages: [en]}
journeys:
  - key: bike-order
    name: {en: Ordering a bike}
    stages:
      - key: action
        name: {en: Purchase}
        touchpoints:
          - {key: delivery, name: {en: Delivery}, channel: post, owner: logistics}
surveys:
  - key: delivery-nps
    touchpoint: delivery
    metric: nps
    question: {en: "How likely are you to recommend us after this delivery?"}
triggers:
  - {key: after-delivery, survey: delivery-nps, on: order.delivered, delay: 24h}`
