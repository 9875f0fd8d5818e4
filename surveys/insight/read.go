package insight

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"halte/surveys"
	"halte/surveys/pick"
)

// read gives a reader of the sums that figures are made of: of the answers with some
// values, or of all answers when there are none. Unless small is set it holds small
// cells back.
func (s *Service) read(ctx context.Context, of pick.Values, small bool) pick.Reader {
	return pick.Over(s.store.Read(ctx), s.guard, of, small)
}

// preparedDays are those that a page without a period reads at most: two quarters.
const preparedDays = 190

// Prepare decides what of the last half year is told to readers who may see no small
// cells. It looks at all answers, and without it the first of them would wait.
func (s *Service) Prepare(ctx context.Context) error {
	p, err := s.plans.Current(ctx)
	if err != nil {
		return err
	}
	asked := p.SurveysWith("")
	if len(asked) == 0 {
		return nil
	}
	return s.guard.Over(s.store.Read(ctx)).Prepare(asked, surveys.AddDays(p.DayOf(s.now()), -preparedDays))
}

// wholeBlocks narrows a period to whole blocks of the answers to some surveys, for other
// counts beside their figures. held is true when it has answers but no whole block.
func (s *Service) wholeBlocks(ctx context.Context, keys []string, in surveys.Period, small bool) (out surveys.Period, held bool, err error) {
	if small {
		return in, false, nil
	}
	return s.guard.Over(s.store.Read(ctx)).WithinBlocks(keys, in)
}

// wholeGroups narrows a period to whole groups of the answers to a survey, for what is
// told by segment beside its figures. Where there is none it is held, and as it was.
func (s *Service) wholeGroups(ctx context.Context, survey string, in surveys.Period, small bool) (out surveys.Period, held bool, err error) {
	if small {
		return in, false, nil
	}
	out, held, err = s.guard.Over(s.store.Read(ctx)).WithinGroups([]string{survey}, in)
	return surveys.IfElse(held, in, out), held, err
}

// sumOf adds rows up.
func sumOf(rows []surveys.Rollup) (sum surveys.Sum) {
	for _, row := range rows {
		sum = sum.Plus(row.Sum())
	}
	return sum
}

// mostValues is how many values of a segment are offered: those of most answers.
const mostValues = 12

// SegmentValues gives the values of every segment in a period, those of most answers
// first; those of fewer than five answers are left out.
func (s *Service) SegmentValues(ctx context.Context, in surveys.Period, small bool) (map[string][]string, error) {
	p, err := s.plans.Current(ctx)
	if err != nil {
		return nil, err
	}
	out := map[string][]string{}
	asked := p.SurveysWith("")
	if len(asked) == 0 {
		return out, nil
	}
	for name := range p.Definition.Segments {
		rows, err := s.read(ctx, pick.Values{}, small).RollupSums(surveys.RollupQuery{Surveys: asked, From: in.From, To: in.To, Dimension: surveys.DimensionSegment + name})
		if err != nil {
			return nil, err
		}
		n := map[string]int64{}
		for _, row := range rows {
			n[row.Value] += row.Tally.N()
		}
		maps.DeleteFunc(n, func(_ string, n int64) bool { return n < surveys.SmallCell })
		values := slices.SortedFunc(maps.Keys(n), func(a, b string) int { return cmp.Or(cmp.Compare(n[b], n[a]), strings.Compare(a, b)) })
		out[name] = values[:min(len(values), mostValues)]
	}
	return out, nil
}
