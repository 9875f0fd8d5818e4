package reply

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"
)

// Handler answers one request, or says why not. ctx is the request's own
// context; gin's would be recycled while a database still watches it.
type Handler func(ctx context.Context, c *gin.Context) (Answer, error)

// Answer is what goes back when all is well.
type Answer struct {
	status   int
	kind     string // media type
	location string
	write    func(io.Writer) error // nil for no body
}

// JSON answers with a value.
func JSON(status int, v any) Answer {
	return Answer{status: status, kind: "application/json; charset=utf-8", write: func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		return e.Encode(v)
	}}
}

// ProblemWith answers with a problem that says more than a Problem does.
func ProblemWith(p *Problem, v any) Answer {
	a := JSON(p.Status, v)
	a.kind = problemType
	return a
}

// Page answers with what render writes.
func Page(status int, render func(io.Writer) error) Answer {
	return Answer{status: status, kind: "text/html; charset=utf-8", write: render}
}

// Text answers with bytes of some media type.
func Text(kind string, body []byte) Answer {
	return Answer{status: http.StatusOK, kind: kind, write: func(w io.Writer) error { _, err := w.Write(body); return err }}
}

// SeeOther sends a browser on with a GET, so that going back sends nothing twice.
func SeeOther(location string) Answer {
	return Answer{status: http.StatusSeeOther, location: location}
}

// Machine serves programs: errors become problems.
func Machine(h Handler) gin.HandlerFunc {
	return func(c *gin.Context) {
		ctx := c.Request.Context()
		a, err := h(ctx, c)
		if err == nil {
			err = a.send(c)
		}
		if err != nil {
			Refuse(c, err)
		}
	}
}

// Refuse answers with the problem of err and ends the request.
func Refuse(c *gin.Context, err error) {
	c.Abort()
	p := ProblemOf(c.Request.Context(), err)
	a := JSON(p.Status, p)
	a.kind = problemType
	for name := range p.headers {
		c.Header(name, p.headers.Get(name))
	}
	_ = a.send(c) // a Problem always encodes
}

// ErrorPage writes the page of a problem.
type ErrorPage func(w io.Writer, r *http.Request, p *Problem) error

// Person serves people: errors become pages, or problems for a program that asks
// for JSON.
func Person(page ErrorPage, h Handler) gin.HandlerFunc {
	return func(c *gin.Context) {
		a, err := h(c.Request.Context(), c)
		if err == nil {
			err = a.send(c)
		}
		if err != nil {
			RefusePerson(c, page, err)
		}
	}
}

// RefusePerson answers with the page of err and ends the request.
func RefusePerson(c *gin.Context, page ErrorPage, err error) {
	if WantsJSON(c.Request) {
		Refuse(c, err)
		return
	}
	c.Abort()
	p := ProblemOf(c.Request.Context(), err)
	for name := range p.headers {
		c.Header(name, p.headers.Get(name))
	}
	a := Page(p.Status, func(w io.Writer) error { return page(w, c.Request, p) })
	if failed := a.send(c); failed != nil {
		Refuse(c, failed)
	}
}

// WantsJSON says whether a request to a page comes from a program: it asks for
// JSON and not for HTML, or it speaks JSON itself.
func WantsJSON(r *http.Request) bool {
	accept := r.Header.Get("Accept")
	if strings.Contains(accept, "text/html") {
		return false
	}
	return strings.Contains(accept, "application/json") || IsJSON(r)
}

// IsJSON says whether the body of a request claims to be JSON.
func IsJSON(r *http.Request) bool { return MediaType(r) == "application/json" }

// MediaType gives the media type of a body without its parameters.
func MediaType(r *http.Request) string {
	kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	return strings.ToLower(strings.TrimSpace(kind))
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// send writes the whole answer or, when rendering fails, nothing of it.
func (a Answer) send(c *gin.Context) error {
	if a.location != "" {
		c.Header("Location", a.location)
	}
	if a.write == nil {
		c.Status(a.status)
		c.Writer.WriteHeaderNow()
		return nil
	}
	body := buffers.Get().(*bytes.Buffer)
	defer func() {
		if body.Cap() <= 1<<20 { // one large answer should not be held for ever
			body.Reset()
			buffers.Put(body)
		}
	}()
	if err := a.write(body); err != nil {
		return err
	}
	c.Header("Content-Type", a.kind)
	c.Header("Content-Length", strconv.Itoa(body.Len()))
	c.Status(a.status)
	_, _ = body.WriteTo(c.Writer) // whoever went away cannot be told
	return nil
}

// Headers sets headers on every answer of a group of routes; names and values take turns.
func Headers(pairs ...string) gin.HandlerFunc {
	return func(c *gin.Context) {
		h := c.Writer.Header()
		for i := 0; i+1 < len(pairs); i += 2 {
			h.Set(pairs[i], pairs[i+1])
		}
	}
}
