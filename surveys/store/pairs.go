package store

import (
	"context"
	"database/sql"
	"fmt"

	"halte/surveys"
	"halte/surveys/metric"
)

type pairMoment struct {
	Relationship string
	A            string
	B            string
	Part         int
	N            int64
	SumA         int64
	SumB         int64
	SumAA        int64 `gorm:"column:sum_aa"`
	SumBB        int64 `gorm:"column:sum_bb"`
	SumAB        int64 `gorm:"column:sum_ab"`
}

var pairMoments = newTable(by(
	func(m pairMoment) string { return m.Relationship },
	func(m pairMoment) string { return m.A },
	func(m pairMoment) string { return m.B },
	func(m pairMoment) string { return fmt.Sprintf("%09d", m.Part) }))

func (pairMoment) TableName() string { return "pair_moments" }

func pairMomentRow(m surveys.PairMoments) pairMoment {
	return pairMoment{m.Relationship, m.A, m.B, m.Part, m.N, m.SumA, m.SumB, m.SumAA, m.SumBB, m.SumAB}
}

func (m pairMoment) value() surveys.PairMoments {
	return surveys.PairMoments{
		Relationship: m.Relationship, A: m.A, B: m.B, Part: m.Part,
		N: m.N, SumA: m.SumA, SumB: m.SumB, SumAA: m.SumAA, SumBB: m.SumBB, SumAB: m.SumAB,
	}
}

type pairTally struct {
	Relationship string
	Survey       string
	Rating       int

	R0, R1, R2, R3, R4, R5, R6, R7, R8, R9, R10 int64
}

var pairTallies = newTable(by(
	func(t pairTally) string { return t.Relationship },
	func(t pairTally) string { return t.Survey },
	func(t pairTally) string { return fmt.Sprintf("%09d", t.Rating) }))

func pairTallyRow(t surveys.PairTally) pairTally {
	n := t.Tally
	return pairTally{t.Relationship, t.Survey, t.Rating, n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9], n[10]}
}

func (t pairTally) value() surveys.PairTally {
	return surveys.PairTally{
		Relationship: t.Relationship, Survey: t.Survey, Rating: t.Rating,
		Tally: metric.Tally{t.R0, t.R1, t.R2, t.R3, t.R4, t.R5, t.R6, t.R7, t.R8, t.R9, t.R10},
	}
}

const (
	addMoments = `ON CONFLICT (relationship, a, b, part) DO UPDATE SET
		n = pair_moments.n + excluded.n, sum_a = pair_moments.sum_a + excluded.sum_a, sum_b = pair_moments.sum_b + excluded.sum_b,
		sum_aa = pair_moments.sum_aa + excluded.sum_aa, sum_bb = pair_moments.sum_bb + excluded.sum_bb, sum_ab = pair_moments.sum_ab + excluded.sum_ab`

	momentsInOrder = " ORDER BY relationship, a, b, part"
	talliesInOrder = " ORDER BY relationship, survey, rating"
)

var addPairTally = "ON CONFLICT (relationship, survey, rating) DO UPDATE SET " + ratings("% = pair_tallies.% + excluded.%", ", ")

// Pairs gives the sums of one relationship survey. A large company has tens of
// thousands of them, so they are read past gorm, which takes twice as long.
func (s *Store) Pairs(ctx context.Context, relationship string) (surveys.Pairs, error) {
	var tallies []pairTally
	err := s.reads(ctx).find(&tallies, "SELECT * FROM pair_tallies WHERE relationship = $1"+talliesInOrder, relationship)
	if err != nil {
		return surveys.Pairs{}, failed("read pairs", err)
	}
	out := surveys.Pairs{Tallies: each(tallies, pairTally.value)}
	asked := 1
	for i := range tallies {
		if i == 0 || tallies[i].Survey != tallies[i-1].Survey {
			asked++
		}
	}
	out.Moments = make([]surveys.PairMoments, 0, min(asked*(asked+1)/2*surveys.PairParts, 1<<17))
	rows, err := s.read.WithContext(ctx).Statement.ConnPool.QueryContext(ctx,
		"SELECT a, b, part, n, sum_a, sum_b, sum_aa, sum_bb, sum_ab FROM pair_moments WHERE relationship = $1"+momentsInOrder, relationship)
	if err != nil {
		return out, failed("read pairs", err)
	}
	defer rows.Close()
	var a, b sql.RawBytes
	m := surveys.PairMoments{Relationship: relationship}
	for rows.Next() {
		if err := rows.Scan(&a, &b, &m.Part, &m.N, &m.SumA, &m.SumB, &m.SumAA, &m.SumBB, &m.SumAB); err != nil {
			return out, failed("read pairs", err)
		}
		if string(a) != m.A { // the rows of a pair stand together
			m.A = string(a)
		}
		if string(b) != m.B {
			m.B = string(b)
		}
		out.Moments = append(out.Moments, m)
	}
	return out, failed("read pairs", rows.Err())
}

