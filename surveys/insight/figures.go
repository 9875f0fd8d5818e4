package insight

import (
	"slices"
	"strings"

	"halte/surveys"
	"halte/surveys/metric"
	"halte/surveys/worth"
)

// Figures are a score with everything it must not go without. At n = 0 Score and
// Interval are left out; Held says that there are answers which are not shown.
type Figures struct {
	N            int64       `json:"n" doc:"Number of answers. Where held is true, of those that are known to be held back; of a value (of a segment, locale, wave or source) not even that is told of less than a whole group of days"`
	Worth        *int64      `json:"worth,omitempty" doc:"How many independent answers they are worth, since the same people gave several; left out where that is n"`
	Few          bool        `json:"few,omitempty" doc:"Fewer than thirty answers: read the score with reserve"`
	Held         bool        `json:"held,omitempty" doc:"Histogram and score are held back from this key: there are fewer than five answers, or those of fewer than five would follow by subtraction"`
	Taken        *Taken      `json:"taken,omitempty" doc:"For keys that lack the scope small_cells: which of the answers asked for these figures are of. Left out where none are told"`
	Histogram    []int64     `json:"histogram,omitempty" doc:"Answers by rating, from the lowest of the scale to the highest"`
	Score        *float64    `json:"score,omitempty" doc:"NPS in points, CSAT in percent of 4 and 5, CES and stars as a mean; unrounded"`
	Interval     *[2]float64 `json:"interval,omitempty" doc:"95 percent interval of the score: of what the customers of these days think, with worth for n. What goes beyond these days (differences, ranks, groups) also heeds that days and weeks differ"`
	Mean         *float64    `json:"mean,omitempty" doc:"CSAT only: the mean rating, 1 to 5"`
	MeanInterval *[2]float64 `json:"mean_interval,omitempty" doc:"CSAT only: 95 percent interval of the mean"`

	value  metric.Score
	tally  metric.Tally
	effect worth.Effect
}

// Taken says which answers figures are of that were guarded: whole blocks of days
// with at least five answers each.
type Taken struct {
	From    string         `json:"from" doc:"First day of the answers that count"`
	To      string         `json:"to" doc:"Last day of them"`
	Held    int64          `json:"held,omitempty" doc:"Answers that were asked for and do not count: single ones could be found by subtraction"`
	Further bool           `json:"further,omitempty" doc:"There may be others that do not count, of which not even the number is told: those of a value on days that are less than a whole group"`
	Without []surveys.Days `json:"without,omitempty" doc:"Days between from and to that are left out: of some of their answers, or of all"`
}

// Metric gives the figures as the arithmetic made them, for drawing. What is held
// back has an n and no value.
func (f Figures) Metric() metric.Score { return f.value }

// Shown reports that there is a score to read.
func (f Figures) Shown() bool { return f.N > 0 && !f.Held }

// Effect says what the answers are worth that figures are of.
func (f Figures) Effect() worth.Effect { return f.effect }

// Tally counts the answers by rating.
func (f Figures) Tally() metric.Tally { return f.tally }

// NewFigures computes the score of a sum whose answers count as independent.
func NewFigures(m metric.Metric, sum surveys.Sum) Figures { return FiguresOf(m, sum, worth.Alone) }

// FiguresOf computes the score of a sum whose answers are worth so many independent
// ones. Where none of its answers is told, it has
// the number of those that are held back.
func FiguresOf(m metric.Metric, sum surveys.Sum, e worth.Effect) Figures {
	n := sum.Tally.N()
	if held := max(0, sum.Held.N); n == 0 && (held > 0 || sum.Held.Further) {
		return Figures{N: held, Few: held < surveys.FewAnswers, Held: true, value: metric.Score{Metric: m, N: held, Interval: m.Range()}}
	}
	f := Figures{N: n, value: m.ScoreWorth(sum.Tally, e.Persons), tally: sum.Tally, effect: e, Histogram: m.Histogram(sum.Tally)}
	if f.value.Absent() {
		return f
	}
	if h := sum.Held; h.From != "" {
		f.Taken = &Taken{h.From, h.To, max(0, h.N), h.Further, leftOutIn(h)}
	}
	score := f.value
	if f.Few = n < surveys.FewAnswers; score.Worth != n {
		f.Worth = &score.Worth
	}
	f.Score, f.Interval = &score.Value, &[2]float64{score.Interval.Lo, score.Interval.Hi}
	if m.Unit() == metric.Percent {
		f.Mean, f.MeanInterval = &score.Mean, &[2]float64{score.MeanInterval.Lo, score.MeanInterval.Hi}
	}
	return f
}

// leftOutIn gives the days between the first and the last day of a sum that it lacks
// answers of, in order; none of the spans touch.
func leftOutIn(h surveys.Held) []surveys.Days {
	var all []surveys.Days
	for one := range strings.FieldsSeq(h.Without) {
		from, to, _ := strings.Cut(one, "..")
		if from, to = max(from, h.From), min(to, h.To); from <= to {
			all = append(all, surveys.Days{From: from, To: to})
		}
	}
	slices.SortFunc(all, func(a, b surveys.Days) int { return strings.Compare(a.From, b.From) })
	var out []surveys.Days
	for _, next := range all {
		if last := len(out) - 1; last >= 0 && next.From <= surveys.AddDays(out[last].To, 1) {
			out[last].To = max(out[last].To, next.To)
		} else {
			out = append(out, next)
		}
	}
	return out
}
