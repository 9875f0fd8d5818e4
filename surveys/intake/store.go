package intake

import (
	"context"
	"time"

	"halte/surveys"
	"halte/surveys/definition"
)

// Store keeps what this room needs. A row that is not there is an *Error of kind
// NotFound.
type Store interface {
	// Update runs fn in one transaction: all of it is committed and durable when
	// Update returns nil, else nothing is. It may run fn again.
	Update(ctx context.Context, fn func(tx Tx) error) error
}

// Tx is one transaction. Lists are written in the order of their keys by the
// store, so that two transactions cannot block each other. A call that gives
// nothing but an error may be put off until the next one that gives something.
type Tx interface {
	definition.Shared

	// ContactsLock gives the contacts that exist, by id, locked until the transaction
	// ends.
	ContactsLock(ids []string) (map[string]surveys.Contact, error)
	// ContactsPut creates or replaces contacts; one that somebody else wrote
	// meanwhile from a newer event stays.
	ContactsPut([]surveys.Contact) error
	DecisionsAppend([]surveys.Decision) error
	// EventsAppend stores those events whose id is new, and makes those new contacts
	// that did not exist and that a stored event names. The contacts that the
	// events name are locked until the transaction ends.
	// What of ahead keeps people from being mailed is read in the same round trip.
	EventsAppend(events []surveys.StoredEvent, newContacts []surveys.Contact, ahead SendHistoryQuery) (EventsStored, error)
	// EventsOfContacts gives the events of these contacts that have one of the names.
	EventsOfContacts(contacts, names []string) ([]surveys.StoredEvent, error)
	// InvitationPut replaces an invitation that was read in this transaction, and
	// notes at now where it came to stand, where that is something new.
	InvitationPut(i surveys.Invitation, now time.Time) error
	InvitationsAppend([]surveys.Invitation) error
	// InvitationsScheduledFor gives the scheduled invitations of these contacts made by one
	// of the triggers, locked.
	InvitationsScheduledFor(contacts, triggers []string) ([]surveys.Invitation, error)
	// SendHistory gives both in one round trip to the database.
	SendHistory(persons []surveys.Person, contacts []string, since time.Time) ([]surveys.Suppression, []surveys.LastAsked, error)
}

// SendHistoryQuery asks what keeps people from being mailed: suppressions of persons,
// and when they and these contacts were asked at or after since. Nothing when
// Persons is empty.
type SendHistoryQuery struct {
	Persons  []surveys.Person
	Contacts []string
	Since    time.Time
}

// EventsStored is what EventsAppend found.
type EventsStored struct {
	Duplicates   map[string]string          // digests of the events that were there before, by id
	Contacts     map[string]surveys.Contact // that the events name and that exist, by id
	Suppressions []surveys.Suppression
	LastAsked    []surveys.LastAsked
}
