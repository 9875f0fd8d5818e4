package views

import (
	"cmp"
	"html/template"
	"io"
	"strings"

	"halte/surveys"
	"halte/surveys/journey"
	"halte/templates/charts"
	"halte/templates/locales"
)

// JourneyPage shows one journey as a map and as a table.
type JourneyPage struct {
	Console
	Period
	Journeys    []Link           // all journeys, to switch between; shown from two on
	Tabs        []Link           // the pages about it
	Versus      string           // the same page, with changes since the other time; "" for none
	LastYear    bool             // changes are those since the same weeks of last year
	Journey     surveys.Journey  // the one drawn; without stages the page teaches how to define one
	Surveys     []surveys.Survey // what is asked at its touchpoints
	Map         journey.Map
	Touchpoints map[string]Link   // the pages of touchpoints, by key
	SurveyLinks map[string]string // to the pages of surveys that are not alone at their touchpoint, by key
	Alerts      map[string]string // day of the latest alert of the period, by touchpoint
}

// Journey writes the map of a journey: stages as zones, touchpoints as stops,
// and the same again as a table.
func (t *Pages) Journey(w io.Writer, p JourneyPage) error {
	v := journeyView{consoleView: t.view(p.Console, p.Period), Page: p}
	v.journey = v.drawn()
	v.stops = charts.StopsOf(v.journey)
	v.Title, v.AtJourney = cmp.Or(v.journey.Name, v.L.Console.Journey), true
	return t.render(w, "journey.html", v)
}

type journeyView struct {
	consoleView
	Page    JourneyPage
	journey charts.Journey
	stops   []charts.Stop
}

// drawn gives the journey as it is drawn.
func (v journeyView) drawn() charts.Journey {
	of := v.Page.Journey
	out := charts.Journey{Key: of.Key, Name: v.name(of.Name)}
	for _, s := range of.Stages {
		stage := charts.Stage{Key: s.Key, Name: v.name(s.Name)}
		for _, t := range s.Touchpoints {
			stop := charts.Touchpoint{
				Key: t.Key, Name: v.name(t.Name), Link: v.Page.Touchpoints[t.Key].URL,
				Channel: t.Channel, Owner: t.Owner, MomentOfTruth: t.MomentOfTruth, Alert: v.Page.Alerts[t.Key],
			}
			for _, survey := range v.Page.Surveys {
				if survey.Touchpoint == t.Key {
					stop.Surveys = append(stop.Surveys, v.mapped(t, survey))
				}
			}
			stage.Touchpoints = append(stage.Touchpoints, stop)
		}
		out.Stages = append(out.Stages, stage)
	}
	return out
}

// mapped gives what a survey measured as the map draws it.
func (v journeyView) mapped(at surveys.Touchpoint, s surveys.Survey) charts.SurveyScore {
	got := v.Page.Map.Surveys[s.Key]
	out := measured(at, s.Metric, got.Figures, got.Trend)
	out.Key, out.Name, out.Link = s.Key, strings.ToUpper(string(s.Metric)), v.Page.SurveyLinks[s.Key]
	for _, other := range v.Page.Surveys {
		if other.Key != s.Key && other.Touchpoint == s.Touchpoint && other.Metric == s.Metric {
			out.Name += " (" + s.Key + ")" // the metric alone would name two
			break
		}
	}
	out.Since = since(got.Difference, surveys.Days{From: v.Page.Map.Previous.From, To: v.Page.Map.Previous.To}, got.Before.N)
	if t := got.Target; t != nil {
		out.Standing = string(t.Standing)
		if t.More != nil {
			out.More = *t.More
		}
	}
	if r := got.Rank; r != nil {
		out.Rank = &charts.Rank{Rank: r.Rank, Best: r.Best, Worst: r.Worst}
	}
	return out
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
func (v journeyView) Map() charts.RouteMap { return charts.NewRouteMap(v.L, v.journey) }

// Rail draws it for a phone: a list of stages and stops.
func (v journeyView) Rail() []charts.RailRow { return charts.NewRail(v.L, v.journey) }

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
	for i, stage := range v.journey.Stages {
		if next == len(v.stops) || v.stops[next].Stage != i {
			rows = append(rows, journeyRow{Stage: stage.Name, FirstOfStage: true, Empty: true})
		}
		for ; next < len(v.stops) && v.stops[next].Stage == i; next++ {
			s := v.stops[next]
			rows = append(rows, journeyRow{
				Stage: stage.Name, FirstOfStage: s.FirstOfStage, Touchpoint: s.Touchpoint,
				Name: s.Name(), Link: s.Link(), Surveyed: s.Surveyed, Figure: v.figure(s.Survey),
				Whisker: charts.Whisker(v.L, s.Survey, 150),
				Trend:   charts.Sparkline(v.L, s.Survey, 132, 30), Days: v.days(s.Survey.Key),
				Changed: v.changed(s.Survey), Rank: v.rankOf(s.Survey), Target: v.standing(s.Survey),
			})
		}
	}
	return rows
}

type journeyRow struct {
	Stage          string
	FirstOfStage   bool
	Empty          bool
	Touchpoint     charts.Touchpoint
	Name, Link     string
	Surveyed       bool
	Figure         charts.Figure
	Whisker, Trend template.HTML
	Changed, Rank  string
	Days           string // that the score is of, where these are not all
	Target         string
}

// days says which days the score of a survey is of; "" where it is of all.
func (v journeyView) days(survey string) string {
	return v.daysOf(v.Page.Map.Surveys[survey].Figures)
}

// SinceHead names the time since which changes are told.
func (v journeyView) SinceHead() string {
	return surveys.IfElse(v.Page.LastYear, v.L.Compare.SinceLastYear, v.L.Compare.SinceHead)
}

// Versus names the other time.
func (v journeyView) Versus() string {
	return surveys.IfElse(v.Page.LastYear, v.L.Journey.AgainstPrevious, v.L.Journey.AgainstLastYear)
}

// standing says in short how a score stands to its target; "" for nothing.
func (v journeyView) standing(s charts.SurveyScore) string {
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
