package insight

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/metric"
)

// ScoringRule is a version of how ratings become scores.
type ScoringRule struct {
	Version int
	Since   string // first day on which figures were computed by it; empty for the first rule
}

// scoringRules are all there ever were, oldest first. A rule is never changed: a
// figure of the past is what the rule of its day makes of the answers. When package
// metric computes something else, add a rule and keep the old one; templates/locales
// says what each version does.
var scoringRules = []ScoringRule{{Version: 1}}

// ScoringRules gives every version of how ratings become scores, oldest first.
func ScoringRules() []ScoringRule { return slices.Clone(scoringRules) }

// ruleOf gives the rule by which figures were computed on a day.
func ruleOf(day string) ScoringRule {
	for i := len(scoringRules) - 1; i > 0; i-- {
		if scoringRules[i].Since <= day {
			return scoringRules[i]
		}
	}
	return scoringRules[0]
}

// The clocks a report can go by.
const (
	ByRecorded = "recorded" // what Halte knew
	ByAnswered = "answered" // what people had said
)

// ReportQuery asks for the figures of the past.
type ReportQuery struct {
	AsOf       string // a day, meaning its end in the organisation's zone, or an RFC 3339 time
	From, To   string // days of the experience; the 90 days up to AsOf when empty
	Touchpoint string // all when empty
	// By says when an answer counts as known: since it was recorded (the default),
	// or since it was given. They differ for answers that were imported: Halte came
	// to know them on the day of the import.
	By    string
	Small bool // the asker may see small cells
}

// ReportRow is the figure of one survey as it was.
type ReportRow struct {
	Touchpoint string        `json:"touchpoint"`
	Survey     string        `json:"survey"`
	Metric     metric.Metric `json:"metric"`
	Figures

	sum surveys.Sum
}

// Report is figures as they were at a moment of the past.
type Report struct {
	AsOf time.Time // the last moment whose answers count
	By   string
	From string
	To   string
	Rule ScoringRule // how ratings became scores then
	// Figures has the surveys with answers, in the order of the journey; those of surveys
	// that were archived since come last. In the intervals each answer counts for itself,
	// also when the same people gave several.
	Figures []ReportRow
}

// Report computes the figures as they were, from the responses themselves: later
// answers and changes are left out, and an erasure since then changes nothing,
// because ratings and days outlive it.
//
// A report less an earlier report gives the answers in between. So readers who may not
// see small cells can ask for the end of a day only, and get the blocks of today that
// were the same then. Where a touchpoint stood is not kept: rows are in today's order.
func (s *Service) Report(ctx context.Context, q ReportQuery) (Report, error) {
	p, err := s.plans.Current(ctx)
	if err != nil {
		return Report{}, err
	}
	at, day, err := momentOf(p, q.AsOf)
	if err != nil {
		return Report{}, err
	}
	if day > p.DayOf(s.now()) {
		return Report{}, surveys.Refuse("as_of", "lies in the future")
	}
	if q.By == "" {
		q.By = ByRecorded
	}
	if q.By != ByRecorded && q.By != ByAnswered {
		return Report{}, surveys.Refuse("by", "is not one of recorded, answered")
	}
	if q.To == "" {
		q.To = day
	}
	period, err := p.Period(s.now(), q.From, q.To)
	if err != nil {
		return Report{}, err
	}
	if !q.Small && q.AsOf != day {
		return Report{}, surveys.Lacks(surveys.ScopeSmallCells)
	}
	known, err := s.store.Read(ctx).ReplayTallies(ReplayTallyQuery{
		At: at, ByAnswered: q.By == ByAnswered, From: period.From, To: period.To, Touchpoint: q.Touchpoint, PerDay: !q.Small,
	})
	if err != nil {
		return Report{}, err
	}
	if len(known) == 0 && q.Touchpoint != "" {
		if _, err := p.Touchpoint(q.Touchpoint); err != nil {
			return Report{}, err
		}
	}
	out := Report{AsOf: at, By: q.By, From: period.From, To: period.To, Rule: ruleOf(day), Figures: []ReportRow{}}
	rows, err := s.replayed(ctx, known, period, q.Small)
	if err != nil {
		return Report{}, err
	}
	for _, row := range rows {
		if row.Metric, err = s.plans.MetricOf(ctx, p, row.Survey); err != nil {
			return Report{}, err
		}
		row.Figures = NewFigures(row.Metric, row.sum)
		out.Figures = append(out.Figures, row)
	}
	order := map[string]int{}
	for i, survey := range inOrder(p) {
		order[survey] = i - len(p.SurveyByKey) // before all that are not there
	}
	slices.SortStableFunc(out.Figures, func(a, b ReportRow) int {
		if c := order[a.Survey] - order[b.Survey]; c != 0 {
			return c
		}
		return strings.Compare(a.Survey, b.Survey)
	})
	return out, nil
}

// replayed gives a row for every survey, with the sum of what was known, or with what
// a guard tells of it.
func (s *Service) replayed(ctx context.Context, known []ReplayTally, in surveys.Period, small bool) ([]ReportRow, error) {
	var out []ReportRow
	if small {
		for _, k := range known {
			out = append(out, ReportRow{Touchpoint: k.Touchpoint, Survey: k.Survey, sum: surveys.Sum{Tally: k.Tally}})
		}
		return out, nil
	}
	if len(known) == 0 {
		return nil, nil
	}
	touchpoints, then := map[string]string{}, make([]surveys.Rollup, len(known))
	for i, k := range known {
		touchpoints[k.Survey], then[i] = k.Touchpoint, surveys.Rollup{Survey: k.Survey, Day: k.Day, Tally: k.Tally}
	}
	q := surveys.RollupQuery{Surveys: slices.Sorted(maps.Keys(touchpoints)), From: in.From, To: in.To}
	told, err := s.guard.Over(s.store.Read(ctx)).Unchanged(q, then)
	for _, row := range told {
		out = append(out, ReportRow{Touchpoint: touchpoints[row.Survey], Survey: row.Survey, sum: row.Sum()})
	}
	return out, err
}

// momentOf reads a moment of the past, and the day it lies on: a day stands for
// its last microsecond in the organisation's zone.
func momentOf(p *definition.Plan, asOf string) (time.Time, string, error) {
	if t, err := time.Parse(time.RFC3339Nano, asOf); err == nil && t.Year() >= 1990 {
		return surveys.Micros(t), p.DayOf(t), nil
	}
	if asOf == "" {
		return time.Time{}, "", surveys.Refuse("as_of", "is missing: give a day such as 2026-11-20")
	}
	t, err := time.ParseInLocation(time.DateOnly, asOf, p.Zone)
	if err != nil || t.Year() < 1990 {
		return time.Time{}, "", surveys.Refuse("as_of", "is not a day such as 2026-11-20, nor a time such as 2026-11-20T14:03:00Z")
	}
	y, m, d := t.Date()
	return surveys.Micros(time.Date(y, m, d+1, 0, 0, 0, 0, p.Zone)).Add(-time.Microsecond), asOf, nil
}

// inOrder gives the surveys in the order of the journeys.
func inOrder(p *definition.Plan) []string {
	var keys []string
	for _, at := range p.Positions() {
		keys = append(keys, p.SurveysByTouchpoint[at.Touchpoint.Key]...)
	}
	return keys
}
