package api

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"halte/api/respond"
)

// under serves an installation that has a path of its host, such as "/ask", for
// itself; "" for the whole host. Proxies differ: one passes that path on, another has
// taken it off. So it may stand before an address, in any case of its letters, and
// need not. Every link begins with it (templates.At).
func under(root string, h http.Handler) http.Handler {
	if root == "" {
		return h
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if path, ok := cutRoot(r.URL.Path, root); ok {
			address := *r.URL
			address.Path = path
			address.RawPath, _ = cutRoot(r.URL.RawPath, root) // "" where the path says all
			r = sentTo(&address, r)
		}
		h.ServeHTTP(w, r)
	})
}

// mended serves the links of mails, whatever mail systems made of them. What begins as
// another of the addresses does is none: an id may hold the text of a link.
func mended(addresses gin.RoutesInfo, h http.Handler) http.Handler {
	others := map[string]bool{}
	for _, address := range addresses {
		first := firstOf(address.Path)
		others[first] = first != "" && first != "r" && first != "u"
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !others[firstOf(r.URL.Path)] {
			if link, ok := respond.Link(r.URL); ok {
				r = sentTo(link, r)
			}
		}
		h.ServeHTTP(w, r)
	})
}

// sentTo is a request as if it had been sent to another address.
func sentTo(address *url.URL, r *http.Request) *http.Request {
	other := *r
	other.URL = address
	return &other
}

// cutRoot takes a root off a path, if it stands before it, behind any number of slashes.
func cutRoot(path, root string) (rest string, ok bool) {
	for strings.HasPrefix(path, "//") {
		path = path[1:]
	}
	if len(path) < len(root) || !strings.EqualFold(path[:len(root)], root) {
		return "", false
	}
	switch rest = path[len(root):]; {
	case rest == "":
		return "/", true
	case rest[0] == '/':
		return rest, true
	}
	return "", false
}

// checkRoot refuses a root that an address of Halte's own may begin with: nobody could
// tell whether a proxy had taken it off.
func checkRoot(root string, routes gin.RoutesInfo) error {
	for _, route := range routes {
		if first := firstOf(route.Path); first != "" && strings.EqualFold(first, firstOf(root)) {
			return fmt.Errorf("HALTE_BASE_URL: its path may not begin with /%s, as addresses of Halte do: choose another", first)
		}
	}
	return nil
}

// firstOf gives what stands before the second slash of a path: "r" of "/r/:token".
func firstOf(path string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return first
}
