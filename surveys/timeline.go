package surveys

import (
	"context"
	"fmt"
	"time"
)

// HappeningKind says what kind of thing happened to a contact.
type HappeningKind string

// What can happen to a contact.
const (
	HappenedEvent      HappeningKind = "event"       // something happened at a touchpoint
	HappenedDecision   HappeningKind = "decision"    // a trigger decided whether to ask
	HappenedStop       HappeningKind = "suppression" // no more mail from then on
	HappenedInvitation HappeningKind = "invitation"  // an invitation moved on: see Status
	HappenedOpening    HappeningKind = "opened"      // a link in a mail was followed, perhaps by a machine
	HappenedAnswer     HappeningKind = "answer"      // an answer was given (Revision 1) or changed
)

// StatusClaimed stands in a timeline alone: a worker has taken the mail up.
const StatusClaimed Status = "claimed"

// Happening is one thing that happened to a contact. Fields that do not belong to
// its kind are empty.
type Happening struct {
	At         time.Time
	Kind       HappeningKind
	Event      string // id
	Name       string // of the event
	HeardAt    time.Time
	Imported   bool // of an event or an answer: brought along as history
	Trigger    string
	Survey     string
	Touchpoint string // of a suppression: empty when it is for all of them
	Invitation string
	Outcome    Outcome // of a decision
	Checks     []Check
	DueAt      time.Time
	Status     Status // that an invitation came to
	Reason     string // why, for a person to read; of a suppression its reason
	Wave       int    // 0 is the first mail, 1 and 2 are reminders
	Rating     *int
	Revision   int // of an answer
	Answers    map[string][]string
	Source     Source
	Place      Place
}

// Place is where a happening stands among those of one moment.
type Place struct {
	Rank int // by kind: what leads to something stands before it
	Seq  int64
	Key  string
}

// Cursor is where the page after this happening begins.
func (h Happening) Cursor() Cursor {
	return Cursor{At: h.At, ID: fmt.Sprintf("%d %d %s", h.Place.Rank, h.Place.Seq, h.Place.Key)}
}

func (c Cursor) place() (Place, error) {
	var p Place
	rest := 0
	if _, err := fmt.Sscanf(c.ID, "%d %d", &p.Rank, &p.Seq); err != nil {
		return p, Refuse("after", "is not the next of a page that was given before")
	}
	for spaces := 0; rest < len(c.ID) && spaces < 2; rest++ {
		if c.ID[rest] == ' ' {
			spaces++
		}
	}
	p.Key = c.ID[rest:]
	return p, nil
}

// TimelineQuery asks for a page of what happened to a contact.
type TimelineQuery struct {
	Contact string
	After   time.Time // with Behind, the last happening of the page before; zero for the first page
	Behind  Place
	Limit   int // 1 to 500
}

// TimelineStore reads what happened to a contact.
type TimelineStore interface {
	// Happenings gives a page of everything that is kept about a contact, in the
	// order of time and place. Nothing is left of one that was erased.
	Happenings(ctx context.Context, q TimelineQuery) ([]Happening, error)
}

// Timeline gives what happened to a contact and why, earliest first: at most limit
// happenings behind a cursor. NotFound when there is no such contact.
func (s *Service) Timeline(ctx context.Context, contact string, after Cursor, limit int) ([]Happening, error) {
	if _, err := s.Contact(ctx, contact); err != nil {
		if KindOf(err) == NotFound {
			return nil, Errorf(NotFound, "There is no contact %q, or it was erased.", truncate(contact, 60))
		}
		return nil, err
	}
	q := TimelineQuery{Contact: contact, After: after.At, Limit: limit}
	if after.ID != "" {
		var err error
		if q.Behind, err = after.place(); err != nil {
			return nil, err
		}
	}
	return s.Happenings(ctx, q)
}
