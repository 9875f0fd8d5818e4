package views

import (
	"io"
	"strconv"

	"halte/surveys/insight"
	"halte/surveys/metric"
	"halte/templates/charts"
	"halte/templates/locales"
)

// CommentsPage lists comments.
type CommentsPage struct {
	Console
	Period
	Touchpoint Link // the way back
	Metric     metric.Metric
	Word       string // that all of them hold; "" for all comments
	Comments   insight.CommentsFound
	Timeline   func(contact string) string // address of what happened to a contact
	Next       string                      // link to the next page; "" on the last
	All        string                      // link to all comments; "" when these are all
}

// Comments writes a page of comments.
func (t *Pages) Comments(w io.Writer, p CommentsPage) error {
	v := commentsView{consoleView: t.view(p.Console, p.Period), Page: p}
	v.Title = v.L.Comments.All
	if p.Word != "" {
		v.Title = locales.Fill(v.L.Comments.With, "word", p.Word)
	}
	return t.render(w, "comments.html", v)
}

type commentsView struct {
	consoleView
	Page CommentsPage
}

// None says why there are no comments.
func (v commentsView) None() string {
	if v.Page.Comments.Held {
		return locales.Fill(v.L.Touchpoint.CommentsHeld, "least", strconv.Itoa(charts.Least))
	}
	return v.L.Comments.None
}

// Rows are the comments, ready to read.
func (v commentsView) Rows() []commentRow {
	return v.commentRows(v.Page.Metric, v.Page.Comments, v.Page.Timeline)
}

func (v consoleView) commentRows(m metric.Metric, found insight.CommentsFound, timeline func(contact string) string) []commentRow {
	rows := make([]commentRow, 0, len(found.Comments))
	for _, c := range found.Comments {
		row := commentRow{CommentFound: c, Day: v.L.Day(c.Day), Dir: locales.Direction(c.Locale), TimelineLabel: v.L.Timeline.Open}
		if c.Category != "" {
			k := kindOf(c.Category)
			row.Kind, row.Category = k.Class(), charts.KindName(v.L, m, k)
		}
		if c.ContactID != "" {
			row.Timeline = timeline(c.ContactID)
		}
		row.Label = row.Category
		if c.Rating != nil {
			row.Label = v.Rating(m, *c.Rating) + ", " + row.Category
		}
		rows = append(rows, row)
	}
	return rows
}

// kindOf gives the kind by which the charts know a category.
func kindOf(c insight.Category) charts.Kind {
	switch c {
	case insight.Dissatisfied:
		return charts.Low
	case insight.Satisfied:
		return charts.High
	}
	return charts.Middle
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
	return v.commentRows(v.score.DrawnMetric(), v.Page.Comments, v.Page.Timeline)
}

type commentRow struct {
	insight.CommentFound
	Day, Kind, Category, Dir string
	Label                    string // the rating, if it may be seen, and its category, for who does not see them
	Timeline, TimelineLabel  string // link to what happened to who wrote it; "" for none
}

// AllComments leads to every comment.
func (v touchpointView) AllComments() *Link {
	if v.Page.Keywords == nil || v.Page.Keywords.Comments == "" {
		return nil
	}
	return &Link{Name: v.L.Comments.All, URL: v.Page.Keywords.Comments}
}
