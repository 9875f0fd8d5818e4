package views

import (
	"html/template"
	"io"
	"net/url"

	"halte/surveys/insight"
	"halte/surveys/metric"
	"halte/templates/charts"
)

// TouchpointPage shows what one survey of a touchpoint measured.
type TouchpointPage struct {
	Console
	Period
	Journey      Link // the way back
	Stage        string
	Touchpoint   Touchpoint // its Surveys need not be filled
	Surveys      []Link     // all surveys of the touchpoint; shown from two on
	Survey       SurveyScore
	Target       *Target // how the score stands to what the team wants; nil without
	LastYear     *LastYear
	Question     string
	Tally        metric.Tally    // the answers behind Survey.Score
	TopBox       *TopBox         // nil for none
	Asked        int64           // people who were asked, for the response rate; 0 leaves it out
	Answered     int64           // how many of those answered
	Rate         metric.Interval // of the response rate, in percent
	Precision    *Precision      // nil for nothing
	Outweighed   int64           // invitations that gave way to others; 0 leaves it out
	TrendStep    string          // "day", "week" or "month"; "" is week
	Taken        *Taken          // which answers count, where the reader may not see single ones
	Improvements []Improvement
	Alerts       []Alert          // of the period, newest first
	Stabilised   *StabilisedScore // only where there are few answers
	Segments     []Split
	Chosen       *Chosen   // what people chose in follow-ups; nil for nothing
	Comments     []Comment // latest first
	CommentsHeld bool      // too few answers for this viewer to read single ones
	Bias         *BiasLine // about those who did not answer; nil for nothing
	Keywords     *Keywords // nil where nobody wrote anything

	Funnel insight.Funnel // how far events came; zero for nothing
}

// Taken is which answers of a period count: those of some days in it.
type Taken struct {
	From, To string
	Held     int64 // answers of the period that do not count
}

// TopBox is how many gave one of the highest ratings.
type TopBox struct {
	From, To int // the ratings that count
	Share    metric.Share
}

// Precision is how many answers it takes to know a score more closely.
type Precision struct {
	HalfWidth   float64 // of the interval
	Needed      int64   // in all
	More        int64   // of those
	Invitations int64   // for the missing ones; 0 for unknown
}

// Split is the score by the values of one segment.
type Split struct {
	Name   string
	Groups []Group
}

// Group is the score of one value of a segment.
type Group struct {
	Value string
	Score metric.Score
	Held  bool
}

// Touchpoint writes the page of one touchpoint: score, distribution, trend,
// segments and the latest comments.
func (t *Pages) Touchpoint(w io.Writer, p TouchpointPage) error {
	v := touchpointView{consoleView: t.view(p.Console, p.Period), Page: p, html: t.html}
	v.Title = p.Touchpoint.Name
	if p.Home == "" && p.Journey.URL != "" {
		v.Home = p.Journey.URL
	}
	return t.render(w, "touchpoint.html", v)
}

type touchpointView struct {
	consoleView
	Page TouchpointPage
	html *template.Template // of the types of follow-ups
}

// Diverging draws the distribution as one bar.
func (v touchpointView) Diverging(width int) template.HTML {
	return charts.Diverging(v.L, v.Page.Survey.DrawnMetric(), v.Page.Tally, width)
}

// Histogram draws the distribution as columns.
func (v touchpointView) Histogram(width int) template.HTML {
	return charts.Histogram(v.L, v.Page.Survey.DrawnMetric(), v.Page.Tally, width)
}

// Groups are the kinds of answers, ready to read.
func (v touchpointView) Groups() []charts.Category {
	return charts.Categories(v.L, v.Page.Survey.DrawnMetric(), v.Page.Tally)
}

// Absent reports that nobody has answered.
func (v touchpointView) Absent() bool { return v.Page.Survey.Absent() }

// SplitLink leads to the comparison of this touchpoint's groups.
func (v touchpointView) SplitLink() string {
	return "/compare?" + url.Values{"touchpoint": {v.Page.Touchpoint.Key}, "metric": {string(v.Page.Survey.DrawnMetric())}}.Encode()
}

// Splits are the segments with a row for each value.
func (v touchpointView) Splits() []splitView {
	var all []splitView
	for _, s := range v.Page.Segments {
		view := splitView{Name: s.Name}
		for _, g := range s.Groups {
			score := SurveyScore{Metric: v.Page.Survey.DrawnMetric(), Score: g.Score, Held: g.Held, Target: v.Page.Survey.Target}
			view.Rows = append(view.Rows, groupRow{Value: g.Value, Figure: v.figure(score), Whisker: charts.Whisker(v.L, score, 260)})
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
	Figure  charts.Figure
	Whisker template.HTML
}
