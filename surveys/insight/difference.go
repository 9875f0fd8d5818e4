package insight

import (
	"halte/surveys"
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

	look metric.Look
	many float64 // p where it is one of many
}

// Look gives the difference as a confidence sequence sees it, which may be
// looked at every day.
func (d Difference) Look() metric.Look { return d.look }

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
