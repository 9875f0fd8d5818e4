package improve

import (
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
	NoDifference VerdictState = "no_difference" // none as large as the smallest effect that matters
	NotEnough    VerdictState = "not_enough"    // nothing can be said yet
)

// Wording is how far a verdict may go.
type Wording string

// A change of the score comes after an improvement; only a change that the
// controls did not share may be said to come because of it.
const (
	After     Wording = "after"
	BecauseOf Wording = "because_of"
)

// Verdict is what the answers say of an improvement on a day. It may be asked for
// at any time and as often as one likes.
type Verdict struct {
	State   VerdictState `json:"state" enum:"improved,worsened,no_difference,not_enough"`
	Words   Wording      `json:"words" enum:"after,because_of" doc:"because_of only where controls bear it out"`
	AsOf    string       `json:"as_of" doc:"The day of the verdict"`
	Through string       `json:"through" doc:"Last day of experiences that count: whoever had one has had time to answer"`
	Ended   bool         `json:"ended,omitempty" doc:"A planned evaluation is over: this verdict stays"`

	Before        insight.Figures  `json:"before"`
	After         insight.Figures  `json:"after"`
	ControlBefore *insight.Figures `json:"control_before,omitempty"`
	ControlAfter  *insight.Figures `json:"control_after,omitempty"`

	Change          *Judgement `json:"change,omitempty" doc:"After minus before; left out while either has fewer than five answers"`
	AgainstControls *Judgement `json:"difference_in_differences,omitempty" doc:"The change less that of the controls"`
	// NoLargerThan is set for NoDifference.
	NoLargerThan *float64 `json:"no_larger_than,omitempty" doc:"For no_difference: what a difference could be at most"`
	// Expected is set for NotEnough.
	Expected *Expected `json:"expected,omitempty" doc:"For not_enough: when to look again"`

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
	Phi        float64           `json:"phi" doc:"Factor by which the variance was raised because days or weeks differ; frozen when the improvement was written down"`
	Clear      bool              `json:"clear" doc:"The interval leaves out 0 and every side has 20 answers"`
	Claim      *ImprovementClaim `json:"claim,omitempty" doc:"When it was first clear; kept for good"`

	variance float64 // of Adjusted, with phi in it
}

