package insight

import (
	"context"
	"strconv"

	"halte/surveys"
)

// Cursor is where the page after this entry begins.
func (e TimelineEntry) Cursor() surveys.Cursor {
	return surveys.NewCursor(e.At, strconv.Itoa(e.TieBreak.Rank), strconv.FormatInt(e.TieBreak.Seq, 10), e.TieBreak.Key)
}

func tieBreakOf(c surveys.Cursor) (TieBreak, error) {
	id, err := c.Parts(3)
	if err != nil {
		return TieBreak{}, err
	}
	rank, err := strconv.ParseInt(id[0], 10, 32) // PostgreSQL compares an integer of 32 bits
	seq, err2 := strconv.ParseInt(id[1], 10, 64)
	if err != nil || err2 != nil {
		return TieBreak{}, surveys.NotACursor()
	}
	return TieBreak{int(rank), seq, id[2]}, nil
}

// Timeline gives what happened to a contact and why, earliest first: at most limit
// entries behind a cursor. NotFound when there is no such contact.
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
		if q.TieBreak, err = tieBreakOf(after); err != nil {
			return nil, err
		}
	}
	return s.store.Read(ctx).TimelineEntries(q)
}
