package respond

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"halte/surveys"
	"halte/surveys/metric"
)

// covarianceSums sums pairs, by a row without its sums.
type covarianceSums struct {
	relationship string // the touchpoint
	moments      map[surveys.Covariance]surveys.Covariance
	tallies      map[surveys.CovarianceTally]metric.Tally
	respondents  map[surveys.CovarianceRespondents]int64
}

func newCovarianceSums(relationship string) *covarianceSums {
	return &covarianceSums{
		relationship, map[surveys.Covariance]surveys.Covariance{}, map[surveys.CovarianceTally]metric.Tally{}, map[surveys.CovarianceRespondents]int64{},
	}
}

// add counts the pairs of one respondent, of whom these are all answers, in
// (sign 1) or out (sign -1).
func (s *covarianceSums) add(all []surveys.RatingPoint, sign int64) {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b surveys.RatingPoint) int {
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	paired := map[string][]string{} // by relationship survey
	for i, y := range all {
		if y.Touchpoint != s.relationship {
			continue
		}
		before := latest(all[:i], s.relationship, y.At.Add(-surveys.CovarianceWindow))
		part := int(y.Respondent % surveys.CovarianceParts)
		s.count(surveys.Covariance{Relationship: y.Survey, A: y.Survey, B: y.Survey, Part: part}, y.Rating, y.Rating, sign)
		for j, a := range before {
			s.count(surveys.Covariance{Relationship: y.Survey, A: a.Survey, B: y.Survey, Part: part}, a.Rating, y.Rating, sign)
			row := surveys.CovarianceTally{Relationship: y.Survey, Survey: a.Survey, Rating: a.Rating}
			sum := s.tallies[row]
			sum[y.Rating] += sign
			s.tallies[row] = sum
			paired[y.Survey] = append(paired[y.Survey], a.Survey)
			for _, b := range before[j+1:] {
				s.count(surveys.Covariance{Relationship: y.Survey, A: a.Survey, B: b.Survey, Part: part}, a.Rating, b.Rating, sign)
			}
		}
	}
	for relationship, with := range paired {
		slices.Sort(with)
		s.respondents[surveys.CovarianceRespondents{Relationship: relationship, Surveys: strings.Join(slices.Compact(with), ",")}] += sign
	}
}

// latest gives the last answer to each survey since a time, in the order of the
// surveys, without those about the relationship.
func latest(sorted []surveys.RatingPoint, relationship string, since time.Time) []surveys.RatingPoint {
	var out []surveys.RatingPoint
	for i := len(sorted) - 1; i >= 0 && !sorted[i].At.Before(since); i-- {
		r := sorted[i]
		if r.Touchpoint != relationship && !slices.ContainsFunc(out, func(o surveys.RatingPoint) bool { return o.Survey == r.Survey }) {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b surveys.RatingPoint) int { return strings.Compare(a.Survey, b.Survey) })
	return out
}

func (s *covarianceSums) count(row surveys.Covariance, a, b int, sign int64) {
	x, y, sum := int64(a), int64(b), s.moments[row]
	sum.N += sign
	sum.SumA += sign * x
	sum.SumB += sign * y
	sum.SumAA += sign * x * x
	sum.SumBB += sign * y * y
	sum.SumAB += sign * x * y
	s.moments[row] = sum
}

// rows gives the sums that are not nothing, in the order of their keys.
func (s *covarianceSums) rows() surveys.Covariances {
	var out surveys.Covariances
	for row, sum := range s.moments {
		if sum == (surveys.Covariance{}) {
			continue
		}
		sum.Relationship, sum.A, sum.B, sum.Part = row.Relationship, row.A, row.B, row.Part
		out.Moments = append(out.Moments, sum)
	}
	for row, sum := range s.tallies {
		if sum.IsZero() {
			continue
		}
		row.Tally = sum
		out.Tallies = append(out.Tallies, row)
	}
	for row, n := range s.respondents {
		if row.N = n; n != 0 {
			out.Respondents = append(out.Respondents, row)
		}
	}
	slices.SortFunc(out.Respondents, func(a, b surveys.CovarianceRespondents) int {
		return cmp.Or(strings.Compare(a.Relationship, b.Relationship), strings.Compare(a.Surveys, b.Surveys))
	})
	slices.SortFunc(out.Moments, func(a, b surveys.Covariance) int {
		for _, c := range [...]int{strings.Compare(a.Relationship, b.Relationship), strings.Compare(a.A, b.A), strings.Compare(a.B, b.B)} {
			if c != 0 {
				return c
			}
		}
		return a.Part - b.Part
	})
	slices.SortFunc(out.Tallies, func(a, b surveys.CovarianceTally) int {
		for _, c := range [...]int{strings.Compare(a.Relationship, b.Relationship), strings.Compare(a.Survey, b.Survey)} {
			if c != 0 {
				return c
			}
		}
		return a.Rating - b.Rating
	})
	return out
}
