package store

import (
	"errors"
	"time"

	"halte/surveys"
	"halte/surveys/store/sqldb"
)

// Which invitations may have been mailed, or reminded, after a backup of the time $2 and
// no later than $1; and whose reminder comes later than $1. What had to go out before the
// backup has not gone out since.
const (
	inDoubt = "next_at <= $1 AND status IN ('scheduled', 'sent', 'unknown') AND send_by >= $2"
	toCome  = "next_at > $1 AND status IN ('sent', 'unknown') AND NOT resending"
)

// InvitationsInDoubt counts the mails that may have gone out after a backup of the time
// since and until a time, and the reminders that come later.
func (r Reader) InvitationsInDoubt(since, until time.Time) (mails, reminders int64, err error) {
	mails, err1 := sqldb.One[int64](r.Queries, "mails in doubt", "SELECT count(*) FROM invitations WHERE "+inDoubt, sqldb.At(until), fromThen(since))
	reminders, err2 := sqldb.One[int64](r.Queries, "reminders to come", "SELECT count(*) FROM invitations WHERE "+toCome, sqldb.At(until))
	return mails, reminders, errors.Join(err1, err2)
}

// InvitationsDoubt makes up to limit invitations unknown at now whose next mail may have
// gone out after a backup of the time since and until a time, with the reason, and gives
// how many there were. Call it until it gives none.
func (t Tx) InvitationsDoubt(since, until, now time.Time, reason surveys.Reason, limit int) (int, error) {
	var rows []invitation
	err := t.Find(&rows, "SELECT * FROM invitations WHERE "+inDoubt+" ORDER BY id LIMIT $3"+t.ForUpdate, sqldb.At(until), fromThen(since), limit)
	if err != nil {
		return 0, sqldb.Failed("find what may have been mailed", err)
	}
	var doubted []reminder
	for i := range rows {
		row := &rows[i]
		if row.Status != string(surveys.StatusScheduled) && !row.Resending {
			row.Wave, row.Resends = row.Wave+1, 0
			doubted = append(doubted, reminder{Invitation: row.ID, Wave: row.Wave, Outcome: string(surveys.StatusUnknown), Reason: reason.Text(), DecidedAt: sqldb.At(now)})
		}
		if row.AskedAt.IsZero() {
			row.AskedAt = sqldb.At(until)
		}
		row.Attempts = 0
	}
	return len(rows), errors.Join(reminders.Insert(t.Queries, "write which reminders are in doubt", doubted, newerReminder), t.callUnknown(rows, now, until, reason))
}

// RemindersDrop calls off up to limit reminders that come later than a time, with the
// reason, and gives how many there were. Call it until it gives none.
func (t Tx) RemindersDrop(until, now time.Time, reason surveys.Reason, limit int) (int, error) {
	var rows []invitation
	err := t.Find(&rows, "SELECT * FROM invitations WHERE "+toCome+" ORDER BY id LIMIT $2"+t.ForUpdate, sqldb.At(until), limit)
	if err != nil || len(rows) == 0 {
		return 0, sqldb.Failed("find reminders to come", err)
	}
	ids := sqldb.Each(rows, func(i invitation) string { return i.ID })
	if _, err := t.Change("UPDATE invitations SET next_at = NULL, leased_until = NULL WHERE "+t.In("id", "$1"), t.List(ids)); err != nil {
		return 0, sqldb.Failed("call reminders off", err)
	}
	return len(rows), reminders.Insert(t.Queries, "call reminders off", sqldb.Each(rows, func(i invitation) reminder {
		return reminder{Invitation: i.ID, Wave: i.Wave + 1, Outcome: string(surveys.StatusCancelled), Reason: reason.Text(), DecidedAt: sqldb.At(now)}
	}), newerReminder)
}

// fromThen gives a time to compare with; the beginning of all for none.
func fromThen(since time.Time) sqldb.Instant { return sqldb.At(surveys.Later(since, time.Unix(0, 0))) }
