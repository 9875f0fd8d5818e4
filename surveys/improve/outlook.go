package improve

import (
	"math"

	"halte/surveys"
	"halte/surveys/metric"
)

// outlookOf plans with the baseline as it is on a day. Of a baseline that is not
// complete yet it takes the rest to be like what is there.
func outlookOf(i *surveys.Improvement, c daily, today string) surveys.Outlook {
	t, days := baselineOf(i, c, today)
	o := surveys.Outlook{Answers: t.N()}
	if days > 0 {
		o.PerDay = float64(o.Answers) / float64(days)
	}
	n0 := int64(math.Round(o.PerDay * float64(i.Baseline)))
	variance := varianceOf(i, t)
	plan := metric.SampleSize{Alpha: i.Alpha, Power: improvementPower, Tau: i.Smallest}
	sizes := plan.After(variance, n0, variance, i.Smallest)
	o.Needed = sizes.Anytime
	length := surveys.DefaultEvaluation
	if i.Rule == surveys.Planned {
		o.Needed = sizes.Planned
		length = max(surveys.DaysBetween(i.EvidenceFrom, i.Ends)+1, 0)
		o.ByEnd = int64(math.Round(o.PerDay * float64(length)))
	}
	o.Never = o.Needed == 0 && (n0 > 0 || lastCounted(today) >= i.BaselineTo)
	if o.Needed > 0 {
		o.Needed = max(o.Needed, metric.LeastToClaim)
		o.About = dayAfter(i.EvidenceFrom, float64(o.Needed), o.PerDay)
	}
	if n1 := o.PerDay * float64(length); n0 > 0 && n1 >= 1 {
		effects := plan.Detectable(variance/float64(n0) + variance/n1)
		found := effects.Anytime
		if i.Rule == surveys.Planned {
			found = effects.Planned
		}
		o.Detectable = &found
	}
	return o
}

// baselineOf sums what counts before the change on a day, and over how many days.
func baselineOf(i *surveys.Improvement, c daily, today string) (metric.Tally, int) {
	last := min(i.BaselineTo, lastCounted(today))
	return sum(c.total[Treated], i.BaselineFrom, last), max(surveys.DaysBetween(i.BaselineFrom, last)+1, 0)
}

// varianceOf of one answer, to plan with.
func varianceOf(i *surveys.Improvement, t metric.Tally) float64 {
	if typical := i.Metric.TypicalVariance(); t.IsZero() && typical > 0 {
		return typical
	}
	return i.Metric.Cell(t).Spread * max(i.Dispersion.Phi, 1)
}

// dayAfter gives the day on which n answers about experiences from a day on
// count; empty beyond ten years.
func dayAfter(from string, n, perDay float64) string {
	if perDay <= 0 || n/perDay > 3653 {
		return ""
	}
	return surveys.AddDays(from, int(math.Ceil(n/perDay))+surveys.TimelyDays)
}

// Expected says when a verdict that cannot be given yet may be.
type Expected struct {
	More  int64  `json:"more,omitempty" doc:"Answers still needed: at most about; left out for never, and while nobody has answered before the change"`
	About string `json:"about,omitempty" doc:"Day on which they are there at the present rate; left out beyond ten years"`
	Never bool   `json:"never" doc:"No number of answers is enough: with this baseline waiting does not help"`
}

// expectedOf looks ahead from a look that does not say yet what is asked. With
// controls that is whether the change made the difference.
func expectedOf(i *surveys.Improvement, c daily, l look, today string) Expected {
	if l.against != nil && l.against.Least >= metric.LeastToClaim {
		return expectedAgainst(i, c, l, today)
	}
	return expectedAlone(i, c, l, today)
}

// expectedAgainst reckons with what of the variance goes on shrinking: the part of
// the answers after the change, of the touchpoints and of the controls alike.
func expectedAgainst(i *surveys.Improvement, c daily, l look, today string) Expected {
	part := func(t metric.Tally) float64 { return i.Metric.Cell(t).Variance * l.against.effect.Factor }
	stays := part(l.treated.before) + part(l.control.before)
	shrinks := part(l.treated.after) + part(l.control.after)
	n1, d := l.treated.after.N(), math.Abs(l.against.Center)
	size := func(power, effect float64) int64 {
		return metric.SampleSize{Alpha: i.Alpha, Power: power, Tau: i.Smallest}.Until(effect, func(n int64) float64 {
			return stays + shrinks*float64(n1)/float64(n)
		})
	}
	need := size(improvementPower, i.Smallest)
	if sooner := size(0.5, max(d, i.Smallest-d)); sooner > 0 && (need <= n1 || sooner < need) {
		need = sooner
	}
	return expectedFrom(i, c, l, today, need, n1)
}

// expectedAlone looks ahead from a look that says nothing yet. It takes the sooner of
// two ends: the plan's, which finds the smallest effect that matters; and the one
// that is reached if the difference stays what it is, where the interval leaves
// out either 0 or every effect that matters. The second is only asked when there
// are answers enough to claim anything.
func expectedAlone(i *surveys.Improvement, c daily, l look, today string) Expected {
	before, after := i.Metric.Cell(l.treated.before), i.Metric.Cell(l.treated.after)
	n0, n1 := l.treated.before.N(), l.treated.after.N()
	if l.through < i.BaselineTo { // the rest of the baseline will be like what is there
		t, days := baselineOf(i, c, today)
		if t.IsZero() {
			return Expected{}
		}
		n0 = int64(math.Round(float64(t.N()) / float64(days) * float64(i.Baseline)))
	}
	factor := i.Dispersion.Phi
	if l.change.Least >= metric.LeastToClaim {
		factor = l.change.effect.Factor
	}
	var0, var1 := before.Spread*factor, after.Spread*factor
	if n1 < metric.LeastToClaim {
		var1 = varianceOf(i, l.treated.before)
	}
	size := func(power, effect float64) int64 {
		sizes := metric.SampleSize{Alpha: i.Alpha, Power: power, Tau: i.Smallest}.After(var0, n0, var1, effect)
		if i.Rule == surveys.Planned {
			return sizes.Planned
		}
		return sizes.Anytime
	}
	need := size(improvementPower, i.Smallest)
	if l.change.Least >= metric.LeastToClaim {
		d := math.Abs(l.change.Center)
		if sooner := size(0.5, max(d, i.Smallest-d)); sooner > 0 && (need <= n1 || sooner < need) {
			need = sooner
		}
	}
	return expectedFrom(i, c, l, today, need, n1)
}

// expectedFrom says when so many answers are there after the change.
func expectedFrom(i *surveys.Improvement, c daily, l look, today string, need, n1 int64) Expected {
	if need == 0 {
		return Expected{Never: true}
	}
	need = max(need, metric.LeastToClaim, n1+1)
	rate := rateOf(i, c, l, today)
	return Expected{More: need - n1, About: dayAfter(max(i.EvidenceFrom, surveys.AddDays(l.through, 1)), float64(need-n1), rate)}
}

// rateOf is how many answers a day count lately: over the last four weeks after the
// change, and before it while there are fewer than two.
func rateOf(i *surveys.Improvement, c daily, l look, today string) float64 {
	from := max(i.EvidenceFrom, surveys.AddDays(l.through, -27))
	if days := surveys.DaysBetween(from, l.through) + 1; days >= 14 {
		return float64(sum(c.total[Treated], from, l.through).N()) / float64(days)
	}
	t, days := baselineOf(i, c, today)
	if days == 0 {
		return 0
	}
	return float64(t.N()) / float64(days)
}
