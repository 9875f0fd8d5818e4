package store

import (
	"encoding/json"
	"fmt"
	"strings"

	"halte/surveys"
	"halte/surveys/guard"
	"halte/surveys/metric"
	"halte/surveys/store/sqldb"
)

// countByRating are the columns r0 to r10.
var countByRating = func() string {
	columns := make([]string, len(metric.Tally{}))
	for rating := range columns {
		columns[rating] = fmt.Sprintf("count(*) FILTER (WHERE rating = %d) AS r%d", rating, rating)
	}
	return strings.Join(columns, ", ")
}()

// ResponseProfiles counts the answers to a survey by everything that figures are told
// apart by. It reads all of them: what they have in common is in no rollup.
func (r Reader) ResponseProfiles(survey, from, to string) ([]guard.Profile, error) {
	var rows []struct {
		Day, Locale, Wave, Source, Segments         string
		Mailed                                      bool
		R0, R1, R2, R3, R4, R5, R6, R7, R8, R9, R10 int64
	}
	err := r.Find(&rows, `SELECT day, locale, wave, source, invitation <> '' AS mailed, segments, `+countByRating+` FROM responses
		WHERE survey = $1 AND day >= $2 AND day <= $3 AND `+isNewest+`
		GROUP BY day, locale, wave, source, invitation <> '', segments
		ORDER BY day, locale, wave, source, mailed, segments`, survey, from, to)
	if err != nil {
		return nil, sqldb.Failed("count answers that are alike", err)
	}
	var found []guard.Profile
	parsed := map[string]map[string]string{}
	for _, row := range rows {
		segments, there := parsed[row.Segments]
		if !there {
			if err := json.Unmarshal([]byte(row.Segments), &segments); err != nil {
				return nil, sqldb.Failed("read segments", err)
			}
			parsed[row.Segments] = segments
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
		p.Tally = metric.Tally{row.R0, row.R1, row.R2, row.R3, row.R4, row.R5, row.R6, row.R7, row.R8, row.R9, row.R10}
		found = append(found, p)
	}
	return found, nil
}
