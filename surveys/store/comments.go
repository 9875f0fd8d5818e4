package store

import (
	"halte/surveys"
	"halte/surveys/store/sqldb"
)

// CommentList gives answers that say something beside the rating, newest day first.
func (r Reader) CommentList(survey, from, to string, after surveys.Cursor, limit int) ([]surveys.Response, error) {
	var rows []response
	args := []any{survey, from, to, limit}
	condition := "answers <> '{}' AND survey = $1 AND day >= $2 AND day <= $3 AND " + isNewest
	if after.ID != "" {
		condition += " AND (day, id) < ($5, $6)"
		args = append(args, after.Day(), after.ID)
	}
	err := r.Find(&rows, "SELECT * FROM responses WHERE "+condition+" ORDER BY day DESC, id DESC LIMIT $4", args...)
	return sqldb.Each(rows, response.value), sqldb.Failed("read what was written", err)
}
