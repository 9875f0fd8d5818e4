package worlds

import (
	"math"
	"math/rand/v2"
)

// Control is the place of a touchpoint that no change reaches.
const Control = -1

// World is touchpoints with their customers, and a change on day 0 that reaches all
// but the control. Moves and differences are in points of NPS; what is 0 is not there.
type World struct {
	Name    string
	Shares  Shares  // of those who answer; Typical when zero
	PerDay  float64 // answers of customers who come once, at all touchpoints together; Poisson
	Control float64 // the same at the control
	Places  int     // touchpoints that each of these customers passes within ten days; 1 when 0

	Days    float64 // standard deviation of what a day adds to the score
	Weeks   float64 // of what a week adds
	Begins  int     // weekday on which these weeks begin: 0 is Monday
	Wander  float64 // of a score that wanders: AR(1) of .95 a day
	Drift   float64 // a month
	Season  float64 // up and down within a year, from a random day on
	Weekend float64 // on Saturdays and Sundays
	Apart   bool    // the control has days, weeks and a way of its own; else all places share them

	Regulars int     // people who answer every so often, besides, at the control too
	Every    int     // days from one of their answers to the next; 14 when 0
	Regular  float64 // how much higher they score
	Repeats  float64 // correlation of two ratings of one person

	Slow   float64 // half of all answer one to ten days later, and score so much higher (or lower)
	Halves bool    // half as many answer after the change
	Effect float64 // of the change
	Lift   float64 // chance that the change makes a promoter of a regular who is none, each time
	Step   float64 // by which all places rise on the day of the change
}

// Answer is what one customer said.
type Answer struct {
	Place      int   // a touchpoint from 0 on, or Control
	Day        int   // of the experience; the change is on day 0
	Delay      int   // days until the answer
	Respondent int64 // 0 for somebody who never comes again
	Rating     int
	Expected   float64 // NPS of all who might have answered in his stead
}

// life is a world while it goes on.
type life struct {
	World
	r       *rand.Rand
	emit    func(Answer)
	here    moves // of the touchpoints
	there   moves // of the control
	usual   []float64
	persons int64
}

// Live gives the answers about the days from first to last, both included, in no
// order.
func (w World) Live(r *rand.Rand, first, last int, emit func(Answer)) {
	if w.Shares == (Shares{}) {
		w.Shares = Typical
	}
	if w.Every == 0 {
		w.Every = 14
	}
	w.Places = max(w.Places, 1)
	l := life{World: w, r: r, emit: emit, here: w.moves(r), there: w.moves(r), usual: make([]float64, w.Regulars), persons: int64(w.Regulars)}
	for k := range l.usual {
		l.usual[k] = r.Float64()
	}
	for day := first; day <= last; day++ {
		l.day(day)
	}
}

func (l *life) day(day int) {
	here := l.here.next(l.World, l.r, day)
	there := here
	if l.Apart {
		there = l.there.next(l.World, l.r, day)
	}
	came := l.PerDay
	if day >= 0 {
		here, there = here+l.Step, there+l.Step
		if l.Halves {
			came /= 2
		}
	}
	for range Poisson(l.r, came/float64(l.Places)) {
		l.passer(day, here)
	}
	for range Poisson(l.r, l.Control) {
		l.answer(Answer{Place: Control, Day: day}, there, l.r.Float64())
	}
	for k := range l.usual {
		if (day%l.Every+l.Every+k)%l.Every != 0 {
			continue
		}
		who := int64(k + 1)
		l.answer(Answer{Day: day, Respondent: who}, here+l.Regular, l.again(l.usual[k]))
		if l.Control > 0 {
			l.answer(Answer{Place: Control, Day: day, Respondent: who}, there+l.Regular, l.again(l.usual[k]))
		}
	}
}

// passer passes all touchpoints, one every other day.
func (l *life) passer(day int, move float64) {
	if l.Places == 1 {
		l.answer(Answer{Day: day}, move, l.r.Float64())
		return
	}
	l.persons++
	own := l.r.Float64()
	for place := range l.Places {
		l.answer(Answer{Place: place, Day: day - 2*(l.Places-1-place), Respondent: l.persons}, move, l.again(own))
	}
}

// again is what somebody says who mostly says what he said before.
func (l *life) again(usual float64) float64 {
	if l.r.Float64() < math.Sqrt(l.Repeats) {
		return usual
	}
	return l.r.Float64()
}

// answer lets somebody answer who is less content than a share u of all.
func (l *life) answer(a Answer, move, u float64) {
	reached := a.Place != Control && a.Day >= 0
	if reached {
		move += l.Effect
	}
	if l.Slow != 0 && l.r.IntN(2) == 0 {
		a.Delay, move = 1+l.r.IntN(10), move+l.Slow
	}
	shares := l.Shares.Moved(move)
	a.Rating, a.Expected = shares.Rating(u), shares.Score()
	if reached && a.Respondent > 0 && l.Lift > 0 && l.r.Float64() < l.Lift {
		a.Rating = 10
	}
	l.emit(a)
}

// moves is how a place's score moves by itself.
type moves struct{ week, wander, phase float64 }

func (w World) moves(r *rand.Rand) moves {
	return moves{week: w.Weeks * r.NormFloat64(), wander: w.Wander * r.NormFloat64(), phase: 2 * math.Pi * r.Float64()}
}

// next gives the move of a day.
func (m *moves) next(w World, r *rand.Rand, day int) float64 {
	const keeps = .95
	weekday := (day%7 + 7) % 7 // 0 is a Monday
	if weekday == w.Begins {
		m.week = w.Weeks * r.NormFloat64()
	}
	m.wander = keeps*m.wander + math.Sqrt(1-keeps*keeps)*w.Wander*r.NormFloat64()
	move := m.week + m.wander + w.Days*r.NormFloat64() + w.Drift*float64(day)/30.4 + w.Season*math.Sin(2*math.Pi*float64(day)/365+m.phase)
	if weekday >= 5 {
		move += w.Weekend
	}
	return move
}
