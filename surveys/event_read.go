package surveys

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"
)

// Bounds of one request with events.
const (
	MaxEvents     = 1000     // events of one request
	MaxEventBytes = 64 << 10 // bytes of one event as it is sent
)

// ReadEvent is one event of a request or a file, or why it was refused.
type ReadEvent struct {
	Event   Event
	Line    int    // in the text, from 1; the position in the list for an array
	Refused *Error // nil when Event is good so far
}

// ReadEvents reads one event, an array of them, or one on each line (NDJSON).
// An event that cannot be read does not sink its neighbours; text that is no
// JSON at all does.
func ReadEvents(text []byte, lines bool) ([]ReadEvent, error) {
	text = bytes.TrimSpace(text)
	if len(text) == 0 {
		return nil, Refuse("body", "is empty; send one event, an array of events, or one event on each line")
	}
	var read []ReadEvent
	switch {
	case text[0] == '[':
		var items []json.RawMessage
		if err := json.Unmarshal(text, &items); err != nil {
			return nil, Refuse("body", "is not a JSON array: %s", jsonReason(err))
		}
		for i, raw := range items {
			read = append(read, readEvent(raw, i+1))
		}
	case lines || looksLikeLines(text):
		for e := range EventLines(bytes.NewReader(text)) {
			read = append(read, e)
		}
	case text[0] == '{':
		if !json.Valid(text) {
			var any map[string]any
			return nil, Refuse("body", "is not JSON: %s", jsonReason(json.Unmarshal(text, &any)))
		}
		read = append(read, readEvent(text, 1))
	default:
		return nil, Refuse("body", "is not an event: send a JSON object, an array of them, or one on each line")
	}
	if len(read) > MaxEvents {
		return nil, Errorf(TooLarge, "A request takes at most %d events; this one has %d. Send them in several requests.", MaxEvents, len(read))
	}
	if len(read) == 0 {
		return nil, Refuse("body", "holds no event")
	}
	return read, nil
}

// looksLikeLines says whether the text is several JSON objects rather than one.
func looksLikeLines(text []byte) bool {
	if text[0] != '{' || json.Valid(text) {
		return false
	}
	first, rest, found := bytes.Cut(text, []byte("\n"))
	return found && json.Valid(first) && len(bytes.TrimSpace(rest)) > 0
}

// EventLines reads one event from each line, without holding more than one.
// Empty lines are skipped.
func EventLines(r io.Reader) iter.Seq[ReadEvent] {
	return func(yield func(ReadEvent) bool) {
		buffered := bufio.NewReaderSize(r, MaxEventBytes+2)
		for n := 1; ; n++ {
			line, err := buffered.ReadSlice('\n')
			if errors.Is(err, bufio.ErrBufferFull) {
				for errors.Is(err, bufio.ErrBufferFull) { // skip the rest of it
					_, err = buffered.ReadSlice('\n')
				}
				if !yield(ReadEvent{Line: n, Refused: Refuse("event", "is larger than %d bytes", MaxEventBytes)}) {
					return
				}
			} else if line = bytes.TrimSpace(line); len(line) > 0 {
				if n == 1 {
					line = bytes.TrimPrefix(line, []byte("\uFEFF"))
				}
				if !yield(readEvent(bytes.Clone(line), n)) {
					return
				}
			}
			if err != nil {
				if err != io.EOF {
					yield(ReadEvent{Line: n, Refused: Errorf(Unavailable, "the file cannot be read further: %v", err)})
				}
				return
			}
		}
	}
}

// wireEvent is Event with the time as text, so that a bad one can be named.
type wireEvent struct {
	ID         string         `json:"id"`
	Name       string         `json:"name"`
	OccurredAt *string        `json:"occurred_at"`
	Contact    *EventContact  `json:"contact"`
	Properties map[string]any `json:"properties"`
}

func readEvent(raw []byte, line int) ReadEvent {
	out := ReadEvent{Line: line}
	if len(raw) > MaxEventBytes {
		out.Refused = Refuse("event", "is larger than %d bytes", MaxEventBytes)
		return out
	}
	var w wireEvent
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	err := d.Decode(&w)
	out.Event = Event{ID: w.ID, Name: w.Name, Properties: w.Properties}
	if err != nil {
		out.Refused = jsonRefusal(err)
		return out
	}
	if d.More() {
		out.Refused = Refuse("event", "is followed by something else")
		return out
	}
	if w.Contact == nil {
		out.Refused = Refuse("contact", "is missing")
		return out
	}
	out.Event.Contact = *w.Contact
	if w.OccurredAt != nil {
		t, err := time.Parse(time.RFC3339Nano, *w.OccurredAt)
		if err != nil {
			out.Refused = Refuse("occurred_at", "is not a time such as 2026-11-20T14:03:00Z")
			return out
		}
		out.Event.OccurredAt = t
	}
	return out
}

// jsonRefusal names the field that a JSON error is about.
func jsonRefusal(err error) *Error {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		field := kind.Field
		if field == "" {
			field = "event"
		}
		return Refuse(field, "is a JSON %s; %s is wanted", kind.Value, goKindInJSON(kind.Type.String()))
	}
	if name, found := strings.CutPrefix(err.Error(), "json: unknown field "); found {
		return Refuse(strings.Trim(name, `"`), "is not a field of an event")
	}
	return Refuse("event", "is not JSON: %s", jsonReason(err))
}

func goKindInJSON(kind string) string {
	switch {
	case kind == "string":
		return "a string"
	case strings.HasPrefix(kind, "map"), strings.HasPrefix(kind, "surveys."):
		return "an object"
	case strings.HasPrefix(kind, "[]"):
		return "an array"
	case kind == "bool":
		return "true or false"
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
