package insight

import (
	"context"

	"halte/surveys"
	"halte/surveys/metric"
	"halte/surveys/worth"
)

// ScoreQuery asks for the scores of a touchpoint.
type ScoreQuery struct {
	Touchpoint string
	Survey     string // needed when the touchpoint has several
	From, To   string // days; the last 90 when empty
	Trend      string // day, week or month; none when empty
	Smooth     bool   // with a trend by day or week: the smoothed trend beside it
	Segment    string // NAME:VALUE; all when empty
	Compare    string // previous: beside the period before, of equal length
	Small      bool   // the asker may see small cells
}

// TouchpointScore is the answer to a ScoreQuery.
type TouchpointScore struct {
	Touchpoint string        `json:"touchpoint"`
	Survey     string        `json:"survey"`
	Metric     metric.Metric `json:"metric"`
	From       string        `json:"from"`
	To         string        `json:"to"`
	Segment    string        `json:"segment,omitempty"`
	Figures
	Target       *AgainstTarget `json:"target,omitempty" doc:"How the score stands to the touchpoint's target; left out where it has none for this metric, where the score is not shown, and of a segment"`
	Invited      *int64         `json:"invited,omitempty" doc:"Invitations that went out for experiences of these days"`
	ResponseRate *float64       `json:"response_rate,omitempty" doc:"Share of them that was answered, 0 to 1; left out where nobody was invited"`
	Outweighed   int64          `json:"outweighed,omitempty" doc:"Invitations for experiences of these days that gave way to others: their contact was due for one that was worth more, and may get only one"`
	Trend        []TrendPoint   `json:"trend,omitempty" doc:"Every period, also those without answers"`

	Previous   *PreviousFigures `json:"previous,omitempty" doc:"The period before, of equal length, when it was asked for"`
	Difference *Difference      `json:"difference,omitempty" doc:"This period minus the one before; left out where a side is held back or has fewer than five answers"`
}

// PreviousFigures are the score of the period before.
type PreviousFigures struct {
	From string `json:"from"`
	To   string `json:"to"`
	Figures
}

// TrendPoint is the score of one day, week or month.
type TrendPoint struct {
	Start string `json:"start" doc:"First day of the period; a week begins on Monday"`
	Figures
	Smoothed *Smoothed `json:"smoothed,omitempty" doc:"Only when it was asked for; left out before the first answer"`
}

// TouchpointScore computes the score of a touchpoint from its rollups.
func (s *Service) TouchpointScore(ctx context.Context, q ScoreQuery) (TouchpointScore, error) {
	p, err := s.plans.Current(ctx)
	if err != nil {
		return TouchpointScore{}, err
	}
	survey, err := p.SurveyOf(q.Touchpoint, q.Survey)
	if err != nil {
		return TouchpointScore{}, err
	}
	period, err := p.Period(s.now(), q.From, q.To)
	if err != nil {
		return TouchpointScore{}, err
	}
	if err := q.smoothable(); err != nil {
		return TouchpointScore{}, err
	}
	compare, err := comparePrevious(q.Compare)
	if err != nil {
		return TouchpointScore{}, err
	}
	of, err := partOf(p, survey, q.Segment)
	if err != nil {
		return TouchpointScore{}, err
	}
	out := TouchpointScore{
		Touchpoint: q.Touchpoint, Survey: survey.Key, Metric: survey.Metric, From: period.From, To: period.To, Segment: q.Segment,
	}
	if out.Figures, err = s.figuresOf(ctx, of, period, q.Small); err != nil {
		return out, err
	}
	if out.Trend, err = s.trend(ctx, of, q.Trend, period, out.Figures, q.Small); err != nil {
		return out, err
	}
	if q.Smooth && !out.Held {
		if err := s.smooth(ctx, of, q.Trend, period.To, out.Trend, q.Small); err != nil {
			return out, err
		}
	}
	if compare {
		before := period.Before()
		f, err := s.figuresOf(ctx, of, before, q.Small)
		if err != nil {
			return out, err
		}
		out.Previous = &PreviousFigures{before.From, before.To, f}
		out.Difference = difference(survey.Metric, f, out.Figures)
	}
	if q.Segment == "" {
		at, err := p.Touchpoint(q.Touchpoint)
		if err != nil {
			return out, err
		}
		if target, wanted := at.Target[survey.Metric]; wanted {
			out.Target = againstTarget(survey.Metric, target, out.Figures)
		}
		invited, err := s.store.Read(ctx).InvitationCounts([]string{survey.Key}, period.From, period.To)
		if err != nil {
			return out, err
		}
		// Where most answers came in another way (links, imports), a rate of the
		// few invitations would speak of other people than the score does.
		if i := invited[survey.Key]; i.Sent > 0 && 2*i.Answered >= out.N {
			rate := float64(i.Answered) / float64(i.Sent)
			out.Invited, out.ResponseRate = &i.Sent, &rate
		}
		if out.Outweighed, err = s.store.Read(ctx).InvitationsOutweighed(survey.Key, period.From, period.To); err != nil {
			return out, err
		}
	}
	return out, nil
}

