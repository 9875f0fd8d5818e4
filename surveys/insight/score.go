package insight

import (
	"context"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/metric"
	"halte/surveys/pick"
	"halte/surveys/worth"
)

// ScoreQuery asks for the scores of a touchpoint.
type ScoreQuery struct {
	Touchpoint string
	Survey     string // needed when the touchpoint has several
	From, To   string // days; the last 90 when empty
	Trend      string // day, week or month; none when empty
	Smooth     bool   // with a trend by day or week: the smoothed trend beside it
	Filter     pick.Filter
	Compare    []string // previous, last_year: what it is put beside
	TopBox     int      // lowest rating of the top box; 0 for the usual one
	HalfWidth  float64  // how closely the score is to be known; 0 for what is usual
	Small      bool     // the asker may see small cells
}

// TouchpointScore is the answer to a ScoreQuery.
type TouchpointScore struct {
	Touchpoint string        `json:"touchpoint"`
	Survey     string        `json:"survey"`
	Metric     metric.Metric `json:"metric"`
	From       string        `json:"from"`
	To         string        `json:"to"`
	pick.Picked
	Figures
	Target       *AgainstTarget `json:"target,omitempty" doc:"How the score stands to the touchpoint's target; left out where it has none for this metric, where the score is not shown, and of a segment"`
	TopBox       *TopBox        `json:"top_box,omitempty" doc:"CSAT: the share of those who gave top_box or more. CES: of those who found it easy, 5 to 7. NPS and stars have none"`
	Invited      *int64         `json:"invited,omitempty" doc:"Invitations that went out for experiences of these days"`
	ResponseRate *float64       `json:"response_rate,omitempty" doc:"Share of them that was answered, 0 to 1; left out where nobody was invited"`
	RateInterval *[2]float64    `json:"rate_interval,omitempty" doc:"95 percent interval of the response rate (Wilson), 0 to 1"`
	Replied      int64          `json:"-"` // how many of the invited answered
	Precision    *Precision     `json:"precision,omitempty" doc:"How many answers it takes to know the score more closely; left out where the score is held back"`
	Outweighed   int64          `json:"outweighed,omitempty" doc:"Invitations for experiences of these days that gave way to others: their contact was due for one that was worth more, and may get only one"`
	Trend        []TrendPoint   `json:"trend,omitempty" doc:"Every period, also those without answers"`

	Previous   *PreviousFigures `json:"previous,omitempty" doc:"The period before, of equal length, when it was asked for"`
	Difference *Difference      `json:"difference,omitempty" doc:"This period minus the one before; left out where a side is held back or has fewer than five answers"`
	LastYear   *LastYearFigures `json:"last_year,omitempty" doc:"The same number of days 364 days before, so that weekdays match, when it was asked for. n is 0 where nothing was answered then"`
}

// LastYearFigures are the score of the same weeks of last year.
type LastYearFigures struct {
	PreviousFigures
	Difference *Difference `json:"difference,omitempty" doc:"This period minus that one; left out where a side is held back or has fewer than five answers"`
}

// PreviousFigures are the score of an earlier period.
type PreviousFigures struct {
	From string `json:"from"`
	To   string `json:"to"`
	Figures
	TopBox *TopBox `json:"top_box,omitempty"`
}

// TrendPoint is the score of one day, week or month.
type TrendPoint struct {
	Start string `json:"start" doc:"First day of the period; a week begins on Monday"`
	Figures
	TopBox   *TopBox   `json:"top_box,omitempty"`
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
	previous, lastYear, err := Comparing(q.Compare, period)
	if err != nil {
		return TouchpointScore{}, err
	}
	top, err := topBoxFrom(survey.Metric, q.TopBox)
	if err != nil {
		return TouchpointScore{}, err
	}
	half, err := halfWidth(survey.Metric, q.HalfWidth)
	if err != nil {
		return TouchpointScore{}, err
	}
	of, err := q.Filter.Of(p, survey)
	if err != nil {
		return TouchpointScore{}, err
	}
	from := s.read(ctx, of, q.Small)
	out := TouchpointScore{
		Touchpoint: q.Touchpoint, Survey: survey.Key, Metric: survey.Metric, From: period.From, To: period.To, Picked: of.Told(surveys.DimensionTotal),
	}
	if out.Figures, err = figuresIn(from, survey, period); err != nil {
		return out, err
	}
	if err := out.addTrend(from, survey, q, period); err != nil {
		return out, err
	}
	if previous {
		if out.Previous, out.Difference, err = out.since(from, p, survey, period.Before()); err != nil {
			return out, err
		}
	}
	if lastYear {
		then, d, err := out.since(from, p, survey, period.LastYear())
		if err != nil {
			return out, err
		}
		out.LastYear = &LastYearFigures{*then, d}
	}
	if of.None() {
		out.Target = TargetOf(p, period, q.Touchpoint, survey.Metric, out.Figures)
		if err := s.addInvitations(ctx, &out); err != nil {
			return out, err
		}
	}
	out.Precision = out.plan(half)
	out.addTopBoxes(top)
	return out, nil
}

