package store

import (
	"time"

	"halte/surveys"
	"halte/surveys/store/sqldb"
)

// erasures take everything that names a contact, whose id is the argument, but
// for its own row and for decisions. Events go last: decisions are found by them.
var erasures = []string{
	"DELETE FROM passages WHERE invitation IN (SELECT id FROM invitations WHERE contact_id <> '' AND contact_id = $1)",
	"DELETE FROM tokens WHERE invitation IN (SELECT id FROM invitations WHERE contact_id <> '' AND contact_id = $1)",
	`UPDATE invitations SET contact_id = '', person = '', correlation = '', next_at = NULL, resending = false,
		reason = CASE status WHEN 'scheduled' THEN '{"code":"erased"}' ELSE '' END,
		status = CASE status WHEN 'scheduled' THEN 'cancelled' ELSE status END
		WHERE contact_id <> '' AND contact_id = $1`,
	"UPDATE responses SET contact_id = '', person = '', answers = '{}' WHERE contact_id <> '' AND contact_id = $1",
	"UPDATE events SET contact_id = '', properties = '{}', digest = '' WHERE contact_id <> '' AND contact_id = $1",
}

// ContactErase removes a contact and everything that names it: addresses, texts,
// properties, tokens and links to it.
func (t Tx) ContactErase(contact string, now time.Time) error {
	// The contact's row goes first: it is what everybody else locks first.
	known, err := t.ContactsLock([]string{contact})
	if err != nil {
		return sqldb.Failed("erase a contact", err)
	}
	changed, err := t.Change("DELETE FROM contacts WHERE id = $1", contact)
	if err != nil {
		return sqldb.Failed("erase a contact", err)
	}
	if c, there := known[contact]; there {
		if err := t.rememberErased(contact, c.Respondent); err != nil {
			return err
		}
	}
	var decided []decision
	err = t.Find(&decided, `SELECT * FROM decisions WHERE event_id IN (SELECT id FROM events WHERE contact_id <> '' AND contact_id = $1)
		ORDER BY event_id, trigger`, contact)
	if err != nil {
		return sqldb.Failed("erase a contact", err)
	}
	if err := t.dropReminders(contact, now); err != nil {
		return err
	}
	for _, sql := range erasures {
		n, err := t.Change(sql, contact)
		if err != nil {
			return sqldb.Failed("erase a contact", err)
		}
		changed += n
	}
	if changed == 0 {
		return surveys.Errorf(surveys.NotFound, "there is no such contact")
	}
	for i := range decided {
		decided[i].ContactID = ""
		// What a check found is told in words, and may quote what the contact said.
		decided[i].Checks = sqldb.Each(decided[i].Checks, func(c surveys.Check) surveys.Check {
			return surveys.Check{Rule: c.Rule, Passed: c.Passed}
		})
	}
	return decisions.Insert(t.Queries, "erase a contact", decided, decisions.Replace("event_id, trigger", "event_id", "trigger"))
}
