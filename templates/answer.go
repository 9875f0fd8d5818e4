package templates

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"halte/surveys/metric"
)

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
func (f FollowUp) said(w words) string {
	choices := f.Choices
	if f.Kind == YesNoKind {
		choices = []Choice{{"yes", w.Yes}, {"no", w.No}}
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
func (t *Templates) Survey(w io.Writer, p SurveyPage) error {
	v := surveyView{respondentView: respondentOf(p.Respondent), Page: p}
	v.Title, v.Unsubscribe = p.Question, p.Unsubscribe
	return t.render(w, "survey.html", v)
}

// Thanks writes the page after an answer.
func (t *Templates) Thanks(w io.Writer, p ThanksPage) error {
	v := noticeOf(p.Respondent)
	v.Mark = true
	v.Title = v.W.ThanksTitle
	v.say(fill(v.W.Thanks, "organisation", p.Brand.Name))
	if p.Question != "" {
		v.say("“" + p.Question + "” " + strconv.Itoa(p.Rating))
		for _, f := range p.FollowUps {
			if said := f.said(v.W); said != "" {
				v.say("“" + f.Question + "” " + said)
			}
		}
	}
	if p.Change != "" {
		v.Link = Link{Name: v.W.ChangeLink, URL: p.Change}
		if p.Closes != "" {
			v.say(fill(v.W.Until, "date", v.T.date(p.Closes)))
		}
	}
	v.Unsubscribe = p.Unsubscribe
	return t.render(w, "notice.html", v)
}

// Closed writes the page of a survey that no longer takes answers.
func (t *Templates) Closed(w io.Writer, p ClosedPage) error {
	v := noticeOf(p.Respondent)
	v.Title = v.W.ClosedTitle
	if p.Closed != "" {
		v.say(fill(v.W.ClosedOn, "date", v.T.date(p.Closed)))
	} else {
		v.say(v.W.Closed)
	}
	if p.Answered {
		v.say(v.W.ClosedAnswered)
	}
	return t.render(w, "notice.html", v)
}

// Unknown writes the page of a link that leads nowhere.
func (t *Templates) Unknown(w io.Writer, p UnknownPage) error {
	v := noticeOf(p.Respondent)
	v.Title = v.W.UnknownTitle
	v.say(v.W.Unknown)
	v.say(v.W.UnknownNote)
	return t.render(w, "notice.html", v)
}

// Error writes the page for a failure.
func (t *Templates) Error(w io.Writer, p ErrorPage) error {
	v := noticeOf(p.Respondent)
	v.Title = p.Title
	if v.Title == "" {
		v.Title = v.W.ErrorTitle
	}
	if p.Message != "" {
		v.say(p.Message)
	} else {
		v.say(v.W.Error)
	}
	if p.Reference != "" {
		v.say(fill(v.W.Reference, "id", p.Reference))
	}
	return t.render(w, "notice.html", v)
}

// Unsubscribe writes the page on which a contact says what to stop. Opening it
// stops nothing; its button does.
func (t *Templates) Unsubscribe(w io.Writer, p UnsubscribePage) error {
	if p.Done != "" {
		v := noticeOf(p.Respondent)
		v.Title, v.Mark = v.W.UnsubDone, true
		done := v.W.UnsubDoneEverything
		if p.Done == "touchpoint" && p.Touchpoint != "" {
			done = v.W.UnsubDoneTouchpoint
		}
		v.say(fill(done, "organisation", p.Brand.Name, "touchpoint", p.Touchpoint))
		return t.render(w, "notice.html", v)
	}
	v := unsubscribeView{respondentView: respondentOf(p.Respondent), Page: p}
	v.Title = v.W.UnsubTitle
	return t.render(w, "unsubscribe.html", v)
}

// respondentView is what the frame of a respondent's page reads.
type respondentView struct {
	Respondent
	W           words
	T           tongue
	Title       string
	WordsLang   string // the language of our own words
	Dir         string // the direction of the question's language
	Unsubscribe string
}

func respondentOf(r Respondent) respondentView {
	lang := nearest(r.Lang)
	return respondentView{Respondent: r, W: wordsOf[lang], T: tongues[lang], WordsLang: lang, Dir: direction(r.Lang)}
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

func noticeOf(r Respondent) *noticeView { return &noticeView{respondentView: respondentOf(r)} }

func (v *noticeView) say(line string) { v.Lines = append(v.Lines, line) }

type unsubscribeView struct {
	respondentView
	Page UnsubscribePage
}

// OnlyTouchpoint and Everything label the choice.
func (v unsubscribeView) OnlyTouchpoint() string {
	return fill(v.W.UnsubTouchpoint, "touchpoint", v.Page.Touchpoint)
}

// Everything is the label of the second choice.
func (v unsubscribeView) Everything() string {
	return fill(v.W.UnsubEverything, "organisation", v.Brand.Name)
}

// Lead asks for the choice.
func (v unsubscribeView) Lead() string { return fill(v.W.Unsub, "organisation", v.Brand.Name) }

type surveyView struct {
	respondentView
	Page SurveyPage
}

// Ratings are the numbers of the scale.
func (v surveyView) Ratings() []ratingOption { return ratingsOf(v.Page.Metric, v.Page.Rating) }

type ratingOption struct {
	Value   int
	Checked bool
}

func ratingsOf(m metric.Metric, chosen *int) []ratingOption {
	var all []ratingOption
	lowest, highest := m.Scale()
	for r := lowest; r <= highest; r++ {
		all = append(all, ratingOption{r, chosen != nil && *chosen == r})
	}
	return all
}

// Low and High are what the ends of the scale mean.
func (v surveyView) Low() string { low, _ := v.W.ends(v.Page.Metric); return low }

// High is what the highest rating means.
func (v surveyView) High() string { _, high := v.W.ends(v.Page.Metric); return high }

// Lowest and Highest are the ends of the scale.
func (v surveyView) Lowest() int { low, _ := v.Page.Metric.Scale(); return low }

// Highest is the highest rating.
func (v surveyView) Highest() int { _, high := v.Page.Metric.Scale(); return high }

// Button says what pressing it does.
func (v surveyView) Button() string {
	if v.Page.Answered {
		return v.W.Change
	}
	return v.W.Send
}

// Status is the line that tells what has happened to the answer so far.
func (v surveyView) Status() string {
	switch {
	case v.Page.Preselected && v.Page.Rating != nil:
		return fill(v.W.Prefilled, "rating", strconv.Itoa(*v.Page.Rating))
	case v.Page.Answered:
		return v.W.Stored
	}
	return ""
}

// Until says how long the answer may be changed.
func (v surveyView) Until() string {
	if v.Page.Closes == "" {
		return ""
	}
	return fill(v.W.Until, "date", v.T.date(v.Page.Closes))
}

// FollowUps are the follow-ups with the class names that show and hide them.
func (v surveyView) FollowUps() []followUpView {
	all := make([]followUpView, 0, len(v.Page.FollowUps))
	for i, f := range v.Page.FollowUps {
		if f.Kind == YesNoKind {
			f.Choices = []Choice{{"yes", v.W.Yes}, {"no", v.W.No}}
		}
		all = append(all, followUpView{FollowUp: f, ID: "f" + strconv.Itoa(i+1), W: v.W, Lang: v.QuestionLang(), Dir: v.Dir})
	}
	return all
}

type followUpView struct {
	FollowUp
	ID        string
	W         words
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
