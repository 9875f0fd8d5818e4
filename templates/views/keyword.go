package views

import (
	"halte/surveys/insight"
	"halte/templates/charts"
	"halte/templates/locales"
)

// Keywords are the words that tell the comments of the dissatisfied from those of
// the satisfied.
type Keywords struct {
	insight.Keywords
	Comments string // address of all comments
	// With gives the address of the comments in a language that hold a word.
	With func(word, language string) string
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
	found := v.Page.Keywords
	if found == nil {
		return nil
	}
	out := &keywordsView{Comments: found.Comments}
	names := [2]string{charts.KindName(v.L, found.Metric, charts.Low), charts.KindName(v.L, found.Metric, charts.High)}
	sided := found.Sided()
	out.Title, out.Note = v.L.Keywords.SaidTitle, locales.Fill(v.L.Keywords.Note, "least", v.L.Count(int64(found.Least())))
	if sided {
		out.Title, out.Note = locales.Fill(v.L.Keywords.Title, "who", names[0], "others", names[1]), v.L.Keywords.Clear+" "+out.Note
	}
	if sided && found.Coarse {
		out.Note += " " + locales.Fill(v.L.Keywords.Days, "span", v.L.Span(found.From, found.To))
	}
	for _, in := range found.Languages {
		l := keywordLanguage{Lang: in.Language, Dir: locales.Direction(in.Language)}
		if len(found.Languages) > 1 {
			l.Name = v.L.LanguageName(in.Language)
		}
		for i, kind := range []charts.Kind{charts.Low, charts.High} {
			keywords := in.Low
			if kind == charts.High {
				keywords = in.High
			}
			if len(keywords) == 0 {
				continue
			}
			side := keywordSide{Title: locales.Fill(v.L.Keywords.MoreThan, "who", names[i], "others", names[1-i]), Kind: kind.Class()}
			for _, w := range keywords {
				side.Rows = append(side.Rows, keywordRow{
					Word: w.Word, URL: found.With(w.Word, in.Language), Z: v.L.Number(w.Z, 1),
					Counts: locales.Fill(v.L.Keywords.Counts, "low", v.L.Count(w.InLow), "high", v.L.Count(w.InHigh), "lows", names[0], "highs", names[1]),
				})
			}
			l.Sides = append(l.Sides, side)
		}
		switch {
		case in.SidesHeld:
			l.Nothing = v.L.Keywords.SidesHeld
		case len(l.Sides) == 0:
			l.Nothing = locales.Fill(v.L.Keywords.Nothing, "low", v.L.Count(in.LowComments), "high", v.L.Count(in.HighComments), "lows", names[0], "highs", names[1])
		}
		if len(in.Said) > 0 {
			side := keywordSide{Title: v.L.Keywords.Said}
			for _, w := range in.Said {
				side.Rows = append(side.Rows, keywordRow{Word: w.Word, URL: found.With(w.Word, in.Language), Counts: locales.Fill(v.L.Keywords.SaidCount, "n", v.L.Count(w.Comments))})
			}
			l.Sides = append(l.Sides, side)
		}
		out.Languages = append(out.Languages, l)
	}
	if found.Prompted {
		out.Note += " " + v.L.Keywords.Prompted
	}
	if found.Cut {
		out.Note += " " + locales.Fill(v.L.Keywords.Cut, "n", v.L.Count(int64(found.Answers)))
	}
	return out
}
