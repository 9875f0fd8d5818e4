package improve

import (
	"context"
)

// DailyWork does what is due once a day. It is called every so often and returns
// at once when the day's work is done; the database keeps what was done, so that
// any number of processes may call it, and none has to.
func (s *Service) DailyWork(ctx context.Context) error {
	p, err := s.plans.Current(ctx)
	if err != nil {
		return err
	}
	today := p.DayOf(s.now())
	if done := s.daily.Load(); done != nil && *done == today {
		return nil
	}
	if _, err := s.UpdateAlerts(ctx, AlertUpdate{}); err != nil {
		return err
	}
	if err := s.RefreshImprovements(ctx); err != nil {
		return err
	}
	s.daily.Store(&today)
	return nil
}
