package store

import (
	"errors"

	"halte/surveys"
	"halte/surveys/privacy"
	"halte/surveys/store/sqldb"
)

// PersonalData gives everything that names a contact, and nothing of others. NotFound
// when there is no such contact.
func (r Reader) PersonalData(id string) (d privacy.PersonalData, err error) {
	if d.Contact, err = r.Contact(id); err != nil {
		return d, err
	}
	var (
		ofEvents   []event
		decided    []decision
		invited    []invitation
		steps      []statusChange
		reminded   []reminder
		opened     []intent
		answered   []response
		suppressed []suppression
	)
	const ofInvitations = " WHERE invitation IN (SELECT id FROM invitations" + ofContact + ")"
	err = errors.Join(
		r.Find(&ofEvents, "SELECT * FROM events"+ofContact+" ORDER BY occurred_at, id", id),
		r.Find(&decided, "SELECT * FROM decisions WHERE event_id IN (SELECT id FROM events"+ofContact+") ORDER BY decided_at, event_id, trigger", id),
		r.Find(&invited, "SELECT * FROM invitations"+ofContact+" ORDER BY id", id),
		r.Find(&steps, "SELECT * FROM passages"+ofInvitations+" ORDER BY id", id),
		r.Find(&reminded, "SELECT * FROM reminders"+ofInvitations+" ORDER BY invitation, wave", id),
		r.Find(&opened, "SELECT * FROM intents"+ofInvitations+" AND at IS NOT NULL ORDER BY at", id),
		r.Find(&answered, "SELECT * FROM responses"+ofContact+" ORDER BY answered_at, id, revision", id),
		r.Find(&suppressed, "SELECT * FROM suppressions WHERE person = $1 AND person <> '' ORDER BY touchpoint", string(d.Contact.Person)),
	)
	if err != nil {
		return d, sqldb.Failed("read what is known of a contact", err)
	}
	d.Events, d.Decisions, d.Invitations = sqldb.Each(ofEvents, event.value), sqldb.Each(decided, decision.value), sqldb.Each(invited, invitation.value)
	d.Steps = sqldb.Each(steps, func(s statusChange) privacy.Step {
		return privacy.Step{Invitation: s.Invitation, At: s.At.Time, Status: surveys.Status(s.Status), Reason: surveys.ReadReason(s.Reason), Wave: s.Wave}
	})
	d.Reminders, d.Answers, d.Suppressions = sqldb.Each(reminded, reminder.value), sqldb.Each(answered, response.value), sqldb.Each(suppressed, suppression.value)
	d.Openings = sqldb.Each(opened, func(i intent) surveys.Intent {
		return surveys.Intent{Invitation: i.Invitation, Touchpoint: i.Touchpoint, Day: i.Day, Rating: i.Rating, At: i.At.Time}
	})
	return d, nil
}
