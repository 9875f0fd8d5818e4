package views

import (
	"io"

	"halte/templates/locales"
)

// UnsubscribePage asks what to stop, or says that it stopped. Its form posts
// scope=touchpoint or scope=everything.
type UnsubscribePage struct {
	Respondent
	Action     string // where the form posts; "" is the address of the page
	Touchpoint string // "" offers everything alone
	Done       string // "touchpoint" or "everything" after it is done
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
		v.add(locales.Fill(done, "organisation", p.Brand.Name, "touchpoint", p.Touchpoint))
		return t.render(w, "notice.html", v)
	}
	v := unsubscribeView{respondentView: t.respondent(p.Respondent), Page: p}
	v.Title = v.L.Respondent.UnsubscribeTitle
	return t.render(w, "unsubscribe.html", v)
}

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
