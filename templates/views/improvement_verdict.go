package views

import (
	"math"
	"strconv"
	"unicode"

	"halte/surveys"
	"halte/surveys/improve"
	"halte/surveys/insight"
	"halte/templates/charts"
	"halte/templates/locales"
)

// Verdict is the verdict in one sentence.
func (v improvementView) Verdict() string {
	w, of := v.L.Improvements, v.Of.Verdict
	switch {
	case v.claims() && v.headline() != nil:
		return v.claim()
	case v.claims():
		return v.heldClaim()
	case of.State == improve.NotBecauseOf && of.Change != nil && of.Change.Clear:
		return v.fill(upOr(of.Change, w.SharedUp, w.SharedDown), "difference", v.points(of.Change.Adjusted), "most", v.most())
	case of.State == improve.NotBecauseOf:
		return v.fill(w.NoEffect, "most", v.most())
	case of.State == improve.NoDifference:
		return v.fill(w.NoDifference, "most", v.most())
	case of.Ended:
		return v.fill(w.EndedUnclear)
	case of.Expected == nil:
		return v.fill(w.NotEnough)
	case of.Expected.Never:
		return v.fill(w.MoreNever)
	case of.Expected.More > 0 && of.Expected.About != "":
		return v.fill(w.MoreBy, "n", v.L.Count(of.Expected.More), "date", v.L.Day(of.Expected.About))
	case of.Expected.More > 0:
		return v.fill(w.More, "n", v.L.Count(of.Expected.More))
	}
	return v.fill(w.NotEnough)
}

// because says whether the verdict speaks of what the controls leave of the change.
func (v improvementView) because() bool { return v.Of.Verdict.Words == improve.BecauseOf }

// headline is the difference that the verdict speaks of; nil for none.
func (v improvementView) headline() *improve.Judgement {
	if v.because() {
		return v.Of.Verdict.AgainstControls
	}
	return v.Of.Verdict.Change
}

// claim says that something moved, and how far it is known why.
func (v improvementView) claim() string {
	w, of, d := v.L.Improvements, v.Of.Verdict, v.headline()
	sentence := upOr(d, w.Up, w.Down)
	switch {
	case v.because() && of.Change != nil && of.Change.Adjusted*d.Adjusted <= 0: // the controls moved, and it did not
		sentence = upOr(d, w.HeldBecause, w.HeldBackBecause)
	case v.because():
		sentence = upOr(d, w.UpBecause, w.DownBecause)
	case of.Sensitivity != nil && of.Sensitivity.Explained:
		sentence = upOr(d, w.UpAsBefore, w.DownAsBefore)
	}
	least := d.Interval[0]
	if d.Adjusted < 0 {
		least = d.Interval[1]
	}
	return v.fill(sentence, "difference", v.points(d.Adjusted), "least", v.signed(v.rounded(least, math.Trunc)))
}

// heldClaim says that something moved, where how far is held back.
func (v improvementView) heldClaim() string {
	w, of := v.L.Improvements.Held, v.Of.Verdict
	up := of.State == improve.Improved
	switch {
	case of.State == improve.Moved:
		return v.fill(w.Moved)
	case v.because():
		return v.fill(surveys.IfElse(up, w.UpBecause, w.DownBecause))
	case of.Sensitivity != nil && of.Sensitivity.Explained:
		return v.fill(surveys.IfElse(up, w.UpAsBefore, w.DownAsBefore))
	}
	return v.fill(surveys.IfElse(up, w.Up, w.Down))
}

func upOr(d *improve.Judgement, up, down string) string {
	if d.Adjusted < 0 {
		return down
	}
	return up
}

// most is the bound of what may be left of a difference, with its unit.
func (v improvementView) most() string {
	most := 0.0
	if bound := v.Of.Verdict.NoLargerThan; bound != nil {
		most = *bound
	}
	return v.unsigned(v.rounded(most, math.Ceil)) + v.unit()
}

// Remarks are the sentences that belong to the verdict: why it goes no further.
func (v improvementView) Remarks() []string {
	w, of := v.L.Improvements, v.Of.Verdict
	var out []string
	if of.Change != nil && of.State == improve.NotEnough && !saysNothing(v.Of.Metric, of.Change) {
		out = append(out, v.between(w.SoFar, of.Change.Interval))
	}
	if v.claims() && !v.because() && of.Change != nil {
		out = append(out, v.whyNot())
		if e := of.Expected; of.State == improve.Moved && e != nil && e.More > 0 && e.About != "" {
			out = append(out, v.fill(w.BecauseBy, "n", v.L.Count(e.More), "date", v.L.Day(e.About)))
		}
	}
	if of.Held {
		out = append(out, w.Held.Note)
	}
	out = append(out, v.sensitivity()...)
	if v.because() && of.Change != nil && of.State != improve.NotBecauseOf {
		out = append(out, v.between(w.ByItself, of.Change.Interval))
	}
	out = append(out, v.claimed()...)
	if stands := v.Of.Stands; stands != nil && !*stands && v.claims() {
		out = append(out, w.FallsHere)
	}
	if d := of.Described; d != nil {
		out = append(out, v.fill(w.Described, "day", v.When(), "difference", v.points(d.Difference), "lo", v.signed(d.Interval[0]), "hi", v.signed(d.Interval[1]),
			"date", v.frozen(v.Of.Improvement), "from", v.L.Day(v.Of.EvidenceFrom)))
	}
	if v.Of.Retrospective {
		out = append(out, v.fill(w.Retrospective, "date", v.frozen(v.Of.Improvement)))
	}
	if n := len(of.Withdrawn); n > 0 {
		out = append(out, v.fill(w.Withdrawn, "date", v.L.Day(of.Withdrawn[n-1].Day)))
	}
	return out
}

