package privacy

import (
	"context"
	"time"

	"halte/surveys"
	"halte/surveys/followup"
)

// LetGo is how much of a kind is let go of.
type LetGo struct {
	Kind   Retained
	Kept   surveys.Span // how long it is kept; zero: for ever
	Before time.Time    // what is older goes; zero where it is kept for ever
	Count  int
}

// page is how many rows are looked at, and changed in one transaction, at a time.
const page = 500

// Retain lets go of what has been kept for as long as the definition says, in pages with
// a transaction each, and gives how much that was, by kind. One that is interrupted goes
// on where it is called again. With dry set it only counts; what goes with a contact is
// then counted with the texts and events too.
func (s *Service) Retain(ctx context.Context, dry bool) ([]LetGo, error) {
	p, err := s.plans.Current(ctx)
	if err != nil {
		return nil, err
	}
	kept := surveys.Retention{}
	if r := p.Definition.Organisation.Retention; r != nil {
		kept = *r
	}
	now, all := s.now(), []LetGo{}
	for _, kind := range []Retained{
		RetainedContacts, RetainedTexts, RetainedEvents, RetainedIntents, RetainedDecisions, RetainedErased,
	} {
		one := LetGo{Kind: kind, Kept: keptFor(kept, kind)}
		if one.Kept > 0 || kind == RetainedErased {
			one.Before = now.Add(-one.Kept.Duration())
			if one.Count, err = s.letGo(ctx, RetentionQuery{Kind: kind, Before: one.Before, Now: now, Limit: page}, dry); err != nil {
				return nil, err
			}
		}
		all = append(all, one)
	}
	if dry {
		return all, nil
	}
	return all, s.store.Forget(ctx)
}

// letGo lets go of all that a query finds, a page at a time.
func (s *Service) letGo(ctx context.Context, q RetentionQuery, dry bool) (count int, err error) {
	by := surveys.ActorOf(ctx)
	for {
		keys, next, err := s.store.Read(ctx).Retained(q)
		if err != nil {
			return count, err
		}
		if !dry && len(keys) > 0 {
			err := s.store.Update(ctx, func(tx Tx) error {
				if keys, err = tx.RetainedStill(q, keys); err != nil {
					return err
				}
				return s.change(tx, q.Kind, keys, by)
			})
			if err != nil {
				return count, err
			}
		}
		if count += len(keys); next == "" {
			return count, nil
		}
		q.After = next
	}
}

func (s *Service) change(tx Tx, kind Retained, keys []string, by surveys.Actor) error {
	if len(keys) == 0 {
		return nil
	}
	switch kind {
	case RetainedContacts:
		for _, id := range keys {
			if _, err := s.erase(tx, id, by); err != nil {
				return err
			}
		}
		return nil
	case RetainedTexts:
		return s.emptyResponses(tx, keys)
	case RetainedEvents, RetainedErased:
		return tx.EventsEmpty(keys, s.secret)
	case RetainedIntents:
		return tx.IntentsMerge(keys)
	default:
		return tx.DecisionsEmpty(keys)
	}
}

// emptyResponses takes texts and choices, and keeps the choices counted.
func (s *Service) emptyResponses(tx Tx, ids []string) error {
	p, err := s.plans.In(tx)
	if err != nil {
		return err
	}
	answers, err := tx.ResponsesNewest(ids)
	if err != nil {
		return err
	}
	sums := followup.NewSums(followup.VersionsIn(tx, s.plans, p))
	for _, r := range answers {
		if err := sums.Add(r, 1); err != nil {
			return err
		}
	}
	if err := tx.FollowUpCountsErase(sums.Rows()); err != nil {
		return err
	}
	return tx.ResponsesEmpty(ids)
}

// DailyWork lets go of what has been kept for long enough, once a day. It returns at
// once when this process has done so already; what another one did is found done.
func (s *Service) DailyWork(ctx context.Context) error {
	p, err := s.plans.Current(ctx)
	if err != nil {
		return err
	}
	today := p.DayOf(s.now())
	if done := s.daily.Load(); done != nil && *done == today {
		return nil
	}
	if _, err := s.Retain(ctx, false); err != nil {
		return err
	}
	s.daily.Store(&today)
	return nil
}
