package views

import (
	"io"
	"slices"

	"halte/templates/locales"
)

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

// TrialPage is shown behind the links of a test mail.
type TrialPage struct{ Respondent }

// ErrorPage is shown when something failed, to a respondent or the team.
type ErrorPage struct {
	Respondent
	Title, Message string // "" says that the fault is ours
	Reference      string // request id, to mention when writing about it
}

// Thanks writes the page after an answer.
func (t *Pages) Thanks(w io.Writer, p ThanksPage) error {
	v := t.notice(p.Respondent)
	v.Mark = true
	v.Title = v.L.Respondent.ThanksTitle
	v.add(locales.Fill(v.L.Respondent.Thanks, "organisation", p.Brand.Name))
	if p.Question != "" {
		v.Question, v.Rating = p.Question, p.Rating
		v.Answers = slices.DeleteFunc(t.followUps(p.FollowUps, v.respondentView), func(f followUpView) bool { return f.Text() == "" })
	}
	if p.Change != "" {
		v.Link = Link{Name: v.L.Respondent.ChangeLink, URL: p.Change}
		if p.Closes != "" {
			v.Until = locales.Fill(v.L.Respondent.Until, "date", v.L.Day(p.Closes))
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
		v.add(locales.Fill(v.L.Respondent.ClosedOn, "date", v.L.Day(p.Closed)))
	} else {
		v.add(v.L.Respondent.Closed)
	}
	if p.Answered {
		v.add(v.L.Respondent.ClosedAnswered)
	}
	return t.render(w, "notice.html", v)
}

// Unknown writes the page of a link that leads nowhere.
func (t *Pages) Unknown(w io.Writer, p UnknownPage) error {
	v := t.notice(p.Respondent)
	v.Title = v.L.Respondent.UnknownTitle
	v.add(v.L.Respondent.Unknown)
	v.add(v.L.Respondent.UnknownNote)
	return t.render(w, "notice.html", v)
}

// Trial writes the page behind the links of a test mail.
func (t *Pages) Trial(w io.Writer, p TrialPage) error {
	v := t.notice(p.Respondent)
	v.Title = v.L.Respondent.TrialTitle
	v.add(v.L.Respondent.Trial)
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
		v.add(p.Message)
	} else {
		v.add(v.L.Respondent.Error)
	}
	if p.Reference != "" {
		v.add(locales.Fill(v.L.Respondent.Reference, "id", p.Reference))
	}
	return t.render(w, "notice.html", v)
}

type noticeView struct {
	respondentView
	Mark     bool // a tick above the title
	Lines    []string
	Question string // below the lines, with the rating; "" for neither
	Rating   int
	Answers  []followUpView // below it
	Until    string         // how long they may be changed; "" says nothing
	Link     Link
}

func (t *Pages) notice(r Respondent) *noticeView {
	return &noticeView{respondentView: t.respondent(r)}
}

func (v *noticeView) add(line string) { v.Lines = append(v.Lines, line) }
