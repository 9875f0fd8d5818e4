package surveys

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"halte/surveys/metric"
)

// DefaultPeriod is how many days a score covers when nobody names a period.
const DefaultPeriod = 90

// Period is a range of days of the experience, both included, in the
// organisation's zone.
type Period struct{ From, To string }

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
	Invited      *int64       `json:"invited,omitempty" doc:"Invitations that went out for experiences of these days"`
	ResponseRate *float64     `json:"response_rate,omitempty" doc:"Share of them that was answered, 0 to 1; left out where nobody was invited"`
	Outweighed   int64        `json:"outweighed,omitempty" doc:"Invitations for experiences of these days that gave way to others: their contact was due for one that was worth more, and may get only one"`
	Trend        []TrendPoint `json:"trend,omitempty" doc:"Every period, also those without answers"`

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

// Period fills in what a period leaves open: the last 90 days up to today.
func (p *Plan) Period(now time.Time, from, to string) (Period, error) {
	out := Period{from, to}
	if to == "" {
		out.To = p.DayOf(now)
	}
	last, err := time.Parse(time.DateOnly, out.To)
	if err != nil {
		return out, Refuse("to", "is not a day such as 2026-11-20")
	}
	if from == "" {
		out.From = last.AddDate(0, 0, 1-DefaultPeriod).Format(time.DateOnly)
	}
	first, err := time.Parse(time.DateOnly, out.From)
	if err != nil {
		return out, Refuse("from", "is not a day such as 2026-11-20")
	}
	if last.Before(first) {
		return out, Refuse("from", "lies after to")
	}
	if last.Sub(first) > 20*366*Day || first.Year() < 1990 {
		return out, Refuse("from", "lies more than twenty years before to, or before 1990")
	}
	return out, nil
}

// TouchpointScore computes the score of a touchpoint from its rollups.
func (s *Service) TouchpointScore(ctx context.Context, q ScoreQuery) (TouchpointScore, error) {
	p, err := s.Plan(ctx)
	if err != nil {
		return TouchpointScore{}, err
	}
	survey, err := p.surveyOf(q.Touchpoint, q.Survey)
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
	of, err := p.partOf(survey, q.Segment)
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
		invited, err := s.Invited(ctx, []string{survey.Key}, period.From, period.To)
		if err != nil {
			return out, err
		}
		// Where most answers came in another way (links, imports), a rate of the
		// few invitations would speak of other people than the score does.
		if i := invited[survey.Key]; i.Sent > 0 && 2*i.Answered >= out.N {
			rate := float64(i.Answered) / float64(i.Sent)
			out.Invited, out.ResponseRate = &i.Sent, &rate
		}
		if out.Outweighed, err = s.Outweighed(ctx, survey.Key, period.From, period.To); err != nil {
			return out, err
		}
	}
	return out, nil
}

// part is the answers to a survey, or those of one value of a dimension.
type part struct {
	survey           Survey
	dimension, value string
}

// partOf reads a segment written as NAME:VALUE.
func (p *Plan) partOf(s Survey, segment string) (part, error) {
	if segment == "" {
		return part{survey: s}, nil
	}
	name, value, ok := strings.Cut(segment, ":")
	if _, known := p.Definition.Segments[name]; !ok || !known || value == "" {
		return part{}, Refuse("segment", "is not NAME:VALUE with one of the segments %s", strings.Join(slices.Sorted(maps.Keys(p.Definition.Segments)), ", "))
	}
	return part{s, DimensionSegment + name, value}, nil
}

