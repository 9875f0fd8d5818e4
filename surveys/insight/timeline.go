package insight

import (
	"context"
	"fmt"

	"halte/surveys"
)

// Cursor is where the page after this happening begins.
func (h TimelineEntry) Cursor() surveys.Cursor {
	return surveys.Cursor{At: h.At, ID: fmt.Sprintf("%d %d %s", h.Position.Rank, h.Position.Seq, h.Position.Key)}
}

func positionOf(c surveys.Cursor) (Position, error) {
	var p Position
	rest := 0
	if _, err := fmt.Sscanf(c.ID, "%d %d", &p.Rank, &p.Seq); err != nil {
		return p, surveys.Refuse("after", "is not the next of a page that was given before")
	}
	for spaces := 0; rest < len(c.ID) && spaces < 2; rest++ {
		if c.ID[rest] == ' ' {
			spaces++
		}
	}
	p.Key = c.ID[rest:]
	return p, nil
}

// Timeline gives what happened to a contact and why, earliest first: at most limit
// happenings behind a cursor. NotFound when there is no such contact.
func (s *Service) Timeline(ctx context.Context, contact string, after surveys.Cursor, limit int) ([]TimelineEntry, error) {
	if _, err := s.store.Read(ctx).Contact(contact); err != nil {
		if surveys.KindOf(err) == surveys.NotFound {
			return nil, surveys.Errorf(surveys.NotFound, "There is no contact %q, or it was erased.", surveys.Truncate(contact, 60))
		}
		return nil, err
	}
	q := TimelineQuery{Contact: contact, After: after.At, Limit: limit}
	if after.ID != "" {
		var err error
		if q.Behind, err = positionOf(after); err != nil {
			return nil, err
		}
	}
	return s.store.Read(ctx).TimelineEntries(q)
}
