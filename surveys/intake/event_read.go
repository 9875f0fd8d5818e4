package intake

import (
	"bytes"
	"io"
	"iter"
	"unicode/utf8"

	"halte/surveys"
	"halte/surveys/jsonlist"
)

// MaxEvents is how many events one request may hold.
const MaxEvents = 1000

// ReadEvent is one event of a request or a file, or why it was refused.
type ReadEvent struct {
	Event   surveys.Event
	Line    int            // in the text, from 1; the position in the list for an array
	Refused *surveys.Error // nil when Event is good so far
}

// ReadEvents reads one event, an array of them, or one on each line (NDJSON).
// An event that cannot be read does not sink its neighbours; text that is no
// JSON at all does. It stops at the first event that is too many.
func ReadEvents(r io.Reader, lines bool) ([]ReadEvent, error) {
	return jsonlist.Read(r, lines, "event", MaxEvents, readEvent)
}

// EventLines reads one event from each line, without holding more than one.
// Empty lines are skipped.
func EventLines(r io.Reader) iter.Seq[ReadEvent] { return jsonlist.Lines(r, "event", readEvent) }

// EncodedEventLines is EventLines of a text in an encoding, as surveys.Decode takes it.
func EncodedEventLines(r io.Reader, encoding string) (iter.Seq[ReadEvent], error) {
	text, from, refused := surveys.Decode(r, encoding)
	if refused != nil {
		return nil, refused
	}
	return jsonlist.Lines(text, "event", func(raw []byte, line int, refused *surveys.Error) ReadEvent {
		if from != "" && bytes.ContainsRune(raw, utf8.RuneError) {
			refused = surveys.Refuse("event", "holds bytes that are no letters in %s", from)
		}
		return readEvent(raw, line, refused)
	}), nil
}

// wireEvent is Event with the time as text, so that a bad one can be named.
type wireEvent struct {
	ID         string                `json:"id"`
	Name       string                `json:"name"`
	OccurredAt *string               `json:"occurred_at"`
	Contact    *surveys.EventContact `json:"contact"`
	Properties map[string]any        `json:"properties"`
}

func readEvent(raw []byte, line int, refused *surveys.Error) ReadEvent {
	out := ReadEvent{Line: line, Refused: refused}
	if refused != nil {
		return out
	}
	var w wireEvent
	if out.Refused = jsonlist.Object(raw, &w, "event"); out.Refused == nil {
		out.Refused = surveys.Plain("properties", w.Properties)
	}
	out.Event = surveys.Event{ID: w.ID, Name: w.Name, Properties: w.Properties}
	if out.Refused != nil {
		return out
	}
	if w.Contact == nil {
		out.Refused = surveys.Refuse("contact", "is missing")
		return out
	}
	if out.Refused = surveys.Plain("contact.properties", w.Contact.Properties); out.Refused != nil {
		return out
	}
	out.Event.Contact = *w.Contact
	out.Event.OccurredAt, out.Refused = surveys.ReadTime("occurred_at", w.OccurredAt)
	return out
}
