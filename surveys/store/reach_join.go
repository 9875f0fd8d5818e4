package store

import (
	"encoding/json"
	"strings"

	"halte/surveys"
	"halte/surveys/insight"
)

// reachGroup is a number of invitations or answers that are alike. What they count
// under is the beginning of their segments as they are kept: these are written
// in one order, so equal texts are equal segments, and no database has to look
// into them.
type reachGroup struct {
	Day    string
	Cell   string
	Status string // of an invitation
	Wave   int    // of an invitation
	Answer string // the wave that was answered
	Rating int
	N      int64
}

// joinReach brings groups of invitations and of answers together by day and
// segments, in no order.
func joinReach(mails, answers []reachGroup) []insight.Reach {
	type cell struct{ day, cell string }
	cells := map[cell]*insight.Reach{}
	segments := map[string]map[string]string{}
	find := func(r reachGroup) *insight.Reach {
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
			c := find(r)
			if c.Delivered += r.N; r.Wave > 0 {
				c.Reminded += r.N
			}
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
