package improve

import (
	"maps"
	"math"
	"slices"
	"strings"

	"halte/surveys"
	"halte/surveys/metric"
)

// CautionKind is a way in which a difference may mislead.
type CautionKind string

// What is looked at beside the difference.
const (
	CautionRetrospective CautionKind = "retrospective" // written down after its answers could be seen
	CautionDispersion    CautionKind = "dispersion"    // days or weeks differ more than by chance
	CautionPreTrend      CautionKind = "pre_trend"     // the score was moving before
	CautionPlacebo       CautionKind = "placebo"       // dates on which nothing was changed give as much
	CautionMix           CautionKind = "mix"           // others answer than before
	CautionResponseRate  CautionKind = "response_rate" // more answer, or fewer
	CautionBadScore      CautionKind = "chosen_because_bad"
)

// Caution is what was found on one of them. It is given also when nothing was
// found, for a check that is weak should say what it cannot see.
type Caution struct {
	Kind    CautionKind `json:"kind" enum:"retrospective,dispersion,pre_trend,placebo,mix,response_rate,chosen_because_bad"`
	Flagged bool        `json:"flagged" doc:"It may explain a part of the difference"`
	Segment string      `json:"segment,omitempty" doc:"mix: the segment"`
	// Values by name; which there are depends on the kind.
	Values map[string]float64 `json:"values" doc:"dispersion: days, weeks, lo, hi (the interval with it counted in full). pre_trend: per_month, at_most, p, explains (points, had it gone on). placebo: dates, as_large. mix: mix, within, adjusted, lo, hi. response_rate: before, after (0 to 1), p."`
}

// dispersionOf takes the larger factor of days and weeks, but only one that is
// beyond chance: the larger of two that measure nothing is 1.2 on average, which
// would cost a fifth of the answers. What is not taken is not hidden either, see
// Improvement.dispersed.
//
// Simulated with 20 answers a day, an 84-day baseline and looks on 90 days: where
// nothing differs but by chance, +10 points are found 80.5 times in 100 (72 if the
// factor were always taken, 81 if never); where days have shocks of 10 to 15
// points, nothing is claimed falsely more than 4 times in 100 (11 if never). Weeks
// with shocks of 8 points are too few to be found with certainty: 9 times in 100
// (19 if never, 3 if always). Only controls help there.
func dispersionOf(of func(days int) metric.Dispersion) surveys.Dispersion {
	days, weeks := of(1), of(7)
	d := surveys.Dispersion{Days: days.Raw, Weeks: weeks.Raw, Phi: 1}
	for _, found := range []metric.Dispersion{days, weeks} {
		if beyondChance(found) {
			d.Phi = max(d.Phi, found.Phi)
		}
	}
	return d
}

// beyondChance tests whether blocks differ by more than chance gives one time in
// a hundred: their sum of squares is chi-square with a degree of freedom less
// than there are blocks, of which Wilson & Hilferty (1931) make a normal
// variable; above 2.326 lies a hundredth of it.
func beyondChance(d metric.Dispersion) bool {
	if d.Absent() {
		return false
	}
	k := 2 / (9 * float64(d.Blocks-1))
	return (math.Cbrt(d.Raw)-(1-k))/math.Sqrt(k) > 2.326
}

// freeze measures what a version keeps of its baseline, and plans with it.
func freeze(i *surveys.Improvement, c daily, today string) {
	measure(i, c, today)
	i.Outlook = outlookOf(i, c, today)
}

// early says that less than half of the baseline could be seen when a version was
// written down. What there was to measure is then measured as the baseline comes,
// of which nothing after the change is a part.
func early(i *surveys.Improvement, c daily) bool {
	return surveys.DaysBetween(i.BaselineFrom, lastCounted(c.dayOf(i.CreatedAt))) < i.Baseline/2
}

// measure finds how much the days and weeks of the baseline differ, and who
// answered in it, as far as it is known on a day.
func measure(i *surveys.Improvement, c daily, today string) {
	last := min(i.BaselineTo, lastCounted(today))
	block := func(side Side, days int) []metric.Tally { return blocks(c.total[side], i.BaselineFrom, last, days) }
	i.Dispersion = dispersionOf(func(days int) metric.Dispersion { return i.Metric.Dispersion(block(Treated, days)) })
	i.ControlDispersion = nil
	if len(i.Controls) > 0 {
		d := dispersionOf(func(days int) metric.Dispersion {
			return i.Metric.DispersionOfDifferences(block(Treated, days), block(Control, days))
		})
		i.ControlDispersion = &d
	}
	i.Shares = map[string]map[string]float64{}
	for dimension, values := range c.segments {
		shares, all := map[string]float64{}, 0.0
		for value, days := range values {
			if n := float64(sum(days, i.BaselineFrom, last).N()); n > 0 {
				shares[value] = n
				all += n
			}
		}
		for value := range shares {
			shares[value] /= all
		}
		if len(shares) > 0 {
			i.Shares[strings.TrimPrefix(dimension, surveys.DimensionSegment)] = shares
		}
	}
}

