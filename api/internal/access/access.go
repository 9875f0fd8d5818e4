// Package access decides who is let in: programs by an API key and its scopes,
// and, as long as there is no login, people at the machine itself.
//
// It refuses to believe anything that a caller says of its own address: whoever
// comes through a proxy is not at the machine.
package access

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"halte/api/internal/reply"
	"halte/surveys"
	"halte/surveys/access"
)

// Guard knows the keys and the address this installation is reached at.
type Guard struct {
	keys *access.Service
	host string // a name that people at the machine may use beside localhost; "" for none
}

// New makes a Guard of an installation that is reached at baseURL.
func New(keys *access.Service, baseURL string) *Guard {
	g := &Guard{keys: keys}
	// Halte itself does not speak TLS: a caller who names the host of an https
	// address came through a proxy, whatever headers that one leaves out.
	if base, err := url.Parse(baseURL); err == nil && base.Scheme == "http" {
		g.host = strings.ToLower(base.Hostname())
	}
	return g
}

// Key gives the key that a program shows as a bearer, if it has the scope.
func (g *Guard) Key(ctx context.Context, r *http.Request, scope surveys.Scope) (surveys.Key, error) {
	scheme, secret, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	secret = strings.TrimSpace(secret)
	if !strings.EqualFold(scheme, "Bearer") || secret == "" {
		return surveys.Key{}, reply.Unauthorized("Bearer", "Send an API key as Authorization: Bearer KEY. `halte key create` makes one.")
	}
	return g.known(ctx, "Bearer", secret, scope)
}

func (g *Guard) known(ctx context.Context, scheme, secret string, scope surveys.Scope) (surveys.Key, error) {
	k, err := g.keys.Authenticate(ctx, secret)
	if surveys.KindOf(err) == surveys.NotFound {
		return surveys.Key{}, reply.Unauthorized(scheme, err.Error())
	}
	if err != nil {
		return surveys.Key{}, err
	}
	if !k.Has(scope) {
		return surveys.Key{}, surveys.Lacks(scope)
	}
	return k, nil
}

// Viewer is who looks at the pages.
type Viewer struct {
	Small    bool // may see scores of fewer than five answers
	Improve  bool // may write improvements down
	Contacts bool // may see names and addresses, and whatever leads to a person
}

// Viewer lets in people at the machine, and whoever shows a key that may read:
// as a bearer, or as the user name or the password that a browser asks for.
func (g *Guard) Viewer(ctx context.Context, r *http.Request) (Viewer, error) {
	if r.Header.Get("Authorization") == "" && g.Local(r) {
		return Viewer{Small: true, Improve: true, Contacts: true}, nil
	}
	const scheme = "Basic"
	name, password, basic := r.BasicAuth()
	var k surveys.Key
	var err error
	switch {
	case !basic && r.Header.Get("Authorization") != "":
		k, err = g.Key(ctx, r, surveys.ScopeRead)
	case basic && password != "":
		k, err = g.known(ctx, scheme, password, surveys.ScopeRead)
	case basic && name != "":
		k, err = g.known(ctx, scheme, name, surveys.ScopeRead)
	default:
		err = reply.Unauthorized(scheme, "These pages are for the team. Use an API key that may read as the password; `halte key create --name me --scope read` makes one.")
	}
	return Viewer{Small: k.Has(surveys.ScopeSmallCells), Improve: k.Has(surveys.ScopeImprovements), Contacts: k.Has(surveys.ScopeContacts)}, err
}

// forwarding are the headers by which a proxy gives itself away.
var forwarding = []string{"Forwarded", "Via", "X-Real-Ip", "True-Client-Ip", "Cf-Connecting-Ip", "X-Client-Ip"}

// Local says whether a request was made at this machine, without a proxy, and
// under a name of this machine: a page from elsewhere whose name suddenly points
// here (DNS rebinding) still names itself in Host.
func (g *Guard) Local(r *http.Request) bool {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !peer.Addr().Unmap().IsLoopback() {
		return false
	}
	for name := range r.Header {
		if strings.HasPrefix(name, "X-Forwarded-") {
			return false
		}
	}
	for _, name := range forwarding {
		if _, there := r.Header[name]; there {
			return false
		}
	}
	if !r.ProtoAtLeast(1, 1) {
		return false // proxies speak 1.0 to what stands behind them; browsers do not
	}
	return g.ownName(r.Host)
}

func (g *Guard) ownName(hostport string) bool {
	host := hostport
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		host = h
	}
	host = strings.ToLower(strings.Trim(host, "[]"))
	if a, err := netip.ParseAddr(host); err == nil {
		return a.Unmap().IsLoopback()
	}
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || host != "" && host == g.host
}
