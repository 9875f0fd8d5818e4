package views

import (
	"math"
	"strconv"
	"unicode"

	"halte/templates/charts"
	"halte/templates/locales"
)

// Verdict is the verdict in one sentence.
func (v improvementView) Verdict() string {
	w, of := v.L.Improvements, v.Of
	switch {
	case v.claims() && v.headline() != nil:
		return v.claim()
	case of.State == "not_because_of" && of.Change != nil && of.Change.Clear:
		return v.fill(upOr(of.Change, w.SharedUp, w.SharedDown), "difference", v.points(of.Change.Middle), "most", v.most())
	case of.State == "not_because_of":
		return v.fill(w.NoEffect, "most", v.most())
	case of.State == "no_difference":
		return v.fill(w.NoDifference, "most", v.most())
	case of.Ended:
		return v.fill(w.EndedUnclear)
	case of.MoreNever:
		return v.fill(w.MoreNever)
	case of.More > 0 && of.MoreBy != "":
		return v.fill(w.MoreBy, "n", v.L.Count(of.More), "date", v.L.Day(of.MoreBy))
	case of.More > 0:
		return v.fill(w.More, "n", v.L.Count(of.More))
	}
	return v.fill(w.NotEnough)
}

// headline is the difference that the verdict speaks of; nil for none.
func (v improvementView) headline() *Difference {
	if v.Of.BecauseOf {
		return v.Of.Against
	}
	return v.Of.Change
}

// claim says that something moved, and how far it is known why.
func (v improvementView) claim() string {
	w, of, d := v.L.Improvements, v.Of, v.headline()
	sentence := upOr(d, w.Up, w.Down)
	switch {
	case of.BecauseOf && of.Change != nil && of.Change.Middle*d.Middle <= 0: // the controls moved, and it did not
		sentence = upOr(d, w.HeldBecause, w.HeldBackBecause)
	case of.BecauseOf:
		sentence = upOr(d, w.UpBecause, w.DownBecause)
	case of.Sensitivity != nil && of.Sensitivity.Explained:
		sentence = upOr(d, w.UpAsBefore, w.DownAsBefore)
	}
	least := d.Interval.Lo
	if d.Middle < 0 {
		least = d.Interval.Hi
	}
	return v.fill(sentence, "difference", v.points(d.Middle), "least", v.signed(v.rounded(least, math.Trunc)))
}

func upOr(d *Difference, up, down string) string {
	if d.Middle < 0 {
		return down
	}
	return up
}

// most is the bound of what may be left of a difference, with its unit.
func (v improvementView) most() string {
	return v.unsigned(v.rounded(v.Of.NoLargerThan, math.Ceil)) + v.unit()
}

// Remarks are the sentences that belong to the verdict: why it goes no further.
func (v improvementView) Remarks() []string {
	w, of := v.L.Improvements, v.Of
	var out []string
	if of.Change != nil && of.State == "not_enough" {
		out = append(out, v.between(w.SoFar, of.Change.Interval))
	}
	if v.claims() && !of.BecauseOf && of.Change != nil {
		out = append(out, v.because())
		if of.State == "moved" && of.More > 0 && of.MoreBy != "" {
			out = append(out, v.fill(w.BecauseBy, "n", v.L.Count(of.More), "date", v.L.Day(of.MoreBy)))
		}
	}
	out = append(out, v.sensitivity()...)
	if of.BecauseOf && of.Change != nil && of.State != "not_because_of" {
		out = append(out, v.between(w.ByItself, of.Change.Interval))
	}
	for _, d := range []*Difference{of.Change, of.Against} {
		if d == nil || d.Claimed == "" {
			continue
		}
		phrase := map[bool]string{true: w.ClaimedOn, false: w.NoLongerClear}[d.Clear]
		if d == of.Against {
			phrase = map[bool]string{true: w.ClaimedBecauseOn, false: w.BecauseNoLongerClear}[d.Clear]
		}
		out = append(out, v.fill(phrase, "date", v.L.Day(d.Claimed)))
	}
	if of.Stands != nil && !*of.Stands && v.claims() {
		out = append(out, w.FallsHere)
	}
	if d := of.Described; d != nil {
		out = append(out, v.fill(w.Described, "day", v.L.Day(of.Day), "difference", v.points(d.Value), "lo", v.signed(d.Interval.Lo), "hi", v.signed(d.Interval.Hi),
			"date", v.L.Day(of.Frozen), "from", v.L.Day(of.EvidenceFrom)))
	}
	if of.Retrospective {
		out = append(out, v.fill(w.Retrospective, "date", v.L.Day(of.Frozen)))
	}
	if of.Withdrawn != "" {
		out = append(out, v.fill(w.Withdrawn, "date", v.L.Day(of.Withdrawn)))
	}
	return out
}

