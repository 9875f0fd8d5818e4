package validate

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"halte/surveys"
	"halte/surveys/improve"
	"halte/surveys/metric"
	"halte/surveys/worlds"
)

// An improvement changes its touchpoints on day 0, is written down the day before,
// and is looked at until its 90th day counts.
const (
	history  = 560 // days before the change: a year of placebo dates, each with its own before
	window   = surveys.DefaultBaseline
	lived    = 90
	written  = -1
	lastLook = lived + surveys.TimelyDays
	smallest = 10.0 // points
	control  = "control"
)

// Life is the answers of one life, at touchpoints that are changed and at a control.
type Life struct {
	*memory
	Touched []string
	Control bool
	World   worlds.World
}

func newLife(w worlds.World, r *rand.Rand) Life {
	l := Life{Control: w.Control > 0, World: w}
	for place := range max(w.Places, 1) {
		l.Touched = append(l.Touched, fmt.Sprint("t", place))
	}
	keys := l.Touched
	if l.Control {
		keys = append(keys[:len(keys):len(keys)], control)
	}
	l.memory = newMemory(keys, -history, lived-1)
	w.Live(r, -history, lived+mostDelay, func(a worlds.Answer) {
		key := control
		if a.Place != worlds.Control {
			key = l.Touched[a.Place]
		}
		l.add(key, a)
	})
	return l
}

// Claim is the first claim of a judge who looks every day: of what the control leaves
// of a change where there is one, else of the score alone.
type Claim struct {
	Made bool
	Day  int // on which it was made
	Up   bool

	// What Halte says beside it.
	AsBefore bool // that the score moves as much by itself
	Known    bool // that there is a past to tell by
	Left     bool // the interval left out the truth on some day
	ByPlan   bool // it was made by the day that the plan named
	Planned  bool // the plan named a day
	RuledOut bool // at the end it says that there is no difference larger than so much
	Wrongly  bool // there is
}

// Judge looks at a life every day.
type Judge func(Life) (Claim, error)

// Halte is the program's own judgement of an improvement.
func Halte(l Life) (Claim, error) {
	if !l.Control {
		return l.alone(surveys.AlwaysValid)
	}
	report, err := l.judged(l.draft(), lastLook)
	c := claimOf(report.Verdict.AgainstControls)
	c.ruleOut(l, report.Verdict)
	return c, err
}

// ruleOut notes what a verdict rules out.
func (c *Claim) ruleOut(l Life, v improve.Verdict) {
	if most := v.NoLargerThan; most != nil {
		c.RuledOut, c.Wrongly = true, *most < math.Abs(l.World.Effect)
	}
}

// draft is the improvement of a life.
func (l Life) draft() surveys.ImprovementDraft {
	d := surveys.ImprovementDraft{Name: "the change", Touchpoints: l.Touched, Metric: metric.NPS, Day: changeDay}
	if l.Control {
		d.Controls = []string{control}
	}
	return d
}

// judged writes an improvement down, in a company that has no other, and gives its
// report of a day.
func (l Life) judged(d surveys.ImprovementDraft, day int) (improve.ImprovementReport, error) {
	l.improvements = nil
	l.cells, l.claims = map[string]improve.ImprovementCells{}, map[string][]improve.ImprovementClaim{}
	if _, err := l.improve(written).CreateImprovement(context.Background(), "change", d, true); err != nil {
		return improve.ImprovementReport{}, err
	}
	return l.improve(day).ImprovementReport(context.Background(), "change", true)
}

// alone judges the score without controls, and asks on the day of a claim what is
// said beside it.
func (l Life) alone(rule surveys.Rule) (c Claim, err error) {
	d := l.draft()
	d.Rule = rule
	report, err := l.judged(d, lastLook)
	if err != nil {
		return c, err
	}
	v := report.Verdict
	c = claimOf(v.Change)
	c.ruleOut(l, v)
	for _, look := range v.Path {
		c.Left = c.Left || l.World.Effect < look.Interval[0] || l.World.Effect > look.Interval[1]
	}
	if c.Planned = report.Outlook.About != ""; c.Planned {
		c.ByPlan = c.Made && c.Day <= dayOf(report.Outlook.About)
	}
	if !c.Made {
		return c, nil
	}
	then, err := l.improve(c.Day).ImprovementReport(context.Background(), "change", true)
	if s := then.Verdict.Sensitivity; err == nil && s != nil {
		c.AsBefore, c.Known = s.Explained, s.Known
	}
	return c, err
}

func claimOf(j *improve.Judgement) Claim {
	if j == nil || j.Claim == nil {
		return Claim{}
	}
	return Claim{Made: true, Day: dayOf(j.Claim.Day), Up: j.Claim.Adjusted > 0}
}
