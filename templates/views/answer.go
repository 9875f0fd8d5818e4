package views

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"halte/surveys/metric"
	"halte/templates/brand"
	"halte/templates/locales"
)

// Brand is what a respondent recognises the organisation by.
type Brand = brand.Brand

// Respondent is what every page for a respondent has around it.
type Respondent struct {
	Lang      string // of the question: any BCP 47 tag
	Brand     Brand
	Languages []Link // the same page in other languages; shown from two on
	Privacy   string // address of the privacy statement; "" for none
}

// SurveyPage is the page with the question.
type SurveyPage struct {
	Respondent
	Action      string // where the form posts; "" is the address of the page
	Touchpoint  string
	Question    string
	Metric      metric.Metric
	Rating      *int   // the chosen rating: from the link, or from an answer stored before
	Answered    bool   // an answer is stored already: its values are shown and may be changed
	Preselected bool   // Rating came with the link and is not stored yet
	NoRating    bool   // the form came back without a rating: say so
	Problem     string // what else is wrong with the answer, in words; "" for nothing
	FollowUps   []FollowUp
	Closes      string // last day on which the answer may be changed; "" says nothing
	Unsubscribe string // address; "" for none
}

// FollowUp is a short question after the rating.
type FollowUp struct {
	Key      string // the name of its field
	Kind     FollowUpKind
	Question string
	Choices  []Choice
	Ratings  []int    // the ratings for which it is shown; nil is all of them
	Values   []string // what was answered before
}

// FollowUpKind is the way a follow-up is answered.
type FollowUpKind string

// The kinds of follow-up. A yes/no posts "yes" or "no".
const (
	CommentKind  FollowUpKind = "comment"
	SingleKind   FollowUpKind = "single"
	MultipleKind FollowUpKind = "multiple"
	YesNoKind    FollowUpKind = "yesno"
)

// Choice is one answer of a choice: the value that is posted and its label.
type Choice struct{ Value, Label string }

// said is the answer as a line to read.
func (f FollowUp) said(r locales.Respondent) string {
	choices := f.Choices
	if f.Kind == YesNoKind {
		choices = []Choice{{"yes", r.Yes}, {"no", r.No}}
	}
	var said []string
	for _, value := range f.Values {
		if i := slices.IndexFunc(choices, func(c Choice) bool { return c.Value == value }); i >= 0 {
			value = choices[i].Label
		}
		said = append(said, value)
	}
	return strings.Join(said, ", ")
}

// ThanksPage follows a sent answer.
type ThanksPage struct {
	Respondent
	Question    string     // shown with the answer to it; "" shows neither
	Rating      int        // the answer
	FollowUps   []FollowUp // those with Values are shown too
	Change      string     // address at which the answer can be changed; "" for none
	Closes      string     // last day for that
	Unsubscribe string
}

// ClosedPage is shown when a survey no longer takes answers.
type ClosedPage struct {
	Respondent
	Closed   string // last day on which it did; "" says nothing
	Answered bool   // this respondent had answered
}

// UnknownPage is shown for a link that leads nowhere.
type UnknownPage struct{ Respondent }

// UnsubscribePage asks what to stop, or says that it stopped. Its form posts
// scope=touchpoint or scope=everything.
type UnsubscribePage struct {
	Respondent
	Action     string // where the form posts; "" is the address of the page
	Touchpoint string // "" offers everything alone
	Done       string // "touchpoint" or "everything" after it is done
}

// ErrorPage is shown when something failed, to a respondent or the team.
type ErrorPage struct {
	Respondent
	Title, Message string // "" says that the fault is ours
	Reference      string // request id, to mention when writing about it
}

// Survey writes the page with the question, the scale and the follow-ups.
func (t *Pages) Survey(w io.Writer, p SurveyPage) error {
	v := surveyView{respondentView: t.respondent(p.Respondent), Page: p}
	v.Title, v.Unsubscribe = p.Question, p.Unsubscribe
	return t.render(w, "survey.html", v)
}

