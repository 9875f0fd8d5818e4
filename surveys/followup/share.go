package followup

import (
	"halte/surveys"
	"halte/surveys/metric"
	"halte/surveys/worth"
)

// A Category is the respondents whose rating is on one side of the scale.
type Category string

// The categories; empty is all of them.
const (
	Dissatisfied Category = "dissatisfied"
	Neutral      Category = "neutral"
	Satisfied    Category = "satisfied"
)

// Categories lists them, from the lowest ratings to the highest.
var Categories = []Category{Dissatisfied, Neutral, Satisfied}

// column gives the cell of a category; false for an unknown one.
func (c Category) column() (int, bool) {
	column, known := map[Category]int{Dissatisfied: 0, Neutral: 1, Satisfied: 2, "": all}[c]
	return column, known
}

// cells counts respondents by category, and all of them.
type cells [4]int64

const all = 3

// counts are the cells of a question by option, "" for all who answered it.
type counts map[string]cells

// tables are the counts by question.
type tables map[string]counts

func (t tables) add(c surveys.FollowUpCount) {
	if t[c.Question] == nil {
		t[c.Question] = counts{}
	}
	x := t[c.Question][c.Option]
	for i, n := range [4]int64{c.Dissatisfied, c.Neutral, c.Satisfied, c.Dissatisfied + c.Neutral + c.Satisfied} {
		x[i] += n
	}
	t[c.Question][c.Option] = x
}

// Share is how many of those who answered a question chose one option. At n = 0 all
// is left out.
type Share struct {
	Count    *int64      `json:"count,omitempty" doc:"Respondents who chose it"`
	Share    *float64    `json:"share,omitempty" doc:"Percent of the n who answered the question; where several may be chosen, the shares sum to more than 100"`
	Interval *[2]float64 `json:"interval,omitempty" doc:"95 percent interval of the share (Wilson), with worth for n"`

	value metric.Share
}

// Shown reports that there is a share to read.
func (s Share) Shown() bool { return s.Share != nil }

// Metric gives the share as the arithmetic made it, for drawing.
func (s Share) Metric() metric.Share { return s.value }

const level = 0.95

func shareOf(k, n int64, effect float64) Share {
	if n == 0 {
		return Share{}
	}
	v := metric.ShareOf(k, n, effect, level)
	return Share{Count: &v.K, Share: &v.Value, Interval: &[2]float64{v.Interval.Lo, v.Interval.Hi}, value: v}
}

// Verdict says whether a share moved.
type Verdict string

// The verdicts.
const (
	MoreOften Verdict = "more_often"
	LessOften Verdict = "less_often"
	// MayBeChance: the interval leaves out 0, but among so many differences in one
	// answer some do so by chance.
	MayBeChance       Verdict = "may_be_chance"
	NoClearDifference Verdict = "no_clear_difference"
)

// Difference is how much more often an option is chosen than in the period before.
type Difference struct {
	Value    float64    `json:"value" doc:"Percentage points"`
	Interval [2]float64 `json:"interval" doc:"95 percent interval of this one difference (Newcombe); it heeds that days and weeks differ"`
	Verdict  Verdict    `json:"verdict" enum:"more_often,less_often,may_be_chance,no_clear_difference" doc:"more_often and less_often hold together, at 95 percent, for all differences of this answer (Bonferroni)"`
}

// difference gives b minus a where so many are looked at together; nil where a side
// has too few respondents to say anything.
func difference(a, b Share, before, now worth.Effect, many int) *Difference {
	if !a.Shown() || !b.Shown() || min(a.value.N, b.value.N) < metric.LeastToCompare {
		return nil
	}
	at := func(level float64) (float64, metric.Interval) {
		return metric.ShareOf(b.value.K, b.value.N, now.Beyond, level).Less(metric.ShareOf(a.value.K, a.value.N, before.Beyond, level))
	}
	value, interval := at(level)
	_, together := at(1 - (1-level)/float64(max(many, 1)))
	d := Difference{Value: value, Interval: [2]float64{interval.Lo, interval.Hi}, Verdict: NoClearDifference}
	switch {
	case together.Lo > 0:
		d.Verdict = MoreOften
	case together.Hi < 0:
		d.Verdict = LessOften
	case !interval.Contains(0):
		d.Verdict = MayBeChance
	}
	return &d
}
