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
func CheckValues(text []byte) *Error {
	if CountValues(text) > MaxValues {
		return tooManyValues()
	}
	return nil
}

func tooManyValues() *Error {
	return &Error{Kind: TooLarge, Field: "body", Message: fmt.Sprintf("holds more than %d values: send them in several requests", MaxValues)}
}

// ReadList reads one object, an array of them, or one on each line, and stops at the
// first one that is too many: what a request costs has an end, whatever stands in it.
// An error of r comes back as it is.
func ReadList[T any](r io.Reader, lines bool, noun string, most int, read readItem[T]) ([]T, error) {
	in := bufio.NewReaderSize(r, MaxItemBytes+2)
	first, err := firstByte(in)
	if errors.Is(err, io.EOF) {
		return nil, Refuse("body", "is empty; send one %[1]s as a JSON object, an array of them, or one on each line", noun)
	}
	if err != nil {
		return nil, err
	}
	l := &listReader[T]{noun: noun, most: most, read: read}
	switch {
	case first == '[':
		err = l.array(in)
	case lines:
		err = l.lines(in)
	case first == '{':
		err = l.object(in)
	default:
		err = Refuse("body", "is no %s: send a JSON object, an array of them, or one on each line", noun)
	}
	if err == nil && len(l.list) == 0 {
		err = Refuse("body", "holds no %s", noun)
	}
	if err != nil {
		return nil, err
	}
	return l.list, nil
}

// firstByte gives the byte that is read next: the first that is neither a byte order
// mark nor white space.
func firstByte(in *bufio.Reader) (byte, error) {
	if mark, _ := in.Peek(len(byteOrderMark)); bytes.Equal(mark, byteOrderMark) {
		_, _ = in.Discard(len(mark))
	}
	for {
		c, err := in.ReadByte()
		if err != nil {
			return 0, err
		}
		if len(bytes.TrimSpace([]byte{c})) > 0 {
			return c, in.UnreadByte()
		}
	}
}

// listReader reads a list while it counts what it costs.
type listReader[T any] struct {
	noun   string
	most   int
	read   readItem[T]
	list   []T
	values int
}

// add takes one item; the error says that the request holds too much.
func (l *listReader[T]) add(raw []byte, line int, refused *Error) error {
	if len(l.list) == l.most {
		return &Error{Kind: TooLarge, Field: "body", Message: fmt.Sprintf("holds more than %d %ss, the most that a request takes: send them in several requests", l.most, l.noun)}
	}
	if refused == nil && len(raw) > MaxItemBytes {
		raw, refused = nil, tooLong(l.noun)
	}
	if l.values += CountValues(raw); l.values > MaxValues {
		return tooManyValues()
	}
	l.list = append(l.list, l.read(raw, line, refused))
	return nil
}

func (l *listReader[T]) array(in io.Reader) error {
	d := decoderOfJSON(in)
	_, err := d.ReadToken() // the opening bracket
	for i := 1; err == nil && d.PeekKind() != ']'; i++ {
		var raw jsontext.Value
		if raw, err = d.ReadValue(); err == nil {
			err = l.add(raw, i, nil)
		}
	}
	if err == nil {
		if _, err = d.ReadToken(); err == nil {
			err = ended(d)
		}
	}
	return refuseJSON(err, "is not a JSON array: %s")
}

func (l *listReader[T]) lines(in io.Reader) (err error) {
	_, broken := eachLine(in, l.noun, func(raw []byte, line int, refused *Error) bool {
		err = l.add(raw, line, refused)
		return err == nil
	})
	if err == nil {
		err = broken
	}
	return err
}

// object reads one object, or those of several lines where the first line is one.
func (l *listReader[T]) object(in *bufio.Reader) error {
	text, err := in.Peek(MaxItemBytes + 2)
	whole := errors.Is(err, io.EOF)
	if err != nil && !whole {
		return err
	}
	text = bytes.TrimSpace(text)
	first, rest, found := bytes.Cut(text, []byte("\n"))
	switch valid := whole && json.Valid(text); {
	case !valid && found && json.Valid(first) && len(bytes.TrimSpace(rest)) > 0:
		return l.lines(in)
	case valid:
		return l.add(text, 1, nil)
	case whole:
		var any map[string]any
		return Refuse("body", "is not JSON: %s", jsonReason(json.Unmarshal(text, &any)))
	}
	d := decoderOfJSON(in)
	if err = d.SkipValue(); err == nil {
		err = ended(d)
	}
	if err != nil {
		return refuseJSON(err, "is not JSON: %s")
	}
	return l.add(nil, 1, tooLong(l.noun))
}

// decoderOfJSON reads JSON bit by bit. It leaves it to ReadObject to find letters that
// are none and names that stand twice.
func decoderOfJSON(r io.Reader) *jsontext.Decoder {
	return jsontext.NewDecoder(r, jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true))
}

// ended refuses what follows after the end.
func ended(d *jsontext.Decoder) error {
	_, err := d.ReadToken()
	switch {
	case errors.Is(err, io.EOF):
		return nil
	case err == nil:
		return Refuse("body", "is not JSON: something follows after its end")
	}
	return err
}

// refuseJSON makes a refusal of an error about JSON, and leaves any other as it is.
func refuseJSON(err error, format string) error {
	var syntax *jsontext.SyntacticError
	if errors.As(err, &syntax) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return Refuse("body", format, jsonReason(err))
	}
	return err
}

// byteOrderMark stands before what some programs for Windows write.
var byteOrderMark = []byte("\uFEFF")

func tooLong(noun string) *Error {
	return Refuse(noun, "is larger than %d bytes", MaxItemBytes)
}

// ReadLines reads one object from each line, without holding more than one.
// Empty lines are skipped.
func ReadLines[T any](r io.Reader, noun string, read readItem[T]) iter.Seq[T] {
	return func(yield func(T) bool) {
		last, err := eachLine(r, noun, func(raw []byte, line int, refused *Error) bool {
			return yield(read(bytes.Clone(raw), line, refused))
		})
		if err != nil {
			yield(read(nil, last, Errorf(Unavailable, "the file cannot be read further: %v", err)))
		}
	}
}

// eachLine calls take for each line that is not empty, until it gives false. raw is
// valid until the next call. The error is that of r, at the line last.
func eachLine(r io.Reader, noun string, take func(raw []byte, line int, refused *Error) bool) (last int, _ error) {
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
			if !take(nil, n, tooLong(noun)) {
				return n, nil
			}
		} else if line = bytes.TrimSpace(line); len(line) > 0 && (err == nil || err == io.EOF) {
			if !take(line, n, nil) {
				return n, nil
			}
		}
		if err == io.EOF {
			return n, nil
		}
		if err != nil {
			return n, err
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
	return strings.TrimPrefix(strings.TrimPrefix(err.Error(), "jsontext: "), "json: ")
}
