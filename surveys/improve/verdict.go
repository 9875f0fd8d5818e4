package improve

import (
	"slices"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/metric"
)

// VerdictState is the outcome of an improvement, as far as it is known.
type VerdictState string

// What a verdict may say.
const (
	Improved     VerdictState = "improved"
	Worsened     VerdictState = "worsened"
	Moved        VerdictState = "moved"          // with controls: the score moved, and whether because of the change is open
	NotBecauseOf VerdictState = "not_because_of" // with controls: the change made no difference as large as the smallest effect
	NoDifference VerdictState = "no_difference"  // without controls: none as large as the smallest effect that matters
	NotEnough    VerdictState = "not_enough"     // nothing can be said yet
)

// Verdict is what the answers say of an improvement on a day. It may be asked for
// at any time and as often as one likes.
type Verdict struct {
	State   VerdictState `json:"state" enum:"improved,worsened,moved,not_because_of,no_difference,not_enough" doc:"With controls, improved and worsened are said of what the controls leave alone: moved where only the score itself is known to have moved, not_because_of where the change made no difference as large as the smallest effect. Without controls, of the score itself"`
	Words   Attribution  `json:"words" enum:"after,because_of" doc:"because_of where controls bear it out, or rule it out"`
	AsOf    string       `json:"as_of" doc:"The day of the verdict"`
	Through string       `json:"through" doc:"Last day of experiences that count: whoever had one has had time to answer"`
	Ended   bool         `json:"ended,omitempty" doc:"A planned evaluation is over: this verdict stays"`

	Before        insight.Figures  `json:"before"`
	After         insight.Figures  `json:"after"`
	ControlBefore *insight.Figures `json:"control_before,omitempty"`
	ControlAfter  *insight.Figures `json:"control_after,omitempty"`

	// Evidence is set where it is not all of After.
	Evidence *insight.Figures `json:"evidence,omitempty" doc:"The part of after from evidence_from on, where it is not all of it: what a claim rests on"`

	Change          *Judgement `json:"change,omitempty" doc:"After minus before, from evidence_from on; left out while either has fewer than five answers"`
	AgainstControls *Judgement `json:"difference_in_differences,omitempty" doc:"The change less that of the controls"`
	// Described is set where After has days that a claim may not rest on.
	Described *Described `json:"described,omitempty" doc:"All of after minus before, where a part of it could be seen when the improvement was written down: it describes, and claims nothing"`
	// Sensitivity is set for a claim without controls.
	Sensitivity *Sensitivity `json:"sensitivity,omitempty" doc:"For a claim that rests on the score alone: what else would have to be true to explain it"`
	// NoLargerThan is set for NoDifference and NotBecauseOf.
	NoLargerThan *float64 `json:"no_larger_than,omitempty" doc:"For no_difference and not_because_of: what a difference could be at most"`
	// Expected is set for NotEnough and Moved.
	Expected *Expected `json:"expected,omitempty" doc:"For not_enough and moved: when to look again"`
	// Held is set for readers who may not see small cells.
	Held   bool               `json:"held,omitempty" doc:"For keys that lack the scope small_cells: a difference is left out. State and words rest on all answers; what may be told of the difference rests on fewer, and would say something else"`
	Claims []ImprovementClaim `json:"claims,omitempty" doc:"What is claimed of differences that are held back, and since when"`
	// Withdrawn are claims of an earlier method that this one does not make.
	Withdrawn []ImprovementClaim `json:"withdrawn,omitempty" doc:"What an earlier version of Halte claimed, and a more careful count does not"`

	Path     []Look    `json:"path,omitempty" doc:"How the difference and its interval developed"`
	Cautions []Caution `json:"cautions" doc:"What else could explain the difference"`
}

// Described is a difference that may have been looked for: an interval for one look,
// and no claim.
type Described struct {
	Difference float64    `json:"difference" doc:"Of the scores as they are printed"`
	Interval   [2]float64 `json:"interval" doc:"95 percent, for a single look"`
}

// judge gives the verdict of a day from the cells of an improvement. claims are
// those that are kept already.
func judge(i *surveys.Improvement, c daily, today string, claims []ImprovementClaim) Verdict {
	v := Verdict{Words: After, AsOf: today, State: NotEnough, Cautions: []Caution{}}
	looks := looksOf(i, c, today)
	now := looks[len(looks)-1]
	v.Through, v.Ended = now.through, ended(i, now)
	figures := func(t metric.Tally) *insight.Figures {
		f := insight.NewFigures(i.Metric, surveys.Sum{Tally: t})
		return &f
	}
	all := c.windowsOf(i, now.through)
	v.Before, v.After = *figures(all.treated.before), *figures(all.treated.after)
	if len(i.Controls) > 0 {
		v.ControlBefore, v.ControlAfter = figures(all.control.before), figures(all.control.after)
	}
	if i.EvidenceFrom > i.Day {
		v.Evidence = figures(now.treated.after)
		v.Described = described(i, v.Before, v.After)
	}
	kept := slices.DeleteFunc(slices.Clone(claims), func(k ImprovementClaim) bool { return k.Method != ClaimMethod })
	v.Change = judgement(i, now.change, After, kept, looks)
	if now.against != nil {
		v.AgainstControls = judgement(i, *now.against, BecauseOf, kept, looks)
	}
	v.conclude(i, now)
	v.Withdrawn = withdrawn(claims, v)
	if (v.State == NotEnough || v.State == Moved) && !v.Ended {
		e := expectedOf(i, c, now, today)
		v.Expected = &e
	}
	v.Path = path(i, looks)
	return v
}

// described contrasts all of the window after the change with that before it.
func described(i *surveys.Improvement, before, after insight.Figures) *Described {
	cell := func(f insight.Figures) metric.Cell { return i.Metric.CellWorth(f.Tally(), f.Effect().Once) }
	d := metric.Compare(cell(before), cell(after), 0.95)
	if d.TooFew() {
		return nil
	}
	return &Described{Difference: d.Value, Interval: [2]float64{d.Interval.Lo, d.Interval.Hi}}
}