// cautionsOf looks for what else could explain the difference of a verdict.
func cautionsOf(i *surveys.Improvement, c daily, v Verdict, asked [2]surveys.InvitationCounts) []Caution {
	out := []Caution{}
	if i.Retrospective {
		out = append(out, Caution{Kind: CautionRetrospective, Flagged: true, Values: map[string]float64{}})
	}
	if i.BadScore {
		out = append(out, Caution{Kind: CautionBadScore, Values: map[string]float64{}})
	}
	if v.Change == nil {
		return out
	}
	out = append(out, dispersed(i, v))
	for _, check := range []func(daily, Verdict) (Caution, bool){
		func(d daily, v Verdict) (Caution, bool) { return preTrend(i, d, v) },
		func(d daily, v Verdict) (Caution, bool) { return placebo(i, d, v) },
	} {
		if found, ok := check(c, v); ok {
			out = append(out, found)
		}
	}
	for _, segment := range slices.Sorted(maps.Keys(i.Shares)) {
		if found, ok := mixCaution(i, c, v, segment); ok {
			out = append(out, found)
		}
	}
	if found, ok := responseRates(asked); ok {
		out = append(out, found)
	}
	return out
}

// dispersed says what the interval would be if all that days and weeks differed
// by were counted.
func dispersed(i *surveys.Improvement, v Verdict) Caution {
	d := i.Dispersion
	half := (v.Change.Interval[1] - v.Change.Interval[0]) / 2
	if i.Rule == surveys.Planned {
		half *= math.Sqrt(d.Largest() / d.Phi)
	} else {
		cs := metric.ConfidenceSequence{Tau: i.Smallest, Alpha: i.Alpha}
		half = cs.HalfWidth(v.Change.variance / d.Phi * d.Largest())
	}
	return Caution{
		Kind: CautionDispersion, Flagged: d.Phi > 1 || v.Change.Clear && math.Abs(v.Change.Adjusted) <= half,
		Values: map[string]float64{"days": d.Days, "weeks": d.Weeks, "lo": v.Change.Adjusted - half, "hi": v.Change.Adjusted + half},
	}
}

// preTrend asks whether the score was moving before the change, less that of the
// controls where there are any, and what of the difference that would explain
// had it gone on.
func preTrend(i *surveys.Improvement, c daily, v Verdict) (Caution, bool) {
	treated := blocks(c.total[Treated], i.BaselineFrom, i.BaselineTo, 7)
	control := blocks(c.total[Control], i.BaselineFrom, i.BaselineTo, 7)
	weeks, phi := make([]metric.Contrast, len(treated)), i.Dispersion.Phi
	for at, t := range treated {
		terms := []metric.Term{{Coefficient: 1, Cell: i.Metric.Cell(t)}}
		if i.ControlDispersion != nil {
			terms = append(terms, metric.Term{Coefficient: -1, Cell: i.Metric.Cell(control[at])})
			phi = i.ControlDispersion.Phi
		}
		weeks[at] = metric.Contrasting(terms...)
	}
	slope := metric.PreTrend(weeks, phi, 0.95)
	if slope.Weeks < 4 {
		return Caution{}, false
	}
	gap := (c.middle(i.Day, v.Through) - c.middle(i.BaselineFrom, i.BaselineTo)) / 7
	return Caution{Kind: CautionPreTrend, Flagged: slope.P < 0.10, Values: map[string]float64{
		"per_month": slope.PerWeek * perMonth, "p": slope.P,
		"at_most":  max(-slope.Interval.Lo, slope.Interval.Hi) * perMonth,
		"explains": slope.PerWeek * gap,
	}}, true
}

// middle is the mean day of the answers of a range, in days since 1970.
func (d daily) middle(from, to string) float64 {
	var n, days float64
	for day, t := range d.total[Treated] {
		if from <= day && day <= to {
			n += float64(t.N())
			days += float64(t.N()) * float64(surveys.DaysBetween("1970-01-01", day))
		}
	}
	if n == 0 {
		return 0
	}
	return days / n
}

