package locales

import (
	"strconv"

	"halte/surveys"
	"halte/surveys/metric"
)

// Respondent is what a respondent reads on the pages.
type Respondent struct {
	Ends                   map[string]Ends // by metric
	RatingOf               string          // {rating}, {highest}
	Optional               string
	SeveralPossible        string
	Yes                    string
	No                     string
	Send                   string
	Change                 string
	Prefilled              string // {rating}
	Stored                 string
	Saved                  string
	NotSaved               string
	Until                  string // {date}
	Problem                string
	ChooseNumber           string
	ThanksTitle            string
	Thanks                 string // {organisation}
	ChangeLink             string
	ClosedTitle            string
	Closed                 string
	ClosedOn               string // {date}
	ClosedAnswered         string
	UnknownTitle           string
	Unknown                string
	UnknownNote            string
	ErrorTitle             string
	Error                  string
	Reference              string // {id}
	TrialTitle             string
	Trial                  string
	UnsubscribeTitle       string
	UnsubscribeLead        string // {organisation}
	UnsubscribeTouchpoint  string // {touchpoint}
	UnsubscribeEverything  string // {organisation}
	UnsubscribeButton      string
	UnsubscribedTitle      string
	UnsubscribedTouchpoint string // {organisation}, {touchpoint}
	UnsubscribedEverything string // {organisation}
	Unsubscribe            string
	Privacy                string
	Refusals               map[string]string // by code; {question} is what is asked, the others are the arguments of the reason
	NotUnderstood          string
	TooOften               string // the link was used too often in a minute
}

// Mail is what an invitation and its reminder say.
type Mail struct {
	Subject         string // {touchpoint}
	SubjectReminder string // {touchpoint}
	SubjectPlain    string
	Hello           string
	HelloName       string // {name}
	Intro           string
	Reminder        string
	Button          string
	Text            string
	Until           string // {date}
	Why             string // {organisation}, {touchpoint}
}

// Ends are what the lowest and the highest rating of a metric mean.
type Ends struct{ Low, High string }

// EndsOf gives the ends of a metric's scale.
func (r Respondent) EndsOf(m metric.Metric) Ends { return r.Ends[string(m)] }

// RatingName is what is read out for a rating that has a glyph beside it: "4 out
// of 5", and at either end what it means. It is "" for a metric without a glyph,
// whose numbers speak for themselves.
func (r Respondent) RatingName(m metric.Metric, rating int) string {
	if m.Glyph() == "" {
		return ""
	}
	lowest, highest := m.Scale()
	name := Fill(r.RatingOf, "rating", strconv.Itoa(rating), "highest", strconv.Itoa(highest))
	switch rating {
	case lowest:
		name += ", " + r.EndsOf(m).Low
	case highest:
		name += ", " + r.EndsOf(m).High
	}
	return name
}

// Refusal says why what was sent is refused; question is what was asked, "" where
// none is concerned.
func (r Respondent) Refusal(why surveys.Reason, question string) string {
	phrase, known := r.Refusals[string(why.Code)]
	if !known {
		return r.NotUnderstood
	}
	pairs := []string{"question", question}
	for name, value := range why.Args {
		pairs = append(pairs, name, value)
	}
	return Fill(phrase, pairs...)
}
