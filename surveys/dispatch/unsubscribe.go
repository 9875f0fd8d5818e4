package dispatch

import (
	"context"

	"halte/surveys"
)

// ReadUnsubscribe says whom an unsubscribe link is for and where it came from;
// the touchpoint's name is its key when it no longer exists.
func (s *Service) ReadUnsubscribe(ctx context.Context, token string) (surveys.Person, surveys.Touchpoint, error) {
	who, key, err := s.secret.ReadUnsubscribe(token)
	if err != nil {
		return "", surveys.Touchpoint{}, err
	}
	p, err := s.plans.Current(ctx)
	if err != nil {
		return "", surveys.Touchpoint{}, err
	}
	t, err := p.Touchpoint(key)
	if err != nil {
		t = surveys.Touchpoint{Key: key, Name: surveys.Text{"en": key}}
	}
	return who, t, nil
}

// Unsubscribe keeps the person behind a link from being mailed about one
// touchpoint, or (everything) about any. What was scheduled is not sent. Doing it
// again changes nothing.
func (s *Service) Unsubscribe(ctx context.Context, token string, everything bool) error {
	who, touchpoint, err := s.secret.ReadUnsubscribe(token)
	if err != nil {
		return err
	}
	if everything {
		touchpoint = ""
	}
	// What a customer asks for herself is nothing for the audit log.
	return s.store.Update(ctx, func(tx Tx) error {
		_, err := s.suppress(tx, []surveys.Suppression{{Person: who, Touchpoint: touchpoint, Reason: surveys.Unsubscribed, Since: s.now()}})
		return err
	})
}