// placeboDates is how many dates inside the baseline are tried, on which nothing
// was changed.
const placeboDates = 8

// placebo counts the dates inside the baseline that give a difference as large.
func placebo(i *surveys.Improvement, c daily, v Verdict) (Caution, bool) {
	tried, asLarge := 0.0, 0.0
	for k := 1; k <= placeboDates; k++ {
		day := surveys.AddDays(i.BaselineFrom, k*i.Baseline/(placeboDates+1))
		before := i.Metric.Cell(sum(c.total[Treated], i.BaselineFrom, surveys.AddDays(day, -1)))
		after := i.Metric.Cell(sum(c.total[Treated], day, i.BaselineTo))
		if min(before.N, after.N) < metric.LeastToCompare {
			continue
		}
		tried++
		if math.Abs(after.Center-before.Center) >= math.Abs(v.Change.Adjusted) {
			asLarge++
		}
	}
	return Caution{Kind: CautionPlacebo, Flagged: v.Change.Clear && asLarge > 0, Values: map[string]float64{"dates": tried, "as_large": asLarge}}, tried > 0
}

// leastInSegment is the number of answers below which a value of a segment is
// put together with the others that are as small.
const leastInSegment = 10

// mixCaution asks whether others answer than before: how much of the difference comes
// of that, and what is left with the shares that were frozen.
func mixCaution(i *surveys.Improvement, c daily, v Verdict, segment string) (Caution, bool) {
	var m struct {
		shares        []float64
		before, after []metric.Tally
	}
	add := func(share float64, before, after metric.Tally) {
		if share > 0 && min(before.N(), after.N()) > 0 {
			m.shares, m.before, m.after = append(m.shares, share), append(m.before, before), append(m.after, after)
		}
	}
	rest, restBefore, restAfter := 1.0, metric.Tally{}, metric.Tally{}
	values := c.segments[surveys.DimensionSegment+segment]
	for _, value := range slices.Sorted(maps.Keys(values)) {
		before, after := sum(values[value], i.BaselineFrom, i.BaselineTo), sum(values[value], i.Day, v.Through)
		if min(before.N(), after.N()) < leastInSegment {
			restBefore, restAfter = restBefore.Plus(before), restAfter.Plus(after)
			continue
		}
		rest -= i.Shares[segment][value]
		add(i.Shares[segment][value], before, after)
	}
	add(rest, restBefore, restAfter)
	shift, exists := i.Metric.MixShift(m.before, m.after)
	if !exists || len(m.shares) < 2 {
		return Caution{}, false
	}
	var all float64
	for _, share := range m.shares {
		all += share
	}
	before, after := make([]metric.Cell, len(m.shares)), make([]metric.Cell, len(m.shares))
	for h := range m.shares {
		m.shares[h] /= all
		before[h], after[h] = i.Metric.Cell(m.before[h]), i.Metric.Cell(m.after[h])
	}
	adjusted := always(i, metric.MixAdjusted(m.shares, before, after).Inflated(i.Dispersion.Phi))
	lost := v.Change.Clear && adjusted.interval.Contains(0)
	return Caution{
		Kind: CautionMix, Segment: segment, Flagged: lost || math.Abs(shift.Mix) >= i.Smallest/2,
		Values: map[string]float64{
			"mix": shift.Mix, "within": shift.Within, "adjusted": adjusted.Center,
			"lo": adjusted.interval.Lo, "hi": adjusted.interval.Hi,
		},
	}, true
}

// responseRates compares the share of those asked that answered, before and
// after. It says nothing where fewer than twenty were asked in either.
func responseRates(asked [2]surveys.InvitationCounts) (Caution, bool) {
	if min(asked[0].Sent, asked[1].Sent) < metric.LeastToClaim {
		return Caution{}, false
	}
	var cells [2]metric.Cell
	for at, a := range asked {
		cells[at] = metric.CSAT.Cell(metric.Tally{5: a.Answered, 1: a.Sent - a.Answered}) // a share in percent
	}
	d := metric.Compare(cells[0], cells[1], 0.95)
	return Caution{Kind: CautionResponseRate, Flagged: d.P < 0.05, Values: map[string]float64{
		"before": cells[0].Raw / 100, "after": cells[1].Raw / 100, "p": d.P,
	}}, true
}