// ImprovementClaim is the first day on which a difference was clear, with what it was then.
type ImprovementClaim struct {
	Words    Wording    `json:"words" enum:"after,because_of"`
	Day      string     `json:"day"`
	Adjusted float64    `json:"adjusted"`
	Interval [2]float64 `json:"interval"`
	LogE     float64    `json:"log_e"`
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

// judged is a contrast on one day, before words are made of it.
type judged struct {
	metric.Contrast
	interval metric.Interval
	logE, p  float64
	clear    bool
	final    bool // no later look counts
}

// judge gives the verdict of a day from the cells of an improvement. claims are
// those that are kept already.
func judge(i *surveys.Improvement, c daily, today string, claims []ImprovementClaim, small bool) Verdict {
	v := Verdict{Words: After, AsOf: today, State: NotEnough, Cautions: []Caution{}}
	looks := looksOf(i, c, today)
	now := looks[len(looks)-1]
	v.Through, v.Ended = now.through, ended(i, now)
	v.Before, v.After = insight.NewFigures(i.Metric, now.treated.before, small), insight.NewFigures(i.Metric, now.treated.after, small)
	if len(i.Controls) > 0 {
		before, after := insight.NewFigures(i.Metric, now.control.before, small), insight.NewFigures(i.Metric, now.control.after, small)
		v.ControlBefore, v.ControlAfter = &before, &after
	}
	v.Change = judgement(i, now.change, i.Dispersion.Phi, After, claims, looks, today)
	if now.against != nil && i.ControlDispersion != nil {
		v.AgainstControls = judgement(i, *now.against, i.ControlDispersion.Phi, BecauseOf, claims, looks, today)
	}
	switch d := v.AgainstControls; {
	case d != nil && d.Clear:
		v.Words, v.State = BecauseOf, direction(d.Adjusted)
	case v.Change == nil:
	case v.Change.Clear:
		v.State = direction(v.Change.Adjusted)
	case now.change.Least >= metric.LeastToClaim && now.change.interval.Lo >= -i.Smallest && now.change.interval.Hi <= i.Smallest:
		most := max(-now.change.interval.Lo, now.change.interval.Hi)
		v.State, v.NoLargerThan = NoDifference, &most
	}
	if v.State == NotEnough && !v.Ended {
		e := expectedOf(i, c, now, today)
		v.Expected = &e
	}
	v.Path = path(looks, small)
	return v
}

func direction(difference float64) VerdictState {
	if difference < 0 {
		return Worsened
	}
	return Improved
}

// judgement words a contrast; nil while a side has too few answers to compare.
func judgement(i *surveys.Improvement, j judged, phi float64, words Wording, claims []ImprovementClaim, looks []look, today string) *Judgement {
	if j.Least < metric.LeastToCompare {
		return nil
	}
	out := &Judgement{
		Difference: j.Raw, Adjusted: j.Center, Interval: [2]float64{j.interval.Lo, j.interval.Hi}, Level: 1 - i.Alpha,
		LogE: j.logE, P: j.p, Phi: phi, Clear: j.clear, variance: j.Variance,
	}
	for _, kept := range claims {
		if kept.Words == words {
			out.Claim = &kept
			return out
		}
	}
	out.Claim = firstClaim(i, looks, words)
	return out
}

// firstClaim gives the first look at which a contrast was clear. Before it was
// written down nobody looked.
func firstClaim(i *surveys.Improvement, looks []look, words Wording) *ImprovementClaim {
	for _, l := range looks {
		j := &l.change
		if words == BecauseOf {
			j = l.against
		}
		if l.looked && j != nil && j.clear {
			return &ImprovementClaim{Words: words, Day: l.today, Adjusted: j.Center, Interval: [2]float64{j.interval.Lo, j.interval.Hi}, LogE: j.logE}
		}
	}
	return nil
}

// look is everything that is contrasted on one day.
type look struct {
	today, through   string
	looked           bool // the improvement had been written down
	treated, control windows
	change           judged
	against          *judged // nil without controls
}

// looksOf gives the looks of every day up to today, at least one. Those of a
// planned evaluation end with its last one.
func looksOf(i *surveys.Improvement, c daily, today string) []look {
	created := c.dayOf(i.CreatedAt)
	var sum struct{ treated, control windows }
	from, last := min(i.BaselineFrom, i.Day), lastCounted(today)
	if i.Ends != "" {
		last = min(last, i.Ends)
	}
	var all []look
	for day := from; day <= last; day = surveys.AddDays(day, 1) {
		before, after := i.Window(day)
		for side, w := range map[Side]*windows{Treated: &sum.treated, Control: &sum.control} {
			if t := c.total[side][day]; before {
				w.before = w.before.Plus(t)
			} else if after {
				w.after = w.after.Plus(t)
			}
		}
		if !after {
			continue
		}
		on := surveys.AddDays(day, surveys.TimelyDays+1)
		l := look{today: on, through: day, looked: on >= created, treated: sum.treated, control: sum.control}
		l = contrast(i, l)
		all = append(all, l)
		if i.Rule == surveys.Planned && l.change.final && l.looked {
			break
		}
	}
	if len(all) == 0 {
		all = append(all, contrast(i, look{today: today, through: last, looked: true, treated: sum.treated, control: sum.control}))
	}
	// What is looked at today was looked at today, also when it was complete before.
	all[len(all)-1].looked = true
	if newest := &all[len(all)-1]; newest.today < created {
		newest.today = created
	}
	return all
}

// contrast judges what a look has summed: the change by the improvement's rule,
// and the change against controls always by the confidence sequence, for which
// no end has to be declared.
func contrast(i *surveys.Improvement, l look) look {
	before, after := i.Metric.Cell(l.treated.before), i.Metric.Cell(l.treated.after)
	l.change = always(i, metric.Change(before, after).Inflated(i.Dispersion.Phi))
	if i.Rule == surveys.Planned {
		l.change = plannedPart(i, l.change, before, after)
		l.change.final = l.change.final || l.through >= i.Ends
	}
	if len(i.Controls) > 0 && i.ControlDispersion != nil {
		against := always(i, metric.DifferenceInDifferences(before, after,
			i.Metric.Cell(l.control.before), i.Metric.Cell(l.control.after)).Inflated(i.ControlDispersion.Phi))
		l.against = &against
	}
	return l
}

func always(i *surveys.Improvement, c metric.Contrast) judged {
	at := metric.ConfidenceSequence{Tau: i.Smallest, Alpha: i.Alpha}.At(c)
	return judged{Contrast: c, interval: at.Interval, logE: at.LogEvidence, p: at.P, clear: at.Moved}
}

// plannedPart judges the same contrast by the boundary of an evaluation with a
// declared end. Its interval is the one that excludes 0 exactly when the boundary
// is crossed.
func plannedPart(i *surveys.Improvement, j judged, before, after metric.Cell) judged {
	for _, c := range []*metric.Cell{&before, &after} {
		c.Variance *= i.Dispersion.Phi
		c.Spread *= i.Dispersion.Phi
	}
	b := metric.PlannedBoundary(before, after, i.Outlook.PlannedAfter(), i.Alpha)
	j.interval = metric.Interval{Lo: b.Center - b.Threshold, Hi: b.Center + b.Threshold}
	j.clear, j.final = b.Crossed && j.Least >= metric.LeastToClaim, b.Final && j.Least >= metric.LeastToClaim
	return j
}

// ended says whether a planned evaluation is over with this look.
func ended(i *surveys.Improvement, l look) bool {
	return i.Rule == surveys.Planned && l.looked && l.change.final
}

// path thins the looks for a drawing: a point each time that enough answers came
// in to tell of no single person.
func path(looks []look, small bool) []Look {
	var out []Look
	step, n := surveys.IfElse[int64](small, 1, surveys.SmallCell), int64(0)
	for at, l := range looks {
		now := l.treated.after.N()
		if newest := at == len(looks)-1; l.change.Least < metric.LeastToCompare || now < n+step && !newest {
			continue
		}
		if n < now && now < n+step { // the newest is always there; then what lies too close to it is not
			out = out[:len(out)-1]
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
	dayOf    func(time.Time) string
}

func dailyOf(cells []ImprovementCell, dayOf func(time.Time) string) daily {
	d := daily{
		total:    map[Side]map[string]metric.Tally{Treated: {}, Control: {}},
		segments: map[string]map[string]map[string]metric.Tally{}, dayOf: dayOf,
	}
	for _, c := range cells {
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

// perMonth turns a figure per week into one per month.
const perMonth = 365.25 / 12 / 7
