package jsonlist

import (
	"fmt"

	"halte/surveys"
)

// MaxValues is how many values one request may hold: a short text of very many
// values takes far more memory than its bytes.
const MaxValues = 100_000

// CountValues says how many values a JSON text may hold: never fewer than it does,
// whether it is JSON or not.
func CountValues(text []byte) int {
	n, quoted := 1, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case !quoted && (c == ',' || c == '[' || c == '{'):
			n++
		}
	}
	return n
}

// CheckValues refuses a JSON text of more than MaxValues values, before it is read.
func CheckValues(text []byte) *surveys.Error {
	if CountValues(text) > MaxValues {
		return tooManyValues()
	}
	return nil
}

func tooManyValues() *surveys.Error {
	return &surveys.Error{Kind: surveys.TooLarge, Field: "body", Message: fmt.Sprintf("holds more than %d values: send them in several requests", MaxValues)}
}
