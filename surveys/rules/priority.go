package rules

import (
	"cmp"
	"fmt"
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
func (w *Priority) Higher(a, b Candidate) (why string, over bool) {
	if ia, ib := w.improving(a.Inv), w.improving(b.Inv); ia != ib {
		return "an improvement is being measured there", ia
	}
	x, y := a.Inv.Survey, b.Inv.Survey
	if w.Width[x] != w.Width[y] {
		why = fmt.Sprintf("its score is known less exactly, from %d answers in %d days against %d", w.Answers[x], surveys.DefaultPeriod, w.Answers[y])
		return why, w.Width[x] > w.Width[y]
	}
	if w.Asked[x] != w.Asked[y] {
		return fmt.Sprintf("fewer people were asked there, %d in %d days against %d", w.Asked[x], surveys.DefaultPeriod, w.Asked[y]), w.Asked[x] < w.Asked[y]
	}
	return "it was due first", cmp.Or(a.Inv.DueAt.Compare(b.Inv.DueAt), cmp.Compare(a.Inv.ID, b.Inv.ID)) < 0
}

// Reason says to a person why the loser is not sent.
func (w *Priority) Reason(winner, loser Candidate) string {
	why, _ := w.Higher(winner, loser)
	return fmt.Sprintf("outweighed by %s, due at %s: only one of the two may go out, and %s", winner.Inv.Touchpoint, surveys.FormatInstant(winner.At), why)
}
