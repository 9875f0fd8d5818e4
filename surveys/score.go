package surveys

import (
	"context"
	"slices"
	"strings"
	"time"

	"halte/surveys/metric"
)

// SmallCell is the number of answers below which a score is held back from those
// without the right to see it: it would tell of single persons, and of noise.
const SmallCell = 5

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
	Segment    string // NAME:VALUE; all when empty
	Small      bool   // the asker may see small cells
}

// Figures are a score with everything it must not go without. At n = 0 Score and
// Interval are left out; Held says that there are answers, too few to show.
type Figures struct {
	N            int64       `json:"n" doc:"Number of answers"`
	Held         bool        `json:"held,omitempty" doc:"Fewer than five answers: histogram and score are held back from this key"`
	Histogram    []int64     `json:"histogram,omitempty" doc:"Answers by rating, from the lowest of the scale to the highest"`
	Score        *float64    `json:"score,omitempty" doc:"NPS in points, CSAT in percent of 4 and 5, CES as a mean; unrounded"`
	Interval     *[2]float64 `json:"interval,omitempty" doc:"95 percent interval of the score"`
	Mean         *float64    `json:"mean,omitempty" doc:"CSAT only: the mean rating, 1 to 5"`
	MeanInterval *[2]float64 `json:"mean_interval,omitempty" doc:"CSAT only: 95 percent interval of the mean"`

	value metric.Score
}

// Metric gives the figures as the arithmetic made them, for drawing.
func (f Figures) Metric() metric.Score { return f.value }

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
	Trend        []TrendPoint `json:"trend,omitempty" doc:"Every period, also those without answers"`
}

// TrendPoint is the score of one day, week or month.
type TrendPoint struct {
	Start string `json:"start" doc:"First day of the period; a week begins on Monday"`
	Figures
}

// ScoresQuery asks for scores side by side.
type ScoresQuery struct {
	By       string        // touchpoint, stage, journey, channel, owner, segment.NAME, locale, wave or source
	Metric   metric.Metric // all metrics when empty
	From, To string
	Small    bool
}

// ScoreRow is one of several scores. They stand in the order of the journey or
// of the value, never of the score.
type ScoreRow struct {
	Key    string        `json:"key" doc:"Touchpoint, stage (journey/stage), journey, channel, owner or value"`
	Metric metric.Metric `json:"metric"`
	Figures
}

// ScoreList is the answer to a ScoresQuery.
type ScoreList struct {
	By     string     `json:"by"`
	From   string     `json:"from"`
	To     string     `json:"to"`
	Scores []ScoreRow `json:"scores"`
}

// figures computes the score of a tally, or holds it back.
func figures(m metric.Metric, t metric.Tally, small bool) Figures {
	f := Figures{N: t.N(), value: m.Score(t)}
	if f.N > 0 && f.N < SmallCell && !small {
		return Figures{N: f.N, Held: true, value: metric.Score{Metric: m, Interval: m.Range()}}
	}
	f.Histogram = m.Histogram(t)
	if f.value.Absent() {
		return f
	}
	score := f.value
	f.Score, f.Interval = &score.Value, &[2]float64{score.Interval.Lo, score.Interval.Hi}
	if m == metric.CSAT {
		f.Mean, f.MeanInterval = &score.Mean, &[2]float64{score.MeanInterval.Lo, score.MeanInterval.Hi}
	}
	return f
}

