package store

import (
	"encoding/json"

	"halte/surveys"
	"halte/surveys/guard"
	"halte/surveys/store/sqldb"
)

// ResponseProfiles counts the answers to a survey by everything that figures are told
// apart by. It reads all of them: what they have in common is in no rollup.
func (r Reader) ResponseProfiles(survey, from, to string) ([]guard.Profile, error) {
	var rows []struct {
		Day, Locale, Wave, Source, Segments string
		Mailed                              bool
		Rating                              int
		N                                   int64
	}
	err := r.Find(&rows, `SELECT day, locale, wave, source, invitation <> '' AS mailed, segments, rating, count(*) AS n FROM responses
		WHERE survey = $1 AND day >= $2 AND day <= $3 AND `+isNewest+`
		GROUP BY day, locale, wave, source, invitation <> '', segments, rating
		ORDER BY day, locale, wave, source, mailed, segments`, survey, from, to)
	if err != nil {
		return nil, sqldb.Failed("count answers that are alike", err)
	}
	var found []guard.Profile
	for i, row := range rows {
		alike := row
		alike.Rating, alike.N = 0, 0
		if i > 0 {
			before := rows[i-1]
			before.Rating, before.N = 0, 0
			if alike == before {
				found[len(found)-1].Tally[row.Rating] += row.N
				continue
			}
		}
		segments := map[string]string{}
		if err := json.Unmarshal([]byte(row.Segments), &segments); err != nil {
			return nil, sqldb.Failed("read segments", err)
		}
		p := guard.Profile{Day: row.Day, Values: map[string]string{}}
		count := func(dimension, value string) {
			if value != "" {
				p.Values[dimension] = value
			}
		}
		for name, value := range segments {
			count(surveys.DimensionSegment+name, value)
		}
		count(surveys.DimensionLocale, row.Locale)
		count(surveys.DimensionWave, row.Wave)
		count(surveys.DimensionSource, row.Source)
		count(guard.DimensionMailed, surveys.IfElse(row.Mailed, guard.Mailed, ""))
		p.Tally[row.Rating] = row.N
		found = append(found, p)
	}
	return found, nil
}
