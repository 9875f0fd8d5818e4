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
func (r Reader) InvitationsReached(survey, from, to string) ([]insight.Reach, error) {
	q := r.Queries
	var mails, answers []reachGroup
	err := q.Find(&mails, `SELECT day, cell, status, wave, count(*) AS n FROM invitations
		WHERE survey = $1 AND day >= $2 AND day <= $3 GROUP BY day, cell, status, wave`, survey, from, to)
	if err != nil {
		return nil, sqldb.Failed("count invitations", err)
	}
	err = q.Find(&answers, `SELECT day, substr(segments, 1, 400) AS cell, wave AS answer, rating, count(*) AS n FROM responses
		WHERE invitation <> '' AND survey = $1 AND day >= $2 AND day <= $3 AND `+isNewest+`
		GROUP BY day, substr(segments, 1, 400), wave, rating`, survey, from, to)
	if err != nil {
		return nil, sqldb.Failed("count answers to invitations", err)
	}
	return joinReach(mails, answers), nil
}
