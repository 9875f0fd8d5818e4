package reply

import "context"

// Note is what is remembered of one request until it is logged.
type Note struct {
	ID  string // of the request, given back in X-Request-Id and in every problem
	Key string // name of the API key that was shown; "" for none
	Err error  // the internal error that nobody was shown; nil when there is none
}

type noteKey struct{}

// WithNote gives a context that carries a note.
func WithNote(ctx context.Context, n *Note) context.Context {
	return context.WithValue(ctx, noteKey{}, n)
}

// NoteOf gives the note of a request; an empty one outside of any.
func NoteOf(ctx context.Context) *Note {
	if n, ok := ctx.Value(noteKey{}).(*Note); ok {
		return n
	}
	return &Note{}
}
