package followup

import (
	"context"
	"time"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/metric"
	"halte/surveys/worth"
)

// Store keeps what this room needs.
type Store interface {
	// Read gives what may be read outside a transaction, each call for itself.
	Read(ctx context.Context) Reader
}

// Reader reads.
type Reader interface {
	worth.Reader
	// FollowUpSums sums stored counts, in the order of day, value, question and option.
	FollowUpSums(q surveys.FollowUpQuery) ([]surveys.FollowUpCount, error)
	// RollupSums sums stored tallies.
	RollupSums(q surveys.RollupQuery) ([]surveys.Rollup, error)
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

// group is the respondents that are looked at: all, or those with one value of a
// dimension.
type group struct {
	survey           surveys.Survey
	dimension, value string
}

// picture is what a group chose in one period.
type picture struct {
	period surveys.Period
	of     tables
	whole  tables   // of all values; nil where nothing is beside the group
	beside []tables // the other values
	effect worth.Effect
}

func (s *Service) picture(ctx context.Context, g group, in surveys.Period) (picture, error) {
	out := picture{period: in, of: tables{}, effect: worth.Alone}
	sums := func(dimension string, add func(surveys.FollowUpCount)) error {
		rows, err := s.store.Read(ctx).FollowUpSums(surveys.FollowUpQuery{Survey: g.survey.Key, Dimension: dimension, From: in.From, To: in.To})
		for _, row := range rows {
			add(row)
		}
		return err
	}
	beside := map[string]tables{}
	err := sums(g.dimension, func(row surveys.FollowUpCount) {
		if row.Value == g.value {
			out.of.add(row)
			return
		}
		if beside[row.Value] == nil {
			beside[row.Value] = tables{}
			out.beside = append(out.beside, beside[row.Value])
		}
		beside[row.Value].add(row)
	})
	if err != nil {
		return out, err
	}
	if g.dimension != surveys.DimensionTotal {
		out.whole = tables{}
		if err := sums(surveys.DimensionTotal, out.whole.add); err != nil {
			return out, err
		}
	}
	if len(out.of) == 0 {
		return out, nil // nothing hangs together
	}
	out.effect, err = s.effect(ctx, g, in)
	return out, err
}

// effect is what the answers of a group are worth: how far the same people gave
// several, and how far days and weeks differ, in their ratings.
func (s *Service) effect(ctx context.Context, g group, in surveys.Period) (worth.Effect, error) {
	reader := s.store.Read(ctx)
	rows, err := reader.RollupSums(surveys.RollupQuery{
		Surveys: []string{g.survey.Key}, From: in.From, To: in.To, Dimension: g.dimension, Value: g.value,
	})
	if err != nil {
		return worth.Alone, err
	}
	var sum metric.Tally
	for _, row := range rows {
		sum = sum.Plus(row.Tally)
	}
	question, key := worth.Single(g.survey, g.dimension, g.value, in)
	answers, err := worth.Read(reader, question)
	if err != nil {
		return worth.Alone, err
	}
	return answers.Of(key, sum), nil
}

// held guards a question of the picture.
func (p picture) held(q asked, small bool) held {
	if small {
		return nil
	}
	var already held
	if p.whole != nil {
		parts := []counts{p.of[q.Key]}
		for _, other := range p.beside {
			parts = append(parts, other[q.Key])
		}
		already = guardParts(q.keys(), p.whole[q.Key], parts)[0]
	}
	return guard(q.keys(), q.Type.Several(), p.of[q.Key], already)
}

// weeks gives the tables of each week, by its Monday.
func (s *Service) weeks(ctx context.Context, g group, in surveys.Period) (map[string]tables, error) {
	rows, err := s.store.Read(ctx).FollowUpSums(surveys.FollowUpQuery{
		Survey: g.survey.Key, Dimension: g.dimension, From: in.From, To: in.To, PerWeek: true,
	})
	out := map[string]tables{}
	for _, row := range rows {
		if row.Value != g.value {
			continue
		}
		if out[row.Day] == nil {
			out[row.Day] = tables{}
		}
		out[row.Day].add(row)
	}
	return out, err
}
