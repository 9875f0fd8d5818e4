package dispatch

import (
	"context"
	"time"

	"halte/surveys"
)

// Pause stops all sending at once; what is being sent finishes.
func (s *Service) Pause(ctx context.Context) error {
	return s.turn(ctx, s.now(), surveys.ActionSendingPaused)
}

// Resume starts sending again. What expired meanwhile is not sent.
func (s *Service) Resume(ctx context.Context) error {
	if err := s.turn(ctx, time.Time{}, surveys.ActionSendingResumed); err != nil {
		return err
	}
	s.nudge()
	return nil
}

// turn pauses or resumes, and notes who did; where it is so already, nothing happens.
func (s *Service) turn(ctx context.Context, since time.Time, did surveys.Action) error {
	by := surveys.ActorOf(ctx)
	return s.store.Update(ctx, func(tx Tx) error {
		paused, err := tx.SendingPaused()
		if err != nil || paused.IsZero() == since.IsZero() {
			return err
		}
		if err := tx.SendingPause(since); err != nil {
			return err
		}
		return tx.AuditAppend(by.Did(s.now(), did, "", "", ""))
	})
}