// claimed says when each difference was first clear, and whether it still is.
func (v improvementView) claimed() (out []string) {
	w, of := v.L.Improvements, v.Of.Verdict
	for _, d := range []*improve.Judgement{of.Change, of.AgainstControls} {
		if d == nil || d.Claim == nil {
			continue
		}
		phrase := map[bool]string{true: w.ClaimedOn, false: w.NoLongerClear}[d.Clear]
		if d == of.AgainstControls {
			phrase = map[bool]string{true: w.ClaimedBecauseOn, false: w.BecauseNoLongerClear}[d.Clear]
		}
		out = append(out, v.fill(phrase, "date", v.L.Day(d.Claim.Day)))
	}
	for _, c := range of.Claims { // of differences that are held back
		because := c.Words == improve.BecauseOf
		if of.Words == c.Words && v.claims() {
			out = append(out, v.fill(surveys.IfElse(because, w.ClaimedBecauseOn, w.ClaimedOn), "date", v.L.Day(c.Day)))
		}
	}
	return out
}

// frozen is the day on which a version was written down.
func (v improvementView) frozen(i surveys.Improvement) string { return v.L.Day(v.dayOf(i.CreatedAt)) }

// whyNot says why a move may not be put down to the change.
func (v improvementView) whyNot() string {
	w, against := v.L.Improvements, v.Of.Verdict.AgainstControls
	switch {
	case len(v.Of.Controls) == 0:
		return w.NoControls
	case against == nil:
		return v.fill(w.ControlsFew)
	}
	return v.between(w.BecauseUnclear, against.Interval)
}

// sensitivity says what else would have to be true to explain a claim.
func (v improvementView) sensitivity() (out []string) {
	w, s := v.L.Improvements, v.Of.Verdict.Sensitivity
	if s == nil || s.Needed == 0 { // the difference is held back
		return nil
	}
	needed := v.unsigned(v.rounded(s.Needed, math.Trunc)) + v.unit()
	switch {
	case !s.Known:
		out = append(out, v.fill(w.ItselfUnknown, "needed", needed))
	case s.ByItself == 0:
		out = append(out, v.fill(w.ItselfStill, "needed", needed))
	default:
		out = append(out, v.fill(w.Itself, "needed", needed, "itself", v.unsigned(v.rounded(s.ByItself, math.Ceil))+v.unit()))
	}
	if s.LastYear != nil {
		out = append(out, v.fill(w.LastYear, "difference", v.points(s.LastYear.Difference)))
	}
	return out
}

// claims says whether the verdict claims a difference.
func (v improvementView) claims() bool {
	state := v.Of.Verdict.State
	return state == improve.Improved || state == improve.Worsened || state == improve.Moved
}

// When is the day of the change.
func (v improvementView) When() string { return v.L.Day(v.Of.Day) }

// Short is the state in short.
func (v improvementView) Short() string {
	if v.Of.Verdict.Ended && v.Of.Verdict.State == improve.NotEnough {
		return v.L.Improvements.States["ended"]
	}
	return v.L.Improvements.States[string(v.Of.Verdict.State)]
}

// First is the sentence that comes after the verdict; "" for none.
func (v improvementView) First() string {
	if all := v.Remarks(); len(all) > 0 {
		return all[0]
	}
	return ""
}

// Standing says in a list whether the claim holds among all of them.
func (v improvementView) Standing() string {
	switch {
	case v.Of.Stands == nil || !v.claims():
		return ""
	case *v.Of.Stands:
		return v.L.Improvements.Stands
	}
	return v.L.Improvements.Falls
}

// windowRow is a line of the scores before and after.
type windowRow struct {
	Name, When string
	Figure     charts.Figure
	Whisker    any
}