// figuresOf sums a part over a period. What is held back of a segment is what is
// held back of it beside all others.
func (s *Service) figuresOf(ctx context.Context, of part, period surveys.Period, small bool) (Figures, error) {
	q := surveys.RollupQuery{Surveys: []string{of.survey.Key}, From: period.From, To: period.To, Dimension: of.dimension}
	if of.dimension == surveys.DimensionTotal || small {
		q.Value = of.value
	}
	rows, err := s.store.Read(ctx).RollupSums(q)
	if err != nil {
		return Figures{}, err
	}
	var sum metric.Tally
	var parts []metric.Tally
	mine := -1
	for i, row := range rows {
		if parts = append(parts, row.Tally); row.Value == of.value {
			sum, mine = row.Tally, i
		}
	}
	held := tooSmall(sum.N(), small)
	if of.dimension != surveys.DimensionTotal && !small && mine >= 0 {
		q.Dimension = surveys.DimensionTotal
		whole, err := s.store.Read(ctx).RollupSums(q)
		if err != nil {
			return Figures{}, err
		}
		var n int64
		for _, row := range whole {
			n += row.Tally.N()
		}
		held = hold(n, parts, small)[mine]
	}
	q2, key := worth.Single(of.survey, of.dimension, of.value, period)
	answers, err := worth.Read(s.store.Read(ctx), q2)
	if err != nil {
		return Figures{}, err
	}
	return figuresUnless(held, of.survey.Metric, sum, answers.Of(key, 0, sum)), nil
}

// trend gives the score of every step of a period; nil without a step.
func (s *Service) trend(ctx context.Context, of part, step string, period surveys.Period, whole Figures, small bool) ([]TrendPoint, error) {
	starts, err := period.Steps(step)
	if err != nil || len(starts) == 0 {
		return nil, err
	}
	rows, err := s.store.Read(ctx).RollupSums(surveys.RollupQuery{
		Surveys: []string{of.survey.Key}, From: period.From, To: period.To, Dimension: of.dimension, Value: of.value, PerDay: true,
	})
	if err != nil {
		return nil, err
	}
	sums := make([]metric.Tally, len(starts))
	for _, row := range rows {
		i := surveys.StepOf(starts, row.Day)
		sums[i] = sums[i].Plus(row.Tally)
	}
	return trendPoints(of.survey.Metric, step, starts, sums, whole, small), nil
}

// trendPoints computes the steps of a whole. Where the whole is held back, so is
// every one of them.
func trendPoints(m metric.Metric, step string, starts []string, sums []metric.Tally, whole Figures, small bool) []TrendPoint {
	points, held := make([]TrendPoint, len(starts)), hold(whole.N, sums, small)
	e := whole.effect.Within(map[string]int{"day": 1, "week": 7, "month": 30}[step])
	for i, start := range starts {
		points[i] = TrendPoint{Start: start, Figures: figuresUnless(held[i] || whole.Held, m, sums[i], e)}
	}
	return points
}
