package improve

import (
	"math"

	"halte/surveys"
	"halte/surveys/metric"
)

// Sensitivity says how far a claim may be trusted that has no controls: what the
// score would have had to do by itself to explain it, and what it has done by
// itself before (after Rambachan & Roth 2023, A more credible approach to parallel
// trends).
type Sensitivity struct {
	Needed float64 `json:"needed,omitempty" doc:"How far the score would have had to move by itself to explain the difference: its interval would just hold 0. In units of the score; left out where the difference is held back"`
	// Known is false where there is too little from before the change to tell.
	Known     bool     `json:"known" doc:"Whether there are answers from long enough before the change to say how far the score moves by itself"`
	ByItself  float64  `json:"by_itself" doc:"How far it moved at most before the change, beyond chance, in a time as long: over placebo dates of up to a year"`
	Dates     int      `json:"dates" doc:"Placebo dates that were tried"`
	LastYear  *Shifted `json:"last_year,omitempty" doc:"The same days a year (52 weeks) earlier, where both windows have at least 20 answers"`
	Explained bool     `json:"explained" doc:"The score has moved as much before without any change, or did so in the same weeks of last year: the claim stands in words that say so"`
}

// Shifted is the same contrast at another time, for one look.
type Shifted struct {
	Difference float64    `json:"difference"`
	Interval   [2]float64 `json:"interval" doc:"95 percent"`
}

// Placebo dates lie a week apart, and there must be so many that half of a year
// before the change can be seen.
const (
	placeboStep  = 7
	leastPlacebo = 4
	yearOfWeeks  = 364
)

// past are the daily answers at the touchpoints of an improvement from before its
// change, as the rollups count them.
type past map[string]metric.Tally

// pastOf reads what a sensitivity needs: a year of placebo dates, each with a
// window before it.
func pastOf(r figureReader, i *surveys.Improvement) (past, error) {
	rows, err := r.RollupSums(surveys.RollupQuery{
		Surveys: i.Surveys, From: surveys.AddDays(i.BaselineFrom, -yearOfWeeks-i.Baseline), To: surveys.AddDays(i.Day, -1), PerDay: true,
	})
	days := past{}
	for _, r := range rows {
		days[r.Day] = days[r.Day].Plus(r.Tally)
	}
	return days, err
}

// sensitivityOf judges the claim of a change from what came before it.
//
// How far the score moves by itself is estimated from the differences at the
// placebo dates, less what chance gives (by moments, as DerSimonian & Laird 1986):
// twice that standard deviation. It says so of most false claims where the score
// drifts, has a season or wanders slowly, and of about one true claim of 10 points in
// three (docs/validation.md, "said as before" and "doubted").
func sensitivityOf(i *surveys.Improvement, h past, v Verdict) *Sensitivity {
	c := v.Change
	s := &Sensitivity{Needed: math.Min(math.Abs(c.Interval[0]), math.Abs(c.Interval[1]))}
	length := surveys.DaysBetween(i.EvidenceFrom, v.Through) + 1
	gap := surveys.DaysBetween(i.BaselineTo, i.EvidenceFrom) - 1
	contrast := func(change string) (metric.Contrast, bool) {
		last := surveys.AddDays(change, -1-gap)
		before := i.Metric.Cell(sum(h, surveys.AddDays(last, 1-i.Baseline), last))
		after := i.Metric.Cell(sum(h, change, surveys.AddDays(change, length-1)))
		return metric.Change(before, after).Inflated(max(1, c.Phi)), min(before.N, after.N) >= metric.LeastToClaim
	}
	moved := 0.0
	for change := surveys.AddDays(i.Day, -length); change > surveys.AddDays(i.Day, -length-yearOfWeeks); change = surveys.AddDays(change, -placeboStep) {
		if d, enough := contrast(change); enough {
			moved += d.Center*d.Center - d.Variance
			s.Dates++
		}
	}
	if s.Known = s.Dates >= leastPlacebo; s.Known {
		s.ByItself = 2 * math.Sqrt(max(0, moved/float64(s.Dates)))
		s.Explained = s.Needed <= s.ByItself
	}
	if d, enough := contrast(surveys.AddDays(i.EvidenceFrom, -yearOfWeeks)); enough {
		half := oneLook * math.Sqrt(d.Variance)
		s.LastYear = &Shifted{Difference: d.Raw, Interval: [2]float64{d.Center - half, d.Center + half}}
		// What last year did as well, and this year did not do clearly more of.
		same := d.Center*c.Adjusted > 0 && math.Abs(d.Center) > half
		more := math.Abs(c.Adjusted-d.Center) > oneLook*math.Sqrt(d.Variance+c.variance)
		s.Explained = s.Explained || same && !more
	}
	return s
}

// oneLook is the half width of a 95 percent interval in standard errors.
const oneLook = 1.959963984540054
