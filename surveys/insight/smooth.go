package insight

import (
	"cmp"
	"slices"

	"halte/surveys"
	"halte/surveys/metric"
	"halte/surveys/pick"
)

// decays is how much of the weight of earlier answers goes with every step of a
// smoothed trend: either way half of it goes in about two or three weeks.
var decays = map[string]float64{"day": 0.05, "week": 0.2}

// Smoothed is the score at a point of a trend in which older answers count for
// less, from the first answer there ever was, so that it does not depend on where
// the trend begins.
type Smoothed struct {
	EffectiveN float64     `json:"effective_n" doc:"How many equally counting answers it is worth"`
	Held       bool        `json:"held,omitempty" doc:"Worth fewer than five answers: held back from this key"`
	Score      *float64    `json:"score,omitempty"`
	Interval   *[2]float64 `json:"interval,omitempty" doc:"95 percent interval of the smoothed score"`

	value metric.Smoothed
}

// Metric gives the score as the arithmetic made it, for drawing; absent when it
// is held back.
func (s Smoothed) Metric() metric.Smoothed { return s.value }

// smoothable refuses a trend that cannot be smoothed.
func (q ScoreQuery) smoothable() error {
	if _, known := decays[q.Trend]; q.Smooth && !known {
		return surveys.Refuse("smooth", "goes with trend=day or trend=week")
	}
	return nil
}

// smooth adds the smoothed score to every point of a trend; none to those before
// the first answer.
func smooth(from pick.Reader, survey surveys.Survey, step string, to string, points []TrendPoint, small bool) error {
	rows, err := from.RollupSums(surveys.RollupQuery{Surveys: []string{survey.Key}, To: to, PerDay: true})
	if err != nil || len(rows) == 0 {
		return err
	}
	starts, err := surveys.Period{From: rows[0].Day, To: to}.Steps(step)
	if err != nil {
		return err
	}
	sums := make([]metric.Tally, len(starts))
	for _, row := range rows {
		i := surveys.StepOf(starts, row.Day)
		sums[i] = sums[i].Plus(row.Tally)
	}
	smoothed := survey.Metric.Smooth(sums, decays[step], 0.95)
	for i := range points {
		if at, there := slices.BinarySearch(starts, points[i].Start); there && !smoothed[at].Absent() {
			points[i].Smoothed = smoothedUnless(smoothed[at].EffectiveN < surveys.SmallCell && !small, smoothed[at])
		}
	}
	return nil
}

func smoothedUnless(held bool, v metric.Smoothed) *Smoothed {
	if held {
		return &Smoothed{EffectiveN: v.EffectiveN, Held: true}
	}
	return &Smoothed{EffectiveN: v.EffectiveN, Score: &v.Value, Interval: &[2]float64{v.Interval.Lo, v.Interval.Hi}, value: v}
}

// The orders of a list of scores.
const (
	OrderPlace      = "place"      // of the journey, or of the value
	OrderStabilised = "stabilised" // the lowest stabilised score first
)

// Stabilised is an NPS drawn toward that of all rows together, the more the fewer
// answers it has. It is for putting small touchpoints in an order; never test
// with it.
type Stabilised struct {
	Score    float64    `json:"score"`
	Interval [2]float64 `json:"interval" doc:"95 percent interval of the stabilised score"`
	Strength float64    `json:"strength" doc:"How many answers the rows together count for in each of them"`
}

// stabilise gives every score that is shown, of the metrics that have it, its
// stabilised score, and puts those rows in its order, before all others.
func stabilise(rows []ScoreRow) {
	for _, m := range metric.All() {
		if m.Stabilises() {
			stabiliseThose(rows, func(r ScoreRow) bool { return r.Metric == m && r.Shown() })
		}
	}
	slices.SortStableFunc(rows, func(a, b ScoreRow) int {
		switch {
		case a.Stabilised != nil && b.Stabilised != nil:
			return cmp.Compare(a.Stabilised.Score, b.Stabilised.Score)
		case a.Stabilised != nil:
			return -1
		case b.Stabilised != nil:
			return 1
		}
		return 0
	})
}

// stabiliseThose draws some rows toward all of them.
func stabiliseThose(rows []ScoreRow, those func(ScoreRow) bool) {
	var all metric.Tally
	var shown []metric.Tally
	for _, r := range rows {
		if those(r) {
			all, shown = all.Plus(r.tally), append(shown, r.tally)
		}
	}
	prior := metric.PriorOf(all, shown)
	for i, r := range rows {
		if those(r) {
			rows[i].Stabilised = stabilised(r.tally, prior)
		}
	}
}

func stabilised(t metric.Tally, prior metric.Prior) *Stabilised {
	s := t.Categories().Stabilise(prior, 0.95)
	return &Stabilised{s.Value, [2]float64{s.Interval.Lo, s.Interval.Hi}, prior.Strength}
}
