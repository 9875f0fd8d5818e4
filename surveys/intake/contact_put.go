package intake

import (
	"context"

	"halte/surveys"
)

// PutContact changes a contact, or makes it when there is none of this id, and gives it
// as it is then. A field that is empty stays as it was; properties are added to the
// others. Invalid for a contact that no event may bring.
func (s *Service) PutContact(ctx context.Context, id string, with surveys.EventContact) (surveys.Contact, error) {
	with.ID = id
	// An event checks a contact just so.
	e, refused := s.accept(surveys.Event{ID: "contact", Name: "contact", Contact: with}, s.now(), true)
	if refused != nil {
		refused.Field = trimContact(refused.Field)
		return surveys.Contact{}, refused
	}
	if e.note != "" { // nobody would read it
		return surveys.Contact{}, surveys.Refuse("timezone", "is not a time zone such as Europe/Amsterdam")
	}
	var stored surveys.Contact
	err := s.store.Update(ctx, func(tx Tx) error {
		contacts, err := tx.ContactsLock([]string{id})
		if err != nil {
			return err
		}
		if _, known := contacts[id]; !known {
			// An event may make the contact at the same moment. A blank one does not
			// replace it; the contact that is there then is locked.
			blank := s.withPerson(surveys.Contact{ID: id, Respondent: surveys.NewRespondent(), CreatedAt: e.ReceivedAt, Properties: map[string]any{}})
			if err := tx.ContactsPut([]surveys.Contact{blank}); err != nil {
				return err
			}
			if contacts, err = tx.ContactsLock([]string{id}); err != nil {
				return err
			}
		}
		err = s.upsertContacts(tx, contacts, nil, []newEventOf{{newEvent: e}})
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
