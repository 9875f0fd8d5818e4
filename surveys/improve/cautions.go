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
	CautionMix           CautionKind = "mix"           // others answer than before
	CautionResponseRate  CautionKind = "response_rate" // more answer, or fewer
	CautionBadScore      CautionKind = "chosen_because_bad"
)

// Caution is what was found on one of them. It is given also when nothing was
// found, for a check that is weak should say what it cannot see.
type Caution struct {
	Kind    CautionKind `json:"kind" enum:"retrospective,mix,response_rate,chosen_because_bad"`
	Flagged bool        `json:"flagged" doc:"It may explain a part of the difference"`
	Segment string      `json:"segment,omitempty" doc:"mix: the segment"`
	// Values by name; which there are depends on the kind.
	Values map[string]float64 `json:"values" doc:"mix: mix, within, adjusted, lo, hi. response_rate: before, after (0 to 1), p."`
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
	i.Dispersion = surveys.Dispersion{
		Days: i.Metric.Dispersion(block(Treated, 1)).Raw, Weeks: i.Metric.Dispersion(block(Treated, 7)).Raw, Phi: baselineEffect(i, c, last),
	}
	i.ControlDispersion = nil
	if len(i.Controls) > 0 {
		i.ControlDispersion = &surveys.Dispersion{
			Days:  i.Metric.DispersionOfDifferences(block(Treated, 1), block(Control, 1)).Raw,
			Weeks: i.Metric.DispersionOfDifferences(block(Treated, 7), block(Control, 7)).Raw, Phi: i.Dispersion.Phi,
		}
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
		// Of values that are held back no share is known, and those of the others are too large.
		if part := c.guarded && int64(all) != sum(c.total[Treated], i.BaselineFrom, last).N(); len(shares) > 0 && !part {
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
		out = append(out, Caution{Kind: CautionBadScore, Flagged: i.BadScoreFound, Values: map[string]float64{}})
	}
	if v.Change == nil {
		return out
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

// baselineEffect is the design effect of the score before the change, with what is
// known of it on a day; at least 1.
func baselineEffect(i *surveys.Improvement, c daily, last string) float64 {
	e, w := newEffects(i, c), sides{}
	for day := i.BaselineFrom; day <= last; day = surveys.AddDays(day, 1) {
		t := c.total[Treated][day]
		w.treated.before = w.treated.before.Plus(t)
		e.pass(day, map[Side]metric.Tally{Treated: t})
	}
	return max(1, e.baseline(w).Factor)
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
		before, after := sum(values[value], i.BaselineFrom, i.BaselineTo), sum(values[value], i.EvidenceFrom, v.Through)
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
	adjusted := metric.ConfidenceSequence{Tau: i.Smallest, Alpha: i.Alpha}.At(metric.MixAdjusted(m.shares, before, after).Inflated(max(1, v.Change.Phi)))
	lost := v.Change.Clear && adjusted.Interval.Contains(0)
	return Caution{
		Kind: CautionMix, Segment: segment, Flagged: lost || math.Abs(shift.Mix) >= i.Smallest/2,
		Values: map[string]float64{
			"mix": shift.Mix, "within": shift.Within, "adjusted": adjusted.Center,
			"lo": adjusted.Interval.Lo, "hi": adjusted.Interval.Hi,
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
