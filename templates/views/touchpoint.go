package views

import (
	"html/template"
	"io"
	"net/url"

	"halte/surveys"
	"halte/surveys/improve"
	"halte/surveys/insight"
	"halte/surveys/metric"
	"halte/templates/charts"
)

// TouchpointPage shows what one survey of a touchpoint measured.
type TouchpointPage struct {
	Console
	Period
	Journey    Link // the way back
	Stage      string
	Touchpoint surveys.Touchpoint
	Surveys    []Link         // all surveys of the touchpoint; shown from two on
	Survey     surveys.Survey // the one that is shown; empty where nothing is asked
	Score      insight.TouchpointScore
	TrendStep  string // "day", "week" or "month"; "" is week

	Stabilised   *insight.Stabilised // the score where there are few answers, drawn toward that of all touchpoints
	Improvements []surveys.Improvement
	Alerts       []improve.Alert // of the period, newest first
	Segments     []Split
	Chosen       *Chosen // what people chose in follow-ups; nil for nothing
	Comments     insight.CommentsFound
	CommentsHeld bool                        // too few answers for this viewer to read single ones
	Timeline     func(contact string) string // address of what happened to a contact
	Bias         *BiasLine                   // about those who did not answer; nil for nothing
	Keywords     *Keywords                   // nil where nobody wrote anything
	Funnel       insight.Funnel              // how far events came; zero for nothing
}

// Split is the score by the values of one segment.
type Split struct {
	Name string
	Rows []insight.ScoreRow
}

// Touchpoint writes the page of one touchpoint: score, distribution, trend,
// segments and the latest comments.
func (t *Pages) Touchpoint(w io.Writer, p TouchpointPage) error {
	v := touchpointView{consoleView: t.view(p.Console, p.Period), Page: p, html: t.html}
	v.Title, v.score = v.name(p.Touchpoint.Name), measured(p.Touchpoint, p.Score.Metric, p.Score.Figures, p.Score.Trend)
	if before := p.Score.Previous; before != nil {
		v.score.Since = since(p.Score.Difference, surveys.Days{From: before.From, To: before.To}, before.N)
	}
	if p.Home == "" && p.Journey.URL != "" {
		v.Home = p.Journey.URL
	}
	return t.render(w, "touchpoint.html", v)
}

type touchpointView struct {
	consoleView
	Page  TouchpointPage
	score charts.SurveyScore
	html  *template.Template // of the types of follow-ups
}

// tally is the answers behind the score; none where they are held back.
func (v touchpointView) tally() metric.Tally {
	t, err := v.Page.Score.Metric.TallyOf(v.Page.Score.Histogram)
	if err != nil {
		return metric.Tally{}
	}
	return t
}

// Question is what was asked.
func (v touchpointView) Question() string { return v.name(v.Page.Survey.Question) }

// Diverging draws the distribution as one bar.
func (v touchpointView) Diverging(width int) template.HTML {
	return charts.Diverging(v.L, v.score.DrawnMetric(), v.tally(), width)
}

// Histogram draws the distribution as columns.
func (v touchpointView) Histogram(width int) template.HTML {
	return charts.Histogram(v.L, v.score.DrawnMetric(), v.tally(), width)
}

// Groups are the kinds of answers, ready to read.
func (v touchpointView) Groups() []charts.Category {
	return charts.Categories(v.L, v.score.DrawnMetric(), v.tally())
}

// Absent reports that nobody has answered.
func (v touchpointView) Absent() bool { return v.score.Absent() }

// SplitLink leads to the comparison of this touchpoint's groups.
func (v touchpointView) SplitLink() string {
	return "/compare?" + url.Values{"touchpoint": {v.Page.Touchpoint.Key}, "metric": {string(v.score.DrawnMetric())}}.Encode()
}

// Splits are the segments with a row for each value.
func (v touchpointView) Splits() []splitView {
	var all []splitView
	for _, s := range v.Page.Segments {
		view := splitView{Name: s.Name}
		for _, g := range s.Rows {
			score := scoreOf(v.score.DrawnMetric(), g.Figures)
			score.Target = v.score.Target
			view.Rows = append(view.Rows, groupRow{Value: g.Key, Days: v.daysOf(g.Figures), Figure: v.figure(score), Whisker: charts.Whisker(v.L, score, 260)})
		}
		all = append(all, view)
	}
	return all
}

type splitView struct {
	Name string
	Rows []groupRow
}

type groupRow struct {
	Value   string
	Days    string // that it is of; "" for all
	Figure  charts.Figure
	Whisker template.HTML
}
