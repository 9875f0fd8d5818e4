package surveys

import (
	"maps"
	"slices"
	"time"
)

// Text is one piece of writing in several languages: BCP 47 tag to words.
type Text map[string]string

// In gives the words in the first of the languages that has any, else in any
// language in the order of their tags; empty only when the text is.
func (t Text) In(languages ...string) string {
	for _, l := range languages {
		if s := t[l]; s != "" {
			return s
		}
	}
	for _, l := range slices.Sorted(maps.Keys(t)) {
		if t[l] != "" {
			return t[l]
		}
	}
	return ""
}

// ReadTime reads a time that may be left out.
func ReadTime(field string, text *string) (time.Time, *Error) {
	if text == nil {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339Nano, *text)
	if err != nil {
		return time.Time{}, Refuse(field, "is not a time such as 2026-11-20T14:03:00Z")
	}
	if t.IsZero() { // what a program sends that never set it; it must not become now
		return time.Time{}, Refuse(field, "is the year 1; leave it out when it is not known")
	}
	return t, nil
}