// Thanks writes the page after an answer.
func (t *Pages) Thanks(w io.Writer, p ThanksPage) error {
	v := t.notice(p.Respondent)
	v.Mark = true
	v.Title = v.L.Respondent.ThanksTitle
	v.say(locales.Fill(v.L.Respondent.Thanks, "organisation", p.Brand.Name))
	if p.Question != "" {
		v.say("“" + p.Question + "” " + strconv.Itoa(p.Rating))
		for _, f := range p.FollowUps {
			if said := f.said(v.L.Respondent); said != "" {
				v.say("“" + f.Question + "” " + said)
			}
		}
	}
	if p.Change != "" {
		v.Link = Link{Name: v.L.Respondent.ChangeLink, URL: p.Change}
		if p.Closes != "" {
			v.say(locales.Fill(v.L.Respondent.Until, "date", v.L.Day(p.Closes)))
		}
	}
	v.Unsubscribe = p.Unsubscribe
	return t.render(w, "notice.html", v)
}

// Closed writes the page of a survey that no longer takes answers.
func (t *Pages) Closed(w io.Writer, p ClosedPage) error {
	v := t.notice(p.Respondent)
	v.Title = v.L.Respondent.ClosedTitle
	if p.Closed != "" {
		v.say(locales.Fill(v.L.Respondent.ClosedOn, "date", v.L.Day(p.Closed)))
	} else {
		v.say(v.L.Respondent.Closed)
	}
	if p.Answered {
		v.say(v.L.Respondent.ClosedAnswered)
	}
	return t.render(w, "notice.html", v)
}

// Unknown writes the page of a link that leads nowhere.
func (t *Pages) Unknown(w io.Writer, p UnknownPage) error {
	v := t.notice(p.Respondent)
	v.Title = v.L.Respondent.UnknownTitle
	v.say(v.L.Respondent.Unknown)
	v.say(v.L.Respondent.UnknownNote)
	return t.render(w, "notice.html", v)
}

// Error writes the page for a failure.
func (t *Pages) Error(w io.Writer, p ErrorPage) error {
	v := t.notice(p.Respondent)
	v.Title = p.Title
	if v.Title == "" {
		v.Title = v.L.Respondent.ErrorTitle
	}
	if p.Message != "" {
		v.say(p.Message)
	} else {
		v.say(v.L.Respondent.Error)
	}
	if p.Reference != "" {
		v.say(locales.Fill(v.L.Respondent.Reference, "id", p.Reference))
	}
	return t.render(w, "notice.html", v)
}

// Unsubscribe writes the page on which a contact says what to stop. Opening it
// stops nothing; its button does.
func (t *Pages) Unsubscribe(w io.Writer, p UnsubscribePage) error {
	if p.Done != "" {
		v := t.notice(p.Respondent)
		v.Title, v.Mark = v.L.Respondent.UnsubscribedTitle, true
		done := v.L.Respondent.UnsubscribedEverything
		if p.Done == "touchpoint" && p.Touchpoint != "" {
			done = v.L.Respondent.UnsubscribedTouchpoint
		}
		v.say(locales.Fill(done, "organisation", p.Brand.Name, "touchpoint", p.Touchpoint))
		return t.render(w, "notice.html", v)
	}
	v := unsubscribeView{respondentView: t.respondent(p.Respondent), Page: p}
	v.Title = v.L.Respondent.UnsubscribeTitle
	return t.render(w, "unsubscribe.html", v)
}

// respondentView is what the frame of a respondent's page reads.
type respondentView struct {
	Respondent
	L           *locales.Locale
	Title       string
	WordsLang   string // the language of our own words
	Dir         string // the direction of the question's language
	Unsubscribe string
}

func (t *Pages) respondent(r Respondent) respondentView {
	l := t.languages.Nearest(r.Lang)
	return respondentView{Respondent: r, L: l, WordsLang: l.Tag, Dir: locales.Direction(r.Lang)}
}

// QuestionLang is the language to mark the organisation's texts with.
func (v respondentView) QuestionLang() string {
	if v.Lang == "" {
		return v.WordsLang
	}
	return v.Lang
}

type noticeView struct {
	respondentView
	Mark  bool // a tick above the title
	Lines []string
	Link  Link
}

func (t *Pages) notice(r Respondent) *noticeView {
	return &noticeView{respondentView: t.respondent(r)}
}

func (v *noticeView) say(line string) { v.Lines = append(v.Lines, line) }

type unsubscribeView struct {
	respondentView
	Page UnsubscribePage
}

// OnlyTouchpoint and Everything label the choice.
func (v unsubscribeView) OnlyTouchpoint() string {
	return locales.Fill(v.L.Respondent.UnsubscribeTouchpoint, "touchpoint", v.Page.Touchpoint)
}

