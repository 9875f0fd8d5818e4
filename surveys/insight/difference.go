package insight

import (
	"math"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/metric"
)

// What a period can be put beside.
const (
	ComparePrevious = "previous"  // the period before, of equal length
	CompareLastYear = "last_year" // the same number of days 364 days before: weekdays match
)

// longestOfLastYear is the longest period that shares no day with that of last year.
const longestOfLastYear = 364

// Difference is how much higher one score is than another, with what says
// whether it is more than noise.
type Difference struct {
	Value    float64    `json:"value" doc:"Difference of the scores as they are printed, unrounded"`
	Adjusted float64    `json:"adjusted" doc:"Difference of the adjusted scores: what is tested, and the middle of the interval"`
	Interval [2]float64 `json:"interval" doc:"95 percent interval of the adjusted difference"`
	P        float64    `json:"p" doc:"Two-sided; below 0.05 exactly when the interval leaves out 0. It speaks of this one difference, looked at once"`
	PBH      *float64   `json:"p_bh,omitempty" doc:"p after Benjamini and Hochberg over all rows of this answer: for screens on which one looks around"`
	PHolm    *float64   `json:"p_holm,omitempty" doc:"p after Holm over all rows, or all pairs, of this answer: where a single flag starts an action"`
	LogE     float64    `json:"log_e" doc:"Natural logarithm of the evidence that there is a difference; it may be looked at every day. Above 3 (e above 20) is a claim where only one difference is watched"`
	Change   Change     `json:"change,omitempty" enum:"higher,lower,may_be_chance,no_clear_change" doc:"What may be said of the change since another time, on pages that are opened every day and tell it of all touchpoints with this metric: higher and lower are surer than 95 percent for all of them together, however often one looks; may_be_chance has an interval that leaves out 0, and too little evidence for that. Left out where no two times are compared"`

	look metric.Look
	many float64 // p where it is one of many
}

// Change says in a word how a score moved since another time.
type Change string

// What may be said of a change.
const (
	Higher        Change = "higher"
	Lower         Change = "lower"
	MayBeChance   Change = "may_be_chance" // among so many, looked at so often
	NoClearChange Change = "no_clear_change"
)

// Clear reports that the change is no chance.
func (c Change) Clear() bool { return c == Higher || c == Lower }

// Watched gives how many changes people look at together: those of all surveys of the
// metric, of which the journey tells, whatever is picked out of them.
func Watched(p *definition.Plan, m metric.Metric) int { return len(p.SurveysWith(m)) }

// Since gives now minus then, with what may be said of it where so many (watched) changes
// are looked at every day. It is nil as DifferenceBetween is. The evidence of each has to
// be as many times larger than for one alone: Bonferroni for e-values (Vovk & Wang 2021),
// which knows no more than their number, so that the page of one touchpoint says what the
// page of all says.
func Since(m metric.Metric, then, now Figures, watched int) *Difference {
	d := DifferenceBetween(m, then, now)
	if d == nil {
		return nil
	}
	sure := d.LogE >= math.Log(float64(max(1, watched))/alpha) && d.look.Least >= metric.LeastToClaim
	switch {
	case d.Interval[0] <= 0 && 0 <= d.Interval[1]:
		d.Change = NoClearChange
	case !sure || d.Value*d.Adjusted <= 0:
		d.Change = MayBeChance
	case d.Adjusted > 0:
		d.Change = Higher
	default:
		d.Change = Lower
	}
	return d
}

// DifferenceBetween gives b minus a. It is nil where a side is held back or has fewer
// answers than say anything.
func DifferenceBetween(m metric.Metric, a, b Figures) *Difference {
	if !a.Shown() || !b.Shown() {
		return nil
	}
	return differenceOf(m,
		[2]metric.Cell{m.CellWorth(a.tally, a.effect.Once), m.CellWorth(b.tally, b.effect.Once)},
		[2]metric.Cell{m.CellWorth(a.tally, a.effect.Beyond), m.CellWorth(b.tally, b.effect.Beyond)})
}

// differenceOf gives the second minus the first: once looked at by itself, and many
// among others or every day.
func differenceOf(m metric.Metric, once, many [2]metric.Cell) *Difference {
	d := metric.Compare(once[0], once[1], 1-alpha)
	if d.TooFew() {
		return nil
	}
	look := evidence(m).At(metric.Change(many[0], many[1]))
	return &Difference{
		Value: d.Value, Adjusted: d.Adjusted, Interval: [2]float64{d.Interval.Lo, d.Interval.Hi}, P: d.P,
		LogE: look.LogEvidence, look: look, many: metric.Compare(many[0], many[1], 1-alpha).P,
	}
}

// alpha is the error that every statement here accepts.
const alpha = 0.05

// evidence is the confidence sequence of a metric, tuned to the smallest effect
// that is customary for it.
func evidence(m metric.Metric) metric.ConfidenceSequence {
	return metric.ConfidenceSequence{Tau: m.SmallestEffect(), Alpha: alpha}
}

// adjust puts corrected p-values beside those of some differences; nil ones are
// passed over.
func adjust(all []*Difference) {
	var p []float64
	var there []*Difference
	for _, d := range all {
		if d != nil {
			p, there = append(p, d.many), append(there, d)
		}
	}
	screen, action := metric.BenjaminiHochberg(p), metric.Holm(p)
	for i, d := range there {
		d.PBH, d.PHolm = &screen[i], &action[i]
	}
}

// significant says which differences may be shown on a screen that is opened every
// day: those that e-BH lets stand among all of them. A side with fewer than
// metric.LeastToClaim answers is never enough.
func significant(all []*Difference) []bool {
	out := make([]bool, len(all))
	var e []float64
	var at []int
	for i, d := range all {
		if d == nil {
			continue
		}
		value := 0.0
		if d.look.Least >= metric.LeastToClaim {
			value = d.look.Evidence()
		}
		e, at = append(e, value), append(at, i)
	}
	_, which := metric.EBH(e, alpha)
	for k, i := range at {
		out[i] = which[k]
	}
	return out
}

// Comparing reads what a period is to be put beside: the period before, the same weeks of
// last year, or both. What is unknown is refused, and last year for a period of more than
// 364 days.
func Comparing(asked []string, in surveys.Period) (previous, lastYear bool, err error) {
	for _, one := range asked {
		switch one {
		case ComparePrevious:
			previous = true
		case CompareLastYear:
			if lastYear = true; in.Days() > longestOfLastYear {
				return false, false, surveys.Refuse("compare", "last_year takes a period of at most %d days: a longer one shares days with that of last year", longestOfLastYear)
			}
		default:
			return false, false, surveys.Refuse("compare", "%q is not one of previous, last_year", one)
		}
	}
	return previous, lastYear, nil
}
