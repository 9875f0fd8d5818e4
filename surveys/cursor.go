package surveys

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"strings"
	"time"
)

// Cursor is a place in a list that is ordered by time and id: the last item of the
// page before. The zero cursor is the beginning.
type Cursor struct {
	At time.Time // UTC; of a list by days, the day at midnight
	ID string    // one printable line; NewCursor joins ids of several parts
}

// maxCursor bounds the text of a cursor. The longest holds a time, an id of MaxID
// bytes and the key of a trigger; the REST API promises to take as much.
const maxCursor = 640

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

// Cursors writes cursors for URLs and reads them again. They are sealed: a cursor
// holds an id that its reader may not know, and one that somebody made up would tell
// where in a list that id stands.
type Cursors struct{ seal cipher.AEAD }

// Cursors gives what seals the cursors of this installation.
func (s Secret) Cursors() Cursors {
	block, err := aes.NewCipher(s.Mac("cursor", ""))
	if err != nil {
		panic(err) // the key has 32 bytes
	}
	seal, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err) // the block is that of AES
	}
	return Cursors{seal}
}

// Write writes a cursor for a URL, another text each time; "" for the beginning.
func (k Cursors) Write(c Cursor) string {
	if c.ID == "" {
		return ""
	}
	text := c.At.UTC().Format(time.RFC3339Nano) + " " + c.ID
	return base64.RawURLEncoding.EncodeToString(k.seal.Seal(nil, nil, []byte(text), nil))
}

// Read reads what Write wrote; the zero cursor from "". An error is Invalid.
func (k Cursors) Read(s string) (Cursor, error) {
	if s == "" {
		return Cursor{}, nil
	}
	if len(s) > maxCursor {
		return Cursor{}, NotACursor()
	}
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(s)
	if err != nil {
		return Cursor{}, NotACursor()
	}
	text, err := k.seal.Open(nil, nil, sealed, nil)
	when, id, _ := strings.Cut(string(text), " ")
	if err != nil || id == "" {
		return Cursor{}, NotACursor()
	}
	at, err := time.Parse(time.RFC3339Nano, when)
	if err != nil {
		return Cursor{}, NotACursor()
	}
	return Cursor{At: at.UTC(), ID: id}, nil
}

// NotACursor refuses a cursor that no page gave out, or that another list did.
func NotACursor() *Error {
	return Refuse("after", "is not the next of a page that was given before")
}