// Everything is the label of the second choice.
func (v unsubscribeView) Everything() string {
	return locales.Fill(v.L.Respondent.UnsubscribeEverything, "organisation", v.Brand.Name)
}

// Lead asks for the choice.
func (v unsubscribeView) Lead() string {
	return locales.Fill(v.L.Respondent.UnsubscribeLead, "organisation", v.Brand.Name)
}

type surveyView struct {
	respondentView
	Page SurveyPage
}

// Ratings are the numbers of the scale.
func (v surveyView) Ratings() []ratingOption {
	return ratingsOf(v.L.Respondent, v.Page.Metric, v.Page.Rating)
}

type ratingOption struct {
	Value       int
	Checked     bool
	Glyph, Name string // Name is what is read out in place of a glyph, else ""
}

func ratingsOf(words locales.Respondent, m metric.Metric, chosen *int) []ratingOption {
	var all []ratingOption
	lowest, highest := m.Scale()
	for r := lowest; r <= highest; r++ {
		all = append(all, ratingOption{r, chosen != nil && *chosen == r, m.Glyph(), words.RatingName(m, r)})
	}
	return all
}

// Low and High are what the ends of the scale mean.
func (v surveyView) Low() string { return v.L.Respondent.EndsOf(v.Page.Metric).Low }

// High is what the highest rating means.
func (v surveyView) High() string { return v.L.Respondent.EndsOf(v.Page.Metric).High }

// Lowest and Highest are the ends of the scale.
func (v surveyView) Lowest() int { low, _ := v.Page.Metric.Scale(); return low }

// Highest is the highest rating.
func (v surveyView) Highest() int { _, high := v.Page.Metric.Scale(); return high }

// Button says what pressing it does.
func (v surveyView) Button() string {
	if v.Page.Answered {
		return v.L.Respondent.Change
	}
	return v.L.Respondent.Send
}

// Status is the line that tells what has happened to the answer so far.
func (v surveyView) Status() string {
	switch {
	case v.Page.Preselected && v.Page.Rating != nil:
		return locales.Fill(v.L.Respondent.Prefilled, "rating", strconv.Itoa(*v.Page.Rating))
	case v.Page.Answered:
		return v.L.Respondent.Stored
	}
	return ""
}

// Until says how long the answer may be changed.
func (v surveyView) Until() string {
	if v.Page.Closes == "" {
		return ""
	}
	return locales.Fill(v.L.Respondent.Until, "date", v.L.Day(v.Page.Closes))
}

// FollowUps are the follow-ups with the class names that show and hide them.
func (v surveyView) FollowUps() []followUpView {
	all := make([]followUpView, 0, len(v.Page.FollowUps))
	for i, f := range v.Page.FollowUps {
		if f.Kind == YesNoKind {
			f.Choices = []Choice{{"yes", v.L.Respondent.Yes}, {"no", v.L.Respondent.No}}
		}
		all = append(all, followUpView{FollowUp: f, ID: "f" + strconv.Itoa(i+1), L: v.L, Lang: v.QuestionLang(), Dir: v.Dir})
	}
	return all
}

type followUpView struct {
	FollowUp
	ID        string
	L         *locales.Locale
	Lang, Dir string
}

// Classes are the names by which the stylesheet shows it for a chosen rating.
func (f followUpView) Classes() string {
	if f.Ratings == nil {
		return "always"
	}
	names := make([]string, len(f.Ratings))
	for i, r := range f.Ratings {
		names[i] = "on-" + strconv.Itoa(r)
	}
	return strings.Join(names, " ")
}

// Comment reports that it is answered in words.
func (f followUpView) Comment() bool { return f.Kind == CommentKind }

// Several reports that more than one choice may be taken.
func (f followUpView) Several() bool { return f.Kind == MultipleKind }

// Pair reports that its two answers are short enough to stand side by side.
func (f followUpView) Pair() bool { return f.Kind == YesNoKind }

// Text is the comment given before.
func (f followUpView) Text() string {
	if len(f.Values) == 0 {
		return ""
	}
	return f.Values[0]
}

// Has reports whether a choice was taken before.
func (f followUpView) Has(value string) bool { return slices.Contains(f.Values, value) }