// addTrend adds the trend that was asked for, smoothed where that was too.
func (t *TouchpointScore) addTrend(from pick.Reader, survey surveys.Survey, q ScoreQuery, period surveys.Period) (err error) {
	t.Trend, err = trendIn(from, survey, q.Trend, period, t.Figures)
	if err != nil || !q.Smooth || t.Held {
		return err
	}
	return smooth(from, survey, q.Trend, period.To, t.Trend, q.Small)
}

// since gives the score of an earlier period, and what came of it.
func (s TouchpointScore) since(from pick.Reader, p *definition.Plan, survey surveys.Survey, then surveys.Period) (*PreviousFigures, *Difference, error) {
	f, err := figuresIn(from, survey, then)
	if err != nil {
		return nil, nil, err
	}
	return &PreviousFigures{From: then.From, To: then.To, Figures: f}, Since(survey.Metric, f, s.Figures, Watched(p, survey.Metric)), nil
}

// addInvitations says how many were invited, and how many of them answered.
func (s *Service) addInvitations(ctx context.Context, out *TouchpointScore) error {
	invited, err := s.store.Read(ctx).InvitationCounts([]string{out.Survey}, out.From, out.To)
	if err != nil {
		return err
	}
	// Where most answers came in another way (links, imports), a rate of the
	// few invitations would speak of other people than the score does.
	if i := invited[out.Survey]; i.Sent > 0 && 2*i.Answered >= out.N {
		out.Invited, out.Replied = &i.Sent, i.Answered
		out.ResponseRate, out.RateInterval = responseRate(i.Answered, i.Sent)
	}
	out.Outweighed, err = s.store.Read(ctx).InvitationsOutweighed(out.Survey, out.From, out.To)
	return err
}

// responseRate gives which part of those invited answered, 0 to 1, with its interval.
func responseRate(answered, invited int64) (rate *float64, interval *[2]float64) {
	s := metric.ShareOf(answered, invited, 1, 1-alpha)
	value := float64(answered) / float64(invited)
	return &value, &[2]float64{s.Interval.Lo / 100, s.Interval.Hi / 100}
}

// figuresIn sums the answers to a survey over a period.
func figuresIn(from pick.Reader, survey surveys.Survey, period surveys.Period) (Figures, error) {
	rows, err := from.RollupSums(surveys.RollupQuery{Surveys: []string{survey.Key}, From: period.From, To: period.To})
	if err != nil {
		return Figures{}, err
	}
	sum := sumOf(rows)
	q, key := worth.Single(survey, surveys.DimensionTotal, "", period)
	answers, err := worth.Read(from, q)
	if err != nil {
		return Figures{}, err
	}
	return FiguresOf(survey.Metric, sum, answers.Of(key, sum.Tally)), nil
}

// trendIn gives the score of every step of a period; nil without a step.
func trendIn(from pick.Reader, survey surveys.Survey, step string, period surveys.Period, whole Figures) ([]TrendPoint, error) {
	starts, err := period.Steps(step)
	if err != nil || len(starts) == 0 {
		return nil, err
	}
	rows, err := from.RollupSums(surveys.RollupQuery{Surveys: []string{survey.Key}, From: period.From, To: period.To, PerDay: true})
	if err != nil {
		return nil, err
	}
	sums := make([]surveys.Sum, len(starts))
	for _, row := range rows {
		i := surveys.StepOf(starts, row.Day)
		sums[i] = sums[i].Plus(row.Sum())
	}
	return Trend(survey.Metric, step, starts, sums, whole), nil
}

// Trend computes the steps of a whole: day, week or month.
func Trend(m metric.Metric, step string, starts []string, sums []surveys.Sum, whole Figures) []TrendPoint {
	points := make([]TrendPoint, len(starts))
	e := whole.effect.Within(map[string]int{"day": 1, "week": 7, "month": 30}[step])
	for i, start := range starts {
		points[i] = TrendPoint{Start: start, Figures: FiguresOf(m, sums[i], e)}
	}
	return points
}
