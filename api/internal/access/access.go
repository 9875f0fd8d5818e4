// Package access decides who is let in: programs by an API key and its scopes,
// and, as long as there is no login, everybody where an installation is for its
// own machine alone.
//
// It refuses to believe where a caller seems to come from: proxies hide
// themselves, and pass on whatever Host they are told.
package access

import (
	"cmp"
	"context"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"halte/api/internal/limit"
	"halte/api/internal/reply"
	"halte/surveys"
	"halte/surveys/access"
)

// Guard knows the keys, and whether this installation is for its machine alone.
type Guard struct {
	keys   *access.Service
	open   bool
	limits *limit.Limiter
}

// New makes a Guard of an installation that customers reach at baseURL. limits may be
// nil.
func New(keys *access.Service, baseURL string, limits *limit.Limiter) *Guard {
	return &Guard{keys: keys, open: Loopback(baseURL), limits: limits}
}

// Loopback says whether an address leads every caller to the caller's own machine,
// as those of a demo and of development do. Links with such an address are of no use
// to customers, so no installation that serves any has one.
func Loopback(address string) bool {
	u, err := url.Parse(address)
	return err == nil && loopback(u.Hostname())
}

func loopback(host string) bool {
	if a, err := netip.ParseAddr(host); err == nil {
		return a.Unmap().IsLoopback()
	}
	host = strings.ToLower(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost")
}

// Key gives the key that a program shows as a bearer, if it has the scope.
func (g *Guard) Key(ctx context.Context, r *http.Request, scope surveys.Scope) (surveys.Key, error) {
	scheme, secret, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	secret = strings.TrimSpace(secret)
	if !strings.EqualFold(scheme, "Bearer") || secret == "" {
		return surveys.Key{}, g.stranger(ctx, r, reply.Unauthorized("Bearer", "Send an API key as Authorization: Bearer KEY. `halte key create` makes one."))
	}
	return g.known(ctx, r, "Bearer", secret, scope)
}

// stranger refuses somebody without a good key, or says that he came too often.
func (g *Guard) stranger(ctx context.Context, r *http.Request, refused error) error {
	if g.limits == nil {
		return refused
	}
	return cmp.Or(g.limits.Allow(ctx, limit.Peer(r.RemoteAddr), g.limits.Rates.Strangers), refused)
}

// within takes a request from the bucket of a key.
func (g *Guard) within(ctx context.Context, k surveys.Key, scope surveys.Scope) error {
	switch {
	case g.limits == nil:
		return nil
	case scope == surveys.ScopeEvents || scope == surveys.ScopeResponses:
		return g.limits.Allow(ctx, "events:"+k.ID, g.limits.Rates.Events)
	}
	return g.limits.Allow(ctx, "reads:"+k.ID, g.limits.Rates.Reads)
}

func (g *Guard) known(ctx context.Context, r *http.Request, scheme, secret string, scope surveys.Scope) (surveys.Key, error) {
	k, err := g.keys.Authenticate(ctx, secret)
	if surveys.KindOf(err) == surveys.NotFound {
		return surveys.Key{}, g.stranger(ctx, r, reply.Unauthorized(scheme, err.Error()))
	}
	if err != nil {
		return surveys.Key{}, err
	}
	reply.NoteOf(ctx).Key = k.Name
	if err := g.within(ctx, k, scope); err != nil {
		return surveys.Key{}, err
	}
	if !k.Has(scope) {
		return surveys.Key{}, surveys.Lacks(scope)
	}
	return k, nil
}

// Viewer is who looks at the pages.
type Viewer struct {
	Actor    surveys.Actor
	Small    bool // may see scores of fewer than five answers
	Improve  bool // may write improvements down
	Contacts bool // may see names and addresses, and whatever leads to a person
}

// Viewer lets in whoever shows a key that may read: as a bearer, or as the user name
// or the password that a browser asks for. Where nobody needs a key it lets in
// everybody who shows none.
func (g *Guard) Viewer(ctx context.Context, r *http.Request) (Viewer, error) {
	if g.Keyless(r) {
		return Viewer{Actor: surveys.Actor{Kind: surveys.ActorPage}, Small: true, Improve: true, Contacts: true}, nil
	}
	const scheme = "Basic"
	name, password, basic := r.BasicAuth()
	var k surveys.Key
	var err error
	switch {
	case !basic && r.Header.Get("Authorization") != "":
		k, err = g.Key(ctx, r, surveys.ScopeRead)
	case basic && password != "":
		k, err = g.known(ctx, r, scheme, password, surveys.ScopeRead)
	case basic && name != "":
		k, err = g.known(ctx, r, scheme, name, surveys.ScopeRead)
	default:
		err = reply.Unauthorized(scheme, "These pages are for the team. Use an API key that may read as the password; `halte key create --name me --scope read` makes one.")
	}
	return Viewer{Actor: k.Actor(), Small: k.Has(surveys.ScopeSmallCells), Improve: k.Has(surveys.ScopeImprovements), Contacts: k.Has(surveys.ScopeContacts)}, err
}

// Keyless says whether a request without a key may see everything: where the base URL
// is a loopback address, and nowhere else. A page of another site whose name suddenly
// points here (DNS rebinding) still names itself in Host, and is refused; Host lets
// nobody in.
func (g *Guard) Keyless(r *http.Request) bool {
	if !g.open || r.Header.Get("Authorization") != "" {
		return false
	}
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	return loopback(strings.Trim(host, "[]"))
}
