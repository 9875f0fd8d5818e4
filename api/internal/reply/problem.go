package reply

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"

	"halte/surveys"
)

// Problem is an error as a machine reads it, in the form of RFC 9457.
type Problem struct {
	Type      string            `json:"type" doc:"Always about:blank: the status says what kind of problem it is" example:"about:blank"`
	Title     string            `json:"title" doc:"The status in words" example:"Unprocessable Entity"`
	Status    int               `json:"status" doc:"The HTTP status" example:"422"`
	Detail    string            `json:"detail,omitempty" doc:"What is wrong, for a person to read" example:"contact.email is not a mail address"`
	Field     string            `json:"field,omitempty" doc:"The field, parameter or header that is wrong" example:"contact.email"`
	Errors    []surveys.Problem `json:"errors,omitempty" doc:"Every finding, when there may be several"`
	Scope     surveys.Scope     `json:"scope,omitempty" doc:"The scope that the API key lacks" example:"contacts"`
	RequestID string            `json:"request_id,omitempty" doc:"Mention it when you ask about this"`

	// Reason is what people read of the domain's refusal; zero where there is none.
	Reason surveys.Reason `json:"-"`

	headers http.Header
}

// Error is the problem in one line.
func (p *Problem) Error() string { return fmt.Sprintf("%d: %s", p.Status, p.Detail) }

// GetStatus gives the status. With GetHeaders and ContentType it makes a Problem
// what huma takes for an error.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders gives the headers that belong to the status, such as Retry-After.
func (p *Problem) GetHeaders() http.Header { return p.headers }

// ContentType names the media type of a problem.
func (p *Problem) ContentType(string) string { return problemType }

const problemType = "application/problem+json"

// NewProblem makes a problem that may be shown, for what only HTTP can get
// wrong; what the domain refuses is a *surveys.Error.
func NewProblem(status int, field, detail string) *Problem {
	return &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Field: field, Detail: detail}
}

// with adds a header to the answer.
func (p *Problem) with(name, value string) *Problem {
	q := *p
	q.headers = p.headers.Clone()
	if q.headers == nil {
		q.headers = http.Header{}
	}
	q.headers.Set(name, value)
	return &q
}

// Unreadable says that a body could not be read as what it claims to be.
func Unreadable(detail string) *Problem {
	return NewProblem(http.StatusBadRequest, "body", detail)
}

// Unauthorized says that nobody, or nobody known, showed an API key.
func Unauthorized(scheme, detail string) *Problem {
	return NewProblem(http.StatusUnauthorized, "", detail).with("WWW-Authenticate", scheme+` realm="Halte"`)
}

// retryAfter is how many seconds a caller should wait while a part is missing.
const retryAfter = "5"

// status maps the kinds of error to HTTP.
func status(k surveys.Kind) int {
	switch k {
	case surveys.Invalid:
		return http.StatusUnprocessableEntity
	case surveys.NotFound:
		return http.StatusNotFound
	case surveys.Conflict:
		return http.StatusConflict
	case surveys.Forbidden:
		return http.StatusForbidden
	case surveys.Gone:
		return http.StatusGone
	case surveys.TooLarge:
		return http.StatusRequestEntityTooLarge
	case surveys.Unavailable:
		return http.StatusServiceUnavailable
	case surveys.TooMany:
		return http.StatusTooManyRequests
	}
	return http.StatusInternalServerError
}

// statusClientClosed is what nginx logs when the caller did not wait; nobody
// receives it.
const statusClientClosed = 499

// ProblemOf makes the problem of any error. One that is internal is noted for
// the log and says nothing but the request id.
func ProblemOf(ctx context.Context, err error) *Problem {
	note := NoteOf(ctx)
	p := problemOf(ctx, err)
	if p.Status == http.StatusInternalServerError || p.Status == statusClientClosed {
		note.Err = err
	}
	if p.Status == http.StatusServiceUnavailable {
		if note.Err == nil && err.Error() != p.Detail { // a cause stands behind what is told
			note.Err = err
		}
		p = p.with("Retry-After", retryAfter)
	}
	p.RequestID = note.ID
	return p
}

func problemOf(ctx context.Context, err error) *Problem {
	var known *Problem
	var refused *surveys.Error
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &known):
		p := *known
		return &p
	case errors.As(err, &refused) && refused.Kind != surveys.Internal:
		p := NewProblem(status(refused.Kind), refused.Field, refused.Message)
		if refused.Field != "" {
			p.Detail = refused.Field + " " + refused.Message
		}
		p.Errors, p.Scope, p.Reason = refused.Problems, refused.Scope, refused.Reason
		if refused.RetryAfter > 0 {
			p = p.with("Retry-After", strconv.Itoa(int(math.Ceil(refused.RetryAfter.Seconds()))))
		}
		return p
	case errors.As(err, &large):
		return NewProblem(http.StatusRequestEntityTooLarge, "body", fmt.Sprintf("The body is larger than %d bytes.", large.Limit))
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		return NewProblem(statusClientClosed, "", "The caller went away.")
	case errors.Is(err, context.DeadlineExceeded):
		return NewProblem(http.StatusServiceUnavailable, "", "This took too long. Trying again may help.")
	}
	return NewProblem(http.StatusInternalServerError, "", "Something went wrong here. It has been noted under the request id.")
}
