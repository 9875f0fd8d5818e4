package rest

import (
	"time"

	"halte/surveys"
)

// Paging are the parameters of a list.
type Paging struct {
	After string `query:"after" doc:"The next of the page before" maxLength:"640"`
	Limit int    `query:"limit" minimum:"1" maximum:"500" default:"50" doc:"How many at most"`
}

// cursor reads where a page begins.
func (a *api) cursor(p Paging) (surveys.Cursor, error) { return a.Cursors.Read(p.After) }

// next is where the page after this one begins; "" when this was the last.
func (a *api) next(p Paging, length int, last func() surveys.Cursor) string {
	if length < p.Limit {
		return ""
	}
	return a.Cursors.Write(last())
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
