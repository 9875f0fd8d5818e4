package surveys

import (
	"context"
	"fmt"
	"maps"
	"slices"
)

// PairStore reads what is kept of pairs.
type PairStore interface {
	// Pairs gives the sums that belong to the answers of one relationship survey,
	// in the order of their keys.
	Pairs(ctx context.Context, relationship string) (Pairs, error)
}

// PairTx keeps pairs.
type PairTx interface {
	// SaidBy gives the newest revision of every answer of these respondents.
	SaidBy(respondents []int64) ([]Said, error)
	// EachSaid calls fn with the newest revision of every answer that has a
	// respondent, those of one respondent together, without holding them all.
	EachSaid(fn func(Said) error) error
	// AddPairs adds sums (which may be negative) to their stored rows. A row that
	// comes down to nothing goes.
	AddPairs(Pairs) error
	// ReplacePairs puts exactly these rows in place of all that are there.
	ReplacePairs(Pairs) error
	// AllPairs gives every stored row, in order.
	AllPairs() (Pairs, error)
}

// RelationshipKey is the key of the touchpoint that is the relationship where
// none says that it is.
const RelationshipKey = "relationship"

// relationship gives the key of the touchpoint whose answers tell of the
// relationship as a whole; "" when there is none.
func (d Definition) relationship() string {
	named := ""
	for _, j := range d.Journeys {
		for _, s := range j.Stages {
			for _, t := range s.Touchpoints {
				if t.Relationship {
					return t.Key
				}
				if t.Key == RelationshipKey {
					named = t.Key
				}
			}
		}
	}
	return named
}

// IsRelationship says whether a touchpoint asks about the relationship as a whole.
func (p *Plan) IsRelationship(touchpoint string) bool {
	return touchpoint != "" && touchpoint == p.Definition.relationship()
}

// saidBefore reads what the pairs of those who answer are made of so far. It
// must be read before their answers are written.
func (p *Plan) saidBefore(tx Tx, rows []Response) (map[int64][]Said, error) {
	said := map[int64][]Said{}
	for _, r := range rows {
		if r.Respondent != 0 {
			said[r.Respondent] = nil
		}
	}
	if len(said) == 0 || p.Definition.relationship() == "" {
		return nil, nil
	}
	respondents := make([]int64, 0, len(said))
	for r := range said {
		respondents = append(respondents, r)
	}
	slices.Sort(respondents)
	all, err := tx.SaidBy(respondents)
	for _, s := range all {
		said[s.Respondent] = append(said[s.Respondent], s)
	}
	return said, err
}

// keepPairs changes the stored pairs by what answers change in them.
func (p *Plan) keepPairs(tx Tx, before map[int64][]Said, rows []Response) error {
	if len(before) == 0 {
		return nil
	}
	after := make(map[int64][]Said, len(before))
	for respondent, said := range before {
		after[respondent] = slices.Clone(said)
	}
	for _, r := range rows {
		if r.Respondent == 0 {
			continue
		}
		said := after[r.Respondent]
		if i := slices.IndexFunc(said, func(s Said) bool { return s.ID == r.ID }); i >= 0 {
			said[i] = r.said()
		} else {
			after[r.Respondent] = append(said, r.said())
		}
	}
	sums := newPairSums(p.Definition.relationship())
	for respondent := range after {
		sums.add(before[respondent], -1)
		sums.add(after[respondent], 1)
	}
	changes := sums.rows()
	if len(changes.Moments) == 0 {
		return nil
	}
	return tx.AddPairs(changes)
}

// foldPairs makes all pairs anew, one respondent after another.
func foldPairs(tx Tx, d Definition) (Pairs, error) {
	relationship := d.relationship()
	if relationship == "" {
		return Pairs{}, nil
	}
	sums := newPairSums(relationship)
	var one []Said
	err := tx.EachSaid(func(s Said) error {
		if len(one) > 0 && one[0].Respondent != s.Respondent {
			sums.add(one, 1)
			one = one[:0]
		}
		one = append(one, s)
		return nil
	})
	sums.add(one, 1)
	return sums.rows(), err
}

// refoldPairs makes the pairs anew when another touchpoint has become the
// relationship. Nobody answers meanwhile: the revision is locked.
func refoldPairs(tx Tx, old, new Definition) error {
	if old.relationship() == new.relationship() {
		return nil
	}
	pairs, err := foldPairs(tx, new)
	if err != nil {
		return err
	}
	return tx.ReplacePairs(pairs)
}

// rebuildPairs replaces the pairs by what the responses give, and counts them.
func (s *Service) rebuildPairs(ctx context.Context, tx Tx) (int, error) {
	pairs, err := s.pairsOfResponses(ctx, tx)
	if err != nil {
		return 0, err
	}
	return len(pairs.Moments) + len(pairs.Tallies), tx.ReplacePairs(pairs)
}

// verifyPairs compares the stored pairs with what the responses give.
func (s *Service) verifyPairs(ctx context.Context, tx Tx) (rows int, differences []string, err error) {
	want, err := s.pairsOfResponses(ctx, tx)
	if err != nil {
		return 0, nil, err
	}
	stored, err := tx.AllPairs()
	if err != nil {
		return 0, nil, err
	}
	differences = compareRows(want.Moments, stored.Moments, func(m PairMoments) string {
		return fmt.Sprintf("pairs %s of %s and %s, part %d", m.Relationship, m.A, m.B, m.Part)
	})
	differences = append(differences, compareRows(want.Tallies, stored.Tallies, func(t PairTally) string {
		return fmt.Sprintf("pair tally %s of %s, rating %d", t.Relationship, t.Survey, t.Rating)
	})...)
	return len(stored.Moments) + len(stored.Tallies), differences, nil
}

func (s *Service) pairsOfResponses(ctx context.Context, tx Tx) (Pairs, error) {
	p, err := s.planIn(ctx, tx)
	if err != nil {
		return Pairs{}, err
	}
	return foldPairs(tx, p.Definition)
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
