package views

import (
	"halte/templates/charts"
	"halte/templates/locales"
)

// Keywords are the words that tell the comments of the dissatisfied from those of
// the satisfied.
type Keywords struct {
	Languages []KeywordsByLanguage
	Cut       int  // only so many of the newest answers were looked at; 0 for all
	Prompted  bool // the survey asks for comments in several ways
	Comments  string
}

// KeywordsByLanguage are those of one language.
type KeywordsByLanguage struct {
	Language            string // BCP 47; und when unknown
	LowCount, HighCount int64  // comments of either side
	Low, High           []Keyword
}

// Keyword is a word or a pair of words, the clearest first.
type Keyword struct {
	Word          string
	Z             float64
	InLow, InHigh int64
	URL           string // of the comments that hold it
}

// keywordsView is Keywords ready to read.
type keywordsView struct {
	Title     string
	Languages []keywordLanguage
	Note      string
	Comments  string
}

type keywordLanguage struct {
	Name, Dir, Lang string // Name is empty where there is one language only
	Sides           []keywordSide
	Nothing         string
}

type keywordSide struct {
	Title, Kind string
	Rows        []keywordRow
}

type keywordRow struct {
	Word, URL, Z, Counts string
}

// Keywords is the section about them; nil where it is not known.
func (v touchpointView) Keywords() *keywordsView {
	if v.Page.Keywords == nil {
		return nil
	}
	m := v.Page.Survey.DrawnMetric()
	out := &keywordsView{Comments: v.Page.Keywords.Comments}
	names := [2]string{charts.KindName(v.L, m, charts.Low), charts.KindName(v.L, m, charts.High)}
	out.Title = locales.Fill(v.L.Keywords.Title, "who", names[0])
	for _, in := range v.Page.Keywords.Languages {
		l := keywordLanguage{Lang: in.Language, Dir: locales.Direction(in.Language)}
		if len(v.Page.Keywords.Languages) > 1 {
			l.Name = v.L.Keywords.Language(in.Language)
		}
		for i, keywords := range [][]Keyword{in.Low, in.High} {
			if len(keywords) == 0 {
				continue
			}
			side := keywordSide{Title: locales.Fill(v.L.Keywords.MoreThan, "who", names[i], "others", names[1-i]), Kind: [2]charts.Kind{charts.Low, charts.High}[i].Class()}
			for _, w := range keywords {
				side.Rows = append(side.Rows, keywordRow{
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
	if v.Page.Keywords.Prompted {
		out.Note += " " + v.L.Keywords.Prompted
	}
	if n := v.Page.Keywords.Cut; n > 0 {
		out.Note += " " + locales.Fill(v.L.Keywords.Cut, "n", v.L.Count(int64(n)))
	}
	return out
}
