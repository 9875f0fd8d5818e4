package store

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"halte/surveys"
	"halte/surveys/metric"
	"halte/surveys/store/sqldb"
)

var covariances = sqldb.NewTable(sqldb.By(
	func(m surveys.Covariance) string { return m.Relationship },
	func(m surveys.Covariance) string { return m.A },
	func(m surveys.Covariance) string { return m.B },
	func(m surveys.Covariance) string { return fmt.Sprintf("%09d", m.Part) })).Named("pair_moments")

type covarianceTally struct {
	Relationship string
	Survey       string
	Rating       int

	R0, R1, R2, R3, R4, R5, R6, R7, R8, R9, R10 int64
}

var covarianceTallies = sqldb.NewTable(sqldb.By(
	func(t covarianceTally) string { return t.Relationship },
	func(t covarianceTally) string { return t.Survey },
	func(t covarianceTally) string { return fmt.Sprintf("%09d", t.Rating) }))

// TableName implements gorm's schema.Tabler.
func (covarianceTally) TableName() string { return "pair_tallies" }

func covarianceTallyRow(t surveys.CovarianceTally) covarianceTally {
	n := t.Tally
	return covarianceTally{t.Relationship, t.Survey, t.Rating, n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9], n[10]}
}

func (t covarianceTally) value() surveys.CovarianceTally {
	return surveys.CovarianceTally{
		Relationship: t.Relationship, Survey: t.Survey, Rating: t.Rating,
		Tally: metric.Tally{t.R0, t.R1, t.R2, t.R3, t.R4, t.R5, t.R6, t.R7, t.R8, t.R9, t.R10},
	}
}

type pairRespondents struct {
	Relationship string
	ID           string // made of the surveys: a list may be too long for an index
	Surveys      string
	N            int64
}

var pairRespondentSets = sqldb.NewTable(sqldb.By(
	func(r pairRespondents) string { return r.Relationship },
	func(r pairRespondents) string { return r.ID }))

func (pairRespondents) TableName() string { return "pair_respondents" }

func pairRespondentsRow(r surveys.CovarianceRespondents) pairRespondents {
	sum := sha256.Sum256([]byte(r.Surveys))
	return pairRespondents{r.Relationship, hex.EncodeToString(sum[:16]), r.Surveys, r.N}
}

func (r pairRespondents) value() surveys.CovarianceRespondents {
	return surveys.CovarianceRespondents{Relationship: r.Relationship, Surveys: r.Surveys, N: r.N}
}

const (
	addRespondents = "ON CONFLICT (relationship, id) DO UPDATE SET n = pair_respondents.n + excluded.n"

	addCovariance = `ON CONFLICT (relationship, a, b, part) DO UPDATE SET
		n = pair_moments.n + excluded.n, sum_a = pair_moments.sum_a + excluded.sum_a, sum_b = pair_moments.sum_b + excluded.sum_b,
		sum_aa = pair_moments.sum_aa + excluded.sum_aa, sum_bb = pair_moments.sum_bb + excluded.sum_bb, sum_ab = pair_moments.sum_ab + excluded.sum_ab`

	covariancesInOrder = " ORDER BY relationship, a, b, part"
	talliesInOrder     = " ORDER BY relationship, survey, rating"

	respondentsInOrder = " ORDER BY relationship, surveys"
)

var addCovarianceTally = "ON CONFLICT (relationship, survey, rating) DO UPDATE SET " + ratings("% = pair_tallies.% + excluded.%", ", ")

// Covariances gives the sums of one relationship survey.
func (r Reader) Covariances(relationship string) (surveys.Covariances, error) {
	var tallies []covarianceTally
	err := r.Find(&tallies, "SELECT * FROM pair_tallies WHERE relationship = $1"+talliesInOrder, relationship)
	if err != nil {
		return surveys.Covariances{}, sqldb.Failed("read covariances", err)
	}
	var respondents []pairRespondents
	if err := r.Find(&respondents, "SELECT * FROM pair_respondents WHERE relationship = $1"+respondentsInOrder, relationship); err != nil {
		return surveys.Covariances{}, sqldb.Failed("read covariances", err)
	}
	out := surveys.Covariances{Tallies: sqldb.Each(tallies, covarianceTally.value), Respondents: sqldb.Each(respondents, pairRespondents.value)}
	asked := 1
	for i := range tallies {
		if i == 0 || tallies[i].Survey != tallies[i-1].Survey {
			asked++
		}
	}
	out.Moments = make([]surveys.Covariance, 0, min(asked*(asked+1)/2*surveys.CovarianceParts, 1<<17))
	var a, b sqldb.Repeated
	m := surveys.Covariance{Relationship: relationship}
	err = r.Stream(func(scan sqldb.Scanner) error {
		if err := scan(&a, &b, &m.Part, &m.N, &m.SumA, &m.SumB, &m.SumAA, &m.SumBB, &m.SumAB); err != nil {
			return err
		}
		m.A, m.B = string(a), string(b)
		out.Moments = append(out.Moments, m)
		return nil
	}, "SELECT a, b, part, n, sum_a, sum_b, sum_aa, sum_bb, sum_ab FROM pair_moments WHERE relationship = $1"+covariancesInOrder, relationship)
	return out, sqldb.Failed("read covariances", err)
}

