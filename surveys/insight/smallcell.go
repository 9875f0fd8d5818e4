package insight

import (
	"halte/surveys"
	"halte/surveys/metric"
	"halte/surveys/worth"
)

// Figures are a score with everything it must not go without. At n = 0 Score and
// Interval are left out; Held says that there are answers which are not shown.
type Figures struct {
	N            int64       `json:"n" doc:"Number of answers"`
	Worth        *int64      `json:"worth,omitempty" doc:"How many independent answers they are worth, since the same people gave several; left out where that is n"`
	Few          bool        `json:"few,omitempty" doc:"Fewer than thirty answers: read the score with reserve"`
	Held         bool        `json:"held,omitempty" doc:"Histogram and score are held back from this key: there are fewer than five answers, or those of a part with fewer than five would follow by subtraction"`
	Histogram    []int64     `json:"histogram,omitempty" doc:"Answers by rating, from the lowest of the scale to the highest"`
	Score        *float64    `json:"score,omitempty" doc:"NPS in points, CSAT in percent of 4 and 5, CES and stars as a mean; unrounded"`
	Interval     *[2]float64 `json:"interval,omitempty" doc:"95 percent interval of the score: of what the customers of these days think, with worth for n. What goes beyond these days (differences, ranks, groups) also heeds that days and weeks differ"`
	Mean         *float64    `json:"mean,omitempty" doc:"CSAT only: the mean rating, 1 to 5"`
	MeanInterval *[2]float64 `json:"mean_interval,omitempty" doc:"CSAT only: 95 percent interval of the mean"`

	value  metric.Score
	tally  metric.Tally
	effect worth.Effect
}

// Metric gives the figures as the arithmetic made them, for drawing. What is held
// back has an n and no value.
func (f Figures) Metric() metric.Score { return f.value }

// Shown reports that there is a score to read.
func (f Figures) Shown() bool { return f.N > 0 && !f.Held }

// NewFigures computes the score of a tally whose answers count as independent, or
// holds it back when it is small and the asker may not see small cells.
func NewFigures(m metric.Metric, t metric.Tally, small bool) Figures {
	return figuresUnless(tooSmall(t.N(), small), m, t, worth.Alone)
}

// figuresUnless computes the score of a tally unless it is held back.
func figuresUnless(held bool, m metric.Metric, t metric.Tally, e worth.Effect) Figures {
	n := t.N()
	if held && n > 0 {
		return Figures{N: n, Few: n < surveys.FewAnswers, Held: true, value: metric.Score{Metric: m, N: n, Interval: m.Range()}}
	}
	f := Figures{N: n, value: m.ScoreWorth(t, e.Persons), tally: t, effect: e, Histogram: m.Histogram(t)}
	if f.value.Absent() {
		return f
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

// tooSmall reports that so many answers are held back from whom small cells are
// not shown to.
func tooSmall(n int64, small bool) bool { return n > 0 && n < surveys.SmallCell && !small }

// hold says which parts of a whole are held back: those that are too small, and
// more as long as the whole less the parts that are shown leaves one to four
// answers, for whoever sees the whole could subtract. The smallest go first. A
// remainder that belongs to no part (answers without the property) counts as a
// part that nobody shows.
//
// It guards a whole and its parts: a touchpoint and its segments, locales, waves,
// sources or the periods of its trend; a stage, journey, channel or owner and its
// touchpoints are guarded where they are summed. It cannot guard against whoever
// asks for two periods that differ by a day and subtracts: it keeps honest eyes
// from single persons, and a key for which that is not enough should not be
// handed out.
func hold(whole int64, parts []metric.Tally, small bool) []bool {
	held := make([]bool, len(parts))
	if small {
		return held
	}
	left := whole
	for i, part := range parts {
		if held[i] = tooSmall(part.N(), false); !held[i] {
			left -= part.N()
		}
	}
	for left > 0 && left < surveys.SmallCell {
		next := -1
		for i, part := range parts {
			if n := part.N(); !held[i] && n > 0 && (next < 0 || n < parts[next].N()) {
				next = i
			}
		}
		if next < 0 {
			break
		}
		held[next], left = true, left+parts[next].N()
	}
	return held
}
