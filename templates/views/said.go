package views

import (
	"io"
	"strconv"

	"halte/surveys/metric"
	"halte/templates/charts"
	"halte/templates/locales"
)

// Said is what people write at a touchpoint: words that tell the dissatisfied
// from the satisfied.
type Said struct {
	Languages []SaidIn
	Cut       int  // only so many of the newest answers were looked at; 0 for all
	Prompted  bool // the survey asks for comments in several ways
	Comments  string
}

// SaidIn is what is said in one language.
type SaidIn struct {
	Language            string // BCP 47; und when unknown
	LowCount, HighCount int64  // comments of either side
	Low, High           []SaidWord
}

// SaidWord is a word or a pair of words, the clearest first.
type SaidWord struct {
	Word          string
	Z             float64
	InLow, InHigh int64
	URL           string // of the comments that hold it
}

// saidView is Said ready to read.
type saidView struct {
	Title     string
	Languages []saidLanguage
	Note      string
	Comments  string
}

type saidLanguage struct {
	Name, Dir, Lang string // Name is empty where there is one language only
	Sides           []saidSide
	Nothing         string
}

type saidSide struct {
	Title, Kind string
	Words       []saidRow
}

type saidRow struct {
	Word, URL, Z, Counts string
}

// Spoken is the section about what people say; nil where it is not known.
func (v touchpointView) Spoken() *saidView {
	if v.Page.Said == nil {
		return nil
	}
	m := v.Page.Survey.DrawnMetric()
	out := &saidView{Comments: v.Page.Said.Comments}
	names := [2]string{charts.KindName(v.L, m, charts.Low), charts.KindName(v.L, m, charts.High)}
	out.Title = locales.Fill(v.L.Keywords.Title, "who", names[0])
	for _, in := range v.Page.Said.Languages {
		l := saidLanguage{Lang: in.Language, Dir: locales.Direction(in.Language)}
		if len(v.Page.Said.Languages) > 1 {
			l.Name = v.L.Keywords.Language(in.Language)
		}
		for i, words := range [][]SaidWord{in.Low, in.High} {
			if len(words) == 0 {
				continue
			}
			side := saidSide{Title: locales.Fill(v.L.Keywords.MoreThan, "who", names[i], "others", names[1-i]), Kind: [2]charts.Kind{charts.Low, charts.High}[i].Class()}
			for _, w := range words {
				side.Words = append(side.Words, saidRow{
					Word: w.Word, URL: w.URL, Z: v.L.Number(w.Z, 1),
					Counts: locales.Fill(v.L.Keywords.Counts, "low", v.L.Count(w.InLow), "high", v.L.Count(w.InHigh), "lows", names[0], "highs", names[1]),
				})
			}
			l.Sides = append(l.Sides, side)
		}
		if len(l.Sides) == 0 {
			l.Nothing = locales.Fill(v.L.Keywords.Nothing, "low", v.L.Count(in.LowCount), "high", v.L.Count(in.HighCount), "lows", names[0], "highs", names[1])
		}
		out.Languages = append(out.Languages, l)
	}
	out.Note = v.L.Keywords.Note
	if v.Page.Said.Prompted {
		out.Note += " " + v.L.Keywords.Prompted
	}
	if n := v.Page.Said.Cut; n > 0 {
		out.Note += " " + locales.Fill(v.L.Keywords.Cut, "n", v.L.Count(int64(n)))
	}
	return out
}

// CommentsPage lists comments.
type CommentsPage struct {
	Console
	Period
	Touchpoint Link // the way back
	Metric     metric.Metric
	Word       string // that all of them hold; "" for all comments
	Comments   []Comment
	Held       bool   // too few answers for this viewer to read single ones
	Next       string // link to the next page; "" on the last
	All        string // link to all comments; "" when these are all
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
	if v.Page.Held {
		return locales.Fill(v.L.Touchpoint.CommentsHeld, "least", strconv.Itoa(charts.Least))
	}
	return v.L.Comments.None
}

// Rows are the comments, ready to read.
func (v commentsView) Rows() []commentRow { return v.commentRows(v.Page.Metric, v.Page.Comments) }

func (v consoleView) commentRows(m metric.Metric, comments []Comment) []commentRow {
	rows := make([]commentRow, 0, len(comments))
	for _, c := range comments {
		k := charts.KindOf(m, c.Rating)
		category := charts.KindName(v.L, m, k)
		rows = append(rows, commentRow{
			Comment: c, Day: v.L.Day(c.Day), Kind: k.Class(), Category: category, Dir: locales.Direction(c.Locale),
			Spoken: v.Rating(m, c.Rating) + ", " + category, StoryOf: v.L.Timeline.Open,
		})
	}
	return rows
}
