package store

import (
	"fmt"
	"slices"

	"halte/surveys"
	"halte/surveys/metric"
)

var pairMoments = newTable(by(
	func(m surveys.Covariance) string { return m.Relationship },
	func(m surveys.Covariance) string { return m.A },
	func(m surveys.Covariance) string { return m.B },
	func(m surveys.Covariance) string { return fmt.Sprintf("%09d", m.Part) })).named("pair_moments")

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

func pairTallyRow(t surveys.CovarianceTally) pairTally {
	n := t.Tally
	return pairTally{t.Relationship, t.Survey, t.Rating, n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9], n[10]}
}

func (t pairTally) value() surveys.CovarianceTally {
	return surveys.CovarianceTally{
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

// Covariances gives the sums of one relationship survey.
func (r Reader) Covariances(relationship string) (surveys.Covariances, error) {
	var tallies []pairTally
	err := r.find(&tallies, "SELECT * FROM pair_tallies WHERE relationship = $1"+talliesInOrder, relationship)
	if err != nil {
		return surveys.Covariances{}, failed("read pairs", err)
	}
	out := surveys.Covariances{Tallies: each(tallies, pairTally.value)}
	asked := 1
	for i := range tallies {
		if i == 0 || tallies[i].Survey != tallies[i-1].Survey {
			asked++
		}
	}
	out.Moments = make([]surveys.Covariance, 0, min(asked*(asked+1)/2*surveys.CovarianceParts, 1<<17))
	var a, b repeated
	m := surveys.Covariance{Relationship: relationship}
	err = r.stream(func(scan scanner) error {
		if err := scan(&a, &b, &m.Part, &m.N, &m.SumA, &m.SumB, &m.SumAA, &m.SumBB, &m.SumAB); err != nil {
			return err
		}
		m.A, m.B = string(a), string(b)
		out.Moments = append(out.Moments, m)
		return nil
	}, "SELECT a, b, part, n, sum_a, sum_b, sum_aa, sum_bb, sum_ab FROM pair_moments WHERE relationship = $1"+momentsInOrder, relationship)
	return out, failed("read pairs", err)
}

// CovariancesAll gives every stored row, in order.
func (t Tx) CovariancesAll() (surveys.Covariances, error) {
	var moments []surveys.Covariance
	if err := t.find(&moments, "SELECT * FROM pair_moments"+momentsInOrder); err != nil {
		return surveys.Covariances{}, failed("read all pairs", err)
	}
	var tallies []pairTally
	err := t.find(&tallies, "SELECT * FROM pair_tallies"+talliesInOrder)
	return surveys.Covariances{Moments: moments, Tallies: each(tallies, pairTally.value)}, failed("read all pairs", err)
}

// CovariancesAdd adds to rows, and takes away those that came down to nothing: a fold
// over the answers that there are would not give them.
func (t Tx) CovariancesAdd(p surveys.Covariances) error {
	if err := pairMoments.insert(t.queries, "add to pairs", p.Moments, addMoments); err != nil {
		return err
	}
	if err := pairTallies.insert(t.queries, "add to pairs", each(p.Tallies, pairTallyRow), addPairTally); err != nil {
		return err
	}
	if !slices.ContainsFunc(p.Moments, func(m surveys.Covariance) bool { return m.N < 0 }) &&
		!slices.ContainsFunc(p.Tallies, func(t surveys.CovarianceTally) bool { return t.Tally.N() < 0 }) {
		return nil // a rating that became another leaves one tally for the other
	}
	if err := t.post(posted{doing: "add to pairs", sql: "DELETE FROM pair_moments WHERE n = 0"}); err != nil {
		return err
	}
	return t.post(posted{doing: "add to pairs", sql: "DELETE FROM pair_tallies WHERE " + ratings("%", " + ") + " = 0"})
}

// CovariancesReplace puts exactly these rows in place of all that are there.
func (t Tx) CovariancesReplace(p surveys.Covariances) error {
	if err := pairMoments.put(t.queries, "replace pairs", p.Moments); err != nil {
		return err
	}
	return pairTallies.put(t.queries, "replace pairs", each(p.Tallies, pairTallyRow))
}

// ratingPoint is what pairs take of a response.
type ratingPoint struct {
	ID         string
	Respondent int64
	Survey     string
	Touchpoint string
	Rating     int
	Day        string
	OccurredAt instant
	AnsweredAt instant
}

func (s ratingPoint) value() surveys.RatingPoint {
	out := surveys.RatingPoint{ID: s.ID, Respondent: s.Respondent, Survey: s.Survey, Touchpoint: s.Touchpoint, Rating: s.Rating, Day: s.Day, At: s.OccurredAt.Time}
	if out.At.IsZero() {
		out.At = s.AnsweredAt.Time
	}
	return out
}

const selectRatingPoints = "SELECT id, respondent, survey, touchpoint, rating, day, occurred_at, answered_at FROM responses WHERE respondent <> 0 AND "

// RatingPointsOf gives the newest revision of every answer of these respondents.
func (t Tx) RatingPointsOf(respondents []int64) ([]surveys.RatingPoint, error) {
	var rows []ratingPoint
	err := t.find(&rows, selectRatingPoints+t.in("respondent", "$1")+" AND "+isNewest+" ORDER BY respondent, id", t.numbers(respondents))
	return each(rows, ratingPoint.value), failed("read the answers of respondents", err)
}

// RatingPointEach calls fn with the newest revision of every answer that has a
// respondent, those of one respondent together, without holding them all.
func (t Tx) RatingPointEach(fn func(surveys.RatingPoint) error) error {
	for last := (ratingPoint{}); ; {
		var rows []ratingPoint
		err := t.find(&rows, selectRatingPoints+"(respondent, id) > ($1, $2) AND "+isNewest+" ORDER BY respondent, id LIMIT $3", last.Respondent, last.ID, chunk)
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
