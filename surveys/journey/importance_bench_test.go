package journey

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"halte/surveys"
)

// BenchmarkImportance shares the relationship over so many touchpoints, with the
// errors of the shares: LMG up to 15, Johnson's relative weights above.
func BenchmarkImportance(b *testing.B) {
	for _, k := range []int{8, 15, 60} {
		b.Run(fmt.Sprintf("%d touchpoints", k), func(b *testing.B) {
			covariances, keys := surveys.Covariances{}, []string{}
			together := func(a, b string, correlation float64) {
				for part := range surveys.CovarianceParts {
					n := int64(800 + rand.IntN(400))
					covariances.Moments = append(covariances.Moments, surveys.Covariance{
						Relationship: "y", A: a, B: b, Part: part, N: n, SumA: 7 * n, SumB: 7 * n, SumAA: 53 * n, SumBB: 53 * n,
						SumAB: int64(float64(n) * (49 + 4*correlation + rand.NormFloat64()*0.05)),
					})
				}
			}
			together("y", "y", 1)
			for i := range k {
				keys = append(keys, fmt.Sprintf("s%02d", i))
				covariances.Respondents = append(covariances.Respondents, surveys.CovarianceRespondents{Relationship: "y", Surveys: keys[i], N: 1000})
				together(keys[i], "y", 0.1+0.3*float64(i)/float64(k))
				for _, other := range keys[:i] {
					together(other, keys[i], 0.2)
				}
				for rating := range 11 {
					row := surveys.CovarianceTally{Relationship: "y", Survey: keys[i], Rating: rating}
					row.Tally[rating], row.Tally[10-rating] = 100, row.Tally[10-rating]+50
					covariances.Tallies = append(covariances.Tallies, row)
				}
			}
			for b.Loop() {
				if im := importanceOf(covariances, "y", keys, 30); len(im.drivers) == 0 {
					b.Fatal(im.respondents)
				}
			}
		})
	}
}
