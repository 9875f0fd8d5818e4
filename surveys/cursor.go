package surveys

import (
	"encoding/base64"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Cursor is a place in a list that is ordered by time and id: the last item of the
// page before. The zero cursor is the beginning.
type Cursor struct {
	At time.Time // UTC; of a list by days, the day at midnight
	ID string    // one printable line; NewCursor joins ids of several parts
}

// maxCursor bounds the text of a cursor. The longest holds a time, an id of MaxID
// bytes and the key of a trigger; the REST API promises to take as much.
const maxCursor = 600

// NewCursor makes the cursor of an item whose id has these parts. Only the last of
// them may hold a space.
func NewCursor(at time.Time, parts ...string) Cursor {
	return Cursor{At: at.UTC(), ID: strings.Join(parts, " ")}
}

// DayCursor makes the cursor of an item in a list that is ordered by day and id.
// The day is one such as 2026-11-20.
func DayCursor(day, id string) Cursor {
	at, _ := time.Parse(time.DateOnly, day) // the database keeps days in just this form
	return Cursor{At: at, ID: id}
}

// Day gives the day of a cursor in a list that is ordered by day and id.
func (c Cursor) Day() string { return c.At.UTC().Format(time.DateOnly) }

// Parts splits the id into the n parts that NewCursor joined. An error is Invalid:
// the id has fewer, so the cursor is of another list.
func (c Cursor) Parts(n int) ([]string, error) {
	parts := strings.SplitN(c.ID, " ", n)
	if len(parts) < n {
		return nil, NotACursor()
	}
	return parts, nil
}

// String writes the cursor for a URL; "" for the beginning.
func (c Cursor) String() string {
	if c.ID == "" {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString([]byte(c.At.UTC().Format(time.RFC3339Nano) + " " + c.ID))
}

// ReadCursor reads what String wrote; the zero cursor from "". It also takes a day
// in place of the time, as cursors among comments once had. An error is Invalid.
func ReadCursor(s string) (Cursor, error) {
	if s == "" {
		return Cursor{}, nil
	}
	if len(s) > maxCursor {
		return Cursor{}, NotACursor()
	}
	text, err := base64.RawURLEncoding.Strict().DecodeString(s)
	when, id, _ := strings.Cut(string(text), " ")
	if err != nil || id == "" || !utf8.ValidString(id) || strings.ContainsFunc(id, unicode.IsControl) {
		return Cursor{}, NotACursor()
	}
	at, err := time.Parse(time.RFC3339Nano, when)
	if err != nil {
		at, err = time.Parse(time.DateOnly, when)
	}
	// The zone may move a time into a year that no database writes.
	if at = at.UTC(); err != nil || at.Year() < 1 || at.Year() > 9999 {
		return Cursor{}, NotACursor()
	}
	return Cursor{At: at, ID: id}, nil
}

// NotACursor refuses a cursor that no page gave out, or that another list did.
func NotACursor() *Error {
	return Refuse("after", "is not the next of a page that was given before")
}
