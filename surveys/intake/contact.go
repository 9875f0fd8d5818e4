package intake

import (
	"maps"
	"slices"
	"time"

	"halte/surveys"
)

// newContacts gives the contacts of events as they would be if none were stored,
// each by the first thing that happened to it, in the order of their ids.
func (s *Service) newContacts(all []newEventOf) []surveys.Contact {
	first := map[string]newEventOf{}
	for _, a := range all {
		if b, seen := first[a.ContactID]; !seen || a.knownSince().Before(b.knownSince()) {
			first[a.ContactID] = a
		}
	}
	out := make([]surveys.Contact, 0, len(first))
	for _, id := range slices.Sorted(maps.Keys(first)) {
		a := first[id]
		c := surveys.Contact{ID: id, Respondent: surveys.NewRespondent(), CreatedAt: a.ReceivedAt, Properties: map[string]any{}}
		out = append(out, s.withPerson(c.Updated(a.contact, a.knownSince())))
	}
	return out
}

// knownSince is the moment since which the contact is known as the event describes it: an
// event that will happen tomorrow but came today is known today.
func (a newEventOf) knownSince() time.Time {
	if a.OccurredAt.After(a.ReceivedAt) {
		return a.ReceivedAt
	}
	return a.OccurredAt
}

// withPerson gives a contact with the person whom its address stands for.
func (s *Service) withPerson(c surveys.Contact) surveys.Contact {
	address, _ := surveys.ParseAddress(c.Email) // it was checked when it came in
	c.Person = s.secret.Person(address, c.ID)
	return c
}

// upsertContacts updates the contacts of the events, the earliest event first.
func (s *Service) upsertContacts(tx Tx, contacts, made map[string]surveys.Contact, fresh []newEventOf) error {
	stored := maps.Clone(contacts)
	for id, c := range made { // it was made by an event that may have been there before
		contacts[id] = surveys.Contact{ID: id, Respondent: c.Respondent, CreatedAt: c.CreatedAt, Properties: map[string]any{}}
	}
	var ids []string
	for _, a := range fresh {
		ids = append(ids, a.ContactID)
		contacts[a.ContactID] = contacts[a.ContactID].Updated(a.contact, a.knownSince())
	}
	var put []surveys.Contact
	for _, id := range surveys.Unique(ids) {
		contacts[id] = s.withPerson(contacts[id])
		if c, before := contacts[id], stored[id]; !c.SeenAt.Equal(before.SeenAt) || !c.SameAs(before) {
			put = append(put, c)
		}
	}
	if len(put) == 0 {
		return nil
	}
	return tx.ContactsPut(put)
}