// Period fills in what a period leaves open: the last 90 days up to today.
func (s *Service) Period(p *Plan, from, to string) (Period, error) {
	out := Period{from, to}
	if to == "" {
		out.To = p.DayOf(s.now())
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
	period, err := s.Period(p, q.From, q.To)
	if err != nil {
		return TouchpointScore{}, err
	}
	starts, err := periods(q.Trend, period)
	if err != nil {
		return TouchpointScore{}, err
	}
	rollups := RollupQuery{Surveys: []string{survey.Key}, From: period.From, To: period.To, PerDay: q.Trend != ""}
	if q.Segment != "" {
		name, value, ok := strings.Cut(q.Segment, ":")
		if _, known := p.Definition.Segments[name]; !ok || !known || value == "" {
			return TouchpointScore{}, Refuse("segment", "is not NAME:VALUE with one of the segments %s", strings.Join(sortedKeys(p.Definition.Segments), ", "))
		}
		rollups.Dimension, rollups.Value = DimensionSegment+name, value
	}
	rows, err := s.Rollups(ctx, rollups)
	if err != nil {
		return TouchpointScore{}, err
	}
	var total metric.Tally
	trend := make([]metric.Tally, len(starts))
	for _, row := range rows {
		total = total.Plus(row.Tally)
		if len(starts) > 0 {
			// Periods stand in order: the last that begins no later holds the day.
			i, exact := slices.BinarySearch(starts, row.Day)
			if !exact {
				i--
			}
			trend[max(i, 0)] = trend[max(i, 0)].Plus(row.Tally)
		}
	}
	out := TouchpointScore{
		Touchpoint: q.Touchpoint, Survey: survey.Key, Metric: survey.Metric, From: period.From, To: period.To,
		Segment: q.Segment, Figures: figures(survey.Metric, total, q.Small),
	}
	for i, start := range starts {
		out.Trend = append(out.Trend, TrendPoint{start, figures(survey.Metric, trend[i], q.Small)})
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
	}
	return out, nil
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

// Scores computes scores side by side from rollups.
func (s *Service) Scores(ctx context.Context, q ScoresQuery) (ScoreList, error) {
	p, err := s.Plan(ctx)
	if err != nil {
		return ScoreList{}, err
	}
	period, err := s.Period(p, q.From, q.To)
	if err != nil {
		return ScoreList{}, err
	}
	if q.Metric != "" && !q.Metric.Known() {
		return ScoreList{}, Refuse("metric", "is not one of nps, csat, ces")
	}
	if q.By == "" {
		q.By = "touchpoint"
	}
	keysOf, dimension, err := p.grouping(q.By)
	if err != nil {
		return ScoreList{}, err
	}
	var rows []Rollup
	if active := p.activeSurveys(); len(active) > 0 { // an empty list would ask for those of archived surveys
		rows, err = s.Rollups(ctx, RollupQuery{Surveys: active, From: period.From, To: period.To, Dimension: dimension})
	}
	if err != nil {
		return ScoreList{}, err
	}
	type cell struct {
		key    string
		metric metric.Metric
	}
	sums, order := map[cell]metric.Tally{}, []cell{}
	if dimension == DimensionTotal { // places without answers are listed too
		for _, place := range p.places() {
			for _, survey := range p.ofTouch[place.touchpoint.Key] {
				c := cell{keysOf(place), p.surveys[survey].Metric}
				if _, seen := sums[c]; !seen && c.key != "" {
					sums[c], order = metric.Tally{}, append(order, c)
				}
			}
		}
	}
	at := p.placeOf()
	for _, row := range rows {
		survey := p.surveys[row.Survey]
		c := cell{row.Value, survey.Metric}
		if dimension == DimensionTotal {
			c.key = keysOf(at[survey.Touchpoint])
		}
		if c.key == "" {
			continue
		}
		if _, seen := sums[c]; !seen {
			order = append(order, c)
		}
		sums[c] = sums[c].Plus(row.Tally)
	}
	if dimension != DimensionTotal {
		slices.SortFunc(order, func(a, b cell) int {
			return strings.Compare(a.key+"\x00"+string(a.metric), b.key+"\x00"+string(b.metric))
		})
	}
	out := ScoreList{By: q.By, From: period.From, To: period.To, Scores: []ScoreRow{}}
	for _, c := range order {
		if q.Metric == "" || q.Metric == c.metric {
			out.Scores = append(out.Scores, ScoreRow{c.key, c.metric, figures(c.metric, sums[c], q.Small)})
		}
	}
	return out, nil
}

// place is a touchpoint with where it stands.
type place struct {
	journey, stage string
	touchpoint     *Touchpoint
}

// places gives every touchpoint in the order of the journeys.
func (p *Plan) places() []place {
	var out []place
	for ji := range p.Definition.Journeys {
		j := &p.Definition.Journeys[ji]
		for si := range j.Stages {
			for ti := range j.Stages[si].Touchpoints {
				out = append(out, place{j.Key, j.Stages[si].Key, &j.Stages[si].Touchpoints[ti]})
			}
		}
	}
	return out
}

func (p *Plan) placeOf() map[string]place {
	out := map[string]place{}
	for _, at := range p.places() {
		out[at.touchpoint.Key] = at
	}
	return out
}

func (p *Plan) activeSurveys() []string {
	keys := make([]string, 0, len(p.Definition.Surveys))
	for _, s := range p.Definition.Surveys {
		keys = append(keys, s.Key)
	}
	return keys
}

// grouping says how `by` puts scores together: by a property of the place, or by
// a stored dimension.
func (p *Plan) grouping(by string) (func(place) string, string, error) {
	switch by {
	case "touchpoint":
		return func(at place) string { return at.touchpoint.Key }, DimensionTotal, nil
	case "stage":
		return func(at place) string { return at.journey + "/" + at.stage }, DimensionTotal, nil
	case "journey":
		return func(at place) string { return at.journey }, DimensionTotal, nil
	case "channel":
		return func(at place) string { return at.touchpoint.Channel }, DimensionTotal, nil
	case "owner":
		return func(at place) string { return at.touchpoint.Owner }, DimensionTotal, nil
	case DimensionLocale, DimensionWave, DimensionSource:
		return nil, by, nil
	}
	if name, ok := strings.CutPrefix(by, DimensionSegment); ok {
		if _, known := p.Definition.Segments[name]; known {
			return nil, by, nil
		}
	}
	return nil, "", Refuse("by", "is not one of touchpoint, stage, journey, channel, owner, segment.NAME, locale, wave, source")
}
