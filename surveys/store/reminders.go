package store

import (
	"cmp"
	"time"

	"halte/surveys"
)

type reminder struct {
	Invitation string
	Wave       int
	Outcome    string
	Reason     string
	Checks     array[surveys.Check]
	DecidedAt  instant
}

var reminders = newTable(func(a, b reminder) int {
	return cmp.Or(cmp.Compare(a.Invitation, b.Invitation), cmp.Compare(a.Wave, b.Wave))
})

func (r reminder) value() surveys.ReminderDecision {
	return surveys.ReminderDecision{
		Invitation: r.Invitation, Wave: r.Wave, Outcome: surveys.Status(r.Outcome), Reason: surveys.ReadReason(r.Reason),
		Checks: r.Checks, DecidedAt: r.DecidedAt.Time,
	}
}

var newerReminder = reminders.replace("invitation, wave", "invitation", "wave", "checks") +
	", checks = CASE excluded.checks WHEN '[]' THEN reminders.checks ELSE excluded.checks END"

// ReminderPut keeps what was decided of a reminder, in place of what was
// decided of the same one before; its checks stay where d has none.
func (t Tx) ReminderPut(d surveys.ReminderDecision) error {
	row := reminder{d.Invitation, d.Wave, string(d.Outcome), d.Reason.Text(), d.Checks, at(d.DecidedAt)}
	return reminders.insert(t.queries, "write what was decided of a reminder", []reminder{row}, newerReminder)
}

// loseReminders calls reminders unknown that were being sent.
func (t Tx) loseReminders(invitations []string, reason string) error {
	if len(invitations) == 0 {
		return nil
	}
	return t.post(posted{
		doing: "write what was lost of reminders",
		sql:   "UPDATE reminders SET outcome = 'unknown', reason = $2 WHERE " + t.in("invitation", "$1") + " AND outcome = 'sending'",
		args:  []any{t.list(invitations), reason},
	})
}

// dropReminders records that the reminders a contact was to get are not sent: it
// is being erased.
func (t Tx) dropReminders(contact string, now time.Time) error {
	var waiting []invitation
	err := t.find(&waiting, "SELECT * FROM invitations WHERE contact_id <> '' AND contact_id = $1 AND next_at IS NOT NULL"+
		" AND status IN ('sent', 'unknown') AND NOT resending ORDER BY id", contact)
	if err != nil {
		return failed("read the reminders of a contact", err)
	}
	return reminders.insert(t.queries, "drop reminders", each(waiting, func(i invitation) reminder {
		return reminder{
			Invitation: i.ID, Wave: i.Wave + 1, Outcome: string(surveys.StatusCancelled), Reason: surveys.Because(surveys.ReasonErased).Text(), DecidedAt: at(now),
		}
	}), newerReminder)
}

// RemindersOfEvent gives what was decided of the reminders of an event's invitations.
func (r Reader) RemindersOfEvent(eventID string) ([]surveys.ReminderDecision, error) {
	var rows []reminder
	err := r.find(&rows, "SELECT * FROM reminders WHERE invitation IN"+
		" (SELECT invitation FROM decisions WHERE event_id = $1 AND invitation <> '') ORDER BY invitation, wave", eventID)
	return each(rows, reminder.value), failed("read what was decided of reminders", err)
}

// InvitationsOutweighed counts invitations that gave way to others.
func (r Reader) InvitationsOutweighed(survey, from, to string) (int64, error) {
	n, err := one[int64](r.queries, "outweighed invitations",
		"SELECT count(*) FROM invitations WHERE survey = $1 AND day >= $2 AND day <= $3 AND status = 'outweighed'", survey, from, to)
	return n, err
}
