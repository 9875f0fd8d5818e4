package views

import (
	"html/template"
	"io"
	"net/url"
	"strconv"

	"halte/surveys/metric"
	"halte/templates/charts"
	"halte/templates/locales"
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
	Question     string
	Tally        metric.Tally // the answers behind Survey.Score
	Asked        int64        // people who were asked, for the response rate; 0 leaves it out
	Answered     int64        // how many of those answered
	Outweighed   int64        // invitations that gave way to others; 0 leaves it out
	TrendStep    string       // "day", "week" or "month"; "" is week
	Improvements []Improvement
	Alerts       []Alert     // of the period, newest first
	Stabilised   *Stabilised // only where there are few answers
	Segments     []Split
	Comments     []Comment // latest first
	CommentsHeld bool      // too few answers for this viewer to read single ones
	Bias         *BiasLine // what is said about those who did not answer; nil for nothing
	Said         *Said     // nil where nobody wrote anything
	Funnel       *Funnel   // how far events came; nil for nothing
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

// Comment is what one respondent wrote.
type Comment struct {
	Rating int
	Day    string
	Locale string
	Text   string
	Story  string // link to what happened to who wrote it; "" for none
}

// Touchpoint writes the page of one touchpoint: score, distribution, trend,
// segments and the latest comments.
func (t *Pages) Touchpoint(w io.Writer, p TouchpointPage) error {
	v := touchpointView{consoleView: t.view(p.Console, p.Period), Page: p}
	v.Title = p.Touchpoint.Name
	if p.Home == "" && p.Journey.URL != "" {
		v.Home = p.Journey.URL
	}
	return t.render(w, "touchpoint.html", v)
}

type touchpointView struct {
	consoleView
	Page TouchpointPage
}

// Figure is the score in words.
func (v touchpointView) Figure() charts.Figure { return v.figure(v.Page.Survey) }

// Since says how the score stands against the period before; "" where too little
// is known.
func (v touchpointView) Since() string {
	s := v.Page.Survey
	if s.Since == nil || !s.Shown() {
		return ""
	}
	words := v.L.Compare.NoClearChange
	switch {
	case s.Since.Clear && s.Since.Value > 0:
		words = v.L.Compare.Higher
	case s.Since.Clear:
		words = v.L.Compare.Lower
	}
	return locales.Fill(v.L.Touchpoint.Against, "span", v.L.Span(s.Since.From, s.Since.To), "n", v.L.Count(s.Since.N),
		"difference", v.difference(s.DrawnMetric(), *s.Since), "words", words)
}

// Target is what the team wants to reach; "" for none.
func (v touchpointView) Target() string {
	if v.Page.Survey.Target == nil {
		return ""
	}
	return v.L.Value(v.Page.Survey.DrawnMetric(), *v.Page.Survey.Target)
}

// ResponseRate is the part of those asked who answered; "" when unknown.
func (v touchpointView) ResponseRate() string {
	if v.Page.Asked <= 0 {
		return ""
	}
	return locales.Fill(v.L.Touchpoint.ResponseRate, "share", v.L.Part(v.Page.Answered, v.Page.Asked),
		"answered", v.L.Count(v.Page.Answered), "asked", v.L.Count(v.Page.Asked))
}

// Outweighed says how many invitations gave way to others; "" for none.
func (v touchpointView) Outweighed() string {
	switch n := v.Page.Outweighed; {
	case n <= 0:
		return ""
	case n == 1:
		return v.L.Touchpoint.OutweighedOne
	default:
		return locales.Fill(v.L.Touchpoint.Outweighed, "n", v.L.Count(n))
	}
}

// Scale draws the interval on the whole scale; wide or for a phone.
func (v touchpointView) Scale(width int) template.HTML {
	return charts.ScaleBar(v.L, v.Page.Survey, width)
}

// Diverging draws the distribution as one bar.
func (v touchpointView) Diverging(width int) template.HTML {
	return charts.Diverging(v.L, v.Page.Survey.DrawnMetric(), v.Page.Tally, width)
}

// Histogram draws the distribution as columns.
func (v touchpointView) Histogram(width int) template.HTML {
	return charts.Histogram(v.L, v.Page.Survey.DrawnMetric(), v.Page.Tally, width)
}

// Groups are the categories of the distribution, in words.
func (v touchpointView) Groups() []charts.Category {
	return charts.Categories(v.L, v.Page.Survey.DrawnMetric(), v.Page.Tally)
}

// Absent reports that nobody has answered.
func (v touchpointView) Absent() bool { return v.Page.Survey.Absent() }

// NoTrend says why there is no line to see.
func (v touchpointView) NoTrend() string {
	if len(v.Page.Survey.Trend) < 2 {
		return v.L.Touchpoint.TrendEmpty
	}
	return locales.Fill(v.L.Touchpoint.TrendThin, "step", v.TrendStep())
}

// TrendStep is the word for a step of the trend.
func (v touchpointView) TrendStep() string { return v.L.Chart.Step(v.Page.TrendStep) }

// Trend draws the score over time.
func (v touchpointView) Trend(width, height int) template.HTML {
	return charts.Trend(v.L, v.Page.Survey, v.Page.TrendStep, v.Page.Improvements, width, height)
}

// TrendRows are the table behind the trend, latest first.
func (v touchpointView) TrendRows() []trendRow {
	points := v.Page.Survey.Trend
	rows := make([]trendRow, 0, len(points))
	for i := len(points) - 1; i >= 0; i-- {
		s := SurveyScore{Metric: v.Page.Survey.DrawnMetric(), Score: points[i].Score, Held: points[i].Held}
		rows = append(rows, trendRow{Start: v.L.Day(points[i].Start), Figure: v.figure(s), Smooth: v.smoothFigure(s.Metric, points[i].Smooth)})
	}
	return rows
}

type trendRow struct {
	Start  string
	Figure charts.Figure
	Smooth string
}

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

// CommentsHeld says why comments are left out; "" when they are not.
func (v touchpointView) CommentsHeld() string {
	if !v.Page.CommentsHeld {
		return ""
	}
	return locales.Fill(v.L.Touchpoint.CommentsHeld, "least", strconv.Itoa(charts.Least))
}

// Comments are the latest comments, ready to read.
func (v touchpointView) Comments() []commentRow {
	return v.commentRows(v.Page.Survey.DrawnMetric(), v.Page.Comments)
}

type commentRow struct {
	Comment
	Day, Kind, Category, Dir string
	Spoken                   string // the rating and its category, for who does not see them
	StoryOf                  string // words of the link to what happened to who wrote it
}
