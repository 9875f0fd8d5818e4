package rules

import (
	"cmp"
	"time"

	"halte/surveys"
)

// LookAhead is how near to each other invitations of one person must fall due to
// be weighed against each other. Nothing waits for it.
const LookAhead = 12 * time.Hour

// Priority says what an answer to each survey is worth just now.
type Priority struct {
	Revision     int64
	Read         time.Time
	Improvements []surveys.Improvement
	Width        map[string]float64 // of the interval, as a share of the scale; 1 below SmallCell answers
	Answers      map[string]int64
	Asked        map[string]int64 // first mails
}

// improving says whether an answer to the invitation would count for the verdict
// of an improvement. One without a declared end is taken to run for a year.
func (w *Priority) improving(inv *surveys.Invitation) bool {
	for _, i := range w.Improvements {
		_, after := i.Window(inv.Day)
		for _, key := range i.Surveys {
			if after && key == inv.Survey && (i.Ends != "" || inv.Day < surveys.AddDays(i.Day, 365)) {
				return true
			}
		}
	}
	return false
}

// Higher says whether a goes before b, and why.
func (w *Priority) Higher(a, b Candidate) (why surveys.Reason, over bool) {
	if ia, ib := w.improving(a.Inv), w.improving(b.Inv); ia != ib {
		return surveys.Because(surveys.ReasonImprovement), ia
	}
	x, y := a.Inv.Survey, b.Inv.Survey
	if w.Width[x] != w.Width[y] {
		why = surveys.Because(surveys.ReasonLessExact, "answers", surveys.ReasonNumber(w.Answers[x]), "days", surveys.ReasonNumber(surveys.DefaultPeriod), "against", surveys.ReasonNumber(w.Answers[y]))
		return why, w.Width[x] > w.Width[y]
	}
	if w.Asked[x] != w.Asked[y] {
		why = surveys.Because(surveys.ReasonFewerAsked, "asked", surveys.ReasonNumber(w.Asked[x]), "days", surveys.ReasonNumber(surveys.DefaultPeriod), "against", surveys.ReasonNumber(w.Asked[y]))
		return why, w.Asked[x] < w.Asked[y]
	}
	return surveys.Because(surveys.ReasonDueFirst), cmp.Or(a.Inv.DueAt.Compare(b.Inv.DueAt), cmp.Compare(a.Inv.ID, b.Inv.ID)) < 0
}

// Reason says why the loser is not sent.
func (w *Priority) Reason(winner, loser Candidate) surveys.Reason {
	why, _ := w.Higher(winner, loser)
	return surveys.BecauseOf(surveys.ReasonOutweighed, why, "touchpoint", winner.Inv.Touchpoint, "at", surveys.ReasonTime(winner.At))
}
