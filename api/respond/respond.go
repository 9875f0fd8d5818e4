// Package respond serves the people who are asked: the survey behind the link in
// a mail, and the link that says no more.
//
// A GET shows and stores nothing but an intent, because scanners follow every
// link; only a POST makes a response or an unsubscribe. It keeps tokens out of
// the links of a page, and refuses to be framed, indexed or cached.
package respond

import (
	"github.com/gin-gonic/gin"

	"halte/api/internal/reply"
	"halte/surveys/definition"
	"halte/surveys/dispatch"
	"halte/surveys/respond"
	"halte/templates"
)

// handlers serves the pages of respondents.
type handlers struct {
	Services
	templates *templates.Templates
}

// Services are what these pages ask.
type Services struct {
	Plans    *definition.Plans
	Respond  *respond.Service
	Dispatch *dispatch.Service // for those who want no more mail
}

// Mount puts the pages of respondents on an engine.
func Mount(e *gin.Engine, s Services, t *templates.Templates) {
	a := &handlers{s, t}
	pages := e.Group("", reply.Headers(
		"Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' https:; "+
			"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
		"X-Robots-Tag", "noindex, nofollow",
	))
	for path, h := range map[string]struct{ show, take reply.Handler }{
		"/r/:token": {a.ask, a.answer},
		"/u/:token": {a.askUnsubscribe, a.unsubscribe},
	} {
		pages.GET(path, reply.Person(a.errorPage, h.show))
		pages.HEAD(path, reply.Person(a.errorPage, h.show))
		pages.POST(path, reply.Person(a.errorPage, h.take))
	}
}
