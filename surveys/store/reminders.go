package store

import (
	"cmp"
	"time"

	"halte/surveys"
	"halte/surveys/store/sqldb"
)

type reminder struct {
	Invitation string
	Wave       int
	Outcome    string
	Reason     string
	Checks     sqldb.Array[surveys.Check]
	DecidedAt  sqldb.Instant
}

var reminders = sqldb.NewTable(func(a, b reminder) int {
	return cmp.Or(cmp.Compare(a.Invitation, b.Invitation), cmp.Compare(a.Wave, b.Wave))
})

func (r reminder) value() surveys.ReminderDecision {
	return surveys.ReminderDecision{
		Invitation: r.Invitation, Wave: r.Wave, Outcome: surveys.Status(r.Outcome), Reason: surveys.ReadReason(r.Reason),
		Checks: r.Checks, DecidedAt: r.DecidedAt.Time,
	}
}

var newerReminder = reminders.Replace("invitation, wave", "invitation", "wave", "checks") +
	", checks = CASE excluded.checks WHEN '[]' THEN reminders.checks ELSE excluded.checks END"

// ReminderPut keeps what was decided of a reminder, in place of what was
// decided of the same one before; its checks stay where d has none.
func (t Tx) ReminderPut(d surveys.ReminderDecision) error {
	row := reminder{d.Invitation, d.Wave, string(d.Outcome), d.Reason.Text(), d.Checks, sqldb.At(d.DecidedAt)}
	return reminders.Insert(t.Queries, "write what was decided of a reminder", []reminder{row}, newerReminder)
}

// loseReminders calls reminders unknown that were being sent.
func (t Tx) loseReminders(invitations []string, reason string) error {
	if len(invitations) == 0 {
		return nil
	}
	return t.Post(sqldb.Posted{
		Doing: "write what was lost of reminders",
		SQL:   "UPDATE reminders SET outcome = 'unknown', reason = $2 WHERE " + t.In("invitation", "$1") + " AND outcome = 'sending'",
		Args:  []any{t.List(invitations), reason},
	})
}

// dropReminders records that the reminders a contact was to get are not sent: it
// is being erased.
func (t Tx) dropReminders(contact string, now time.Time) error {
	var waiting []invitation
	err := t.Find(&waiting, "SELECT * FROM invitations WHERE contact_id <> '' AND contact_id = $1 AND next_at IS NOT NULL"+
		" AND status IN ('sent', 'unknown') AND NOT resending ORDER BY id", contact)
	if err != nil {
		return sqldb.Failed("read the reminders of a contact", err)
	}
	return reminders.Insert(t.Queries, "drop reminders", sqldb.Each(waiting, func(i invitation) reminder {
		return reminder{
			Invitation: i.ID, Wave: i.Wave + 1, Outcome: string(surveys.StatusCancelled), Reason: surveys.Because(surveys.ReasonErased).Text(), DecidedAt: sqldb.At(now),
		}
	}), newerReminder)
}

// RemindersOfEvent gives what was decided of the reminders of an event's invitations.
func (r Reader) RemindersOfEvent(eventID string) ([]surveys.ReminderDecision, error) {
	var rows []reminder
	err := r.Find(&rows, "SELECT * FROM reminders WHERE invitation IN"+
		" (SELECT invitation FROM decisions WHERE event_id = $1 AND invitation <> '') ORDER BY invitation, wave", eventID)
	return sqldb.Each(rows, reminder.value), sqldb.Failed("read what was decided of reminders", err)
}

// InvitationsOutweighed counts invitations that gave way to others.
func (r Reader) InvitationsOutweighed(survey, from, to string) (int64, error) {
	n, err := sqldb.One[int64](r.Queries, "outweighed invitations",
		"SELECT count(*) FROM invitations WHERE survey = $1 AND day >= $2 AND day <= $3 AND status = 'outweighed'", survey, from, to)
	return n, err
}
