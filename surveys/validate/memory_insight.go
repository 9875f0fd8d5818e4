package validate

import (
	"cmp"
	"context"
	"slices"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/journey"
	"halte/surveys/metric"
)

// insightStore lets insight read a memory.
type insightStore struct{ *memory }

func (s insightStore) Read(context.Context) insight.Reader {
	return insightReader{sums: sums(s)}
}

// journeyStore lets journey read a memory.
type journeyStore struct{ *memory }

func (s journeyStore) Read(context.Context) journey.Reader {
	return journeyReader{sums: sums(s)}
}

// The rest of what the rooms read is not there: no life asks for it.
type (
	insightReader struct {
		sums
		insightRest
	}
	journeyReader struct {
		sums
		journeyRest
	}
	insightRest struct{ insight.Reader }
	journeyRest struct{ journey.Reader }
)

// sums are what scores, differences and comparisons are made of.
type sums struct{ *memory }

func (r sums) RollupSums(q surveys.RollupQuery) ([]surveys.Rollup, error) {
	return r.rollups(q), nil
}

// RollupDayEach calls fn with the answers of each day.
func (r sums) RollupDayEach(q surveys.DayQuery, fn func(surveys.DayTotal)) error {
	if q.Dimension != surveys.DimensionTotal {
		return nil
	}
	for _, row := range r.rollups(surveys.RollupQuery{Surveys: q.Surveys, From: q.From, To: q.To, PerDay: true}) {
		d := surveys.DayTotal{Survey: row.Survey, Day: row.Day, N: row.Tally.N()}
		for rating, n := range row.Tally {
			d.Sum += n * q.Metric.Value(rating)
		}
		fn(d)
	}
	return nil
}

// ScoreChanges gives none: nothing is watched in these lives.
func (sums) ScoreChanges([]string, string, string) ([]surveys.ScoreChange, error) { return nil, nil }

// RepeatSums sums the pairs of answers of one person to one survey. In no life does
// anybody answer to two surveys that are summed.
func (r sums) RepeatSums(q surveys.RepeatQuery) (found []surveys.RepeatSum, err error) {
	if q.Across {
		return nil, nil
	}
	for _, key := range slices.Sorted(slices.Values(q.Surveys)) {
		sums := map[surveys.RepeatSum]metric.Pairs{}
		for _, all := range r.byPerson(key, q) {
			for i, b := range all {
				for _, a := range all[:i] {
					sum := surveys.RepeatSum{Within: a.month == b.month, Repeat: surveys.Repeat{A: key}}
					sum.Earlier = surveys.IfElse(a.month == q.First, q.First, "")
					sum.Later = surveys.IfElse(b.month == q.Last, q.Last, "")
					sums[sum] = sums[sum].Plus(metric.Pairs{N: 1, SumLag: float64(b.day - a.day), Sum: float64(a.value + b.value), SumProduct: float64(a.value * b.value)}, 1)
				}
			}
		}
		for sum, p := range sums {
			sum.N, sum.SumLag, sum.Sum, sum.SumAB = int64(p.N), int64(p.SumLag), int64(p.Sum), int64(p.SumProduct)
			found = append(found, sum)
		}
	}
	lies := func(r surveys.RepeatSum) int {
		return surveys.IfElse(r.Earlier != "", 1, 0) + surveys.IfElse(r.Later != "", 2, 0) + surveys.IfElse(r.Within, 4, 0)
	}
	slices.SortFunc(found, func(a, b surveys.RepeatSum) int { return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(lies(a), lies(b))) })
	return found, nil
}

type personal struct {
	day   int
	month string
	value int64
}

// byPerson gives the answers to a survey of everybody who is known, in the order of
// days, those in the months of a query.
func (r sums) byPerson(key string, q surveys.RepeatQuery) map[int64][]personal {
	people := map[int64][]personal{}
	for at, all := range r.memory.surveys[key].days {
		day := r.first + at
		month := surveys.RepeatMonth(nameOf(day))
		if month < q.First || month > q.Last {
			continue
		}
		for _, g := range all {
			if g.respondent != 0 && r.known(day, g) {
				people[g.respondent] = append(people[g.respondent], personal{day, month, metric.NPS.Value(int(g.rating))})
			}
		}
	}
	return people
}
