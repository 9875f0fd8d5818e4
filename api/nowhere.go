package api

import (
	"io"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"halte/api/console"
	"halte/api/internal/reply"
	"halte/surveys/definition"
	"halte/templates"
	"halte/templates/views"
)

// errorPages are shown before it is known who asks: to respondents at the addresses
// of their links, to the team at any other.
type errorPages struct {
	plans       *definition.Plans
	templates   *templates.Templates
	respondents reply.ErrorPage
}

// write is a reply.ErrorPage.
func (p errorPages) write(w io.Writer, r *http.Request, problem *reply.Problem) error {
	if strings.HasPrefix(r.URL.Path, "/r/") || strings.HasPrefix(r.URL.Path, "/u/") {
		return p.respondents(w, r, problem)
	}
	l := console.LocaleOf(p.templates, r)
	page := views.ErrorPage{Respondent: views.Respondent{Lang: l.Tag}}
	if plan, err := p.plans.Current(r.Context()); err == nil {
		page.Brand.Name = plan.Definition.Organisation.Name
	}
	if problem.Status < http.StatusInternalServerError {
		page.Title, page.Message = console.Problem(l, problem)
	}
	page.Reference = problem.RequestID
	return p.templates.Error(w, page)
}

// machine says whether a path is for programs, and so are its errors.
func machine(c *gin.Context) bool {
	path := c.Request.URL.Path
	return path == "/v1" || strings.HasPrefix(path, "/v1/") || path == "/openapi.json" || quietRoutes[path]
}

func (p errorPages) refuse(c *gin.Context, err error) {
	if machine(c) {
		reply.Refuse(c, err)
		return
	}
	c.Header("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self' https:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	reply.RefusePerson(c, p.write, err)
}

func (p errorPages) notFound(c *gin.Context) {
	p.refuse(c, reply.NewProblem(http.StatusNotFound, "", "There is nothing at this address."))
}

func (p errorPages) notAllowed(c *gin.Context) {
	p.refuse(c, reply.NewProblem(http.StatusMethodNotAllowed, "", "This address does not take "+method(c.Request.Method)+"; it takes "+c.Writer.Header().Get("Allow")+"."))
}
