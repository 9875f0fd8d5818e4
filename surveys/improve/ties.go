package improve

import (
	"halte/surveys"
	"halte/surveys/metric"
)

// windowOf gives the window of a day's answers on a side that a claim rests on.
func windowOf(i *surveys.Improvement, side Side, day string) (w metric.Window, counts bool) {
	before, after := i.Evidence(day)
	if after {
		w = metric.AfterTreated
	}
	if side == Control {
		w += metric.BeforeControl
	}
	return w, before || after
}

// ties sums how answers hang together, day by day.
type ties struct {
	of      *surveys.Improvement
	days    []ImprovementTies
	now     ImprovementTies
	persons map[int64]metric.Pile // all answers of a person so far
	today   map[int64]metric.Pile // those of the day
}

func newTies(i *surveys.Improvement, dimension, value string) *ties {
	return &ties{
		of: i, now: ImprovementTies{Dimension: dimension, Value: value},
		persons: map[int64]metric.Pile{}, today: map[int64]metric.Pile{},
	}
}

// add counts an answer; they come in the order of their days.
func (t *ties) add(r *surveys.Response) {
	w, counts := windowOf(t.of, sideOf(t.of, r.Survey), r.Day)
	if !counts {
		return
	}
	if r.Day != t.now.Day {
		t.close()
		t.now.Day = r.Day
	}
	value := t.of.Metric.Value(r.Rating)
	if r.Respondent == 0 { // who is anonymous is somebody else every time
		var alone metric.Pile
		alone.Add(w, value)
		t.now.Persons.Add(alone, 1)
		t.now.PersonDays.Add(alone, 1)
		return
	}
	grow(&t.now.Persons, t.persons, r.Respondent, w, value)
	grow(&t.now.PersonDays, t.today, r.Respondent, w, value)
}

// grow adds an answer to the pile of its person, and keeps the sums of all.
func grow(sums *metric.Clusters, piles map[int64]metric.Pile, person int64, w metric.Window, value int64) {
	pile := piles[person]
	sums.Add(pile, -1)
	pile.Add(w, value)
	sums.Add(pile, 1)
	piles[person] = pile
}

// close ends a day.
func (t *ties) close() {
	if t.now.Day != "" {
		t.days = append(t.days, t.now)
	}
	clear(t.today)
}

func (t *ties) done() []ImprovementTies {
	t.close()
	return t.days
}

// effects measures how much surer or less sure the contrasts of an improvement are
// than their numbers of answers, look after look.
type effects struct {
	of   *surveys.Improvement
	ties []ImprovementTies // of days to come
	now  ImprovementTies
	days []metric.Pile

	wander float64    // of each side, see wanderOf
	again  [4]float64 // see ImprovementCells
}

func newEffects(i *surveys.Improvement, c daily) *effects {
	return &effects{of: i, ties: c.ties, wander: c.wander, again: c.again}
}

// pass goes on to the end of a day.
func (e *effects) pass(day string, tallies map[Side]metric.Tally) {
	for len(e.ties) > 0 && e.ties[0].Day <= day {
		e.now, e.ties = e.ties[0], e.ties[1:]
	}
	before, after := e.of.Evidence(day)
	if !before && !after {
		return
	}
	var pile metric.Pile
	for side, t := range tallies {
		w, _ := windowOf(e.of, side, day)
		pile.AddTally(w, e.of.Metric, t)
	}
	e.days = append(e.days, pile)
}

// change is the design effect of after minus before; against the same less that of
// the controls.
func (e *effects) change(w sides) metric.DesignEffect {
	return e.effect(w, [4]float64{-1, 1, 0, 0})
}

func (e *effects) against(w sides) metric.DesignEffect {
	return e.effect(w, [4]float64{-1, 1, 1, -1})
}

// baseline is the design effect of the score before the change alone.
func (e *effects) baseline(w sides) metric.DesignEffect {
	return e.effect(w, [4]float64{1, 0, 0, 0})
}

func (e *effects) effect(w sides, coefficients [4]float64) metric.DesignEffect {
	tallies := [4]metric.Tally{w.treated.before, w.treated.after, w.control.before, w.control.after}
	found := e.of.Metric.DesignEffect(tallies, coefficients, metric.Dependence{
		Persons: e.now.Persons, PersonDays: e.now.PersonDays, Days: e.days, Wander: e.wander,
	})
	found.Factor += e.addsAgain(tallies, coefficients)
	return found
}

// addsAgain is what answers of the same people add to the factor, where ties do not say it:
// the mean of the windows, by their parts of the variance.
func (e *effects) addsAgain(tallies [4]metric.Tally, coefficients [4]float64) float64 {
	var all, adds float64
	for w, t := range tallies {
		if coefficients[w] != 0 && !t.IsZero() {
			variance := e.of.Metric.Cell(t).Variance
			all, adds = all+variance, adds+e.again[w]*variance
		}
	}
	if all == 0 {
		return 0
	}
	return adds / all
}
