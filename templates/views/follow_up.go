package views

import (
	"bytes"
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"halte/surveys"
	"halte/templates/locales"
)

// FollowUp is a short question after the rating.
type FollowUp struct {
	Key      string // the name of its field
	Type     surveys.FollowUpType
	Question string
	Choices  []Choice
	Ratings  []int    // the ratings for which it is shown; nil is all of them
	Values   []string // what was answered before
}

// Choice is one answer of a choice: the value that is posted and its label.
type Choice struct{ Value, Label string }

// The templates that each type has in its file, follow_up_TYPE.html: one for its
// field in the form, and one for the answer as a line to read.
const (
	fieldOf  = "follow-up-"
	answerOf = "follow-up-answer-"
)

// checkFollowUps refuses pages in which a type has no template, so that the
// program does not start rather than ask a question in another way.
func checkFollowUps(html *template.Template) error {
	for _, t := range surveys.FollowUpTypes() {
		for _, of := range []string{fieldOf, answerOf} {
			if name := of + string(t); html.Lookup(name) == nil {
				return fmt.Errorf("follow-ups of type %s have no template %q; define it in follow_up_%[1]s.html", t, name)
			}
		}
	}
	return nil
}

// followUps are the follow-ups as the templates of their types read them.
func (t *Pages) followUps(of []FollowUp, around respondentView) []followUpView {
	all := make([]followUpView, len(of))
	for i, f := range of {
		all[i] = followUpView{FollowUp: f, ID: "f" + strconv.Itoa(i+1), L: around.L, Lang: around.QuestionLang(), html: t.html}
	}
	return all
}

type followUpView struct {
	FollowUp
	ID   string
	L    *locales.Locale
	Lang string
	html *template.Template
}

// Field is where it is answered in the form.
func (f followUpView) Field() (template.HTML, error) { return f.execute(fieldOf) }

// Answer is what was answered, as a line to read.
func (f followUpView) Answer() (template.HTML, error) { return f.execute(answerOf) }

// execute writes a template of the follow-up's type, which escapes what it writes.
func (f followUpView) execute(of string) (template.HTML, error) {
	var b bytes.Buffer
	err := f.html.ExecuteTemplate(&b, of+string(f.Type), f)
	return template.HTML(b.String()), err
}

// MaxComment bounds an answer in the respondent's own words, in characters.
func (f followUpView) MaxComment() int { return surveys.MaxComment }

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

// Text is the first value given before; "" for none.
func (f followUpView) Text() string {
	if len(f.Values) == 0 {
		return ""
	}
	return f.Values[0]
}

// Has reports whether a choice was taken before.
func (f followUpView) Has(value string) bool { return slices.Contains(f.Values, value) }

// Labels are those of the choices taken before, in the order in which they were
// taken. A choice that the survey no longer has is called by its value.
func (f followUpView) Labels() string {
	labels := slices.Clone(f.Values)
	for i, value := range labels {
		if at := slices.IndexFunc(f.Choices, func(c Choice) bool { return c.Value == value }); at >= 0 {
			labels[i] = f.Choices[at].Label
		}
	}
	return strings.Join(labels, ", ")
}
