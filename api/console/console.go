// Package console serves the team: the journey with its scores, a page for each
// touchpoint and, in development, the mailbox.
//
// It only reads, but for the form that writes an improvement down. Until there
// is a login it refuses everybody without an API key that may read, but where the
// installation is for its own machine alone.
package console

import (
	"context"
	"io"
	"net/http"

	"github.com/gin-gonic/gin"

	"halte/api/internal/access"
	"halte/api/internal/reply"
	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/followup"
	"halte/surveys/improve"
	"halte/surveys/insight"
	"halte/surveys/journey"
	"halte/templates"
	"halte/templates/locales"
	"halte/templates/views"
)

// handlers serves the pages of the team.
type handlers struct {
	Services
	templates *templates.Templates
	guard     *access.Guard
	mailbox   Mailbox
}

// Services are what these pages ask.
type Services struct {
	Plans    *definition.Plans
	FollowUp *followup.Service
	Insight  *insight.Service
	Journey  *journey.Service
	Improve  *improve.Service
	Cursors  surveys.Cursors
}

// Mount puts the pages of the team on an engine; mailbox is nil in production.
func Mount(e *gin.Engine, s Services, t *templates.Templates, g *access.Guard, mailbox Mailbox) {
	a := &handlers{s, t, g, mailbox}
	pages := e.Group("", reply.Headers("Content-Security-Policy", policy), a.admit)
	serve := func(path string, h reply.Handler) {
		pages.GET(path, reply.Person(a.errorPage, h))
		pages.HEAD(path, reply.Person(a.errorPage, h))
	}
	show := func(path string, h reply.Handler, parameters ...string) { serve(path, a.only(h, parameters...)) }
	showPersons := func(path string, h reply.Handler, parameters ...string) {
		serve(path, ofPersons(a.only(h, parameters...)))
	}
	show("/", a.journey, "from", "to", "journey", "segment...", "compare")
	show("/touchpoints/:key", a.touchpoint, "from", "to", "survey", "category", "segment...")
	show("/improvements", a.improvements)
	show("/improvements/new", a.write)
	pages.POST("/improvements/new", reply.Person(a.errorPage, a.written))
	show("/alerts", a.alerts, "after", "segment...")
	show("/improvements/:id", a.improvement)
	show("/journeys/:key/moments", a.moments, "from", "to", "segment...")
	show("/journeys/:key/paths", a.paths, "from", "to", "segment...")
	show("/touchpoints/:key/bias", a.bias, "from", "to", "survey", "segment...", "locale...", "wave...", "channel...", "source...")
	show("/touchpoints/:key/comments", a.comments, "from", "to", "survey", "word", "locale", "side", "after", "segment...")
	showPersons("/contacts/*id", a.timeline, "after")
	show("/compare", a.compare, "from", "to", "by", "metric", "touchpoint", "segment...")
	show("/how-halte-counts", a.method)
	if mailbox != nil {
		showPersons("/dev/mailbox", a.mails)
		showPersons("/dev/mailbox.json", a.mailsJSON)
		showPersons("/dev/mailbox/:id", a.mail)
	}
}

const policy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// ofPersons serves a page that names persons to those who may see them.
func ofPersons(h reply.Handler) reply.Handler {
	return func(ctx context.Context, c *gin.Context) (reply.Answer, error) {
		if !viewer(ctx).Contacts {
			return reply.Answer{}, surveys.Lacks(surveys.ScopeContacts)
		}
		return h(ctx, c)
	}
}

type viewerKey struct{}

// admit lets viewers in and remembers what they may see.
func (a *handlers) admit(c *gin.Context) {
	ctx := c.Request.Context()
	v, err := a.guard.Viewer(ctx, c.Request)
	if err != nil {
		reply.RefusePerson(c, a.errorPage, err)
		return
	}
	c.Request = c.Request.WithContext(surveys.WithActor(context.WithValue(ctx, viewerKey{}, v), v.Actor))
}

func viewer(ctx context.Context) access.Viewer {
	v, _ := ctx.Value(viewerKey{}).(access.Viewer)
	return v
}

func small(ctx context.Context) bool { return viewer(ctx).Small }

// layout is the frame of every page: the organisation's name, languages and
// zone, the reader's language, and whether mails go out.
func (a *handlers) layout(p *definition.Plan, r *http.Request) views.Console {
	c := views.Console{Lang: a.locale(r).Tag, Guarded: !small(r.Context())}
	if p != nil {
		o := p.Definition.Organisation
		c.Organisation, c.Languages, c.Zone = o.Name, o.Languages, p.Zone
	}
	if sending, err := a.Insight.Read(r.Context()).Sending(); err == nil { // else what the page itself reads fails, too
		c.Sending = sending
	}
	if a.mailbox != nil && viewer(r.Context()).Contacts {
		c.Mailbox = "/dev/mailbox"
	}
	return c
}

// locale is the language the reader's browser asks for, and its phrases.
func (a *handlers) locale(r *http.Request) *locales.Locale {
	return LocaleOf(a.templates, r)
}

// LocaleOf is the language of the team's pages that a browser asks for.
func LocaleOf(t *templates.Templates, r *http.Request) *locales.Locale {
	header := r.Header.Get("Accept-Language")
	if len(header) >= 500 { // longer than any browser's
		header = ""
	}
	return t.Languages.Accepted(header)
}

// nameOrder gives the languages in which to look for a name, the best first.
func nameOrder(p *definition.Plan, lang string) []string {
	return append([]string{lang}, p.Definition.Organisation.Languages...)
}

// errorPage is the reply.ErrorPage of the team.
func (a *handlers) errorPage(w io.Writer, r *http.Request, p *reply.Problem) error {
	page := views.ErrorPage{Respondent: views.Respondent{Lang: a.locale(r).Tag}, Reference: p.RequestID}
	if p.Status < http.StatusInternalServerError {
		page.Title, page.Message = Problem(a.locale(r), p)
	}
	if p.Scope != "" {
		l := a.locale(r)
		page.Title, page.Message = l.Console.LacksTitle, locales.Fill(l.Console.Lacks, "scope", string(p.Scope))
		if p.Scope == surveys.ScopeSmallCells {
			page.Message = l.Console.LacksSmall
		}
	}
	return a.templates.Error(w, page)
}

// Problem says what is wrong with a request. What the domain says of it is in
// English: others read less of it, in their own language.
func Problem(l *locales.Locale, p *reply.Problem) (title, message string) {
	if l.Tag == locales.English().Tag {
		return p.Title, p.Detail
	}
	switch p.Status {
	case http.StatusNotFound, http.StatusGone:
		return l.Console.NotFound, l.Console.NotFoundNote
	case http.StatusUnprocessableEntity:
		return l.Console.WrongAddress, l.Console.WrongValue
	case http.StatusUnauthorized, http.StatusForbidden:
		return l.Console.NotAllowed, l.Console.NotAllowedNote
	case http.StatusTooManyRequests:
		return l.Console.TooOften, l.Console.TooOftenNote
	}
	return l.Console.NotDone, l.Console.NotDoneNote
}