// figuresOf sums a part over a period. What is held back of a segment is what is
// held back of it beside all others.
func (s *Service) figuresOf(ctx context.Context, of part, period Period, small bool) (Figures, error) {
	q := RollupQuery{Surveys: []string{of.survey.Key}, From: period.From, To: period.To, Dimension: of.dimension}
	if of.dimension == DimensionTotal || small {
		q.Value = of.value
	}
	rows, err := s.Rollups(ctx, q)
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
	if of.dimension != DimensionTotal && !small && mine >= 0 {
		q.Dimension = DimensionTotal
		whole, err := s.Rollups(ctx, q)
		if err != nil {
			return Figures{}, err
		}
		var n int64
		for _, row := range whole {
			n += row.Tally.N()
		}
		held = hold(n, parts, small)[mine]
	}
	return figuresUnless(held, of.survey.Metric, sum), nil
}

// trend gives the score of every step of a period; nil without a step.
func (s *Service) trend(ctx context.Context, of part, step string, period Period, whole Figures, small bool) ([]TrendPoint, error) {
	starts, err := periods(step, period)
	if err != nil || len(starts) == 0 {
		return nil, err
	}
	rows, err := s.Rollups(ctx, RollupQuery{
		Surveys: []string{of.survey.Key}, From: period.From, To: period.To, Dimension: of.dimension, Value: of.value, PerDay: true,
	})
	if err != nil {
		return nil, err
	}
	sums := make([]metric.Tally, len(starts))
	for _, row := range rows {
		i := stepOf(starts, row.Day)
		sums[i] = sums[i].Plus(row.Tally)
	}
	return trendPoints(of.survey.Metric, starts, sums, whole, small), nil
}

// stepOf gives the step that holds a day: the last that begins no later.
func stepOf(starts []string, day string) int {
	i, exact := slices.BinarySearch(starts, day)
	if !exact {
		i--
	}
	return max(i, 0)
}

// trendPoints computes the steps of a whole. Where the whole is held back, so is
// every one of them.
func trendPoints(m metric.Metric, starts []string, sums []metric.Tally, whole Figures, small bool) []TrendPoint {
	points, held := make([]TrendPoint, len(starts)), hold(whole.N, sums, small)
	for i, start := range starts {
		points[i] = TrendPoint{Start: start, Figures: figuresUnless(held[i] || whole.Held, m, sums[i])}
	}
	return points
}

// surveyOf gives the survey that is meant at a touchpoint.
func (p *Plan) surveyOf(touchpoint, survey string) (Survey, error) {
	if _, err := p.Touchpoint(touchpoint); err != nil {
		return Survey{}, err
	}
	there := p.ofTouch[touchpoint]
	switch {
	case survey != "" && !slices.Contains(there, survey):
		return Survey{}, Refuse("survey", "%q is not asked at this touchpoint; there are %s", survey, strings.Join(there, ", "))
	case survey != "":
		return p.surveys[survey].Survey, nil
	case len(there) == 0:
		return Survey{}, Errorf(NotFound, "No survey is attached to the touchpoint %q.", touchpoint)
	case len(there) > 1:
		return Survey{}, Refuse("survey", "is missing: this touchpoint has %s", strings.Join(there, ", "))
	}
	return p.surveys[there[0]].Survey, nil
}

// periods gives the first day of every day, week or month of a period; the first
// of them may begin before it.
func periods(step string, in Period) ([]string, error) {
	first, _ := time.Parse(time.DateOnly, in.From) // both were checked
	last, _ := time.Parse(time.DateOnly, in.To)
	var next func(time.Time) time.Time
	switch step {
	case "":
		return nil, nil
	case "day":
		next = func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }
	case "week":
		first = first.AddDate(0, 0, -(int(first.Weekday())+6)%7)
		next = func(t time.Time) time.Time { return t.AddDate(0, 0, 7) }
	case "month":
		first = first.AddDate(0, 0, 1-first.Day())
		next = func(t time.Time) time.Time { return t.AddDate(0, 1, 0) }
	default:
		return nil, Refuse("trend", "is not one of day, week, month")
	}
	var starts []string
	for t := first; !t.After(last); t = next(t) {
		starts = append(starts, t.Format(time.DateOnly))
	}
	return starts, nil
}
