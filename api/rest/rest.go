package rest

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"halte/api/internal/access"
	"halte/api/internal/reply"
	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/dispatch"
	"halte/surveys/followup"
	"halte/surveys/improve"
	"halte/surveys/insight"
	"halte/surveys/intake"
	"halte/surveys/journey"
	"halte/surveys/privacy"
	"halte/surveys/respond"
)

// api is the machines' side of Halte.
type api struct {
	Services
	guard *access.Guard
	gin   *gin.RouterGroup
	huma  huma.API
}

// Services are what these routes ask.
type Services struct {
	Plans      *definition.Plans
	Definition *definition.Service
	Intake     *intake.Service
	Dispatch   *dispatch.Service
	Respond    *respond.Service
	FollowUp   *followup.Service
	Insight    *insight.Service
	Journey    *journey.Service
	Improve    *improve.Service
	Privacy    *privacy.Service
	Cursors    surveys.Cursors
}

// Mount puts the routes of machines on an engine, with their description, which says
// that they are reached at base.
func Mount(e *gin.Engine, s Services, g *access.Guard, base *url.URL) {
	speakProblems()
	group := e.Group("", printable)
	a := &api{Services: s, guard: g, gin: group, huma: humagin.NewWithGroup(e, group, config(base.Path))}
	a.events()
	a.responses()
	a.definition()
	a.touchpoints()
	a.scores()
	a.followUps()
	a.alerts()
	a.report()
	a.journeys()
	a.improvements()
	a.bias()
	a.keywords()
	a.comparison()
	a.invitations()
	a.funnel()
	a.triggers()
	a.contacts()
	a.suppressions()
	a.inbound()
	a.sending()
	a.audit()
	a.operations()
	a.describe(e, base)
}

// route is an operation as it is described: what it takes beside its types.
type route struct {
	method, path string
	id           string // of the operation
	tag          string
	summary      string
	more         string // description
	scope        surveys.Scope
	also         surveys.Scope // a second one that the key needs; "" for none
	status       int           // of success; 200 when zero
	errors       []int         // beside those that any route may answer
}

// anyErrors are what every route may answer; 422 because of a parameter that it
// does not have.
var anyErrors = []int{
	http.StatusUnauthorized, http.StatusForbidden, http.StatusUnprocessableEntity, http.StatusTooManyRequests,
	http.StatusInternalServerError, http.StatusServiceUnavailable,
}

func (r route) operation() huma.Operation {
	o := huma.Operation{
		Method: r.method, Path: r.path, OperationID: r.id, Tags: []string{r.tag}, Summary: r.summary, Description: r.more,
		DefaultStatus: r.status, Errors: slices.Concat(anyErrors, r.errors),
		Security: []map[string][]string{{securityScheme: {string(r.scope)}}},
	}
	if r.also != "" {
		o.Security[0][securityScheme] = append(o.Security[0][securityScheme], string(r.also))
	}
	if o.DefaultStatus == 0 {
		o.DefaultStatus = http.StatusOK
	}
	return o
}

// body is an output of huma that is a body and nothing else.
type body[T any] struct{ Body T }

// handle serves a route whose input and output huma reads, checks and describes.
func handle[I, T any](a *api, r route, h func(ctx context.Context, in *I) (T, error)) {
	o := r.operation()
	o.Middlewares = a.middlewares(r.scope, r.also)
	huma.Register(a.huma, o, func(ctx context.Context, in *I) (*body[T], error) {
		v, err := h(ctx, in)
		if err != nil {
			return nil, reply.ProblemOf(ctx, err)
		}
		return &body[T]{v}, nil
	})
}

// plain serves a route by a handler of our own, for bodies that huma does not
// read; change completes its description.
func (a *api) plain(r route, h reply.Handler, change func(*huma.Operation)) {
	path := strings.NewReplacer("{", ":", "}", "").Replace(r.path)
	o := r.operation()
	a.describeErrors(&o)
	change(&o)
	a.gin.Handle(r.method, path, a.admit(r.scope, r.also), reply.Machine(func(ctx context.Context, c *gin.Context) (reply.Answer, error) {
		if err := known(c.Request.URL.Query(), &o); err != nil {
			return reply.Answer{}, err
		}
		return h(ctx, c)
	}))
	a.huma.OpenAPI().AddOperation(&o)
}

// middlewares is admit for huma.
func (a *api) middlewares(scope, also surveys.Scope) huma.Middlewares {
	admit := a.admit(scope, also)
	return huma.Middlewares{func(ctx huma.Context, next func(huma.Context)) {
		c := humagin.Unwrap(ctx)
		if admit(c); c.IsAborted() {
			return
		}
		if err := onceEach(c.Request.URL.Query(), ctx.Operation()); err != nil {
			reply.Refuse(c, err)
			return
		}
		next(ctx)
	}}
}

type keyKey struct{}

// admit lets in who shows an API key with the scope, and with a second one unless
// that is "".
func (a *api) admit(scope, also surveys.Scope) gin.HandlerFunc {
	return func(c *gin.Context) {
		ctx := c.Request.Context()
		k, err := a.guard.Key(ctx, c.Request, scope)
		if err == nil && also != "" && !k.Has(also) {
			err = surveys.Lacks(also)
		}
		if err != nil {
			reply.Refuse(c, err)
			return
		}
		c.Request = c.Request.WithContext(surveys.WithActor(context.WithValue(ctx, keyKey{}, k), k.Actor()))
	}
}

// may says whether the caller's key has a scope beside those that the route needs.
func may(ctx context.Context, scope surveys.Scope) bool {
	k, _ := ctx.Value(keyKey{}).(surveys.Key)
	return k.Has(scope)
}

// maySeeSmallCells says whether the caller may see scores of very few answers.
func maySeeSmallCells(ctx context.Context) bool { return may(ctx, surveys.ScopeSmallCells) }

// maySeePersons says whether the caller may see what leads to a person.
func maySeePersons(ctx context.Context) bool { return may(ctx, surveys.ScopeContacts) }
