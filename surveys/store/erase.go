package store

import (
	"time"

	"halte/surveys"
)

// erasures run in the order in which every transaction takes its locks: the
// contact first. Each takes the contact's id.
var erasures = []string{
	"DELETE FROM contacts WHERE id = $1",
	"UPDATE events SET contact_id = '', properties = '{}', digest = '' WHERE contact_id <> '' AND contact_id = $1",
	"DELETE FROM tokens WHERE invitation IN (SELECT id FROM invitations WHERE contact_id <> '' AND contact_id = $1)",
	`UPDATE invitations SET contact_id = '', person = '', correlation = '', next_at = NULL,
		reason = CASE status WHEN 'scheduled' THEN 'the contact was erased' ELSE reason END,
		status = CASE status WHEN 'scheduled' THEN 'cancelled' ELSE status END
		WHERE contact_id <> '' AND contact_id = $1`,
	"UPDATE responses SET contact_id = '', person = '', answers = '{}' WHERE contact_id <> '' AND contact_id = $1",
}

func (t tx) Erase(contact string, _ time.Time) error {
	var changed int64
	for _, sql := range erasures {
		n, err := t.exec(sql, contact)
		if err != nil {
			return failed("erase a contact", err)
		}
		changed += n
	}
	if changed == 0 {
		return surveys.Errorf(surveys.NotFound, "there is no such contact")
	}
	// What a check found is told in words, and may quote what the contact said.
	var rows []decision
	err := t.find(&rows, "SELECT * FROM decisions WHERE contact_id <> '' AND contact_id = $1 ORDER BY event_id, trigger"+t.forUpdate, contact)
	if err != nil {
		return failed("erase a contact", err)
	}
	for i := range rows {
		rows[i].ContactID = ""
		rows[i].Checks = each(rows[i].Checks, func(c surveys.Check) surveys.Check {
			return surveys.Check{Rule: c.Rule, Passed: c.Passed}
		})
	}
	return failed("erase a contact", decisions.insert(t.queries, rows, decisions.replace("event_id, trigger", "event_id", "trigger")))
}
