package api

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"

	"halte/api/console"
	"halte/api/internal/access"
	"halte/api/internal/limit"
	"halte/api/respond"
	"halte/api/rest"
	keys "halte/surveys/access"
	"halte/templates"
)

// Options are what the HTTP face is built from.
type Options struct {
	Access    *keys.Service
	Rest      rest.Services
	Respond   respond.Services
	Console   console.Services
	BaseURL   string           // where customers reach it
	Now       func() time.Time // the clock of Limits
	BodyPause time.Duration    // how long each part of a body is waited for; 0 for ten seconds
	Limits    Rates            // how often one may ask; the zero Rates bound nothing
	Buckets   Buckets          // shared with other processes; nil for one process alone
	Templates *templates.Templates
	Log       *slog.Logger // nil for none
	Registry  Registry     // of /metrics; nil for one of its own
	// Checks say, each by its name, why no traffic should come here yet.
	Checks  map[string]func(context.Context) error
	Mailbox Mailbox // served at /dev/mailbox; nil for none
	// OperationsOnly leaves /healthz, /readyz and /metrics: this process sends
	// mails and serves nobody.
	OperationsOnly bool
}

// Rates are how often one key, one link and one stranger may ask.
type Rates = limit.Rates

// Buckets keep for several processes how often somebody asked.
type Buckets = limit.Shared

// ParseRates reads HALTE_RATE_LIMITS; its error names what is wrong.
func ParseRates(text string) (Rates, error) { return limit.Parse(text) }

// Loopback says whether an installation that is reached at baseURL is for its own
// machine alone: pages and figures are open there without a key.
func Loopback(baseURL string) bool { return access.Loopback(baseURL) }

// Registry collects metrics and gives them out.
type Registry interface {
	prometheus.Registerer
	prometheus.Gatherer
}

// Mailbox is where mails end up in development.
type Mailbox = console.Mailbox

// quiet keeps gin from printing; its mode is one for the whole process.
var quiet = sync.OnceFunc(func() { gin.SetMode(gin.ReleaseMode) })

// New builds the handler of everything.
func New(o Options) (http.Handler, error) {
	base, err := url.Parse(o.BaseURL)
	if err != nil {
		return nil, fmt.Errorf("HALTE_BASE_URL: %w", err)
	}
	if o.Templates, err = o.Templates.Under(base.Path); err != nil {
		return nil, err
	}
	e, err := engine(o, base)
	if err != nil {
		return nil, err
	}
	if err := checkRoot(base.Path, e.Routes()); err != nil {
		return nil, err
	}
	h, err := compressed(e)
	if err != nil {
		return nil, err
	}
	return patient(under(base.Path, mended(e.Routes(), h)), cmp.Or(o.BodyPause, bodyPause)), nil
}

// engine has all routes; its answers are not compressed.
func engine(o Options, base *url.URL) (*gin.Engine, error) {
	quiet()
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Registry == nil {
		o.Registry = prometheus.NewRegistry()
	}
	meter, err := newMeter(o.Registry)
	if err != nil {
		return nil, err
	}
	var limits *limit.Limiter
	if o.Limits != (Rates{}) {
		limits = limit.New(o.Limits, o.Buckets, o.Now)
	}
	guard := access.New(o.Access, o.BaseURL, limits)
	pages := errorPages{o.Console.Plans, o.Templates, respond.ErrorPage(o.Respond, o.Templates)}

	e := gin.New()
	e.RedirectTrailingSlash = false
	e.HandleMethodNotAllowed = true
	e.ContextWithFallback = false
	_ = e.SetTrustedProxies(nil) // nothing here asks for a caller's address
	// Parameters are read from the escaped path and unescaped once, in
	// unescaped, so that an id may hold a slash. gin would turn + into a space.
	e.UseEscapedPath, e.UnescapePathValues = true, false

	e.Use(noted(o.Log, meter), recovered(pages.refuse), basics(o.BaseURL),
		bounded(pages.refuse), unpacked(pages.refuse), sameOrigin(o.BaseURL, pages.refuse), unescaped)
	e.NoRoute(pages.notFound)
	e.NoMethod(pages.notAllowed)

	health(e, o, guard)
	if o.OperationsOnly {
		return e, nil
	}
	rest.Mount(e, o.Rest, guard, base)
	respond.Mount(e, o.Respond, o.Templates, limits)
	console.Mount(e, o.Console, o.Templates, guard, o.Mailbox)
	static := gin.WrapH(o.Templates.StaticHandler())
	e.GET("/static/*file", static)
	e.HEAD("/static/*file", static)
	return e, nil
}

// origin gives scheme and host of an address; "" for none.
func origin(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}
