package surveys

import (
	"maps"
	"slices"
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
