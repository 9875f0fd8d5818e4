package rest

import (
	"encoding/base64"
	"strings"
	"time"

	"halte/surveys"
)

// Paging are the parameters of a list.
type Paging struct {
	After string `query:"after" doc:"The next of the page before" maxLength:"600"`
	Limit int    `query:"limit" minimum:"1" maximum:"500" default:"50" doc:"How many at most"`
}

// cursor reads where a page begins.
func (p Paging) cursor() (surveys.Cursor, error) {
	if p.After == "" {
		return surveys.Cursor{}, nil
	}
	bad := surveys.Refuse("after", "is not the next of a page that was given before")
	b, err := base64.RawURLEncoding.Strict().DecodeString(p.After)
	if err != nil || !prints(string(b)) {
		return surveys.Cursor{}, bad
	}
	at, id, found := strings.Cut(string(b), " ")
	t, err := time.Parse(time.RFC3339Nano, at)
	if !found || err != nil || id == "" || t.Year() < 1 || t.Year() > 9999 {
		return surveys.Cursor{}, bad
	}
	return surveys.Cursor{At: t.UTC(), ID: id}, nil
}

// next is where the page after this one begins; "" when this was the last.
func (p Paging) next(length int, last func() surveys.Cursor) string {
	if length < p.Limit {
		return ""
	}
	c := last()
	return base64.RawURLEncoding.EncodeToString([]byte(c.At.UTC().Format(time.RFC3339Nano) + " " + c.ID))
}

// day refuses what is not a day.
func day(field, s string) error {
	if s == "" {
		return nil
	}
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return surveys.Refuse(field, "is not a day such as 2026-11-20")
	}
	return nil
}
