package privacy

import (
	"context"
	"time"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/followup"
)

// Store keeps what this room needs. A row that is not there is an *Error of kind
// NotFound.
type Store interface {
	// Read gives what may be read outside a transaction, each call for itself.
	Read(ctx context.Context) Reader
	// Update runs fn in one transaction: all of it is committed and durable when
	// Update returns nil, else nothing is. It may run fn again.
	Update(ctx context.Context, fn func(tx Tx) error) error
	// Forget sees to it that what was deleted stands in no file of the database any
	// more, or says that it does: the server of PostgreSQL does so in its own time.
	Forget(ctx context.Context) error
}

// Reader reads: from the pool, or inside a transaction.
type Reader interface {
	// PersonalData gives everything that names a contact, and nothing of others.
	// NotFound when there is no such contact.
	PersonalData(contact string) (PersonalData, error)
	// Retained gives a page of keys of what has been kept for long enough, and the key
	// behind which the next page begins; "" at the end.
	Retained(RetentionQuery) (keys []string, next string, err error)
}

// Tx is one transaction. A call that gives nothing but an error may be put off until
// the next one that gives something.
type Tx interface {
	Reader
	definition.Shared
	followup.ErasureTx

	// AuditAppend notes what is done in this transaction.
	AuditAppend(surveys.AuditEntry) error
	// ContactErase removes a contact and everything that names it: addresses, texts,
	// properties, tokens and links to it, and the ids that others chose for its events
	// and responses, whose repeats are known by the secret. Scheduled invitations are
	// cancelled. Ratings, days, segments and respondent numbers stay. NotFound when
	// nothing is known of the contact.
	ContactErase(contact string, secret surveys.Secret, now time.Time) (Erasure, error)
	// DecisionsEmpty takes what was found from the decisions about these events, and
	// where their invitations stood and why.
	DecisionsEmpty(events []string) error
	// EventsEmpty takes the properties of these events, and puts random ids in the place
	// of theirs, whose repeats are known by the secret.
	EventsEmpty(ids []string, secret surveys.Secret) error
	// IntentsMerge leaves one row of all openings of an invitation, without time and
	// rating, in the place of these.
	IntentsMerge(ids []string) error
	// ResponsesEmpty takes what was written and chosen from all revisions of these
	// responses.
	ResponsesEmpty(ids []string) error
	// ResponsesNewest gives the newest revision of each of these responses, by id.
	ResponsesNewest(ids []string) (map[string]surveys.Response, error)
	// RetainedStill gives those of these keys whose rows have still been kept for long
	// enough, locked until the transaction ends.
	RetainedStill(q RetentionQuery, keys []string) ([]string, error)
}
