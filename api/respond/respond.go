// Package respond serves the people who are asked: the survey behind the link in
// a mail, and the link that says no more.
//
// A GET shows and stores nothing but an intent, because scanners follow every
// link; only a POST makes a response or an unsubscribe. It keeps tokens out of
// the links of a page, and refuses to be framed, indexed or cached.
package respond

import (
	"cmp"
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"halte/api/internal/limit"
	"halte/api/internal/reply"
	"halte/surveys"
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
// limits, which may be nil, bounds how often one link is used.
func Mount(e *gin.Engine, s Services, t *templates.Templates, limits *limit.Limiter) {
	a := &handlers{s, t}
	pages := e.Group("", reply.Headers(
		"Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' https:; "+
			"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
		"X-Robots-Tag", "noindex, nofollow",
	))
	within := func(h reply.Handler) reply.Handler {
		return func(ctx context.Context, c *gin.Context) (reply.Answer, error) {
			if limits != nil { // before anything is looked up
				if err := limits.Allow(ctx, bucket(c), limits.Rates.Links); err != nil {
					return reply.Answer{}, err
				}
			}
			answer, err := h(ctx, c)
			if limits != nil && surveys.KindOf(err) == surveys.NotFound { // somebody tries links
				err = cmp.Or(limits.Allow(ctx, limit.Peer(c.Request.RemoteAddr), limits.Rates.Strangers), err)
			}
			return answer, err
		}
	}
	for path, h := range map[string]struct{ show, take reply.Handler }{
		"/r/:token": {a.ask, a.answer},
		"/u/:token": {a.askUnsubscribe, a.unsubscribe},
	} {
		pages.GET(path, reply.Person(a.errorPage, within(h.show)))
		pages.HEAD(path, reply.Person(a.errorPage, within(h.show)))
		pages.POST(path, reply.Person(a.errorPage, within(h.take)))
	}
}

// bucket names what a request to a link is bounded by. Machines read links over and over,
// and must not take from the person the right to answer and to see that it is done. What
// was added to a token makes no other link of it.
func bucket(c *gin.Context) string {
	token := cmp.Or(surveys.TokenHash(c.Param("token")), surveys.HashOf(c.Param("token")))
	switch {
	case c.Request.Method == http.MethodPost:
		return "answer:" + token
	case c.Query("saved") != "":
		return "thanks:" + token
	}
	return "link:" + token
}
