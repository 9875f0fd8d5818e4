package surveys

import (
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

// CovarianceWindow is how long before a relationship answer a rating belongs to it.
const CovarianceWindow = 90 * Day

// CovarianceParts is the number of parts the respondents are divided into at random;
// leaving out one after the other shows how sure a figure is.
const CovarianceParts = 20

// Covariance are sums over the pairs of ratings of two surveys, of one part of
// the respondents. Relationship is the survey whose answer made the pair. B is
// the relationship itself, or a survey after A; with A and B both the
// relationship, N counts its answers.
type Covariance struct {
	Relationship string
	A, B         string
	Part         int

	N, SumA, SumB, SumAA, SumBB, SumAB int64
}

// CovarianceTally counts respondents by their rating of a survey and of the
// relationship; the index of the tally is the latter.
type CovarianceTally struct {
	Relationship string
	Survey       string
	Rating       int
	Tally        metric.Tally
}

// CovarianceRespondents counts respondents by the surveys that their answers to
// the relationship are paired with. A respondent who answered often makes many
// pairs and says little more than one: what may be read from pairs goes by these.
type CovarianceRespondents struct {
	Relationship string
	Surveys      string // their keys in order, with a comma between
	N            int64
}

// Covariances is everything that is kept of pairs.
type Covariances struct {
	Moments     []Covariance
	Tallies     []CovarianceTally
	Respondents []CovarianceRespondents
}

// RatingPoint is what the pairs take of a response.
type RatingPoint struct {
	ID         string
	Respondent int64
	Survey     string
	Touchpoint string
	Rating     int
	Day        string
	At         time.Time // of the experience, else of the answer
}

// RatingPoint gives what the pairs take of a response.
func (r Response) RatingPoint() RatingPoint {
	s := RatingPoint{ID: r.ID, Respondent: r.Respondent, Survey: r.Survey, Touchpoint: r.Touchpoint, Rating: r.Rating, Day: r.Day, At: r.OccurredAt}
	if s.At.IsZero() {
		s.At = r.AnsweredAt
	}
	return s
}

// Metric gives the sums to the arithmetic.
func (m Covariance) Metric() metric.Moments {
	return metric.Moments{
		N: float64(m.N), SumX: float64(m.SumA), SumY: float64(m.SumB),
		SumXX: float64(m.SumAA), SumYY: float64(m.SumBB), SumXY: float64(m.SumAB),
	}
}

// CovarianceTx computes covariances again inside a transaction.
type CovarianceTx interface {
	// RatingPointEach calls fn with the newest revision of every answer that has a
	// respondent, those of one respondent together, without holding them all.
	RatingPointEach(fn func(RatingPoint) error) error
	// CovariancesReplace puts exactly these rows in place of all that are there.
	CovariancesReplace(Covariances) error
}
