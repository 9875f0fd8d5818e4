package respond

import (
	"fmt"
	"maps"
	"slices"

	"halte/surveys"
	"halte/surveys/definition"
)

// ratingPointsBefore reads what the covariances of those who answer are made of so far. It
// must be read before their answers are written.
func ratingPointsBefore(tx Tx, rows []surveys.Response) (map[int64][]surveys.RatingPoint, error) {
	points := map[int64][]surveys.RatingPoint{}
	for _, r := range rows {
		if r.Respondent != 0 {
			points[r.Respondent] = nil
		}
	}
	if len(points) == 0 {
		return nil, nil
	}
	respondents := make([]int64, 0, len(points))
	for r := range points {
		respondents = append(respondents, r)
	}
	slices.Sort(respondents)
	all, err := tx.RatingPointsOf(respondents)
	for _, s := range all {
		points[s.Respondent] = append(points[s.Respondent], s)
	}
	return points, err
}

// ratingPointsAfter gives what they are made of once the answers are written.
func ratingPointsAfter(before map[int64][]surveys.RatingPoint, rows []surveys.Response) map[int64][]surveys.RatingPoint {
	after := make(map[int64][]surveys.RatingPoint, len(before))
	for respondent, points := range before {
		after[respondent] = slices.Clone(points)
	}
	for _, r := range rows {
		if r.Respondent == 0 {
			continue
		}
		points := after[r.Respondent]
		if i := slices.IndexFunc(points, func(s surveys.RatingPoint) bool { return s.ID == r.ID }); i >= 0 {
			points[i] = r.RatingPoint()
		} else {
			after[r.Respondent] = append(points, r.RatingPoint())
		}
	}
	return after
}

// keepCovariances changes the stored covariances by what answers change in them.
func keepCovariances(p *definition.Plan, tx Tx, before, after map[int64][]surveys.RatingPoint) error {
	if len(before) == 0 || p.Definition.Relationship() == "" {
		return nil
	}
	sums := newCovarianceSums(p.Definition.Relationship())
	for respondent := range after {
		sums.add(before[respondent], -1)
		sums.add(after[respondent], 1)
	}
	changes := sums.rows()
	if len(changes.Moments) == 0 && len(changes.Respondents) == 0 {
		return nil
	}
	return tx.CovariancesAdd(changes)
}

// foldCovariances computes all covariances, one respondent after another.
func foldCovariances(tx surveys.CovarianceTx, d surveys.Definition) (surveys.Covariances, error) {
	relationship := d.Relationship()
	if relationship == "" {
		return surveys.Covariances{}, nil
	}
	sums := newCovarianceSums(relationship)
	err := eachRespondent(tx, func(all []surveys.RatingPoint) error {
		sums.add(all, 1)
		return nil
	})
	return sums.rows(), err
}

// eachRespondent calls fn with all answers of one respondent after another, which
// hold until it returns.
func eachRespondent(tx surveys.CovarianceTx, fn func([]surveys.RatingPoint) error) error {
	var one []surveys.RatingPoint
	err := tx.RatingPointEach(func(s surveys.RatingPoint) error {
		if len(one) > 0 && one[0].Respondent != s.Respondent {
			if err := fn(one); err != nil {
				return err
			}
			one = one[:0]
		}
		one = append(one, s)
		return nil
	})
	if err != nil {
		return err
	}
	return fn(one)
}

// RefoldCovariances computes the covariances again when another touchpoint has become the
// relationship. Nobody answers meanwhile: the revision is locked.
func RefoldCovariances(tx surveys.RefoldTx, old, new surveys.Definition) error {
	if old.Relationship() == new.Relationship() {
		return nil
	}
	pairs, err := foldCovariances(tx, new)
	if err != nil {
		return err
	}
	return tx.CovariancesReplace(pairs)
}

// rebuildCovariances replaces the covariances by what the responses give, and counts them.
func (s *Service) rebuildCovariances(tx Tx) (int, error) {
	pairs, err := s.covariancesOfResponses(tx)
	if err != nil {
		return 0, err
	}
	return len(pairs.Moments) + len(pairs.Tallies) + len(pairs.Respondents), tx.CovariancesReplace(pairs)
}

// verifyCovariances compares the stored covariances with what the responses give.
func (s *Service) verifyCovariances(tx Tx) (rows int, differences []string, err error) {
	want, err := s.covariancesOfResponses(tx)
	if err != nil {
		return 0, nil, err
	}
	stored, err := tx.CovariancesAll()
	if err != nil {
		return 0, nil, err
	}
	differences = compareRows(want.Moments, stored.Moments, func(m surveys.Covariance) string {
		return fmt.Sprintf("pairs %s of %s and %s, part %d", m.Relationship, m.A, m.B, m.Part)
	})
	differences = append(differences, compareRows(want.Tallies, stored.Tallies, func(t surveys.CovarianceTally) string {
		return fmt.Sprintf("pair tally %s of %s, rating %d", t.Relationship, t.Survey, t.Rating)
	})...)
	differences = append(differences, compareRows(want.Respondents, stored.Respondents, func(r surveys.CovarianceRespondents) string {
		return fmt.Sprintf("respondents with pairs %s of %s", r.Relationship, r.Surveys)
	})...)
	return len(stored.Moments) + len(stored.Tallies) + len(stored.Respondents), differences, nil
}

func (s *Service) covariancesOfResponses(tx Tx) (surveys.Covariances, error) {
	p, err := s.plans.In(tx)
	if err != nil {
		return surveys.Covariances{}, err
	}
	return foldCovariances(tx, p.Definition)
}

// compareRows tells in words where stored rows are not those wanted.
func compareRows[R comparable](want, stored []R, name func(R) string) []string {
	have := map[string]R{}
	for _, row := range stored {
		have[name(row)] = row
	}
	var found []string
	for _, row := range want {
		other, there := have[name(row)]
		delete(have, name(row))
		switch {
		case !there:
			found = append(found, fmt.Sprintf("%s is missing: the responses give %v", name(row), row))
		case other != row:
			found = append(found, fmt.Sprintf("%s holds %v: the responses give %v", name(row), other, row))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(have)) {
		found = append(found, key+" is there: no response gives it")
	}
	return found
}
