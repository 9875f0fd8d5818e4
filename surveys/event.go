package surveys

import (
	"time"
)

// Event is something that happened to a contact at a touchpoint, as it was sent.
type Event struct {
	ID         string         `json:"id"`
	Name       string         `json:"name"`
	OccurredAt time.Time      `json:"occurred_at,omitzero" doc:"When it happened; now when left out"`
	Contact    EventContact   `json:"contact"`
	Properties map[string]any `json:"properties,omitempty"`
}

// EventContact describes the contact of an event. A field that is empty leaves the
// stored one as it is.
type EventContact struct {
	ID         string         `json:"id,omitempty"`
	Email      string         `json:"email,omitempty"`
	Name       string         `json:"name,omitempty"`
	Locale     string         `json:"locale,omitempty"`
	Timezone   string         `json:"timezone,omitempty"`
	Properties map[string]any `json:"properties,omitempty"`
}

// StoredEvent is an event as it is kept.
type StoredEvent struct {
	ID         string // a random one after an erasure
	Mark       string // by which a repeat is known when the event was erased; not kept with it
	Name       string
	ContactID  string // empty after an erasure
	OccurredAt time.Time
	ReceivedAt time.Time
	Properties map[string]any // empty after an erasure
	Imported   bool
	Digest     string // of its content, to tell a repeat from a contradiction; emptied by an erasure
}

// EventStatus is the result of one event of a request.
type EventStatus string

// What can become of an event.
const (
	EventAccepted  EventStatus = "accepted"
	EventDuplicate EventStatus = "duplicate"
	EventRefused   EventStatus = "refused"
)

// EventResult is the answer to one event of a request.
type EventResult struct {
	ID      string      `json:"id,omitempty"`
	Status  EventStatus `json:"status" enum:"accepted,duplicate,refused"`
	Differs bool        `json:"differs,omitempty" doc:"A duplicate whose content is not that of the first; the first one stands"`
	Field   string      `json:"field,omitempty" doc:"What was refused"`
	Reason  string      `json:"reason,omitempty" doc:"Why it was refused"`
	Note    string      `json:"note,omitempty" doc:"What was left out of an event that was taken, and why"`
}