func (t tx) AllPairs() (surveys.Pairs, error) {
	var moments []pairMoment
	if err := t.find(&moments, "SELECT * FROM pair_moments"+momentsInOrder); err != nil {
		return surveys.Pairs{}, failed("read all pairs", err)
	}
	var tallies []pairTally
	err := t.find(&tallies, "SELECT * FROM pair_tallies"+talliesInOrder)
	return surveys.Pairs{Moments: each(moments, pairMoment.value), Tallies: each(tallies, pairTally.value)}, failed("read all pairs", err)
}

// AddPairs adds to rows, and takes away those that came down to nothing: a fold
// over the answers that there are would not give them.
func (t tx) AddPairs(p surveys.Pairs) error {
	if err := pairMoments.insert(t.queries, "add to pairs", each(p.Moments, pairMomentRow), addMoments); err != nil {
		return err
	}
	if err := pairTallies.insert(t.queries, "add to pairs", each(p.Tallies, pairTallyRow), addPairTally); err != nil {
		return err
	}
	for _, m := range p.Moments {
		if m.N < 0 {
			return t.dropEmptyPairs()
		}
	}
	for _, row := range p.Tallies {
		if row.Tally.N() < 0 { // a rating that became another leaves one row for the other
			return t.dropEmptyPairs()
		}
	}
	return nil
}

func (t tx) dropEmptyPairs() error {
	for _, sql := range []string{"DELETE FROM pair_moments WHERE n = 0", "DELETE FROM pair_tallies WHERE " + ratings("%", " + ") + " = 0"} {
		if err := t.post(posted{doing: "add to pairs", sql: sql}); err != nil {
			return err
		}
	}
	return nil
}

func (t tx) ReplacePairs(p surveys.Pairs) error {
	for _, sql := range []string{"DELETE FROM pair_moments", "DELETE FROM pair_tallies"} {
		if err := t.post(posted{doing: "replace pairs", sql: sql}); err != nil {
			return err
		}
	}
	if err := pairMoments.insert(t.queries, "replace pairs", each(p.Moments, pairMomentRow), ""); err != nil {
		return err
	}
	return pairTallies.insert(t.queries, "replace pairs", each(p.Tallies, pairTallyRow), "")
}

// said is what pairs take of a response.
type said struct {
	ID         string
	Respondent int64
	Survey     string
	Touchpoint string
	Rating     int
	OccurredAt instant
	AnsweredAt instant
}

func (s said) value() surveys.Said {
	out := surveys.Said{ID: s.ID, Respondent: s.Respondent, Survey: s.Survey, Touchpoint: s.Touchpoint, Rating: s.Rating, At: s.OccurredAt.Time}
	if out.At.IsZero() {
		out.At = s.AnsweredAt.Time
	}
	return out
}

const selectSaid = "SELECT id, respondent, survey, touchpoint, rating, occurred_at, answered_at FROM responses WHERE respondent <> 0 AND "

func (t tx) SaidBy(respondents []int64) ([]surveys.Said, error) {
	var rows []said
	err := t.find(&rows, selectSaid+t.in("respondent", "$1")+" AND "+isNewest+" ORDER BY respondent, id", t.numbers(respondents))
	return each(rows, said.value), failed("read the answers of respondents", err)
}

func (t tx) EachSaid(fn func(surveys.Said) error) error {
	for last := (said{}); ; {
		var rows []said
		err := t.find(&rows, selectSaid+"(respondent, id) > ($1, $2) AND "+isNewest+" ORDER BY respondent, id LIMIT $3", last.Respondent, last.ID, chunk)
		if err != nil {
			return failed("read what respondents said", err)
		}
		for _, r := range rows {
			if err := fn(r.value()); err != nil {
				return err
			}
		}
		if len(rows) < chunk {
			return nil
		}
		last = rows[len(rows)-1]
	}
}