// because says why a move may not be put down to the change.
func (v improvementView) because() string {
	w, of := v.L.Improvements, v.Of
	switch {
	case len(of.Controls) == 0:
		return w.NoControls
	case of.Against == nil:
		return v.fill(w.ControlsFew)
	}
	return v.between(w.BecauseUnclear, of.Against.Interval)
}

// sensitivity says what else would have to be true to explain a claim.
func (v improvementView) sensitivity() (out []string) {
	w, s := v.L.Improvements, v.Of.Sensitivity
	if s == nil {
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
		out = append(out, v.fill(w.LastYear, "difference", v.points(*s.LastYear)))
	}
	return out
}

// claims says whether the verdict claims a difference.
func (v improvementView) claims() bool {
	return v.Of.State == "improved" || v.Of.State == "worsened" || v.Of.State == "moved"
}

// When is the day of the change.
func (v improvementView) When() string { return v.L.Day(v.Of.Day) }

// Short is the state in short.
func (v improvementView) Short() string {
	if v.Of.Ended && v.Of.State == "not_enough" {
		return v.L.Improvements.States["ended"]
	}
	return v.L.Improvements.States[v.Of.State]
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
	w, of := v.L.Improvements, v.Of
	row := func(name, from, to string, s SurveyScore) windowRow {
		when := v.L.Span(from, to)
		if to < from {
			when = v.L.Day(from)
		}
		return windowRow{name, when, v.figure(s), charts.Whisker(v.L, s, 320)}
	}
	touchpoints, controls := v.enumerate(of.Touchpoints), v.enumerate(of.Controls)
	rows := []windowRow{
		row(touchpoints+w.Before, of.BaselineFrom, of.BaselineTo, of.Before), row(touchpoints+w.After, of.Day, of.Through, of.After),
	}
	if len(of.Controls) > 0 {
		rows = append(rows, row(controls+w.Before, of.BaselineFrom, of.BaselineTo, of.ControlBefore),
			row(controls+w.After, of.Day, of.Through, of.ControlAfter))
	}
	return rows
}

// Paired says how many answered on both sides, where that makes the difference surer.
func (v improvementView) Paired() string {
	if d := v.headline(); d != nil && d.Paired > 0 {
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
	for _, c := range v.Of.Cautions {
		if c.Kind == "retrospective" { // stands beside the verdict
			continue
		}
		caution := w.Cautions[c.Kind]
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
	rows = append(rows, planRow{w.ChanceOfError, v.L.PercentOf(100*of.Alpha, 1)}, planRow{w.Needed, v.needed()})
	if of.Hypothesis != "" {
		rows = append(rows, planRow{w.Hypothesis, of.Hypothesis})
	}
	if of.Owner != "" {
		rows = append(rows, planRow{firstRune(v.L.Console.Owner, unicode.ToUpper), of.Owner})
	}
	return append(rows, planRow{w.Frozen, locales.Fill(w.FrozenOn, "date", v.L.Day(of.Frozen), "version", strconv.Itoa(of.Version))})
}

// needed says what was to be expected when it was written down.
func (v improvementView) needed() string {
	w, of := v.L.Improvements, v.Of
	var text string
	switch {
	case of.Never:
		text = v.fill(w.PlanNever, "n", v.L.Count(of.BaselineAnswers))
	case of.Needed == 0:
		return v.fill(w.PlanOpen)
	case of.NeededBy != "":
		text = v.fill(w.PlanBy, "n", v.L.Count(of.Needed), "date", v.L.Day(of.NeededBy))
	default:
		text = v.fill(w.PlanNeeds, "n", v.L.Count(of.Needed))
	}
	if of.Detectable != nil && *of.Detectable <= of.Metric.Range().Width() {
		text += " " + v.fill(w.PlanDetectable, "effect", v.unsigned(math.Abs(*of.Detectable))+v.unit())
	}
	return text
}

// Earlier is an earlier version, ready to read.
func (v improvementPageView) Earlier(o ImprovementVersion) string {
	return locales.Fill(v.L.Improvements.FrozenOn, "date", v.L.Day(o.Day), "version", strconv.Itoa(o.Version))
}
