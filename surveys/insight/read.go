package insight

import (
	"context"

	"halte/surveys"
	"halte/surveys/guard"
)

// read gives what figures are made of: cells of a guard to whoever may not see small
// ones, else everything as it is stored.
func (s *Service) read(ctx context.Context, small bool) Reader {
	r := s.store.Read(ctx)
	if small {
		return r
	}
	return guarded{r, s.guard.Over(r)}
}

// guarded reads sums through a guard, and the rest as it is.
type guarded struct {
	Reader
	cells guard.Guarded
}

func (g guarded) RollupSums(q surveys.RollupQuery) ([]surveys.Rollup, error) {
	return g.cells.RollupSums(q)
}

func (g guarded) RollupDayEach(q surveys.DayQuery, fn func(surveys.DayTotal)) error {
	return g.cells.RollupDayEach(q, fn)
}

func (g guarded) RepeatSums(q surveys.RepeatQuery) ([]surveys.RepeatSum, error) {
	all, err := g.Reader.RepeatSums(q)
	return guard.Repeats(all), err
}

// wholeBlocks narrows a period to whole blocks of the answers to some surveys, for
// what is counted beside their figures. All of it is held where there is none.
func (s *Service) wholeBlocks(ctx context.Context, keys []string, in surveys.Period, small bool) (out surveys.Period, held bool, err error) {
	if small {
		return in, false, nil
	}
	return s.guard.Over(s.store.Read(ctx)).WithinBlocks(keys, in)
}

// sumOf adds rows up.
func sumOf(rows []surveys.Rollup) (sum surveys.Sum) {
	for _, row := range rows {
		sum = sum.Plus(row.Sum())
	}
	return sum
}
