package surveys

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Kind says what went wrong in a way that one function can turn into an HTTP
// status and another into "try again" or "give up".
type Kind int

// The kinds of error that may be shown to the person who caused them. Anything that
// is not an *Error is internal.
const (
	Internal    Kind = iota // never made on purpose; what KindOf says of any other error
	Invalid                 // the input is wrong; Field or Problems say where
	NotFound                // there is no such thing
	Conflict                // it contradicts what is stored
	Forbidden               // the key or the person may not do this
	Gone                    // it was there once and is closed or expired now
	TooLarge                // the input is beyond its bound
	Unavailable             // a part that is needed does not answer; trying again may help
	TooMany                 // it was asked too often; RetryAfter says when to try again
)

// Problem is one finding about an input: where and why.
type Problem struct {
	Field  string `json:"field,omitempty" doc:"Path of the field, such as triggers[2].when"`
	Line   int    `json:"line,omitempty" doc:"Line in the text that was sent, counted from 1; left out when there are no lines"`
	Reason string `json:"reason" doc:"What is wrong with it"`
}

// String gives "line 12: triggers[2].when: reason".
func (p Problem) String() string {
	var b strings.Builder
	if p.Line > 0 {
		fmt.Fprintf(&b, "line %d: ", p.Line)
	}
	if p.Field != "" {
		b.WriteString(p.Field + ": ")
	}
	return b.String() + p.Reason
}

// Error is an error for the person who meets it. Message is a sentence without
// internals; Field names the offending field of the input, if there is one.
type Error struct {
	Kind     Kind
	Message  string
	Field    string
	Problems []Problem
	Scope    Scope // that an API key lacks; empty for any other error
	// RetryAfter says of TooMany how long to wait.
	RetryAfter time.Duration
	// Reason says the same as Message, to be told in other languages; zero where only
	// programs and operators meet the error.
	Reason Reason
}

func (e *Error) Error() string {
	if len(e.Problems) == 0 {
		if e.Field != "" {
			return e.Field + " " + e.Message
		}
		return e.Message
	}
	lines := make([]string, 0, len(e.Problems)+1)
	if e.Message != "" {
		lines = append(lines, e.Message)
	}
	for _, p := range e.Problems {
		lines = append(lines, p.String())
	}
	return strings.Join(lines, "\n")
}

// Errorf makes an error that may be shown.
func Errorf(kind Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Message: fmt.Sprintf(format, args...)}
}

// Refuse makes the error for one bad field of an input: the message reads on
// from the field's name, as in `contact.email` `is not a mail address`.
func Refuse(field, format string, args ...any) *Error {
	return &Error{Kind: Invalid, Field: field, Message: fmt.Sprintf(format, args...)}
}

// WithKind gives the error another kind.
func (e *Error) WithKind(k Kind) *Error {
	e.Kind = k
	return e
}

// Because gives the error its reason; pairs are as for the function Because.
func (e *Error) Because(code ReasonCode, pairs ...string) *Error {
	e.Reason = Because(code, pairs...)
	return e
}

// KindOf gives the kind of err; Internal for anything that is not an *Error.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}
