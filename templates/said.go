package templates

import (
	"io"
	"strconv"

	"halte/surveys/metric"
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
	S         saidWords
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
	m := v.Page.Survey.metric()
	out := &saidView{S: saidWordsOf[v.Lang], Comments: v.Page.Said.Comments}
	names := [2]string{v.W.category(m, low), v.W.category(m, high)}
	out.Title = fill(out.S.Title, "who", names[0])
	for _, in := range v.Page.Said.Languages {
		l := saidLanguage{Lang: in.Language, Dir: direction(in.Language)}
		if len(v.Page.Said.Languages) > 1 {
			l.Name = out.S.languageName(in.Language)
		}
		for i, words := range [][]SaidWord{in.Low, in.High} {
			if len(words) == 0 {
				continue
			}
			side := saidSide{Title: fill(out.S.MoreThan, "who", names[i], "others", names[1-i]), Kind: [2]kind{low, high}[i].class()}
			for _, w := range words {
				side.Words = append(side.Words, saidRow{
					Word: w.Word, URL: w.URL, Z: v.T.number(w.Z, 1),
					Counts: fill(out.S.Counts, "low", v.T.count(w.InLow), "high", v.T.count(w.InHigh), "lows", names[0], "highs", names[1]),
				})
			}
			l.Sides = append(l.Sides, side)
		}
		if len(l.Sides) == 0 {
			l.Nothing = fill(out.S.Nothing, "low", v.T.count(in.LowCount), "high", v.T.count(in.HighCount), "lows", names[0], "highs", names[1])
		}
		out.Languages = append(out.Languages, l)
	}
	out.Note = out.S.Note
	if v.Page.Said.Prompted {
		out.Note += " " + out.S.Prompted
	}
	if n := v.Page.Said.Cut; n > 0 {
		out.Note += " " + fill(out.S.Cut, "n", v.T.count(int64(n)))
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
func (t *Templates) Comments(w io.Writer, p CommentsPage) error {
	v := commentsView{consoleView: viewOf(p.Console, p.Period), Page: p}
	v.S = saidWordsOf[v.Lang]
	v.Title = v.S.AllComments
	if p.Word != "" {
		v.Title = fill(v.S.CommentsWith, "word", p.Word)
	}
	return t.render(w, "comments.html", v)
}

type commentsView struct {
	consoleView
	S    saidWords
	Page CommentsPage
}

// None says why there are no comments.
func (v commentsView) None() string {
	if v.Page.Held {
		return fill(v.W.CommentsHeld, "least", strconv.Itoa(Least))
	}
	return v.S.None
}

// Rows are the comments, ready to read.
func (v commentsView) Rows() []commentRow { return v.commentRows(v.Page.Metric, v.Page.Comments) }

func (v consoleView) commentRows(m metric.Metric, comments []Comment) []commentRow {
	rows := make([]commentRow, 0, len(comments))
	for _, c := range comments {
		k := kindOf(m, c.Rating)
		category := v.W.category(m, k)
		rows = append(rows, commentRow{
			Comment: c, Day: v.T.date(c.Day), Kind: k.class(), Category: category, Dir: direction(c.Locale),
			Spoken: v.Rating(m, c.Rating) + ", " + category, StoryOf: timelineWordsOf[v.Lang].Open,
		})
	}
	return rows
}

// saidWords are the phrases around what people say.
type saidWords struct {
	Title                     string // {who}
	MoreThan                  string // {who}, {others}
	Counts, Nothing           string // {low}, {high}, {lows}, {highs}
	Note, Prompted, Cut       string // {n}
	AllComments, CommentsWith string // {word}
	None, Older, Unknown      string
	Languages                 map[string]string
}

func (w saidWords) languageName(tag string) string {
	if name := w.Languages[tag]; name != "" {
		return name
	}
	if tag == "und" {
		return w.Unknown
	}
	return strconv.Quote(tag)
}

var saidWordsOf = map[string]saidWords{
	"en": {
		Title: "What {who} say", MoreThan: "Said more by {who} than by {others}",
		Counts:      "in {low} comments of {lows}, {high} of {highs}",
		Nothing:     "No word tells the two apart yet: {low} comments of {lows}, {high} of {highs}.",
		Note:        "The number says how clearly a word belongs to its side: from about 3 on it is hardly chance. A word that fewer than three people said is not shown.",
		Prompted:    "The survey asks for comments in more than one way, so some of the difference may come from the question.",
		Cut:         "Only the newest {n} answers were looked at.",
		AllComments: "All comments", CommentsWith: "Comments with “{word}”", None: "No comments here.", Older: "Older comments", Unknown: "language not known",
		Languages: map[string]string{"en": "English", "nl": "Dutch", "de": "German", "fr": "French", "es": "Spanish"},
	},
	"nl": {
		Title: "Wat {who} zeggen", MoreThan: "Vaker gezegd door {who} dan door {others}",
		Counts:      "in {low} opmerkingen van {lows}, {high} van {highs}",
		Nothing:     "Nog geen woord onderscheidt de twee: {low} opmerkingen van {lows}, {high} van {highs}.",
		Note:        "Het getal zegt hoe duidelijk een woord bij zijn kant hoort: vanaf ongeveer 3 is het nauwelijks toeval. Een woord dat minder dan drie mensen zeiden staat er niet.",
		Prompted:    "De vragenlijst vraagt op meer dan één manier om een opmerking; een deel van het verschil kan van de vraag komen.",
		Cut:         "Alleen de nieuwste {n} antwoorden zijn bekeken.",
		AllComments: "Alle opmerkingen", CommentsWith: "Opmerkingen met “{word}”", None: "Hier zijn geen opmerkingen.", Older: "Oudere opmerkingen", Unknown: "taal niet bekend",
		Languages: map[string]string{"en": "Engels", "nl": "Nederlands", "de": "Duits", "fr": "Frans", "es": "Spaans"},
	},
}
