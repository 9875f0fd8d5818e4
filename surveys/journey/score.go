package journey

import (
	"context"
	"maps"
	"math"
	"slices"
	"time"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/metric"
	"halte/surveys/pick"
)

// Score is the score of a journey as a whole.
type Score struct {
	Journey string `json:"journey"`
	From    string `json:"from"`
	To      string `json:"to"`
	pick.Picked
	Scale          string      `json:"scale" enum:"nps,csat,ces,stars,percent" doc:"The metric of all touchpoints, or percent: each score as percent of its metric's range"`
	Weights        string      `json:"weights" enum:"importance,equal" doc:"What the touchpoints count by: their importance, drawn toward equal weights while answers about the relationship are few; or equally, below 200 of those"`
	Surveyed       int         `json:"surveyed" doc:"Touchpoints at which something is asked"`
	Measured       int         `json:"measured" doc:"Those with ten answers or more in the period; the score is of these"`
	WeightMeasured float64     `json:"weight_measured" doc:"What the measured ones weigh of all, 0 to 1; below 1 their weights are raised to make up for the rest"`
	N              int64       `json:"n" doc:"Answers at the measured touchpoints"`
	Score          *float64    `json:"score,omitempty" doc:"Left out when nothing is measured"`
	Interval       *[2]float64 `json:"interval,omitempty" doc:"95 percent interval; Welch and Satterthwaite"`

	Respondents  *int64      `json:"respondents,omitempty" doc:"Contacts who answered at a touchpoint in the period. Left out for a segment, for keys that lack the scope small_cells: on a day with one answer it would tell whose that is"`
	Poor         *int64      `json:"poor,omitempty" doc:"Those of them with at least one bad touchpoint: NPS up to 6, CSAT and stars up to 2, CES up to 3. Left out for keys that lack the scope small_cells"`
	PoorShare    *float64    `json:"poor_share,omitempty" doc:"In percent. For keys that lack the scope small_cells over whole groups of days, of a hundred answers or a month, in steps of five percent; left out below a hundred respondents, and for a segment"`
	PoorInterval *[2]float64 `json:"poor_interval,omitempty" doc:"95 percent interval of the share (Wilson)"`

	Touchpoints []WeightedScore `json:"touchpoints" doc:"In the order of the journey; a touchpoint with two surveys stands here twice"`
}

// WeightedScore is the score of a touchpoint with what it weighs in the journey.
type WeightedScore struct {
	Touchpoint string        `json:"touchpoint"`
	Survey     string        `json:"survey"`
	Metric     metric.Metric `json:"metric"`
	Weight     float64       `json:"weight" doc:"All weights sum to 1. For keys that lack the scope small_cells they follow from the shares that GET /v1/journeys/{key}/moments tells; twins share theirs equally"`
	Measured   bool          `json:"measured"`
	insight.Figures
}

// leastMeasured is the number of answers from which a touchpoint counts in the
// score of its journey: the interval of a sum needs a variance of each part.
const leastMeasured = 10

// Score composes the scores of a journey's touchpoints. What is not
// measured is left out and said, never filled in.
func (s *Service) Score(ctx context.Context, q Query) (Score, error) {
	r, err := s.reckon(ctx, q)
	if err != nil {
		return Score{}, err
	}
	return s.score(ctx, r, q.Small)
}

func (s *Service) score(ctx context.Context, r reckoned, small bool) (Score, error) {
	out := Score{
		Journey: r.journey.Key, From: r.period.From, To: r.period.To, Picked: r.of.Told(surveys.DimensionTotal), Scale: scaleOf(r.stops), Surveyed: len(r.stops),
		Weights: surveys.IfElse(r.drivers == nil, "equal", "importance"), Touchpoints: []WeightedScore{},
	}
	weights := r.weights()
	for i, at := range r.stops {
		tally := r.sums[at.survey.Key].Tally
		out.Touchpoints = append(out.Touchpoints, WeightedScore{
			Touchpoint: at.touchpoint.Key, Survey: at.survey.Key, Metric: at.survey.Metric,
			Weight: weights[i], Measured: tally.N() >= leastMeasured, Figures: r.figures(at.survey),
		})
	}
	out.compose(r.sums)
	return out, s.countRespondents(ctx, r, &out, small)
}

func surveysOf(stops []stop) []string {
	keys := make([]string, len(stops))
	for i, at := range stops {
		keys[i] = at.survey.Key
	}
	return keys
}

