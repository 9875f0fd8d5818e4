package store

import (
	"halte/surveys/insight"
	"halte/surveys/store/sqldb"
)

// InvitationsReached counts the invitations to a survey and their answers, by day and
// segments. It counts over indexes that hold all it reads, and keeps no table up
// to date: a stored count would be rows that all senders of a survey wait for,
// and would have to follow every way in which an invitation ends. This is right
// by itself, after an erasure too.
func (r Reader) InvitationsReached(f insight.ReachQuery) ([]insight.Reach, error) {
	q := r.Queries
	args := []any{f.Survey, f.From, f.To}
	invited, answered := "", ""
	if len(f.Languages) > 0 { // an answer counts by the language of its invitation, as that does
		args = append(args, q.List(f.Languages))
		invited = " AND " + q.In("language", "$4")
		answered = " AND invitation IN (SELECT id FROM invitations WHERE survey = $1 AND day >= $2 AND day <= $3" + invited + ")"
	}
	var mails, answers []reachGroup
	err := q.Find(&mails, `SELECT day, cell, status, wave, count(*) AS n FROM invitations
		WHERE survey = $1 AND day >= $2 AND day <= $3`+invited+` GROUP BY day, cell, status, wave`, args...)
	if err != nil {
		return nil, sqldb.Failed("count invitations", err)
	}
	err = q.Find(&answers, `SELECT day, substr(segments, 1, 400) AS cell, wave AS answer, rating, count(*) AS n FROM responses
		WHERE invitation <> '' AND survey = $1 AND day >= $2 AND day <= $3 AND `+isNewest+answered+`
		GROUP BY day, substr(segments, 1, 400), wave, rating`, args...)
	if err != nil {
		return nil, sqldb.Failed("count answers to invitations", err)
	}
	return joinReach(mails, answers), nil
}
