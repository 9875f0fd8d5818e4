package store_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"halte/surveys"
	"halte/surveys/store"
)

// BenchmarkPairs reads the sums of sixty touchpoints and the relationship, all
// that the report on moments of truth is computed from.
func BenchmarkPairs(b *testing.B) {
	databases(b, func(b *testing.B, url string) {
		s := migrated(b, url)
		var pairs surveys.Covariances
		for i := range 60 {
			for j := i + 1; j <= 60; j++ {
				for part := range surveys.CovarianceParts {
					pairs.Moments = append(pairs.Moments, surveys.Covariance{
						Relationship: "s60", A: fmt.Sprintf("s%02d", i), B: fmt.Sprintf("s%02d", j), Part: part,
						N: 1000, SumA: 7000 + rand.Int64N(100), SumB: 7000, SumAA: 53000, SumBB: 53000, SumAB: 50000 + rand.Int64N(1000),
					})
				}
			}
			for rating := range 11 {
				pairs.Tallies = append(pairs.Tallies, surveys.CovarianceTally{Relationship: "s60", Survey: fmt.Sprintf("s%02d", i), Rating: rating})
			}
		}
		if err := s.Update(b.Context(), func(tx store.Tx) error { return tx.CovariancesReplace(pairs) }); err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if got, err := s.Read(b.Context()).Covariances("s60"); err != nil || len(got.Moments) != len(pairs.Moments) {
				b.Fatal(len(got.Moments), err)
			}
		}
	})
}
