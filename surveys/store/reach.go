package store

import (
	"encoding/json"
	"strings"

	"halte/surveys"
	"halte/surveys/insight"
)

// reached is a number of invitations or answers that are alike. What they count
// under is the beginning of their segments as they are kept: these are written
// in one order, so equal texts are equal segments, and no database has to look
// into them.
type reached struct {
	Day    string
	Cell   string
	Status string // of an invitation
	Wave   int    // of an invitation
	Answer string // the wave that was answered
	Rating int
	N      int64
}

// InvitationsReached counts the invitations to a survey and their answers, by day and
// segments. It counts over indexes that hold all it reads, and keeps no table up
// to date: a stored count would be rows that all senders of a survey wait for,
// and would have to follow every way in which an invitation ends. This is right
// by itself, after an erasure too.
func (r Reader) InvitationsReached(survey, from, to string) ([]insight.Reach, error) {
	q := r.queries
	var mails, answers []reached
	err := q.find(&mails, `SELECT day, cell, status, wave, count(*) AS n FROM invitations
		WHERE survey = $1 AND day >= $2 AND day <= $3 GROUP BY day, cell, status, wave`, survey, from, to)
	if err != nil {
		return nil, failed("count invitations", err)
	}
	err = q.find(&answers, `SELECT day, substr(segments, 1, 400) AS cell, wave AS answer, rating, count(*) AS n FROM responses
		WHERE invitation <> '' AND survey = $1 AND day >= $2 AND day <= $3 AND `+isNewest+`
		GROUP BY day, substr(segments, 1, 400), wave, rating`, survey, from, to)
	if err != nil {
		return nil, failed("count answers to invitations", err)
	}
	return joinReach(mails, answers), nil
}

func joinReach(mails, answers []reached) []insight.Reach {
	type cell struct{ day, cell string }
	cells := map[cell]*insight.Reach{}
	segments := map[string]map[string]string{}
	find := func(r reached) *insight.Reach {
		c := cell{r.Day, r.Cell}
		if cells[c] == nil {
			if segments[r.Cell] == nil {
				segments[r.Cell] = segmentsIn(r.Cell)
			}
			cells[c] = &insight.Reach{Day: r.Day, Segments: segments[r.Cell]}
		}
		return cells[c]
	}
	for _, r := range mails {
		switch status := surveys.Status(r.Status); {
		case status == surveys.StatusSent || r.Wave > 0: // a reminder is proof of a first mail
			find(r).Delivered += r.N
		case status == surveys.StatusUnknown:
			find(r).Unknown += r.N
		case status == surveys.StatusFailed, status == surveys.StatusBounced:
			find(r).Failed += r.N
		}
	}
	for _, r := range answers {
		c := find(r)
		tally := &c.First
		if r.Answer == surveys.WaveReminder {
			tally = &c.Reminder
		}
		if 0 <= r.Rating && r.Rating < len(tally) {
			tally[r.Rating] += r.N
		}
	}
	list := make([]insight.Reach, 0, len(cells))
	for _, c := range cells {
		list = append(list, *c)
	}
	return list
}

// segmentsIn reads segments of which only the beginning may be there: those that
// are whole.
func segmentsIn(text string) map[string]string {
	for {
		var segments map[string]string
		if err := json.Unmarshal([]byte(text), &segments); err == nil && segments != nil {
			return segments
		}
		text = strings.TrimSuffix(text, "}")
		last := strings.LastIndex(text, `,"`)
		if last < 0 {
			return map[string]string{}
		}
		text = text[:last] + "}"
	}
}
