package surveys

import (
	"slices"
	"strings"
	"time"

	"halte/surveys/metric"
)

// A pair is a relationship answer and what the same respondent said of a
// touchpoint not long before it. Pairs are kept as sums, one row for each two
// surveys and each part of the respondents: they name nobody, so they outlive an
// erasure, and what goes together with the relationship is computed from them
// alone.
//
// They are changed in the transaction that appends an answer, by the difference
// it makes to its respondent's pairs. A daily refresh would have to read every
// answer again, or to remember what it counted; the difference needs only the
// other answers of the respondent, which are few, and is nothing for most
// answers. It does not matter in which order answers arrive.

// PairWindow is how long before a relationship answer a rating belongs to it.
const PairWindow = 90 * Day

// PairParts is the number of parts the respondents are divided into at random;
// leaving out one after the other shows how sure a figure is.
const PairParts = 20

// PairMoments are sums over the pairs of ratings of two surveys, of one part of
// the respondents. Relationship is the survey whose answer made the pair. B is
// the relationship itself, or a survey after A; with A and B both the
// relationship, N counts its answers.
type PairMoments struct {
	Relationship string
	A, B         string
	Part         int

	N, SumA, SumB, SumAA, SumBB, SumAB int64
}

// PairTally counts respondents by their rating of a survey and of the
// relationship; the index of the tally is the latter.
type PairTally struct {
	Relationship string
	Survey       string
	Rating       int
	Tally        metric.Tally
}

// Pairs is everything that is kept of pairs.
type Pairs struct {
	Moments []PairMoments
	Tallies []PairTally
}

// Said is what the pairs take of a response.
type Said struct {
	ID         string
	Respondent int64
	Survey     string
	Touchpoint string
	Rating     int
	At         time.Time // of the experience, else of the answer
}

// said gives what the pairs take of a response.
func (r Response) said() Said {
	s := Said{ID: r.ID, Respondent: r.Respondent, Survey: r.Survey, Touchpoint: r.Touchpoint, Rating: r.Rating, At: r.OccurredAt}
	if s.At.IsZero() {
		s.At = r.AnsweredAt
	}
	return s
}

// pairSums sums pairs, by a row without its sums.
type pairSums struct {
	relationship string // the touchpoint
	moments      map[PairMoments]PairMoments
	tallies      map[PairTally]metric.Tally
}

func newPairSums(relationship string) *pairSums {
	return &pairSums{relationship, map[PairMoments]PairMoments{}, map[PairTally]metric.Tally{}}
}

// add counts the pairs of one respondent, of whom these are all answers, in
// (sign 1) or out (sign -1).
func (s *pairSums) add(all []Said, sign int64) {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b Said) int {
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	for i, y := range all {
		if y.Touchpoint != s.relationship {
			continue
		}
		before := latest(all[:i], s.relationship, y.At.Add(-PairWindow))
		part := int(y.Respondent % PairParts)
		s.count(PairMoments{Relationship: y.Survey, A: y.Survey, B: y.Survey, Part: part}, y.Rating, y.Rating, sign)
		for j, a := range before {
			s.count(PairMoments{Relationship: y.Survey, A: a.Survey, B: y.Survey, Part: part}, a.Rating, y.Rating, sign)
			row := PairTally{Relationship: y.Survey, Survey: a.Survey, Rating: a.Rating}
			sum := s.tallies[row]
			sum[y.Rating] += sign
			s.tallies[row] = sum
			for _, b := range before[j+1:] {
				s.count(PairMoments{Relationship: y.Survey, A: a.Survey, B: b.Survey, Part: part}, a.Rating, b.Rating, sign)
			}
		}
	}
}

// latest gives the last answer to each survey since a time, in the order of the
// surveys, without those about the relationship.
func latest(sorted []Said, relationship string, since time.Time) []Said {
	var out []Said
	for i := len(sorted) - 1; i >= 0 && !sorted[i].At.Before(since); i-- {
		r := sorted[i]
		if r.Touchpoint != relationship && !slices.ContainsFunc(out, func(o Said) bool { return o.Survey == r.Survey }) {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b Said) int { return strings.Compare(a.Survey, b.Survey) })
	return out
}

func (s *pairSums) count(row PairMoments, a, b int, sign int64) {
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
func (s *pairSums) rows() Pairs {
	var out Pairs
	for row, sum := range s.moments {
		if sum == (PairMoments{}) {
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
	slices.SortFunc(out.Moments, func(a, b PairMoments) int {
		for _, c := range [...]int{strings.Compare(a.Relationship, b.Relationship), strings.Compare(a.A, b.A), strings.Compare(a.B, b.B)} {
			if c != 0 {
				return c
			}
		}
		return a.Part - b.Part
	})
	slices.SortFunc(out.Tallies, func(a, b PairTally) int {
		for _, c := range [...]int{strings.Compare(a.Relationship, b.Relationship), strings.Compare(a.Survey, b.Survey)} {
			if c != 0 {
				return c
			}
		}
		return a.Rating - b.Rating
	})
	return out
}

// metric gives the sums to the arithmetic.
func (m PairMoments) metric() metric.Moments {
	return metric.Moments{
		N: float64(m.N), SumX: float64(m.SumA), SumY: float64(m.SumB),
		SumXX: float64(m.SumAA), SumYY: float64(m.SumBB), SumXY: float64(m.SumAB),
	}
}
