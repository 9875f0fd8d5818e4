package store

import (
	"time"

	"halte/surveys"
	"halte/surveys/privacy"
	"halte/surveys/store/sqldb"
)

const ofContact = " WHERE contact_id <> '' AND contact_id = $1"

// erasures take everything that names a contact, whose id is the argument, but for its
// own row, ids from outside, and what was decided. They count what they took.
var erasures = []struct {
	sql   string
	count func(*privacy.Erasure) *int64
}{
	{"DELETE FROM passages WHERE invitation IN (SELECT id FROM invitations" + ofContact + ")", func(e *privacy.Erasure) *int64 { return &e.Removed.StatusChanges }},
	{"DELETE FROM tokens WHERE invitation IN (SELECT id FROM invitations" + ofContact + ")", func(e *privacy.Erasure) *int64 { return &e.Removed.Links }},
	{
		`UPDATE reminders SET checks = '[]', reason = CASE reason WHEN '{"code":"erased"}' THEN reason ELSE '' END
			WHERE invitation IN (SELECT id FROM invitations` + ofContact + ")",
		func(e *privacy.Erasure) *int64 { return &e.Removed.Reminders },
	},
	{
		`UPDATE invitations SET contact_id = '', person = '', correlation = '', next_at = NULL, resending = false,
			reason = CASE status WHEN 'scheduled' THEN '{"code":"erased"}' ELSE '' END,
			status = CASE status WHEN 'scheduled' THEN 'cancelled' ELSE status END` + ofContact,
		func(e *privacy.Erasure) *int64 { return &e.Removed.Invitations },
	},
	{
		// One that names an event of somebody else leads to that one's order.
		`UPDATE responses SET contact_id = '', person = '', answers = '{}', event_id = CASE WHEN EXISTS
			(SELECT 1 FROM events AS e WHERE e.id = responses.event_id AND e.contact_id <> '' AND e.contact_id <> $1) THEN '' ELSE event_id END` + ofContact,
		func(e *privacy.Erasure) *int64 { return &e.Removed.Answers },
	},
	{"UPDATE events SET contact_id = '', properties = '{}', digest = ''" + ofContact, func(e *privacy.Erasure) *int64 { return &e.Removed.Events }},
}

// ContactErase removes a contact and everything that names it: addresses, texts,
// properties, tokens and links to it. The ids that others chose for its events and
// responses make room for random ones; by the secret their repeats are known.
func (t Tx) ContactErase(contact string, secret surveys.Secret, now time.Time) (privacy.Erasure, error) {
	done := privacy.Erasure{At: now}
	// The contact's row goes first: it is what everybody else locks first.
	known, err := t.ContactsLock([]string{contact})
	if err != nil {
		return done, err
	}
	if done.Removed.Contacts, err = t.Change("DELETE FROM contacts WHERE id = $1", contact); err != nil {
		return done, sqldb.Failed("erase a contact", err)
	}
	if c, there := known[contact]; there {
		if err := t.rememberErased(contact, c.Respondent); err != nil {
			return done, err
		}
	}
	if err := t.dropReminders(contact, now); err != nil {
		return done, err
	}
	if done.Removed.Decisions, err = t.eraseIDs(contact, secret); err != nil {
		return done, err
	}
	if done.Kept, err = t.keptOf(contact, secret.Persons(&surveys.Contact{ID: contact, Person: known[contact].Person})); err != nil {
		return done, err
	}
	for _, e := range erasures {
		if *e.count(&done), err = t.Change(e.sql, contact); err != nil {
			return done, sqldb.Failed("erase a contact", err)
		}
	}
	if done.Removed.IsZero() {
		return done, surveys.Errorf(surveys.NotFound, "there is no such contact")
	}
	return done, nil
}

// keptOf counts what stays of a contact that has been asked as these persons.
func (t Tx) keptOf(contact string, persons []surveys.Person) (kept privacy.Kept, err error) {
	if kept.Ratings, err = sqldb.One[int64](t.Queries, "ratings", "SELECT count(DISTINCT id) FROM responses"+ofContact, contact); err != nil {
		return kept, err
	}
	kept.Suppressions, err = sqldb.One[int64](t.Queries, "suppressions", "SELECT count(*) FROM suppressions WHERE "+t.In("person", "$1"), t.List(sqldb.Texts(persons)))
	return kept, err
}

// eraseIDs puts random ids in the place of those of the events, the responses and the
// answered invitations of a contact, takes from decisions what they tell of it, and
// gives how many decisions those were.
func (t Tx) eraseIDs(contact string, secret surveys.Secret) (decided int64, err error) {
	var events, answered, answers []string
	err = t.Find(&events, "SELECT id FROM events"+ofContact+" UNION SELECT event_id FROM responses"+ofContact+
		" AND event_id <> '' AND NOT EXISTS (SELECT 1 FROM events AS e WHERE e.id = responses.event_id)", contact)
	if err != nil {
		return 0, sqldb.Failed("find the events of a contact", err)
	}
	// The id of an invitation stands in its mail, and in the logs of who carried that.
	if err := t.Find(&answered, "SELECT DISTINCT invitation FROM responses"+ofContact+" AND invitation <> ''", contact); err != nil {
		return 0, sqldb.Failed("find the invitations that a contact answered", err)
	}
	if err := t.Find(&answers, "SELECT DISTINCT id FROM responses"+ofContact+" AND invitation = ''", contact); err != nil {
		return 0, sqldb.Failed("find the answers of a contact", err)
	}
	list := eventExchanges(events, secret)
	if err := t.exchangeIDs(list, eventIDs); err != nil {
		return 0, err
	}
	if err := t.exchangeIDs(invitationExchanges(answered), invitationIDs); err != nil {
		return 0, err
	}
	if err := t.exchangeIDs(responseExchanges(answers, secret), responseIDs); err != nil {
		return 0, err
	}
	return t.emptyDecisions(sqldb.Each(list, func(x exchange) string { return x.Becomes }))
}

// emptyDecisions takes from what was decided of events whom it was about and what was
// found: that is told in words, and may quote what the contact said.
func (t Tx) emptyDecisions(events []string) (int64, error) {
	var decided []decision
	if err := t.Find(&decided, "SELECT * FROM decisions WHERE "+t.In("event_id", "$1")+" ORDER BY event_id, trigger", t.List(events)); err != nil {
		return 0, sqldb.Failed("read what was decided", err)
	}
	for i := range decided {
		decided[i].ContactID = ""
		decided[i].Checks = sqldb.Each(decided[i].Checks, func(c surveys.Check) surveys.Check {
			return surveys.Check{Rule: c.Rule, Passed: c.Passed}
		})
	}
	return int64(len(decided)), decisions.Insert(t.Queries, "empty decisions", decided, decisions.Replace("event_id, trigger", "event_id", "trigger"))
}
