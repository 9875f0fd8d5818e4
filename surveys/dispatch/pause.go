package dispatch

import (
	"context"
	"time"

	"halte/surveys"
)

// Pause stops all sending at once; what is being sent finishes.
func (s *Service) Pause(ctx context.Context) error {
	by := surveys.ActorOf(ctx)
	return s.store.Update(ctx, func(tx Tx) error {
		st, err := tx.Sending()
		if err != nil || !st.Paused.IsZero() {
			return err
		}
		st.Paused = s.now()
		if err := tx.SendingPut(st); err != nil {
			return err
		}
		return tx.AuditAppend(by.Did(s.now(), surveys.ActionSendingPaused, "", "", ""))
	})
}

// Resume starts sending again. What expired meanwhile is not sent. Conflict while the
// database is taken for an older one: Restore or ResumeOlder has to come first.
func (s *Service) Resume(ctx context.Context) error {
	by := surveys.ActorOf(ctx)
	err := s.store.Update(ctx, func(tx Tx) error {
		st, err := tx.Sending()
		if err != nil || st.Paused.IsZero() {
			return err
		}
		if !st.Older.IsZero() {
			return surveys.Errorf(surveys.Conflict, "Sending is paused because this database is older than it should be, such as a restored backup: people would be mailed twice. "+
				"Run `halte restored --dry-run`, then `halte restored --resume`. If it is the right database, and nobody was mailed from a newer one, run `halte resume --anyway`.")
		}
		st.Paused = time.Time{}
		if err := tx.SendingPut(st); err != nil {
			return err
		}
		return tx.AuditAppend(by.Did(s.now(), surveys.ActionSendingResumed, "", "", ""))
	})
	if err == nil {
		s.nudge()
	}
	return err
}

// ResumeOlder is Resume also when the database is taken for an older one: whoever calls it
// knows that it is the right one. What it does not know to have been sent is sent.
func (s *Service) ResumeOlder(ctx context.Context) error {
	by := surveys.ActorOf(ctx)
	furthest, _, err := s.compare(ctx)
	if err != nil {
		return err
	}
	return s.vouch(ctx, furthest, func(tx Tx, st *surveys.Sending) error {
		st.Paused = time.Time{}
		return tx.AuditAppend(by.Did(s.now(), surveys.ActionSendingResumed, "", "", "anyway"))
	})
}
