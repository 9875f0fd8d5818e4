package respond

import (
	"fmt"

	"halte/surveys"
	"halte/surveys/followup"
)

// keepFollowUps changes the stored counts by what answers change in them.
func keepFollowUps(tx Tx, changes *followup.Sums) error {
	if rows := changes.Rows(); len(rows) > 0 {
		return tx.FollowUpCountsAdd(rows)
	}
	return nil
}

// foldFollowUps computes all counts.
func (s *Service) foldFollowUps(tx Tx) ([]surveys.FollowUpCount, error) {
	p, err := s.plans.In(tx)
	if err != nil {
		return nil, err
	}
	return followup.Fold(tx, followup.VersionsIn(tx, s.plans, p))
}

// rebuildFollowUps replaces the counts by what the responses give, and counts the rows.
func (s *Service) rebuildFollowUps(tx Tx) (int, error) {
	rows, err := s.foldFollowUps(tx)
	if err != nil {
		return 0, err
	}
	return len(rows), tx.FollowUpCountsReplace(rows)
}

// verifyFollowUps compares the stored counts with what the responses give.
func (s *Service) verifyFollowUps(tx Tx) (rows int, differences []string, err error) {
	want, err := s.foldFollowUps(tx)
	if err != nil {
		return 0, nil, err
	}
	stored, err := tx.FollowUpCountsAll()
	return len(stored), compareRows(want, stored, func(c surveys.FollowUpCount) string {
		return fmt.Sprintf("answers %q to %s of %s %s", c.Option, c.Question, c.Survey, c.Day) +
			surveys.IfElse(c.Dimension == surveys.DimensionTotal, "", " "+c.Dimension+"="+c.Value)
	}), err
}
