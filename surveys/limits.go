package surveys

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// CleanText trims, makes line ends plain and drops control characters. Letters are
// never dropped, as Legible says.
func CleanText(s string) string {
	return strings.TrimSpace(strings.Map(onlyLetters, strings.ReplaceAll(Legible(s), "\r\n", "\n")))
}

// Bounds of what comes in from outside. They are generous for people and small
// for a database.
const (
	MaxID         = 200      // bytes of an id that somebody else made
	MaxName       = 200      // bytes of a contact's name
	MaxProperties = 16 << 10 // bytes of properties, as JSON
	MaxComment    = 5000     // characters of one comment
	MaxRevisions  = 50       // of one response
)

func isPrintable(r rune) bool { return unicode.IsPrint(r) && r != utf8.RuneError }

// CheckLine refuses what is empty, too long, not UTF-8, or not one printable line.
func CheckLine(field, s string, max int) *Error {
	switch {
	case s == "":
		return Refuse(field, "is missing")
	case len(s) > max:
		return Refuse(field, "is longer than %d bytes", max).Because(RefusedTooManyBytes, "most", ReasonNumber(int64(max)))
	case !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return !isPrintable(r) }):
		return Refuse(field, "holds characters that do not print").Because(RefusedNotPrintable)
	case s != strings.TrimSpace(s):
		return Refuse(field, "begins or ends with a space")
	}
	return nil
}

// ReadID gives an id that somebody else made as it is kept: one line in Unicode normal
// form C, so that what looks the same is the same. It refuses what CheckLine does.
func ReadID(field, id string, max int) (string, *Error) {
	id = Normal(id)
	return id, CheckLine(field, id, max)
}

// CleanLine brings a person's name into one line: white space of any kind becomes
// a single space, and what does not print is dropped. A name is nobody's reason
// to lose an event.
func CleanLine(s string) string {
	s = strings.Join(strings.Fields(Legible(s)), " ")
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == zeroWidthJoiner || r == zeroWidthNonJoiner || isPrintable(r) {
			return r
		}
		return -1
	}, s)
}

// Letters of some scripts are joined or kept apart by these.
const (
	zeroWidthNonJoiner = '\u200c'
	zeroWidthJoiner    = '\u200d'
)

// CheckProperties refuses properties that are too large or named badly. They are in
// Unicode normal form C, as NormalProperties gives them.
func CheckProperties(field string, p map[string]any) *Error {
	if len(p) == 0 {
		return nil
	}
	for name := range p {
		if err := CheckLine(field, name, 100); err != nil {
			return Refuse(field, "has a name that is empty, too long or does not print")
		}
	}
	b, err := json.Marshal(p)
	if err != nil {
		return Refuse(field, "cannot be kept as JSON")
	}
	if len(b) > MaxProperties {
		return Refuse(field, "are larger than %d bytes", MaxProperties)
	}
	return nil
}

// Truncate cuts s to at most max bytes without cutting a character.
func Truncate(s string, max int) string {
	if len(s) <= max {
		return s
	}
	for max > 0 && s[max]&0xC0 == 0x80 {
		max--
	}
	return s[:max]
}

// Later gives the later of two times.
func Later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// IfElse gives yes when cond holds, else no.
func IfElse[T any](cond bool, yes, no T) T {
	if cond {
		return yes
	}
	return no
}

// Unique sorts a list in place and gives it without repetitions.
func Unique[T ~string](list []T) []T {
	slices.Sort(list)
	return slices.Compact(list)
}

// Micros cuts a time to what both databases keep.
func Micros(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// MinuteOf gives the beginning of the minute that t lies in. Changes of an answer within
// one minute are one revision: whoever asks for figures as they were at a full minute,
// or at the end of a day, gets them exactly.
func MinuteOf(t time.Time) time.Time { return t.UTC().Truncate(time.Minute) }

// MaxItemBytes bounds one event or answer as it is sent.
const MaxItemBytes = 64 << 10

// BadKey says what a key of the definition must be.
const BadKey = "must be lower-case letters, digits, - and _, at most 63, beginning with a letter or a digit"

var keyForm = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,62}$`)

// IsKey says whether a text has the form of a key.
func IsKey(s string) bool { return keyForm.MatchString(s) }
