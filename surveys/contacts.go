package surveys

import "context"

// PutContact changes what is known of a contact, or makes it known. Fields that
// are empty stay as they are; properties are added to those there are.
func (s *Service) PutContact(ctx context.Context, id string, with EventContact) (Contact, error) {
	with.ID = id
	// An event checks a contact just so.
	e, refused := s.accept(Event{ID: "contact", Name: "contact", Contact: with}, s.now(), true)
	if refused != nil {
		refused.Field = trimContact(refused.Field)
		return Contact{}, refused
	}
	var stored Contact
	err := s.Update(ctx, func(tx Tx) error {
		contacts, err := tx.Contacts([]string{id})
		if err != nil {
			return err
		}
		if _, known := contacts[id]; !known {
			// An event may make it at the same moment. What was never seen replaces
			// nothing, and whichever is there then is locked.
			blank := s.named(Contact{ID: id, Respondent: newRespondent(), CreatedAt: e.ReceivedAt, Properties: map[string]any{}})
			if err := tx.PutContacts([]Contact{blank}); err != nil {
				return err
			}
			if contacts, err = tx.Contacts([]string{id}); err != nil {
				return err
			}
		}
		err = s.meet(tx, contacts, nil, []arrival{{newEvent: e}})
		stored = contacts[id]
		return err
	})
	return stored, err
}

func trimContact(field string) string {
	const prefix = "contact."
	if len(field) > len(prefix) && field[:len(prefix)] == prefix {
		return field[len(prefix):]
	}
	return field
}

// EraseContact removes a person from everything: address, name, texts, links.
// Ratings, days, segments and a random number stay, so that every figure stays
// what it was. NotFound when there is no such contact.
func (s *Service) EraseContact(ctx context.Context, id string) error {
	return s.Update(ctx, func(tx Tx) error { return tx.Erase(id, s.now()) })
}

// ReadUnsubscribe says whom an unsubscribe link is for and where it came from;
// the touchpoint's name is its key when it no longer exists.
func (s *Service) ReadUnsubscribe(ctx context.Context, token string) (Person, Touchpoint, error) {
	who, key, err := s.secret.ReadUnsubscribe(token)
	if err != nil {
		return "", Touchpoint{}, err
	}
	p, err := s.Plan(ctx)
	if err != nil {
		return "", Touchpoint{}, err
	}
	t, err := p.Touchpoint(key)
	if err != nil {
		t = Touchpoint{Key: key, Name: Text{"en": key}}
	}
	return who, t, nil
}
