package surveys

import (
	"errors"
	"time"
)

// ReminderDecision is the recorded reason why a reminder did or did not go out:
// one per invitation and wave, as it was decided last.
type ReminderDecision struct {
	Invitation string
	Wave       int    // 1 or 2
	Outcome    Status // sending, sent, unknown, failed, scheduled (to be tried again), or what kept it back
	Reason     string // for a person to read; empty when it went out
	Checks     []Check
	DecidedAt  time.Time
}

// recordLast keeps what came of a reminder behind which no other mail follows.
func (i *Invitation) recordLast(tx Tx, now time.Time, outcome error) error {
	if i.Wave == 0 {
		return nil
	}
	d := ReminderDecision{Invitation: i.ID, Wave: i.Wave, Outcome: StatusSent, DecidedAt: now}
	if outcome != nil {
		d.Outcome, d.Reason = StatusFailed, sendReason(outcome)
	}
	var failed *SendError
	if errors.As(outcome, &failed) && failed.Outcome == SendUnknown {
		d.Outcome = StatusUnknown
	}
	return tx.PutReminder(d)
}

// recordReminders keeps what came of the reminder that was just sent, and of a
// next one for which there is no time left.
func (i *Invitation) recordReminders(tx Tx, p *Plan, wave int, now time.Time, outcome error) error {
	if wave > 0 {
		d := ReminderDecision{Invitation: i.ID, Wave: wave, Outcome: StatusSent, DecidedAt: now}
		switch {
		case i.Status == StatusUnknown && i.Wave == wave:
			d.Outcome, d.Reason = StatusUnknown, i.Reason
		case i.Wave < wave && !i.NextAt.IsZero():
			d.Outcome, d.Reason = StatusScheduled, i.Reason
		case outcome != nil:
			d.Outcome, d.Reason = StatusFailed, i.Reason
		}
		if err := tx.PutReminder(d); err != nil {
			return err
		}
	}
	rule := p.byTrigger[i.Trigger]
	if i.SentAt.IsZero() || !i.NextAt.IsZero() || rule == nil || i.Wave >= len(rule.Reminders) || wave != i.Wave || outcome != nil && i.Status != StatusUnknown {
		return nil
	}
	due := now.Add(rule.Reminders[i.Wave].After.Duration())
	why := "it would be due at " + stamp(due) + ", when the link has closed"
	if due.After(i.SendBy) {
		why = "it would be due at " + stamp(due) + ", and nothing is sent after " + stamp(i.SendBy)
	}
	return tx.PutReminder(ReminderDecision{
		Invitation: i.ID, Wave: i.Wave + 1, Outcome: StatusExpired, Reason: why, Checks: []Check{{"expiry", false, why}}, DecidedAt: now,
	})
}
