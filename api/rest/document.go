package rest

import (
	"bytes"
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"html/template"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"halte/api/internal/reply"
	"halte/surveys"
)

// securityScheme is the name of the only way in.
const securityScheme = "key"

// bodyErrors are what a route with a body may answer beside the others.
var bodyErrors = []int{http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType}

func config() huma.Config {
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title: "Halte", Version: "1",
				Description: "Send events, read scores. Times are RFC 3339 in UTC, days are days in the organisation's zone, " +
					"lists page by cursor, and errors are problems after RFC 9457.",
			},
			Servers: []*huma.Server{{URL: "/", Description: "This installation"}},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry("#/components/schemas/", schemaName),
				SecuritySchemes: map[string]*huma.SecurityScheme{securityScheme: {
					Type: "http", Scheme: "bearer",
					Description: "An API key, made by `halte key create`. Each operation names the scope that the key needs.",
				}},
			},
			Tags: []*huma.Tag{
				{Name: "Events", Description: "What happened to a contact, and why it did or did not lead to an invitation"},
				{Name: "Scores", Description: "Figures, never without their n and their interval"},
				{Name: "Improvements", Description: "What was changed at a touchpoint, and whether it worked"},
				{Name: "Touchpoints", Description: "Where a contact meets the organisation"},
				{Name: "Responses", Description: "What contacts answered"},
				{Name: "Invitations", Description: "Who was asked what"},
				{Name: "Contacts", Description: "Whom we may ask"},
				{Name: "Suppressions", Description: "Who is not mailed, and mails that came back"},
				{Name: "Definition", Description: "Journeys, surveys and triggers as one document"},
				{Name: "Sending", Description: "The switch that stops all mail"},
				{Name: "Operations", Description: "For those who keep it running"},
			},
		},
		Formats: huma.DefaultFormats, DefaultFormat: "application/json",
		RejectUnknownQueryParameters: true,
	}
}

// schemaNames keep two types apart that have one name in two packages.
var schemaNames = map[reflect.Type]string{
	reflect.TypeFor[surveys.Problem]():    "Finding",
	reflect.TypeFor[surveys.Touchpoint](): "DefinitionTouchpoint",
}

func schemaName(t reflect.Type, hint string) string {
	if name, ok := schemaNames[t]; ok {
		return name
	}
	return huma.DefaultSchemaNamer(t, hint)
}

// schemaOf gives the schema of a type.
func schemaOf[T any](a *api) *huma.Schema {
	return a.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[T](), true, "")
}

func jsonResponse(description string, of *huma.Schema) *huma.Response {
	return &huma.Response{Description: description, Content: map[string]*huma.MediaType{"application/json": {Schema: of}}}
}

func problemResponse(status int, of *huma.Schema) *huma.Response {
	return &huma.Response{
		Description: http.StatusText(status),
		Content:     map[string]*huma.MediaType{"application/problem+json": {Schema: of}},
	}
}

// describeErrors puts the errors of an operation that huma does not serve into
// its description.
func (a *api) describeErrors(o *huma.Operation) {
	o.Responses = map[string]*huma.Response{}
	for _, status := range o.Errors {
		o.Responses[strconv.Itoa(status)] = problemResponse(status, schemaOf[reply.Problem](a))
	}
}

// describeList describes a route that takes one object, an array, or lines.
func (a *api) describeList(o *huma.Operation, one, results, refused *huma.Schema) {
	o.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		"application/json": {Schema: &huma.Schema{OneOf: []*huma.Schema{one, {Type: "array", Items: one}}}},
		linesType:          {Schema: &huma.Schema{Type: "string", Description: "One JSON object on each line"}},
	}}
	o.Responses[strconv.Itoa(o.DefaultStatus)] = jsonResponse("What became of each, in their order", results)
	o.Responses["422"] = problemResponse(http.StatusUnprocessableEntity, refused)
}

// condition is the answer of /healthz and /readyz.
type condition struct {
	Status string `json:"status" enum:"ok,ready"`
}

// operations describes what the engine itself answers.
func (a *api) operations() {
	text := func(description string) *huma.Response {
		return &huma.Response{Description: description, Content: map[string]*huma.MediaType{"text/plain": {Schema: &huma.Schema{Type: "string"}}}}
	}
	status := jsonResponse("Yes", schemaOf[condition](a))
	problem := func(status int) *huma.Response { return problemResponse(status, schemaOf[reply.Problem](a)) }
	for _, o := range []huma.Operation{
		{Path: "/healthz", OperationID: "is-alive", Summary: "Whether the process is alive", Responses: map[string]*huma.Response{"200": status}},
		{
			Path: "/readyz", OperationID: "is-ready", Summary: "Whether traffic may come here",
			Responses: map[string]*huma.Response{"200": status, "503": problem(http.StatusServiceUnavailable)},
		},
		{
			Path: "/metrics", OperationID: "get-metrics", Summary: "Figures for Prometheus",
			Description: "Open to the machine itself; others need a key with the scope read.",
			Security:    []map[string][]string{{}, {securityScheme: {string(surveys.ScopeRead)}}},
			Responses:   map[string]*huma.Response{"200": text("Figures"), "401": problem(http.StatusUnauthorized), "403": problem(http.StatusForbidden)},
		},
	} {
		o.Method, o.Tags = http.MethodGet, []string{"Operations"}
		if o.Security == nil {
			o.Security = []map[string][]string{}
		}
		a.huma.OpenAPI().AddOperation(&o)
	}
}

//go:embed docs.html
var docsSource string

var docsPage = template.Must(template.New("docs").Parse(docsSource))

// describe serves the description to machines and to people.
func (a *api) describe(e *gin.Engine) {
	document, err := json.Marshal(a.huma.OpenAPI())
	if err != nil {
		panic(err) // the document is part of this package
	}
	var page bytes.Buffer
	if err := docsPage.Execute(&page, a.chapters()); err != nil {
		panic(err)
	}
	serve := func(kind string, body []byte) gin.HandlerFunc {
		return reply.Machine(func(context.Context, *gin.Context) (reply.Answer, error) { return reply.Text(kind, body), nil })
	}
	policy := reply.Headers("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'")
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		e.Handle(method, "/openapi.json", serve("application/json", document))
		e.Handle(method, "/docs", policy, serve("text/html; charset=utf-8", page.Bytes()))
	}
}

// chapter is a tag with its operations, for the page.
type chapter struct {
	*huma.Tag
	Operations []documented
}

type documented struct {
	*huma.Operation
	Scope string
}

func (a *api) chapters() []chapter {
	var out []chapter
	for _, tag := range a.huma.OpenAPI().Tags {
		c := chapter{Tag: tag}
		for _, path := range a.huma.OpenAPI().Paths {
			for _, o := range []*huma.Operation{path.Get, path.Post, path.Put, path.Delete} {
				if o == nil || !slices.Contains(o.Tags, tag.Name) {
					continue
				}
				d := documented{Operation: o}
				for _, way := range o.Security {
					if scopes := way[securityScheme]; len(scopes) > 0 {
						d.Scope = strings.Join(scopes, " and ")
					}
				}
				c.Operations = append(c.Operations, d)
			}
		}
		slices.SortFunc(c.Operations, func(x, y documented) int {
			return cmp.Or(strings.Compare(x.Path, y.Path), strings.Compare(x.Method, y.Method))
		})
		out = append(out, c)
	}
	return out
}