// CovariancesAll gives every stored row, in order.
func (t Tx) CovariancesAll() (surveys.Covariances, error) {
	var moments []surveys.Covariance
	if err := t.Find(&moments, "SELECT * FROM pair_moments"+covariancesInOrder); err != nil {
		return surveys.Covariances{}, sqldb.Failed("read all covariances", err)
	}
	var tallies []covarianceTally
	if err := t.Find(&tallies, "SELECT * FROM pair_tallies"+talliesInOrder); err != nil {
		return surveys.Covariances{}, sqldb.Failed("read all covariances", err)
	}
	var respondents []pairRespondents
	err := t.Find(&respondents, "SELECT * FROM pair_respondents"+respondentsInOrder)
	return surveys.Covariances{
		Moments: moments, Tallies: sqldb.Each(tallies, covarianceTally.value), Respondents: sqldb.Each(respondents, pairRespondents.value),
	}, sqldb.Failed("read all covariances", err)
}

// CovariancesAdd adds to rows, and takes away those that came down to nothing: a fold
// over the answers that there are would not give them.
func (t Tx) CovariancesAdd(p surveys.Covariances) error {
	if err := covariances.Insert(t.Queries, "add to covariances", p.Moments, addCovariance); err != nil {
		return err
	}
	if err := covarianceTallies.Insert(t.Queries, "add to covariances", sqldb.Each(p.Tallies, covarianceTallyRow), addCovarianceTally); err != nil {
		return err
	}
	if err := pairRespondentSets.Insert(t.Queries, "add to pairs", sqldb.Each(p.Respondents, pairRespondentsRow), addRespondents); err != nil {
		return err
	}
	if err := t.dropEmptySets(p.Respondents); err != nil {
		return err
	}
	if !slices.ContainsFunc(p.Moments, func(m surveys.Covariance) bool { return m.N < 0 }) &&
		!slices.ContainsFunc(p.Tallies, func(t surveys.CovarianceTally) bool { return t.Tally.N() < 0 }) {
		return nil // a rating that became another leaves one tally for the other
	}
	if err := t.Post(sqldb.Posted{Doing: "add to covariances", SQL: "DELETE FROM pair_moments WHERE n = 0"}); err != nil {
		return err
	}
	return t.Post(sqldb.Posted{Doing: "add to covariances", SQL: "DELETE FROM pair_tallies WHERE " + ratings("%", " + ") + " = 0"})
}

// dropEmptySets takes away the sets that nobody is in any more. Who is paired with
// one survey more leaves a set, which is often: only those are looked at.
func (t Tx) dropEmptySets(changed []surveys.CovarianceRespondents) error {
	var left []string
	for _, r := range changed {
		if r.N < 0 {
			left = append(left, pairRespondentsRow(r).ID)
		}
	}
	if len(left) == 0 {
		return nil
	}
	return t.Post(sqldb.Posted{Doing: "add to covariances", SQL: "DELETE FROM pair_respondents WHERE n = 0 AND " + t.In("id", "$1"), Args: []any{t.List(left)}})
}

// CovariancesReplace puts exactly these rows in place of all that are there.
func (t Tx) CovariancesReplace(p surveys.Covariances) error {
	if err := covariances.Put(t.Queries, "replace covariances", p.Moments); err != nil {
		return err
	}
	if err := covarianceTallies.Put(t.Queries, "replace covariances", sqldb.Each(p.Tallies, covarianceTallyRow)); err != nil {
		return err
	}
	return pairRespondentSets.Put(t.Queries, "replace covariances", sqldb.Each(p.Respondents, pairRespondentsRow))
}

// ratingPoint is what covariances take of a response.
type ratingPoint struct {
	ID         string
	Respondent int64
	Survey     string
	Touchpoint string
	Rating     int
	Day        string
	OccurredAt sqldb.Instant
	AnsweredAt sqldb.Instant
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
	err := t.Find(&rows, selectRatingPoints+t.In("respondent", "$1")+" AND "+isNewest+" ORDER BY respondent, id", t.Numbers(respondents))
	return sqldb.Each(rows, ratingPoint.value), sqldb.Failed("read the answers of respondents", err)
}

// RatingPointEach calls fn with the newest revision of every answer that has a
// respondent, those of one respondent together, without holding them all.
func (t Tx) RatingPointEach(fn func(surveys.RatingPoint) error) error {
	for last := (ratingPoint{}); ; {
		var rows []ratingPoint
		err := t.Find(&rows, selectRatingPoints+"(respondent, id) > ($1, $2) AND "+isNewest+" ORDER BY respondent, id LIMIT $3", last.Respondent, last.ID, sqldb.Chunk)
		if err != nil {
			return sqldb.Failed("read the answers of respondents", err)
		}
		for _, r := range rows {
			if err := fn(r.value()); err != nil {
				return err
			}
		}
		if len(rows) < sqldb.Chunk {
			return nil
		}
		last = rows[len(rows)-1]
	}
}
