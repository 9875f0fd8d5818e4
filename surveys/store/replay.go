package store

import (
	"halte/surveys/insight"
	"halte/surveys/store/sqldb"
)

// ReplayTallies counts, of every response, the revision that was the newest at a moment.
func (r Reader) ReplayTallies(f insight.ReplayTallyQuery) ([]insight.ReplayTally, error) {
	clock := "recorded_at"
	if f.ByAnswered {
		clock = "answered_at"
	}
	q := r.Queries
	var rows []struct {
		Touchpoint, Survey string
		Rating             int
		N                  int64
	}
	err := q.Find(&rows, `SELECT touchpoint, survey, rating, count(*) AS n FROM responses AS r
		WHERE `+clock+` <= $1 AND day >= $2 AND day <= $3 AND ($4 = '' OR touchpoint = $4) AND NOT EXISTS
			(SELECT 1 FROM responses AS n WHERE n.id = r.id AND n.revision > r.revision AND n.`+clock+` <= $1)
		GROUP BY touchpoint, survey, rating ORDER BY touchpoint, survey, rating`, sqldb.At(f.At), f.From, f.To, f.Touchpoint)
	if err != nil {
		return nil, sqldb.Failed("count the answers of the past", err)
	}
	found := []insight.ReplayTally{}
	for _, r := range rows {
		last := len(found) - 1
		if last < 0 || found[last].Touchpoint != r.Touchpoint || found[last].Survey != r.Survey {
			found = append(found, insight.ReplayTally{Touchpoint: r.Touchpoint, Survey: r.Survey})
			last++
		}
		found[last].Tally[r.Rating] += r.N
	}
	return found, nil
}
