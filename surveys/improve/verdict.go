package improve

import (
	"slices"
	"time"

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

// Attribution says whether a verdict may name the improvement as the cause.
type Attribution string

// A change of the score comes after an improvement; only a change that the
// controls did not share may be said to come because of it.
const (
	After     Attribution = "after"
	BecauseOf Attribution = "because_of"
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
	// Withdrawn are claims of an earlier method that this one does not make.
	Withdrawn []ImprovementClaim `json:"withdrawn,omitempty" doc:"What an earlier version of Halte claimed, and a more careful count does not"`

	Path     []Look    `json:"path,omitempty" doc:"How the difference and its interval developed"`
	Cautions []Caution `json:"cautions" doc:"What else could explain the difference"`
}

// Judgement is a contrast with the interval that holds however often one looks.
type Judgement struct {
	Difference float64           `json:"difference" doc:"Of the scores as they are printed"`
	Adjusted   float64           `json:"adjusted" doc:"Of the adjusted centres: what is tested, and the middle of the interval"`
	Interval   [2]float64        `json:"interval" doc:"Of the difference; it holds at all times together"`
	Level      float64           `json:"level" doc:"Confidence of the interval: one less alpha"`
	LogE       float64           `json:"log_e" doc:"Natural logarithm of the e-value: by which factor the answers speak for a difference"`
	P          float64           `json:"p" doc:"min(1, 1/e) now"`
	Phi        float64           `json:"phi" doc:"Variance of the difference over that of as many answers that have nothing to do with one another: above 1 where people answer again, or days and weeks have a score of their own; below 1 where the same people answered before and after"`
	Paired     int64             `json:"paired" doc:"People who answered before and after"`
	Clear      bool              `json:"clear" doc:"The interval leaves out 0 and every side has answers of 20 people"`
	Claim      *ImprovementClaim `json:"claim,omitempty" doc:"When it was first clear; kept for good"`

	variance float64 // of Adjusted, with phi in it
	people   float64 // behind the smallest of its windows
}

// Described is a difference that may have been looked for: an interval for one look,
// and no claim.
type Described struct {
	Difference float64    `json:"difference" doc:"Of the scores as they are printed"`
	Interval   [2]float64 `json:"interval" doc:"95 percent, for a single look"`
}

// ClaimMethod is how claims are made now. 1 was: one answer of each person, and days
// that had been seen when the improvement was written down counted too.
const ClaimMethod = 2

// ImprovementClaim is the first day on which a difference was clear, with what it was then.
type ImprovementClaim struct {
	Method   int         `json:"-"`
	Words    Attribution `json:"words" enum:"after,because_of"`
	Day      string      `json:"day"`
	Adjusted float64     `json:"adjusted"`
	Interval [2]float64  `json:"interval"`
	LogE     float64     `json:"log_e"`
}

// Look is the difference as it stood with the experiences up to a day.
type Look struct {
	Through    string     `json:"through"`
	N          int64      `json:"n" doc:"Answers after the change"`
	Difference float64    `json:"difference" doc:"Adjusted"`
	Interval   [2]float64 `json:"interval"`
}

// windows are the two windows of a side, summed.
type windows struct{ before, after metric.Tally }

// sides are the windows of both sides.
type sides struct{ treated, control windows }

// judged is a contrast on one day, before words are made of it.
type judged struct {
	metric.Contrast
	answers  float64 // in the smallest cell; Least counts people where they are fewer
	interval metric.Interval
	effect   metric.DesignEffect
	paired   int64
	logE, p  float64
	clear    bool
	final    bool // no later look counts
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
		v.Described = described(i, all)
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
	v.Path = path(looks)
	return v
}

// conclude says what the contrasts allow to be said. Where there are controls,
// their contrast is the headline: what moves them as well is not the change's doing,
// however clearly the score moved.
func (v *Verdict) conclude(i *surveys.Improvement, now look) {
	moved := v.Change != nil && v.Change.Clear
	if len(i.Controls) == 0 {
		switch {
		case moved:
			v.State = direction(v.Change.Adjusted)
		case now.change.within(i.Smallest):
			v.State, v.NoLargerThan = NoDifference, now.change.most()
		}
		return
	}
	switch d := v.AgainstControls; {
	case d != nil && d.Clear:
		v.State, v.Words = direction(d.Adjusted), BecauseOf
	case now.against != nil && now.against.within(i.Smallest):
		v.State, v.Words, v.NoLargerThan = NotBecauseOf, BecauseOf, now.against.most()
	case moved:
		v.State = Moved
	}
}

// within says that any difference is smaller than one that matters.
func (j judged) within(smallest float64) bool {
	return j.Least >= metric.LeastToClaim && j.interval.Lo >= -smallest && j.interval.Hi <= smallest
}

// most is the largest difference there may be, either way.
func (j judged) most() *float64 {
	most := max(-j.interval.Lo, j.interval.Hi)
	return &most
}

// described contrasts all of the window after the change with that before it.
func described(i *surveys.Improvement, w sides) *Described {
	before, after := i.Metric.Cell(w.treated.before), i.Metric.Cell(w.treated.after)
	d := metric.Compare(before, after, 0.95)
	if d.TooFew() {
		return nil
	}
	return &Described{Difference: d.Value, Interval: [2]float64{d.Interval.Lo, d.Interval.Hi}}
}

// withdrawn gives the claims of an earlier method that are not made any more.
func withdrawn(claims []ImprovementClaim, v Verdict) (out []ImprovementClaim) {
	for _, k := range claims {
		now := v.Change
		if k.Words == BecauseOf {
			now = v.AgainstControls
		}
		if k.Method != ClaimMethod && (now == nil || now.Claim == nil || (now.Claim.Adjusted > 0) != (k.Adjusted > 0)) {
			out = append(out, k)
		}
	}
	return out
}

func direction(difference float64) VerdictState {
	if difference < 0 {
		return Worsened
	}
	return Improved
}

// judgement words a contrast; nil while a side has too few answers to compare.
func judgement(i *surveys.Improvement, j judged, words Attribution, claims []ImprovementClaim, looks []look) *Judgement {
	if j.answers < metric.LeastToCompare {
		return nil
	}
	out := &Judgement{
		variance: j.Variance, people: j.Least,
		Difference: j.Raw, Adjusted: j.Center, Interval: [2]float64{j.interval.Lo, j.interval.Hi}, Level: 1 - i.Alpha,
		LogE: j.logE, P: j.p, Phi: j.effect.Factor, Paired: j.paired, Clear: j.clear,
	}
	for _, kept := range claims {
		if kept.Words == words {
			out.Claim = &kept
			return out
		}
	}
	out.Claim = firstClaim(looks, words)
	return out
}

// firstClaim gives the first look at which a contrast was clear.
func firstClaim(looks []look, words Attribution) *ImprovementClaim {
	for _, l := range looks {
		j := &l.change
		if words == BecauseOf {
			j = l.against
		}
		if j != nil && j.clear {
			return &ImprovementClaim{
				Method: ClaimMethod, Words: words, Day: l.today, Adjusted: j.Center,
				Interval: [2]float64{j.interval.Lo, j.interval.Hi}, LogE: j.logE,
			}
		}
	}
	return nil
}

// look is everything that is contrasted on one day.
type look struct {
	today, through string
	sides
	change  judged
	against *judged // nil without controls
}

// looksOf gives the looks of every day up to today, at least one. Those of a
// planned evaluation end with its last one.
func looksOf(i *surveys.Improvement, c daily, today string) []look {
	var all []look
	last := lastOf(i, today)
	sum := newSumming(i, c)
	for day := sum.from(); day <= last; day = surveys.AddDays(day, 1) {
		if after := sum.pass(day); !after {
			continue
		}
		l := sum.look(surveys.AddDays(day, surveys.TimelyDays+1), day)
		all = append(all, l)
		if i.Rule == surveys.Planned && l.change.final {
			break
		}
	}
	if len(all) == 0 {
		all = append(all, sum.look(today, last))
	}
	return all
}

// lastOf gives the last day whose answers count for an improvement on a day.
func lastOf(i *surveys.Improvement, today string) string {
	last := lastCounted(today)
	if i.Ends != "" {
		last = min(last, i.Ends)
	}
	return last
}

// summing is the answers of an improvement that a claim may rest on, up to a day.
type summing struct {
	of      *surveys.Improvement
	cells   daily
	sum     sides
	effects *effects
}

func newSumming(i *surveys.Improvement, c daily) *summing {
	return &summing{of: i, cells: c, effects: newEffects(i, c)}
}

// from is the first day to pass.
func (s *summing) from() string { return min(s.of.BaselineFrom, s.of.EvidenceFrom) }

// pass goes on to the end of a day, and says whether it is one after the change.
func (s *summing) pass(day string) (after bool) {
	before, after := s.of.Evidence(day)
	tallies := map[Side]metric.Tally{Treated: s.cells.total[Treated][day], Control: s.cells.total[Control][day]}
	s.sum.treated.add(tallies[Treated], before, after)
	s.sum.control.add(tallies[Control], before, after)
	s.effects.pass(day, tallies)
	return after
}

// look contrasts what is there.
func (s *summing) look(today, through string) look {
	return contrast(s.of, look{today: today, through: through, sides: s.sum}, s.effects)
}

func (w *windows) add(t metric.Tally, before, after bool) {
	switch {
	case before:
		w.before = w.before.Plus(t)
	case after:
		w.after = w.after.Plus(t)
	}
}

// windowsOf sums the windows of both sides through a day, with what is described alone.
func (d daily) windowsOf(i *surveys.Improvement, through string) (w sides) {
	for side, of := range map[Side]*windows{Treated: &w.treated, Control: &w.control} {
		of.before = sum(d.total[side], i.BaselineFrom, min(i.BaselineTo, through))
		of.after = sum(d.total[side], i.Day, through)
	}
	return w
}

// contrast judges what a look has summed: the change by the improvement's rule,
// and the change against controls always by the confidence sequence, for which
// no end has to be declared. Nothing is claimed while a side has answers of fewer
// than twenty people: what they repeat says little about others.
func contrast(i *surveys.Improvement, l look, e *effects) look {
	before, after := i.Metric.Cell(l.treated.before), i.Metric.Cell(l.treated.after)
	people := e.now.Persons.Piles
	l.change = always(i, metric.Change(before, after), e.change(l.sides), people[:2])
	l.change.paired = e.now.Persons.Both[0]
	if i.Rule == surveys.Planned {
		l.change = plannedPart(i, l.change, before, after)
		l.change.final = l.change.final || l.through >= i.Ends
	}
	if len(i.Controls) > 0 {
		d := metric.DifferenceInDifferences(before, after, i.Metric.Cell(l.control.before), i.Metric.Cell(l.control.after))
		against := always(i, d, e.against(l.sides), people[:])
		against.paired = e.now.Persons.Both[0] + e.now.Persons.Both[1]
		l.against = &against
	}
	return l
}

// always judges a contrast by the confidence sequence. people are those behind each
// of its cells.
func always(i *surveys.Improvement, c metric.Contrast, effect metric.DesignEffect, people []int64) judged {
	answers := c.Least
	c = c.Inflated(effect.Factor)
	c.Least = min(c.Least, float64(slices.Min(people)))
	at := metric.ConfidenceSequence{Tau: i.Smallest, Alpha: i.Alpha}.At(c)
	return judged{Contrast: c, answers: answers, interval: at.Interval, effect: effect, logE: at.LogEvidence, p: at.P, clear: at.Moved}
}

// plannedPart judges the same contrast by the boundary of an evaluation with a
// declared end. Its interval is the one that excludes 0 exactly when the boundary
// is crossed.
func plannedPart(i *surveys.Improvement, j judged, before, after metric.Cell) judged {
	for _, c := range []*metric.Cell{&before, &after} {
		c.Variance *= j.effect.Factor
		c.Spread *= j.effect.Factor
	}
	b := metric.PlannedBoundary(before, after, i.Outlook.PlannedAfter(), i.Alpha)
	j.interval = metric.Interval{Lo: b.Center - b.Threshold, Hi: b.Center + b.Threshold}
	j.clear, j.final = b.Crossed && j.Least >= metric.LeastToClaim, b.Final && j.Least >= metric.LeastToClaim
	return j
}

// ended says whether a planned evaluation is over with this look.
func ended(i *surveys.Improvement, l look) bool {
	return i.Rule == surveys.Planned && l.change.final
}

// path thins the looks for a drawing: a point each time that answers came in, and the
// newest.
func path(looks []look) []Look {
	var out []Look
	n := int64(0)
	for at, l := range looks {
		now := l.treated.after.N()
		if newest := at == len(looks)-1; l.change.answers < metric.LeastToCompare || now == n && !newest {
			continue
		}
		n = now
		out = append(out, Look{l.through, now, l.change.Center, [2]float64{l.change.interval.Lo, l.change.interval.Hi}})
	}
	return out
}

// daily is the cells by day, ready to be summed.
type daily struct {
	total    map[Side]map[string]metric.Tally
	segments map[string]map[string]map[string]metric.Tally // of the treated side: by dimension, value and day
	ties     []ImprovementTies
	dayOf    func(time.Time) string
	wander   float64 // see wanderOf; 0 where it is not known
}

func dailyOf(cells ImprovementCells, dayOf func(time.Time) string) daily {
	d := daily{
		total:    map[Side]map[string]metric.Tally{Treated: {}, Control: {}},
		segments: map[string]map[string]map[string]metric.Tally{}, dayOf: dayOf,
	}
	for _, c := range cells.Cells {
		switch {
		case c.Dimension == surveys.DimensionTotal:
			d.total[c.Side][c.Day] = c.Tally
		case c.Side == Treated:
			values := d.segments[c.Dimension]
			if values == nil {
				values = map[string]map[string]metric.Tally{}
				d.segments[c.Dimension] = values
			}
			if values[c.Value] == nil {
				values[c.Value] = map[string]metric.Tally{}
			}
			values[c.Value][c.Day] = c.Tally
		}
	}
	for _, t := range cells.Ties {
		if t.Dimension == surveys.DimensionTotal {
			d.ties = append(d.ties, t)
		}
	}
	return d
}

// sum adds up the days of a range, both ends included.
func sum(days map[string]metric.Tally, from, to string) (t metric.Tally) {
	for day, tally := range days {
		if from <= day && day <= to {
			t = t.Plus(tally)
		}
	}
	return t
}

// blocks sums the days of a range in blocks of some days; a last block that is
// not whole is left out.
func blocks(days map[string]metric.Tally, from, to string, length int) []metric.Tally {
	n := (surveys.DaysBetween(from, to) + 1) / length
	if n <= 0 {
		return nil
	}
	out := make([]metric.Tally, n)
	for day, tally := range days {
		if at := surveys.DaysBetween(from, day) / length; from <= day && at < n {
			out[at] = out[at].Plus(tally)
		}
	}
	return out
}
