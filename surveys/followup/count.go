package followup

import (
	"slices"

	"halte/surveys"
	"halte/surveys/definition"
)

// Versions gives a published version of a survey: what a response answered.
type Versions func(survey string, version int) (*definition.PlannedSurvey, error)

// VersionsIn reads them in a transaction, as a plan in force sees them.
func VersionsIn(tx definition.Shared, plans *definition.Plans, p *definition.Plan) Versions {
	return func(survey string, version int) (*definition.PlannedSurvey, error) {
		return plans.VersionIn(tx, p, survey, version)
	}
}

// Sums sums changes of counts.
type Sums struct {
	versions Versions
	rows     map[surveys.FollowUpCount]surveys.FollowUpCount // by Key
}

// NewSums gives empty sums.
func NewSums(v Versions) *Sums {
	return &Sums{v, map[surveys.FollowUpCount]surveys.FollowUpCount{}}
}

// Add counts a response in (sign 1) or out (sign -1) of every row it is in. Which of
// its answers are choices is what its version of the survey says; one of a version
// that was never published counts nowhere.
func (s *Sums) Add(r surveys.Response, sign int64) error {
	return s.add(r, sign, r.InDimensions)
}

// addTotal counts a response in the rows of the total alone.
func (s *Sums) addTotal(r surveys.Response) error {
	return s.add(r, 1, func(fn func(dimension, value string)) { fn(surveys.DimensionTotal, "") })
}

func (s *Sums) add(r surveys.Response, sign int64, in func(fn func(dimension, value string))) error {
	if len(r.Answers) == 0 || r.Version == 0 {
		return nil
	}
	survey, err := s.versions(r.Survey, r.Version)
	if surveys.KindOf(err) == surveys.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	one := surveys.FollowUpCount{Survey: r.Survey, Day: r.Day}
	switch survey.Metric.Side(r.Rating) {
	case -1:
		one.Dissatisfied = sign
	case 0:
		one.Neutral = sign
	default:
		one.Satisfied = sign
	}
	for _, f := range survey.FollowUps {
		if chosen := r.Answers[f.Key]; len(chosen) > 0 && f.Type.Counted() {
			one.Question = f.Key
			s.count(in, one, append([]string{""}, chosen...))
		}
	}
	return nil
}

func (s *Sums) count(in func(fn func(dimension, value string)), one surveys.FollowUpCount, options []string) {
	in(func(dimension, value string) {
		one.Dimension, one.Value = dimension, value
		for _, one.Option = range options {
			s.plus(one)
		}
	})
}

func (s *Sums) plus(row surveys.FollowUpCount) { s.rows[row.Key()] = row.Plus(s.rows[row.Key()]) }

// Plus adds rows that were summed elsewhere.
func (s *Sums) Plus(rows []surveys.FollowUpCount) {
	for _, row := range rows {
		s.plus(row)
	}
}

// Rows gives the sums that are not nothing, in the order of their keys.
func (s *Sums) Rows() []surveys.FollowUpCount {
	var rows []surveys.FollowUpCount
	for _, row := range s.rows {
		if !row.IsZero() {
			rows = append(rows, row)
		}
	}
	slices.SortFunc(rows, surveys.CompareFollowUpCounts)
	return rows
}

// Tx is what counts are kept with, in a transaction.
type Tx interface {
	// FollowUpCountsErased gives what answers counted that were erased since, in order.
	FollowUpCountsErased() ([]surveys.FollowUpCount, error)
	// ResponseEach calls fn with every revision of every response, in the order of
	// id and revision.
	ResponseEach(fn func(surveys.Response) error) error
}

// Fold computes all counts while nobody writes: every revision counts in, and the
// one before it counts out, as it was when they were written; and what erased
// answers counted goes on to count.
func Fold(tx Tx, v Versions) ([]surveys.FollowUpCount, error) {
	sums := NewSums(v)
	var before surveys.Response
	err := tx.ResponseEach(func(r surveys.Response) error {
		if r.ID == before.ID {
			if err := sums.Add(before, -1); err != nil {
				return err
			}
		}
		before = r
		return sums.Add(r, 1)
	})
	if err != nil {
		return nil, err
	}
	erased, err := tx.FollowUpCountsErased()
	sums.Plus(erased)
	return sums.Rows(), err
}

// ErasureTx is what an erasure needs.
type ErasureTx interface {
	// ContactsLock gives the contacts that exist, by id, locked until the
	// transaction ends.
	ContactsLock(ids []string) (map[string]surveys.Contact, error)
	// FollowUpCountsErase adds to what answers counted that are erased.
	FollowUpCountsErase([]surveys.FollowUpCount) error
	// ResponsesOfContact gives the newest revision of everything a contact answered.
	ResponsesOfContact(contact string) ([]surveys.Response, error)
}

// KeepErased notes what the answers of a contact count, before an erasure empties
// them in the same transaction: the counts stay, and a fold goes on to give them.
func KeepErased(tx ErasureTx, v Versions, contact string) error {
	// Every transaction that takes an answer of this contact locks it first, so that no
	// answer comes in between.
	if _, err := tx.ContactsLock([]string{contact}); err != nil {
		return err
	}
	answers, err := tx.ResponsesOfContact(contact)
	if err != nil {
		return err
	}
	sums := NewSums(v)
	for _, r := range answers {
		if err := sums.Add(r, 1); err != nil {
			return err
		}
	}
	return tx.FollowUpCountsErase(sums.Rows())
}
