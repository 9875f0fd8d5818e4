package main

import (
	"context"
	"fmt"
	"math/rand/v2"

	"halte/surveys"
	"halte/surveys/metric"
	"halte/surveys/store"
)

// relationship is the survey about the relationship in the large company, at a
// touchpoint of a journey of its own.
const relationship = "relation"

// fillPairs stores the sums over pairs of every two touchpoints and the
// relationship, for every part of the respondents: as they would be if each
// touchpoint went together with the relationship a little more than the one
// before it.
func fillPairs(ctx context.Context, url string) error {
	db, err := store.Open(ctx, url, store.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	random := rand.New(rand.NewPCG(3, 4))
	var pairs surveys.Covariances
	together := func(a, b string, correlation float64) {
		const mean, variance = 7, 4
		for part := range surveys.CovarianceParts {
			n := int64(800 + random.IntN(400))
			ab := (correlation + random.NormFloat64()*0.02) * variance
			pairs.Moments = append(pairs.Moments, surveys.Covariance{
				Relationship: relationship, A: a, B: b, Part: part, N: n, SumA: n * mean, SumB: n * mean,
				SumAA: n * (mean*mean + variance), SumBB: n * (mean*mean + variance), SumAB: int64(float64(n) * (mean*mean + ab)),
			})
		}
	}
	together(relationship, relationship, 1)
	for i := range mapTouchpoints {
		survey := fmt.Sprintf("s%d", i)
		pairs.Respondents = append(pairs.Respondents, surveys.CovarianceRespondents{Relationship: relationship, Surveys: survey, N: 1000})
		together(survey, relationship, 0.1+0.004*float64(i))
		for j := range i {
			together(fmt.Sprintf("s%d", j), survey, 0.2)
		}
		for rating := range 11 {
			row := surveys.CovarianceTally{Relationship: relationship, Survey: survey, Rating: rating, Tally: metric.Tally{}}
			for with := range row.Tally {
				row.Tally[with] = 100 + int64(random.IntN(100))
			}
			row.Tally[rating] += 400
			pairs.Tallies = append(pairs.Tallies, row)
		}
	}
	return db.Update(ctx, func(tx store.Tx) error { return tx.CovariancesReplace(pairs) })
}
