package views

import (
	"slices"
	"strconv"
	"strings"

	"halte/templates/locales"
)

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

// answer is the answer as a line to read.
func (f FollowUp) answer(r locales.Respondent) string {
	choices := f.Choices
	if f.Kind == YesNoKind {
		choices = []Choice{{"yes", r.Yes}, {"no", r.No}}
	}
	var labels []string
	for _, value := range f.Values {
		if i := slices.IndexFunc(choices, func(c Choice) bool { return c.Value == value }); i >= 0 {
			value = choices[i].Label
		}
		labels = append(labels, value)
	}
	return strings.Join(labels, ", ")
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

// Comment reports that it is answered with a text.
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
