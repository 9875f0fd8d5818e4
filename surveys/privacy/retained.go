package privacy

import (
	"time"

	"halte/surveys"
)

// Retained is a kind of what is kept for a time.
type Retained string

// The kinds, in the order in which they are dealt with.
const (
	RetainedContacts  Retained = "contacts" // first: whose texts and events go with them
	RetainedTexts     Retained = "texts"
	RetainedEvents    Retained = "events"
	RetainedIntents   Retained = "intents"
	RetainedDecisions Retained = "decisions"
	// RetainedErased are events that were erased before their ids went as well.
	RetainedErased Retained = "erased"
)

// keptFor gives for how long a kind is kept; zero is for ever.
func keptFor(r surveys.Retention, kind Retained) surveys.Span {
	switch kind {
	case RetainedTexts:
		return r.Texts
	case RetainedContacts:
		return r.Contacts
	case RetainedEvents:
		return r.Events
	case RetainedIntents:
		return r.Intents
	case RetainedDecisions:
		return r.Decisions
	}
	return 0
}

// RetentionQuery looks for what has been kept for long enough.
type RetentionQuery struct {
	Kind   Retained
	Before time.Time // what is older goes
	Now    time.Time // what is still open by then stays
	After  string    // key behind which it looks; "" for the first page
	Limit  int       // rows that are looked at
}
