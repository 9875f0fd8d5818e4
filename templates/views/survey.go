package views

import (
	"io"
	"strconv"

	"halte/surveys/metric"
	"halte/templates/locales"
)

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
	Problem     string // what else is wrong with the answer, as a sentence; "" for nothing
	FollowUps   []FollowUp
	Closes      string // last day on which the answer may be changed; "" says nothing
	Unsubscribe string // address; "" for none
}

// Survey writes the page with the question, the scale and the follow-ups.
func (t *Pages) Survey(w io.Writer, p SurveyPage) error {
	v := surveyView{respondentView: t.respondent(p.Respondent), Page: p}
	v.Title, v.Unsubscribe = p.Question, p.Unsubscribe
	v.FollowUps = t.followUps(p.FollowUps, v.respondentView)
	return t.render(w, "survey.html", v)
}

type surveyView struct {
	respondentView
	Page      SurveyPage
	FollowUps []followUpView
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
