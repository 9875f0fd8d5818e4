package surveys

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// readItem reads one object of a list; refused says that it could not be taken
// out of it, and raw is empty then.
type readItem[T any] func(raw []byte, line int, refused *Error) T

// ReadList reads one object, an array of them, or one on each line.
func ReadList[T any](text []byte, lines bool, noun string, most int, read readItem[T]) ([]T, error) {
	text = bytes.TrimSpace(bytes.TrimPrefix(text, byteOrderMark))
	if len(text) == 0 {
		return nil, Refuse("body", "is empty; send one %[1]s as a JSON object, an array of them, or one on each line", noun)
	}
	var list []T
	switch {
	case text[0] == '[':
		var items []json.RawMessage
		if err := json.Unmarshal(text, &items); err != nil {
			return nil, Refuse("body", "is not a JSON array: %s", jsonReason(err))
		}
		for i, raw := range items {
			if len(raw) > MaxItemBytes {
				list = append(list, read(nil, i+1, tooLong(noun)))
				continue
			}
			list = append(list, read(raw, i+1, nil))
		}
	case lines || looksLikeLines(text):
		for item := range ReadLines(bytes.NewReader(text), noun, read) {
			list = append(list, item)
		}
	case text[0] == '{':
		if !json.Valid(text) {
			var any map[string]any
			return nil, Refuse("body", "is not JSON: %s", jsonReason(json.Unmarshal(text, &any)))
		}
		if len(text) > MaxItemBytes {
			list = append(list, read(nil, 1, tooLong(noun)))
		} else {
			list = append(list, read(text, 1, nil))
		}
	default:
		return nil, Refuse("body", "is no %s: send a JSON object, an array of them, or one on each line", noun)
	}
	if len(list) > most {
		return nil, &Error{Kind: TooLarge, Field: "body", Message: fmt.Sprintf("holds %d %ss, and a request takes at most %d: send them in several requests", len(list), noun, most)}
	}
	if len(list) == 0 {
		return nil, Refuse("body", "holds no %s", noun)
	}
	return list, nil
}

// byteOrderMark stands before what some programs for Windows write.
var byteOrderMark = []byte("\uFEFF")

func tooLong(noun string) *Error {
	return Refuse(noun, "is larger than %d bytes", MaxItemBytes)
}

// looksLikeLines says whether the text is several JSON objects rather than one.
func looksLikeLines(text []byte) bool {
	if text[0] != '{' || json.Valid(text) {
		return false
	}
	first, rest, found := bytes.Cut(text, []byte("\n"))
	return found && json.Valid(first) && len(bytes.TrimSpace(rest)) > 0
}

// ReadLines reads one object from each line, without holding more than one.
// Empty lines are skipped.
func ReadLines[T any](r io.Reader, noun string, read readItem[T]) iter.Seq[T] {
	return func(yield func(T) bool) {
		buffered := bufio.NewReaderSize(r, MaxItemBytes+2)
		for n := 1; ; n++ {
			line, err := buffered.ReadSlice('\n')
			if n == 1 {
				line = bytes.TrimPrefix(line, byteOrderMark)
			}
			if errors.Is(err, bufio.ErrBufferFull) {
				for errors.Is(err, bufio.ErrBufferFull) { // skip the rest of it
					_, err = buffered.ReadSlice('\n')
				}
				if !yield(read(nil, n, tooLong(noun))) {
					return
				}
			} else if line = bytes.TrimSpace(line); len(line) > 0 {
				if !yield(read(bytes.Clone(line), n, nil)) {
					return
				}
			}
			if err != nil {
				if err != io.EOF {
					yield(read(nil, n, Errorf(Unavailable, "the file cannot be read further: %v", err)))
				}
				return
			}
		}
	}
}

// ReadObject reads one object and refuses fields that it does not have, or that
// stand twice: which of the two was meant nobody can know.
func ReadObject(raw []byte, into any, noun string) *Error {
	if refused := CheckUTF8(noun, raw); refused != nil {
		return refused // a decoder would put another letter in its place
	}
	if refused := refuseRepeated(raw); refused != nil {
		return refused
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	d.UseNumber() // a float64 would make one number of two order numbers
	if err := d.Decode(into); err != nil {
		return jsonRefusal(err, noun)
	}
	if rest := raw[d.InputOffset():]; len(bytes.TrimSpace(rest)) > 0 {
		return Refuse(noun, "is followed by something else")
	}
	return nil
}

// refuseRepeated refuses an object in which a name stands twice at one place. It finds
// no other mistake: the caller does when it reads the object.
func refuseRepeated(raw []byte) *Error {
	d := jsontext.NewDecoder(bytes.NewReader(raw), jsontext.AllowInvalidUTF8(true))
	_, err := d.ReadValue()
	var at *jsontext.SyntacticError
	if !errors.As(err, &at) || !errors.Is(err, jsontext.ErrDuplicateName) {
		return nil
	}
	field := strings.Join(slices.Collect(at.JSONPointer.Tokens()), ".")
	return Refuse(Truncate(field, MaxID), "stands there twice")
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

// jsonRefusal names the field that a JSON error is about.
func jsonRefusal(err error, noun string) *Error {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		field := kind.Field
		if field == "" {
			field = noun
		}
		return Refuse(field, "is a JSON %s; %s is wanted", kind.Value, kindInJSON(kind.Type))
	}
	if name, found := strings.CutPrefix(err.Error(), "json: unknown field "); found {
		if plain, err := strconv.Unquote(name); err == nil {
			name = plain
		}
		if name == "" {
			return Refuse(noun, "has a field without a name")
		}
		return Refuse(Truncate(name, 63), "is not a field of an %s", noun)
	}
	return Refuse(noun, "is not JSON: %s", jsonReason(err))
}

func kindInJSON(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "a string"
	case reflect.Map, reflect.Struct, reflect.Pointer:
		return "an object"
	case reflect.Slice:
		return "an array"
	case reflect.Bool:
		return "true or false"
	case reflect.Int:
		return "a whole number"
	}
	return "a number"
}

func jsonReason(err error) string {
	var syntax *json.SyntaxError
	switch {
	case err == nil:
		return "it cannot be read"
	case errors.As(err, &syntax):
		return fmt.Sprintf("%s (at byte %d)", syntax.Error(), syntax.Offset)
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return "it ends too early"
	}
	return strings.TrimPrefix(err.Error(), "json: ")
}
