package respond

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"halte/surveys"
	"halte/surveys/metric"
)

// VerifyRollups compares the stored rollups with what the responses give, and
// returns up to 20 differences in words; none means that they are the same to
// the last row.
func (s *Service) VerifyRollups(ctx context.Context) (rows int, differences []string, err error) {
	err = s.store.Update(ctx, func(tx Tx) error {
		want, stored, err := foldAndStored(tx)
		if err != nil {
			return err
		}
		off, err := s.verifyRatings(tx)
		if err != nil {
			return err
		}
		rows, differences = len(stored), slices.Concat(off, compareFolds(want, stored))
		pairs, wrong, err := s.verifyCovariances(tx)
		if err != nil {
			return err
		}
		repeats, mispaired, err := s.verifyRepeats(tx)
		if err != nil {
			return err
		}
		chosen, miscounted, err := s.verifyFollowUps(tx)
		rows, differences = rows+pairs+repeats+chosen, slices.Concat(differences, wrong, mispaired, miscounted)
		differences = differences[:min(len(differences), 20)]
		return err
	})
	return rows, differences, err
}

// RebuildRollups replaces the rollups by what the responses give, and lets the funnel
// count what an older program wrote.
func (s *Service) RebuildRollups(ctx context.Context) (rows int, err error) {
	err = s.store.Update(ctx, func(tx Tx) error {
		want, _, err := foldAndStored(tx)
		if err != nil {
			return err
		}
		if err := tx.RollupsReplace(want); err != nil {
			return err
		}
		pairs, err := s.rebuildCovariances(tx)
		if err != nil {
			return err
		}
		repeats, err := s.rebuildRepeats(tx)
		if err != nil {
			return err
		}
		chosen, err := s.rebuildFollowUps(tx)
		rows = len(want) + pairs + repeats + chosen
		if err != nil {
			return err
		}
		return s.fillDays(tx)
	})
	return rows, err
}

// fillDays fills in what a program from before the funnel left out, which ran on after a
// migration: the days of decisions, and of openings with their touchpoints.
func (s *Service) fillDays(tx Tx) error {
	p, err := s.plans.In(tx)
	if err != nil {
		return err
	}
	return tx.DaysFill(p.DayOf)
}

// foldAndStored folds all responses while nobody writes, and gives the stored rows of
// the dimensions that are kept. Whoever publishes another pair of segments meanwhile
// waits, for the rollups are locked.
func foldAndStored(tx Tx) (want, stored []surveys.Rollup, err error) {
	if err := tx.RollupsLock(); err != nil {
		return nil, nil, err
	}
	revision, err := tx.Revision()
	if err != nil {
		return nil, nil, err
	}
	sums := newTallies(revision.Definition)
	if err := fold(tx.ResponseEach, sums.add); err != nil {
		return nil, nil, err
	}
	stored, err = tx.RollupsAll()
	stored = slices.DeleteFunc(stored, func(r surveys.Rollup) bool {
		return strings.Contains(r.Dimension, "+") && !slices.ContainsFunc(sums.crossed, func(c surveys.Crossing) bool { return c.Dimension() == r.Dimension })
	})
	return sums.rows(), stored, err
}

func compareFolds(want, stored []surveys.Rollup) []string {
	byKey := map[surveys.Rollup]metric.Tally{}
	for _, row := range stored {
		byKey[keyOf(row)] = row.Tally
	}
	var found []string
	for _, row := range want {
		have, ok := byKey[keyOf(row)]
		delete(byKey, keyOf(row))
		switch {
		case !ok:
			found = append(found, fmt.Sprintf("%s is missing: the responses give %v", nameOf(row), row.Tally))
		case have != row.Tally:
			found = append(found, fmt.Sprintf("%s holds %v: the responses give %v", nameOf(row), have, row.Tally))
		}
	}
	for row := range byKey {
		found = append(found, nameOf(row)+" is there: no response gives it")
	}
	slices.Sort(found)
	return found[:min(len(found), 20)]
}

func keyOf(r surveys.Rollup) surveys.Rollup {
	r.Tally = metric.Tally{}
	return r
}

func nameOf(r surveys.Rollup) string {
	if r.Dimension == surveys.DimensionTotal {
		return fmt.Sprintf("rollup %s %s", r.Survey, r.Day)
	}
	return fmt.Sprintf("rollup %s %s %s=%s", r.Survey, r.Day, r.Dimension, r.Value)
}
