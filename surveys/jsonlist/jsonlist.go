package jsonlist

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/go-json-experiment/json/jsontext"

	"halte/surveys"
)

// readItem reads one object of a list; refused says that it could not be taken
// out of it, and raw is empty then.
type readItem[T any] func(raw []byte, line int, refused *surveys.Error) T

// Read reads one object, an array of them, or one on each line, and stops at the
// first one that is too many: what a request costs has an end, whatever stands in it.
// An error of r comes back as it is.
func Read[T any](r io.Reader, lines bool, noun string, most int, read readItem[T]) ([]T, error) {
	in := bufio.NewReaderSize(r, surveys.MaxItemBytes+2)
	first, err := firstByte(in)
	if errors.Is(err, io.EOF) {
		return nil, surveys.Refuse("body", "is empty; send one %[1]s as a JSON object, an array of them, or one on each line", noun)
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
		err = surveys.Refuse("body", "is no %s: send a JSON object, an array of them, or one on each line", noun)
	}
	if err == nil && len(l.list) == 0 {
		err = surveys.Refuse("body", "holds no %s", noun)
	}
	if err != nil {
		return nil, err
	}
	return l.list, nil
}

// firstByte gives the byte that is read next: the first that is neither a byte order
// mark nor white space.
func firstByte(in *bufio.Reader) (byte, error) {
	if mark, _ := in.Peek(len(surveys.ByteOrderMark)); bytes.Equal(mark, surveys.ByteOrderMark) {
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
func (l *listReader[T]) add(raw []byte, line int, refused *surveys.Error) error {
	if len(l.list) == l.most {
		return &surveys.Error{Kind: surveys.TooLarge, Field: "body", Message: fmt.Sprintf("holds more than %d %ss, the most that a request takes: send them in several requests", l.most, l.noun)}
	}
	if refused == nil && len(raw) > surveys.MaxItemBytes {
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
	_, broken := eachLine(in, l.noun, func(raw []byte, line int, refused *surveys.Error) bool {
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
	text, err := in.Peek(surveys.MaxItemBytes + 2)
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
		return surveys.Refuse("body", "is not JSON: %s", jsonReason(json.Unmarshal(text, &any)))
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

// decoderOfJSON reads JSON bit by bit. It leaves it to Object to find letters that
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
		return surveys.Refuse("body", "is not JSON: something follows after its end")
	}
	return err
}

// refuseJSON makes a refusal of an error about JSON, and leaves any other as it is.
func refuseJSON(err error, format string) error {
	var syntax *jsontext.SyntacticError
	if errors.As(err, &syntax) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return surveys.Refuse("body", format, jsonReason(err))
	}
	return err
}

func tooLong(noun string) *surveys.Error {
	return surveys.Refuse(noun, "is larger than %d bytes", surveys.MaxItemBytes)
}

// Lines reads one object from each line, without holding more than one.
// Empty lines are skipped.
func Lines[T any](r io.Reader, noun string, read readItem[T]) iter.Seq[T] {
	return func(yield func(T) bool) {
		last, err := eachLine(r, noun, func(raw []byte, line int, refused *surveys.Error) bool {
			return yield(read(bytes.Clone(raw), line, refused))
		})
		if err != nil {
			yield(read(nil, last, surveys.Errorf(surveys.Unavailable, "the file cannot be read further: %v", err)))
		}
	}
}

// eachLine calls take for each line that is not empty, until it gives false. raw is
// valid until the next call. The error is that of r, at the line last.
func eachLine(r io.Reader, noun string, take func(raw []byte, line int, refused *surveys.Error) bool) (last int, _ error) {
	buffered := bufio.NewReaderSize(r, surveys.MaxItemBytes+2)
	for n := 1; ; n++ {
		line, err := buffered.ReadSlice('\n')
		if n == 1 {
			line = bytes.TrimPrefix(line, surveys.ByteOrderMark)
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
