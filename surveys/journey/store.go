package journey

import (
	"context"
	"time"

	"halte/surveys"
	"halte/surveys/pick"
)

// Store keeps what this room needs.
type Store interface {
	// Read gives what may be read outside a transaction, each call for itself.
	Read(ctx context.Context) Reader
}

// Reader reads from the pool.
type Reader interface {
	pick.Stored
	// Covariances gives the sums that belong to the answers of one relationship survey,
	// in the order of their keys.
	Covariances(relationship string) (surveys.Covariances, error)
	// JourneyEventEach calls fn with the steps of one person after another, each person's
	// in the order of time, without holding them all. An erased contact
	// keeps its steps: the respondent number tells whose they are.
	JourneyEventEach(q EventQuery, fn func(Event) error) error
	// JourneyRespondents counts the respondents who answered one of these surveys about a day
	// of the period, and those of them who gave one a poor rating. It counts by
	// respondent number, so an erasure changes nothing.
	JourneyRespondents(q RespondentsQuery) (Respondents, error)
}

// EventQuery picks events by their name and time; To is not included.
type EventQuery struct {
	Names    []string
	From, To time.Time
	Of       map[string][]string // by dimension: which events are Picked; all without
}

// Event is an event of somebody.
type Event struct {
	Who  string // tells people apart, and nothing else
	Name string
	At   time.Time
	// Picked says that the event has one of the values of every dimension asked for.
	Picked bool
}

// RespondentsQuery picks the answers to count; a rating up to the survey's limit is
// poor.
type RespondentsQuery struct {
	Touchpoints []string
	Surveys     map[int][]string    // by the highest rating that is poor
	From, To    string              // days, both included
	Since       time.Time           // no answer about these days is older
	Of          map[string][]string // by dimension: only answers with one of the values of each
}

// Respondents counts respondents.
type Respondents struct{ Respondents, Poor int64 }