// Windows are the scores before and after, of the touchpoints and of the controls.
func (v improvementView) Windows() []windowRow {
	w, of, verdict := v.L.Improvements, v.Of, v.Of.Verdict
	row := func(name, from, to string, f *insight.Figures) windowRow {
		when, score := v.L.Span(from, to), charts.SurveyScore{Metric: of.Metric}
		if to < from {
			when = v.L.Day(from)
		}
		if f != nil {
			score = scoreOf(of.Metric, *f)
		}
		return windowRow{name, when, v.figure(score), charts.Whisker(v.L, score, 320)}
	}
	touchpoints, controls := v.enumerate(v.Touchpoints()), v.enumerate(v.links(of.Controls))
	rows := []windowRow{
		row(touchpoints+w.Before, of.BaselineFrom, of.BaselineTo, &verdict.Before), row(touchpoints+w.After, of.Day, verdict.Through, &verdict.After),
	}
	if len(of.Controls) > 0 {
		rows = append(rows, row(controls+w.Before, of.BaselineFrom, of.BaselineTo, verdict.ControlBefore),
			row(controls+w.After, of.Day, verdict.Through, verdict.ControlAfter))
	}
	return rows
}

// Paired says how many answered on both sides, where that makes the difference surer.
func (v improvementView) Paired() string {
	if d := v.headline(); d != nil && d.Phi < 1 && d.Paired > 0 {
		return v.fill(v.L.Improvements.Paired, "n", v.L.Count(d.Paired))
	}
	return ""
}

// cautionRow is a caution, ready to read.
type cautionRow struct {
	Title, Text, Found string
	Flagged            bool
}

// Cautions are what else could explain the difference.
func (v improvementView) Cautions() []cautionRow {
	w := v.L.Improvements
	var out []cautionRow
	for _, c := range v.Of.Verdict.Cautions {
		if c.Kind == improve.CautionRetrospective { // stands beside the verdict
			continue
		}
		caution := w.Cautions[string(c.Kind)]
		text := caution.Quiet
		if c.Flagged {
			text = caution.Flagged
		}
		x := c.Values
		pairs := []string{
			"segment", c.Segment, "lo", v.signed(x["lo"]), "hi", v.signed(x["hi"]),
			"mix", v.points(x["mix"]), "adjusted", v.points(x["adjusted"]),
			"before", v.percent(x["before"]), "after", v.percent(x["after"]),
		}
		found := ""
		switch {
		case c.Flagged:
			found = w.Warns
		case v.claims(): // there is something to explain
			found = w.Fits
		}
		out = append(out, cautionRow{v.fill(caution.Title, pairs...), v.fill(text, pairs...), found, c.Flagged})
	}
	return out
}

func (v improvementView) percent(share float64) string {
	return v.L.PercentOf(100*share, 0)
}

// planRow is a line of the frozen plan.
type planRow struct{ Name, Text string }

// Plan is what was frozen.
func (v improvementView) Plan() []planRow {
	w, of := v.L.Improvements, v.Of
	rows := []planRow{{w.Changed, v.L.Day(of.Day)}, {w.Baseline, v.L.Span(of.BaselineFrom, of.BaselineTo)}, {w.SmallestEffect, v.Smallest()}}
	if of.Ends == "" {
		rows = append(rows, planRow{w.Rule, w.AlwaysValid})
	} else {
		rows = append(rows, planRow{w.Rule, locales.Fill(w.PlannedUntil, "date", v.L.Day(of.Ends))})
	}
	rows = append(rows, planRow{w.ChanceOfError, v.L.PercentOf(100*of.Alpha, 1)})
	if v.planStands() {
		rows = append(rows, planRow{w.Needed, v.needed()})
	}
	if of.Hypothesis != "" {
		rows = append(rows, planRow{w.Hypothesis, of.Hypothesis})
	}
	if of.Owner != "" {
		rows = append(rows, planRow{firstRune(v.L.Console.Owner, unicode.ToUpper), of.Owner})
	}
	return append(rows, planRow{w.Frozen, locales.Fill(w.FrozenOn, "date", v.frozen(of.Improvement), "version", strconv.Itoa(of.Version))})
}

// planStands reports that the verdict leaves what was expected as it was: it knows more
// where it says when to look again, or has found what was never to be found.
func (v improvementView) planStands() bool {
	of := v.Of.Verdict
	return of.Expected == nil && (!v.Of.Outlook.Never || of.State == improve.NotEnough)
}

// needed says what was to be expected when it was written down.
func (v improvementView) needed() string {
	w, of, o := v.L.Improvements, v.Of, v.Of.Outlook
	var text string
	switch {
	case o.Never:
		text = v.fill(w.PlanNever, "n", v.L.Count(o.Answers))
	case o.Needed == 0:
		return v.fill(w.PlanOpen)
	case o.About != "":
		text = v.fill(w.PlanBy, "n", v.L.Count(o.Needed), "date", v.L.Day(o.About))
	default:
		text = v.fill(w.PlanNeeds, "n", v.L.Count(o.Needed))
	}
	if o.Detectable != nil && *o.Detectable <= of.Metric.Range().Width() {
		text += " " + v.fill(w.PlanDetectable, "effect", v.unsigned(math.Abs(*o.Detectable))+v.unit())
	}
	return text
}

// Earlier is an earlier version, ready to read.
func (v improvementView) Earlier(i surveys.Improvement) string {
	return locales.Fill(v.L.Improvements.FrozenOn, "date", v.frozen(i), "version", strconv.Itoa(i.Version))
}
