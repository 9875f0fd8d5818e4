package validate

import (
	"math"

	"halte/surveys"
	"halte/surveys/worlds"
)

// effects are changes that do something, with what is promised of finding each.
var effects = []struct {
	worlds.World
	rule  surveys.Rule
	found *Bar
}{
	{worlds.World{Name: "+10 points, independent answers", PerDay: 20, Effect: 10}, surveys.AlwaysValid, AtLeast(.75)},
	{worlds.World{Name: "+10 points, until a declared day", PerDay: 20, Effect: 10}, surveys.Planned, nil},
	{worlds.World{Name: "+10 points, 280 regulars who repeat themselves (r .6), 20 a day", Regulars: 280, Repeats: .6, Lift: .147, Effect: 0}, surveys.AlwaysValid, AtLeast(.9)},
	{worlds.World{Name: "+20 points, independent answers", PerDay: 20, Effect: 20}, surveys.AlwaysValid, nil},
	{worlds.World{Name: "+10 points, independent answers", PerDay: 100, Effect: 10}, surveys.AlwaysValid, nil},
	{worlds.World{Name: "+10 points, days with a score of their own, sd 10", PerDay: 20, Effect: 10, Days: 10}, surveys.AlwaysValid, nil},
	{worlds.World{Name: "+10 points, weeks with a score of their own, sd 8", PerDay: 20, Effect: 10, Weeks: 8}, surveys.AlwaysValid, nil},
	{worlds.World{Name: "+10 points, with a control", PerDay: 20, Control: 20, Effect: 10}, surveys.AlwaysValid, nil},
	{worlds.World{Name: "+10 points, with a control", PerDay: 100, Control: 100, Effect: 10}, surveys.AlwaysValid, nil},
}

var power = experiment{
	key: "power", title: "Improvements that changed something",
	promise: "The answer says how many answers the verdict takes and about when they will be there. The interval of a verdict holds on all days together.",
	how:     "As above, with a change that lifts the score. Found: lives in which Halte says so by day 90 (with a control: \"because of\"). Day: on which half of all lives have found it, counted from the change. By the planned day: found by the day that Halte named beforehand for the smallest effect (10 points, four times in five). Interval wrong: lives in which it leaves out the truth on any day. Wrongly ruled out: lives that end with \"no difference larger than\" less than there is. Doubted: of the claims, those that carry \"as it has before without any change\" on their day. Then usual methods, of the same answers.",
	columns: append([]string{"Halte", "day", "by the planned day", "interval wrong", "wrongly ruled out", "doubted"}, rivalNames()...),
	live: func(r run) (rows []Row, err error) {
		for _, e := range effects {
			row, err := r.power(e.World, e.rule, e.found)
			if err != nil {
				return nil, err
			}
			rows = append(rows, row)
		}
		return rows, nil
	},
}

func (r run) power(w worlds.World, rule surveys.Rule, promised *Bar) (Row, error) {
	lives, err := r.judge(w, "power", rule)
	if err != nil {
		return Row{}, err
	}
	name := rowName(w)
	if w.PerDay == 0 {
		name = w.Name
	}
	var days []float64
	for _, l := range lives {
		day := math.Inf(1)
		if l.halte.Made {
			day = float64(l.halte.Day)
		}
		days = append(days, day)
	}
	found := count(lives, func(c Claim) bool { return c.Made && c.Up })
	row := Row{name, len(lives), []Figure{
		share(found, len(lives), promised), quantile(days, .5, Days, nil),
		{},
		{},
		share(count(lives, func(c Claim) bool { return c.Wrongly }), len(lives), AtMost(.05)),
		{},
	}}
	if w.Control == 0 {
		row.Figures[2] = share(count(lives, func(c Claim) bool { return c.ByPlan }), count(lives, func(c Claim) bool { return c.Planned }), nil)
		row.Figures[5] = share(count(lives, func(c Claim) bool { return c.Made && c.AsBefore }), found, nil)
		if w.Lift == 0 && rule == surveys.AlwaysValid {
			row.Figures[3] = share(count(lives, func(c Claim) bool { return c.Left }), len(lives), AtMost(.05))
		}
	}
	row.Figures = append(row.Figures, rivalShares(lives)...)
	return row, nil
}
