package dispatch

import (
	"context"
	"time"
)

// Pause stops all sending at once; what is being sent finishes.
func (s *Service) Pause(ctx context.Context) error {
	since, err := s.store.Read(ctx).SendingPaused()
	if err != nil || !since.IsZero() {
		return err
	}
	return s.store.SendingPause(ctx, s.now())
}

// Resume starts sending again. What expired meanwhile is not sent.
func (s *Service) Resume(ctx context.Context) error {
	if err := s.store.SendingPause(ctx, time.Time{}); err != nil {
		return err
	}
	s.nudge()
	return nil
}
