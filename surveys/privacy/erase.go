package privacy

import (
	"context"

	"halte/surveys"
	"halte/surveys/followup"
)

// EraseContact removes a person from everything: address, name, texts, links, and the
// ids that others chose for events and responses. Ratings, days, segments and a random
// number stay, and all sums over the answers too, so that every figure stays what it was.
// It gives a certificate of that. NotFound when there is no such contact.
func (s *Service) EraseContact(ctx context.Context, id string) (done Erasure, err error) {
	by := surveys.ActorOf(ctx)
	err = s.store.Update(ctx, func(tx Tx) error {
		done, err = s.erase(tx, id, by)
		return err
	})
	if err != nil {
		return Erasure{}, err
	}
	return done, s.store.Forget(ctx)
}

func (s *Service) erase(tx Tx, id string, by surveys.Actor) (Erasure, error) {
	p, err := s.plans.In(tx)
	if err != nil {
		return Erasure{}, err
	}
	if err := followup.KeepErased(tx, followup.VersionsIn(tx, s.plans, p), id); err != nil {
		return Erasure{}, err
	}
	done, err := tx.ContactErase(id, s.secret, s.now())
	if err != nil {
		return Erasure{}, err
	}
	return done, tx.AuditAppend(by.Did(s.now(), surveys.ActionContactErased, s.AuditName(id), "", ""))
}

// AuditName gives what stands for a contact in the audit log.
func (s *Service) AuditName(id string) string { return s.secret.AuditName(id) }

// PersonalData gives everything that names a contact, and nothing of others. NotFound
// when there is no such contact.
func (s *Service) PersonalData(ctx context.Context, id string) (PersonalData, error) {
	return s.store.Read(ctx).PersonalData(id)
}
