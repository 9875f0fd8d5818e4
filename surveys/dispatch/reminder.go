package dispatch

import (
	"errors"
	"time"

	"halte/surveys"
	"halte/surveys/definition"
)

// recordLast stores the outcome of a reminder when no other mail follows it.
func recordLast(i *surveys.Invitation, tx Tx, now time.Time, outcome error) error {
	if i.Wave == 0 {
		return nil
	}
	d := surveys.ReminderDecision{Invitation: i.ID, Wave: i.Wave, Outcome: surveys.StatusSent, DecidedAt: now}
	if outcome != nil {
		d.Outcome, d.Reason = surveys.StatusFailed, sendReason(outcome)
	}
	var failed *surveys.SendError
	if errors.As(outcome, &failed) && failed.Outcome == surveys.SendUnknown {
		d.Outcome = surveys.StatusUnknown
	}
	return tx.ReminderPut(d)
}

// recordReminders stores the outcome of the reminder that was just sent, and of the next
// one when there is no time left for it.
func recordReminders(i *surveys.Invitation, tx Tx, p *definition.Plan, wave int, now time.Time, outcome error) error {
	if wave > 0 {
		d := surveys.ReminderDecision{Invitation: i.ID, Wave: wave, Outcome: surveys.StatusSent, DecidedAt: now}
		switch {
		case i.Status == surveys.StatusUnknown && i.Wave == wave:
			d.Outcome, d.Reason = surveys.StatusUnknown, i.Reason
		case i.Wave < wave && !i.NextAt.IsZero():
			d.Outcome, d.Reason = surveys.StatusScheduled, i.Reason
		case outcome != nil:
			d.Outcome, d.Reason = surveys.StatusFailed, i.Reason
		}
		if err := tx.ReminderPut(d); err != nil {
			return err
		}
	}
	rule := p.TriggerByKey[i.Trigger]
	if i.SentAt.IsZero() || !i.NextAt.IsZero() || rule == nil || i.Wave >= len(rule.Reminders) || wave != i.Wave || outcome != nil && i.Status != surveys.StatusUnknown {
		return nil
	}
	due := now.Add(rule.Reminders[i.Wave].After.Duration())
	why := surveys.Because(surveys.ReasonReminderClosed, "due", surveys.ReasonTime(due))
	if due.After(i.SendBy) {
		why = surveys.Because(surveys.ReasonReminderSendBy, "due", surveys.ReasonTime(due), "send_by", surveys.ReasonTime(i.SendBy))
	}
	return tx.ReminderPut(surveys.ReminderDecision{
		Invitation: i.ID, Wave: i.Wave + 1, Outcome: surveys.StatusExpired, Reason: why, Checks: []surveys.Check{{Rule: "expiry", Passed: false, Reason: why}}, DecidedAt: now,
	})
}
