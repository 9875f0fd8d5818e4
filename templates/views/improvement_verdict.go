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
	d := of.Change
	if of.BecauseOf {
		d = of.Against
	}
	switch {
	case (of.State == "improved" || of.State == "worsened") && d != nil:
		least := d.Interval.Lo
		sentence := w.Up
		if of.State == "worsened" {
			least, sentence = d.Interval.Hi, w.Down
		}
		if of.BecauseOf {
			sentence = map[bool]string{true: w.UpBecause, false: w.DownBecause}[of.State == "improved"]
		}
		return v.fill(sentence, "difference", v.points(d.Middle), "least", v.signed(v.rounded(least, math.Trunc)))
	case of.State == "no_difference":
		return v.fill(w.NoDifference, "most", v.unsigned(v.rounded(of.NoLargerThan, math.Ceil))+v.unit())
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

// Remarks are the sentences that belong to the verdict: why it goes no further.
func (v improvementView) Remarks() []string {
	w, of := v.L.Improvements, v.Of
	var out []string
	if of.Change != nil && of.State == "not_enough" {
		out = append(out, v.between(w.SoFar, of.Change.Interval))
	}
	if of.Change != nil && !of.BecauseOf && of.State != "no_difference" && of.State != "not_enough" {
		switch {
		case len(of.Controls) == 0:
			out = append(out, w.NoControls)
		case of.Against == nil:
			out = append(out, v.fill(w.ControlsFew))
		default:
			out = append(out, v.between(w.BecauseUnclear, of.Against.Interval))
		}
	}
	if of.BecauseOf && of.Change != nil {
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
	if of.Retrospective {
		out = append(out, v.fill(w.Retrospective, "date", v.L.Day(of.Frozen)))
	}
	return out
}

// claims says whether the verdict claims a difference.
func (v improvementView) claims() bool { return v.Of.State == "improved" || v.Of.State == "worsened" }

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
			"days", v.L.Number(x["days"], 1), "weeks", v.L.Number(x["weeks"], 1),
			"month", v.points(x["per_month"]), "most", v.unsigned(math.Abs(x["at_most"])) + v.unit(),
			"explains", v.points(x["explains"]), "as_large", strconv.Itoa(int(x["as_large"])), "dates", strconv.Itoa(int(x["dates"])),
			"mix", v.points(x["mix"]), "adjusted", v.points(x["adjusted"]),
			"before", v.percent(x["before"]), "after", v.percent(x["after"]),
		}
		if v.Of.Change != nil {
			pairs = append(pairs, "difference", v.signed(v.Of.Change.Middle))
		}
		if c.Kind == "pre_trend" && v.claims() {
			text += " " + w.Explains
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
