package followup

import (
	"context"
	"slices"
	"time"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/metric"
	"halte/surveys/pick"
	"halte/surveys/worth"
)

// Store keeps what this room needs.
type Store interface {
	// Read gives what may be read outside a transaction, each call for itself.
	Read(ctx context.Context) Reader
}

// Reader reads.
type Reader interface {
	pick.Stored
	// FollowUpSums sums stored counts, in the order of day, value, question and option.
	FollowUpSums(q surveys.FollowUpQuery) ([]surveys.FollowUpCount, error)
	// ResponseChosenEach calls fn with the newest revision of every answer to a survey of
	// the days from and to that has answers to follow-ups and one of the values of every
	// dimension, in no order. It gives what was answered alone: survey, version, day,
	// rating and answers.
	ResponseChosenEach(survey, from, to string, picked map[string][]string, fn func(surveys.Response) error) error
}

// Service tells what people chose. It writes nothing, and is safe for concurrent use.
type Service struct {
	store Store
	plans *definition.Plans
	now   func() time.Time
}

// Options are what a Service is built from.
type Options struct {
	Store Store
	Plans *definition.Plans
	Now   func() time.Time // the clock
}

// New builds a Service.
func New(o Options) *Service { return &Service{o.Store, o.Plans, o.Now} }

// group is the respondents that are looked at: all who answered a survey, or those whose
// answers are picked.
type group struct {
	plan   *definition.Plan
	survey surveys.Survey
	of     pick.Values
}

// picture is what a group chose in one period.
type picture struct {
	period surveys.Period
	of     tables
	weeks  map[string]tables // by Monday; nil where none were asked for
	effect worth.Effect
}

func (s *Service) picture(ctx context.Context, g group, in surveys.Period, weekly bool) (picture, error) {
	out := picture{period: in, of: tables{}, effect: worth.Alone}
	if weekly {
		out.weeks = map[string]tables{}
	}
	rows, err := s.counts(ctx, g, in, weekly)
	if err != nil {
		return out, err
	}
	for _, row := range rows {
		out.of.add(row)
		if weekly {
			if out.weeks[row.Day] == nil {
				out.weeks[row.Day] = tables{}
			}
			out.weeks[row.Day].add(row)
		}
	}
	if len(out.of) == 0 {
		return out, nil // nothing hangs together
	}
	out.effect, err = s.effect(ctx, g, in)
	return out, err
}

// counts gives what a group chose, of each week or in all. Those with values of one
// dimension are in kept counts, any number of them; those with values of several are
// counted from responses, within a bound.
func (s *Service) counts(ctx context.Context, g group, in surveys.Period, weekly bool) ([]surveys.FollowUpCount, error) {
	reader, by := s.store.Read(ctx), g.of.By()
	if len(by) > 1 {
		return s.counted(ctx, reader, g, in, weekly)
	}
	q := surveys.FollowUpQuery{Survey: g.survey.Key, Dimension: surveys.DimensionTotal, From: in.From, To: in.To, PerWeek: weekly}
	for q.Dimension = range by {
	}
	rows, err := reader.FollowUpSums(q)
	if q.Dimension == surveys.DimensionTotal {
		return rows, err
	}
	return slices.DeleteFunc(rows, func(row surveys.FollowUpCount) bool { return !slices.Contains(by[q.Dimension], row.Value) }), err
}

// counted counts what a group chose from responses.
func (s *Service) counted(ctx context.Context, reader Reader, g group, in surveys.Period, weekly bool) ([]surveys.FollowUpCount, error) {
	if err := pick.Countable(reader, []string{g.survey.Key}, in.From, in.To, ""); err != nil {
		return nil, err
	}
	versions, err := s.versions(ctx, g)
	if err != nil {
		return nil, err
	}
	sums, step := NewSums(versions), surveys.RollupQuery{PerWeek: weekly}
	err = reader.ResponseChosenEach(g.survey.Key, in.From, in.To, g.of.By(), func(r surveys.Response) error {
		r.Day = step.StepOf(r.Day)
		return sums.addTotal(r)
	})
	return sums.Rows(), err
}

// versions reads all versions of a survey, so that nothing is read while answers are.
func (s *Service) versions(ctx context.Context, g group) (Versions, error) {
	all := map[int]*definition.PlannedSurvey{}
	for number := g.plan.Versions[g.survey.Key]; number > 0; number-- {
		planned, err := s.plans.Version(ctx, g.plan, g.survey.Key, number)
		if err == nil {
			all[number] = planned
		} else if surveys.KindOf(err) != surveys.NotFound {
			return nil, err
		}
	}
	return func(survey string, number int) (*definition.PlannedSurvey, error) {
		if all[number] == nil {
			return nil, surveys.Errorf(surveys.NotFound, "The survey %q has no version %d.", survey, number)
		}
		return all[number], nil
	}, nil
}

// effect is what the answers of a group are worth: how far the same people gave
// several, and how far days and weeks differ, in their ratings.
func (s *Service) effect(ctx context.Context, g group, in surveys.Period) (worth.Effect, error) {
	from, by := pick.Over(s.store.Read(ctx), nil, g.of, true), g.of.By()
	rows, err := from.RollupSums(surveys.RollupQuery{Surveys: []string{g.survey.Key}, From: in.From, To: in.To})
	if err != nil {
		return worth.Alone, err
	}
	var sum metric.Tally
	for _, row := range rows {
		sum = sum.Plus(row.Tally)
	}
	question, key := worth.Single(g.survey, surveys.DimensionTotal, "", in)
	if len(by) == 1 { // pairs of answers are known by value
		from = pick.Over(s.store.Read(ctx), nil, pick.Values{}, true)
		for question.Dimension = range by {
		}
		question.Of = func(_, value string) worth.Sum {
			return surveys.IfElse(slices.Contains(by[question.Dimension], value), key, worth.Sum{Metric: key.Metric})
		}
	}
	answers, err := worth.Read(from, question)
	if err != nil {
		return worth.Alone, err
	}
	return answers.Of(key, sum), nil
}
