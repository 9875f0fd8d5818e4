package rest

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"halte/api/internal/reply"
	"halte/surveys"
)

// speakProblems makes huma speak of errors in our words. It keeps that in
// variables of the package, which every API of a process shares.
var speakProblems = sync.OnceFunc(func() {
	huma.NewError = problem
	huma.ValidateStrictCasing = true  // a name in other letters is another name
	huma.DefaultArrayNullable = false // our lists are empty, never null
	huma.ValidateStrictCasing = true  // of rating and Rating only one would count
	huma.NewErrorWithContext = func(ctx huma.Context, status int, message string, errs ...error) huma.StatusError {
		p := problem(status, message, errs...).(*reply.Problem)
		return reply.ProblemOf(ctx.Context(), p)
	}
})

// problem makes a problem of what huma found.
func problem(status int, message string, errs ...error) huma.StatusError {
	p := reply.NewProblem(status, "", message)
	for _, err := range errs {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return reply.NewProblem(http.StatusRequestEntityTooLarge, "body", "The body is too large.")
		}
		if d, ok := err.(huma.ErrorDetailer); ok {
			detail := d.ErrorDetail()
			p.Errors = append(p.Errors, surveys.Problem{Field: field(detail.Location), Reason: detail.Message})
		}
	}
	switch {
	case status == http.StatusInternalServerError: // huma's own, when a body breaks off
		return reply.Unreadable("The body broke off before its end.")
	case len(p.Errors) == 1:
		p.Field, p.Detail, p.Errors = p.Errors[0].Field, p.Errors[0].Field+": "+p.Errors[0].Reason, nil
	case len(p.Errors) > 1:
		p.Field, p.Detail = p.Errors[0].Field, "The request is refused."
	case status == http.StatusBadRequest || status == http.StatusRequestEntityTooLarge:
		p.Field = "body"
	}
	return p
}

// field is the name of what huma locates as query.limit or body.email.
func field(location string) string {
	if _, name, found := strings.Cut(location, "."); found {
		return name
	}
	return location
}

// printable refuses ids and parameters that hold what no id or parameter holds:
// text that is not UTF-8, and control characters. PostgreSQL would stumble over
// them much later.
func printable(c *gin.Context) {
	for _, p := range c.Params {
		if !prints(p.Value) {
			reply.Refuse(c, surveys.Refuse(p.Key, "holds characters that do not print"))
			return
		}
	}
	if c.Request.URL.RawQuery == "" {
		return
	}
	query, err := url.ParseQuery(c.Request.URL.RawQuery)
	if err != nil {
		reply.Refuse(c, surveys.Refuse("query", "is not escaped as a query is"))
		return
	}
	for name, values := range query {
		if !prints(name) || !prints(strings.Join(values, "")) {
			reply.Refuse(c, surveys.Refuse(strings.ToValidUTF8(name, "?"), "holds characters that do not print"))
			return
		}
	}
}

func prints(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl)
}
