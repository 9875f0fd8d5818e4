package api

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"time"
)

// The times of a body, where nothing else is asked for: how long each part of it is
// waited for, and the whole of it.
const (
	bodyPause = 10 * time.Second
	bodyWhole = time.Minute
	// refusedWait and refusedMost are how long, and how many bytes, are read of a body whose
	// request has been refused. A caller that sends it whole before it reads the answer
	// would see only that the connection broke; none holds it for longer.
	refusedWait = 2 * time.Second
	refusedMost = 32 << 20
)

// patient serves no caller longer than it needs who sends a body slowly: a part that does
// not come within pause ends the request. A refusal is sent before the body is read, and
// the connection closed behind it.
func patient(h http.Handler, pause time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body == nil || r.Body == http.NoBody {
			h.ServeHTTP(w, r)
			return
		}
		now := time.Now()
		b := &slowBody{ReadCloser: r.Body, connection: http.NewResponseController(w), pause: pause, until: now.Add(bodyWhole)}
		r = r.WithContext(r.Context()) // the server looks at the body of its own request to know whether the next one can follow
		r.Body = b
		out := &refusingWriter{ResponseWriter: w, body: b}
		h.ServeHTTP(out, r)
		if out.refused != 0 {
			out.send()
			b.deadline(time.Now().Add(refusedWait))
			_, _ = io.CopyN(io.Discard, b.ReadCloser, refusedMost)
		}
	})
}

// slowBody moves the deadline of its connection on with each part.
type slowBody struct {
	io.ReadCloser
	connection *http.ResponseController
	pause      time.Duration
	until      time.Time
	begun      bool // some of it was read, or waited for
}

// Read implements io.Reader.
func (b *slowBody) Read(p []byte) (int, error) {
	next := time.Now().Add(b.pause)
	if next.After(b.until) {
		next = b.until
	}
	b.deadline(next)
	b.begun = true
	n, err := b.ReadCloser.Read(p)
	if err == io.EOF {
		b.deadline(time.Time{}) // the server watches the connection while the answer is made
	}
	return n, err
}

// deadline sets one where there is a connection.
func (b *slowBody) deadline(at time.Time) { _ = b.connection.SetReadDeadline(at) }

// refusingWriter closes the connection behind a refusal whose body was not read. It holds
// the refusal until it is whole: one that goes out in pieces ends only with the connection.
type refusingWriter struct {
	http.ResponseWriter
	body    *slowBody
	refused int // the status of a refusal before anything of the body was read; else 0
	text    bytes.Buffer
}

// WriteHeader implements http.ResponseWriter.
func (w *refusingWriter) WriteHeader(status int) {
	if status >= http.StatusBadRequest && !w.body.begun {
		w.refused = status
		w.Header().Set("Connection", "close")
		return
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write implements io.Writer.
func (w *refusingWriter) Write(b []byte) (int, error) {
	if w.refused != 0 {
		return w.text.Write(b)
	}
	return w.ResponseWriter.Write(b)
}

// send sends the refusal.
func (w *refusingWriter) send() {
	w.Header().Set("Content-Length", strconv.Itoa(w.text.Len()))
	w.ResponseWriter.WriteHeader(w.refused)
	_, _ = w.ResponseWriter.Write(w.text.Bytes()) // who has gone reads nothing
	_ = http.NewResponseController(w.ResponseWriter).Flush()
}

// Unwrap lets a ResponseController reach the connection.
func (w *refusingWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Flush implements http.Flusher.
func (w *refusingWriter) Flush() {
	if w.refused == 0 {
		_ = http.NewResponseController(w.ResponseWriter).Flush()
	}
}