// scaleOf gives the metric that all have, or percent.
func scaleOf(stops []stop) string {
	for _, at := range stops {
		if at.survey.Metric != stops[0].survey.Metric {
			return "percent"
		}
	}
	if len(stops) == 0 {
		return "percent"
	}
	return string(stops[0].survey.Metric)
}

// weights gives what each survey weighs. One whose importance is not known, for
// want of pairs, counts as an average one.
func (im importance) weights() []float64 {
	k := len(im.found)
	shares := make([]float64, k)
	known := 0.0
	for _, f := range im.found {
		known += surveys.IfElse(f.counted, 1/float64(k), 0)
	}
	for i, f := range im.found {
		shares[i] = 1 / float64(k)
		if im.drivers != nil && f.counted {
			shares[i] = known * f.share
		}
	}
	if im.drivers == nil {
		return shares
	}
	return metric.JourneyWeights(shares, im.answers)
}

// compose makes the score of the measured touchpoints.
func (j *Score) compose(sums map[string]surveys.Sum) {
	var parts []metric.Part
	for _, t := range j.Touchpoints {
		if !t.Measured {
			continue
		}
		cell := t.Metric.CellWorth(sums[t.Survey].Tally, t.Effect().Persons)
		if j.Scale == "percent" {
			cell = cell.OnScale()
		}
		j.Measured++
		j.N += int64(cell.N)
		j.WeightMeasured += t.Weight
		parts = append(parts, metric.Part{Weight: t.Weight, Cell: cell})
	}
	if len(parts) == 0 {
		return
	}
	for i := range parts {
		parts[i].Weight /= j.WeightMeasured
	}
	if w := metric.Compose(parts, 0.95); !w.Absent() {
		interval := w.Interval.Within(parts[0].Cell.Range)
		j.Score, j.Interval = &w.Value, bothEnds(interval)
	}
}

// countRespondents counts the contacts with a bad touchpoint.
func (s *Service) countRespondents(ctx context.Context, r reckoned, j *Score, small bool) error {
	if j.Respondents = new(int64); len(r.stops) == 0 {
		return nil
	}
	if j.Respondents = nil; !small && !r.of.None() {
		return nil // the whole groups of a guard are those of all answers
	}
	from, _ := time.ParseInLocation(time.DateOnly, j.From, r.plan.Zone) // it was checked
	q := RespondentsQuery{Surveys: map[int][]string{}, From: j.From, To: j.To, Since: from.UTC(), Of: r.of.By()}
	for _, at := range r.stops {
		poor := at.survey.Metric.Poor()
		q.Surveys[poor] = append(q.Surveys[poor], at.survey.Key)
		q.Touchpoints = append(q.Touchpoints, at.touchpoint.Key)
	}
	w, err := s.store.Read(ctx).JourneyRespondents(q)
	if err != nil {
		return err
	}
	j.Respondents = &w.Respondents
	if !small {
		return s.tellPoor(ctx, q, j)
	}
	if w.Respondents > 0 {
		share := 100 * float64(w.Poor) / float64(w.Respondents)
		j.Poor, j.PoorShare, j.PoorInterval = &w.Poor, &share, bothEnds(metric.Wilson(w.Poor, w.Respondents, 0.95))
	}
	return nil
}

// A share of people is no sum of the guard's cells. It is told of whole groups of days
// with at least so many people, in steps in which one more or less hardly shows.
const (
	leastToTellAll = 100
	shareStep      = 5 // percent
)

// tellPoor gives the share of the respondents who had a bad touchpoint, for readers who
// may not see small cells.
func (s *Service) tellPoor(ctx context.Context, q RespondentsQuery, j *Score) error {
	keys := slices.Concat(slices.Collect(maps.Values(q.Surveys))...)
	period, held, err := s.guard.Over(s.store.Read(ctx)).WithinGroups(keys, surveys.Period{From: q.From, To: q.To})
	if err != nil || held {
		return err
	}
	q.From, q.To = period.From, period.To
	w, err := s.store.Read(ctx).JourneyRespondents(q)
	if err != nil || w.Respondents < leastToTellAll {
		return err
	}
	steps := func(percent float64) float64 { return shareStep * math.Round(percent/shareStep) }
	share, interval := steps(100*float64(w.Poor)/float64(w.Respondents)), metric.Wilson(w.Poor, w.Respondents, 0.95)
	j.PoorShare, j.PoorInterval = &share, &[2]float64{steps(interval.Lo), steps(interval.Hi)}
	return nil
}
