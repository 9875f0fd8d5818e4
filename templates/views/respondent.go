package views

import (
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

// respondentView is what the frame of a respondent's page reads.
type respondentView struct {
	Respondent
	L           *locales.Locale
	Title       string
	PhraseLang  string // the language of our own phrases
	Dir         string // the direction of the question's language
	Unsubscribe string
}

func (t *Pages) respondent(r Respondent) respondentView {
	l := t.languages.Nearest(r.Lang)
	return respondentView{Respondent: r, L: l, PhraseLang: l.Tag, Dir: locales.Direction(r.Lang)}
}

// QuestionLang is the language to mark the organisation's texts with.
func (v respondentView) QuestionLang() string {
	if v.Lang == "" {
		return v.PhraseLang
	}
	return v.Lang
}
