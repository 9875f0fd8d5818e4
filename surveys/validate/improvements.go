package validate

import (
	"fmt"
	"math/rand/v2"

	"halte/surveys"
	"halte/surveys/worlds"
)

// fewer is an NPS of 20, from which regulars differ by 30.
var fewer = worlds.Shares{.28, .24, .48}

// idle are the worlds in which the change does nothing, with so many answers a day.
func idle(perDay float64) []worlds.World {
	all := []worlds.World{
		{Name: "independent answers"},
		{Name: "weekends 15 points lower", Weekend: -15},
		{Name: "days with a score of their own, sd 10", Days: 10},
		{Name: "weeks with a score of their own, sd 8", Weeks: 8},
		{Name: "weeks from Thursday on with a score of their own, sd 8", Weeks: 8, Begins: 3},
		{Name: "300 regulars every 14 days, 30 points above the others", Shares: fewer, Regulars: 300, Regular: 30, Repeats: .6},
		{Name: "the same customers at five touchpoints", Places: 5, Repeats: .6},
		{Name: "those who answer late 30 points lower", Slow: -30},
		{Name: "half as many answers after the change", Halves: true},
		{Name: "a score that wanders: AR(.95), sd 5", Wander: 5},
		{Name: "a drift of 1.5 points a month", Drift: 1.5},
		{Name: "a season of 10 points up and down", Season: 10},
	}
	for i := range all {
		all[i].PerDay = perDay
	}
	return all
}

// apart are worlds in which the control does not share what moves the touchpoint.
func apart(perDay float64) []worlds.World {
	return []worlds.World{
		{Name: "days of their own at each touchpoint, sd 10", PerDay: perDay, Days: 10, Apart: true},
		{Name: "weeks of their own at each touchpoint, sd 8", PerDay: perDay, Weeks: 8, Apart: true},
		{Name: "each touchpoint wanders by itself: AR(.95), sd 5", PerDay: perDay, Wander: 5, Apart: true},
	}
}

// moves says whether the score of a world goes somewhere by itself: there nothing is
// promised of a claim without controls but the words beside it.
func moves(w worlds.World) bool { return w.Wander != 0 || w.Drift != 0 || w.Season != 0 }

var rates = []float64{20, 100}

func rivalNames() (names []string) {
	for _, r := range rivals {
		names = append(names, r.name)
	}
	return names
}

// judgedLife is one life as everybody judges it.
type judgedLife struct {
	halte  Claim
	rivals []Claim
}

// judge lets everybody judge the lives of a world; with the rule planned Halte alone
// knows a declared end.
func (r run) judge(w worlds.World, table string, rule surveys.Rule) ([]judgedLife, error) {
	judge := r.Product
	if rule == surveys.Planned {
		judge = func(l Life) (Claim, error) { return l.alone(rule) }
	}
	name, n := fmt.Sprintf("%s: %s", table, rowName(w)), r.lives(w.PerDay+w.Control)
	if moves(w) && w.Control == 0 {
		n *= 3 // what is said beside a claim is asked of the claims alone
	}
	return each(r, name, n, func(random *rand.Rand) (judgedLife, error) {
		l := newLife(w, random)
		c, err := judge(l)
		return judgedLife{c, l.rivals()}, err
	})
}

// count counts the lives of which something is true.
func count(lives []judgedLife, of func(Claim) bool) (n int) {
	for _, l := range lives {
		if of(l.halte) {
			n++
		}
	}
	return n
}

func made(c Claim) bool { return c.Made }

// rivalShares are the shares of lives in which each of the rivals claims.
func rivalShares(lives []judgedLife) (figures []Figure) {
	for at := range rivals {
		n := 0
		for _, l := range lives {
			if l.rivals[at].Made {
				n++
			}
		}
		figures = append(figures, share(n, len(lives), nil))
	}
	return figures
}

func rowName(w worlds.World) string { return fmt.Sprintf("%s, %g a day", w.Name, w.PerDay) }

var withoutControls = experiment{
	key: "alone", title: "Improvements without controls that change nothing",
	promise: "Of improvements that change nothing, chance makes at most one in twenty look as if it did, however often somebody looks. Where a score drifts, has a season or wanders by itself, the verdict says \"as it has before without any change\".",
	how:     "84 days before, 90 days after, looked at every day; a year and a half of history. Halte: lives in which it says \"went up\" or \"went down\" on any day. Said as before: of these, those that carry the words \"as it has before without any change\" on the day of the claim. Unqualified: claims without them, of all lives. Then usual methods on the same answers, each at 5%.",
	columns: append([]string{"Halte", "said as before", "unqualified"}, rivalNames()...),
	live: func(r run) (rows []Row, err error) {
		all := append(idle(20), idle(100)...)
		for at, w := range append(all, worlds.World{Name: "independent answers, until a declared day", PerDay: 20}) {
			rule := surveys.IfElse(at < len(all), surveys.AlwaysValid, surveys.Planned)
			lives, err := r.judge(w, "alone", rule)
			if err != nil {
				return nil, err
			}
			claims, said := count(lives, made), count(lives, func(c Claim) bool { return c.Made && c.AsBefore })
			promised, words := AtMost(.05), (*Bar)(nil)
			if moves(w) {
				promised, words = nil, AtLeast(.9)
			}
			row := Row{rowName(w), len(lives), []Figure{share(claims, len(lives), promised), share(said, claims, words), share(claims-said, len(lives), promised)}}
			row.Figures = append(row.Figures, rivalShares(lives)...)
			rows = append(rows, row)
		}
		return rows, nil
	},
}

var withControls = experiment{
	key: "controls", title: "Improvements with controls that change nothing",
	promise: "With controls, only what they leave of the difference is the improvement's: at most one in twenty is said to have changed something that did not.",
	how:     "As above, with a control that as many answer to. It shares what moves the touchpoint; in the last worlds it does not, and how far each goes its own way is known from the year before alone. Halte: lives in which it says \"because of\" on any day. Ruled out: lives that end with \"the change itself made no difference larger than\".",
	columns: append([]string{"Halte", "ruled out"}, rivalNames()...),
	live: func(r run) (rows []Row, err error) {
		for _, perDay := range rates {
			together := worlds.World{Name: "everything rises by 15 points with the change", PerDay: perDay, Step: 15}
			for _, w := range append(append(idle(perDay), together), apart(perDay)...) {
				w.Control = perDay
				lives, err := r.judge(w, "controls", surveys.AlwaysValid)
				if err != nil {
					return nil, err
				}
				row := Row{rowName(w), len(lives), []Figure{share(count(lives, made), len(lives), AtMost(.05)), share(count(lives, func(c Claim) bool { return c.RuledOut }), len(lives), nil)}}
				row.Figures = append(row.Figures, rivalShares(lives)...)
				rows = append(rows, row)
			}
		}
		return rows, nil
	},
}
