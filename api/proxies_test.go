package api_test

import (
	"cmp"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"halte/api"
	"halte/surveys/surveystest"
	"halte/surveys/surveystest/servers"
)

// host is where customers reach an installation behind a proxy.
const host = "https://www.example.org"

// fronts are what may stand between customers and Halte. Each gives its own address.
var fronts = map[string]func(*testing.T, servers.Route) string{
	"nothing": func(_ *testing.T, r servers.Route) string { return r.To },
	"a proxy": func(t *testing.T, r servers.Route) string {
		behind, _ := url.Parse(r.To)
		var h http.Handler = httputil.NewSingleHostReverseProxy(behind)
		if r.Strips {
			h = http.StripPrefix(r.Root, h)
		}
		within := http.NewServeMux() // 404 outside
		within.Handle(r.Root+"/", h)
		s := httptest.NewServer(within)
		t.Cleanup(s.Close)
		return s.URL
	},
	"nginx":   func(t *testing.T, r servers.Route) string { return servers.Nginx(t, r) },
	"haproxy": func(t *testing.T, r servers.Route) string { return servers.HAProxy(t, r) },
}

// visitor meets an installation through a front.
type visitor struct {
	*world
	root    string // of the base URL
	strips  bool   // the front takes the root off
	address string // of the front
}

// meeting opens an installation behind a front.
func meeting(t *testing.T, r servers.Route, front func(*testing.T, servers.Route) string) visitor {
	v := visitor{root: r.Root, strips: r.Strips}
	v.world = openWith(t, sqlite(t), definition,
		func(o *surveystest.Options) { o.BaseURL = host + r.Root },
		func(o *api.Options) { o.BaseURL = host + r.Root }, withMailbox)
	r.To = v.server.URL
	v.address = front(t, r)
	return v
}

// At the root of a host and under a path of it, which one proxy passes on and another
// takes off, everything is served and every link leads back to it.
func TestAnInstallationIsWholeBehindEveryProxy(t *testing.T) {
	t.Parallel()
	for name, front := range fronts {
		for _, r := range []servers.Route{{}, {Root: "/ask"}, {Root: "/ask", Strips: true}} {
			if name == "nothing" && r.Strips {
				continue // nothing takes it off
			}
			t.Run(fmt.Sprintf("%s at %s/, taken off %t", name, r.Root, r.Strips), func(t *testing.T) {
				t.Parallel()
				v := meeting(t, r, front)
				for _, part := range []struct {
					of   string
					test func(visitor)
				}{
					{"a respondent answers, changes it and unsubscribes", visitor.answers},
					{"the team walks through all pages", visitor.walks},
					{"programs read and write", visitor.programs},
					{"nobody is let in for a name in a header", visitor.closed},
				} {
					t.Run(part.of, func(t *testing.T) {
						inner, world := v, *v.world
						world.T, inner.world = t, &world
						part.test(inner)
					})
				}
			})
		}
	}
}

// visit makes a call to an address of the installation as it is known outside.
func (v visitor) visit(method, address, body string, headers ...string) got {
	v.Helper()
	if strings.HasPrefix(address, "/") {
		address = host + address
	}
	if !v.inside(address) {
		v.Errorf("%s leads out of the installation", address)
	}
	req, err := http.NewRequestWithContext(v.Context(), method, v.address+strings.TrimPrefix(address, host), strings.NewReader(body))
	v.must(err)
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
		if name == "Host" {
			req.Host = value
		}
	}
	res, err := noRedirects.Do(req)
	v.must(err)
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	v.must(err)
	return got{res.StatusCode, res.Header, string(b), len(b)}
}

func (v visitor) inside(address string) bool {
	return address == host+v.root || strings.HasPrefix(address, host+v.root+"/")
}

// open asks for a page that has to be there.
func (v visitor) page(address string, headers ...string) *goquery.Document {
	v.Helper()
	g := v.visit("GET", address, "", headers...)
	if g.status != http.StatusOK {
		v.Fatalf("GET %s answered %d: %s", address, g.status, g.body)
	}
	return read(v.T, g)
}

// submit sends the form of a page as a browser does.
func (v visitor) submit(page *goquery.Document, body string, headers ...string) got {
	v.Helper()
	return v.visit("POST", page.Find("form").AttrOr("action", ""), body, append(headers, asForm, "Origin: "+host, "Sec-Fetch-Site: same-origin")...)
}

func (v visitor) answers() {
	v.invited("jo")
	m := v.outbox.Mails()[0]
	if !v.inside(m.AnswerURL) || !v.inside(m.UnsubscribeURL) {
		v.Fatalf("the mail leads to %s and %s", m.AnswerURL, m.UnsubscribeURL)
	}

	survey := v.page(m.AnswerURL + "?rating=9")
	if rating := survey.Find("[name=rating][checked]").AttrOr("value", ""); rating != "9" {
		v.Errorf("the chosen rating is %q", rating)
	}
	voted := v.submit(survey, "rating=9")
	if voted.status != http.StatusSeeOther {
		v.Fatalf("the vote answered %d: %s", voted.status, voted.body)
	}
	thanks := v.page(voted.header.Get("Location"))
	again := v.page(linkTo(thanks, "/r/"))
	action := again.Find("form").AttrOr("action", "")
	if g := v.visit("POST", action, "rating=4&why=Late+again", asForm, "Accept: application/json"); g.status != http.StatusOK {
		v.Errorf("the change answered %d: %s", g.status, g.body)
	}
	if list, _ := v.get("/v1/responses").json(v.T)["responses"].([]any); len(list) != 1 || list[0].(map[string]any)["rating"] != 4.0 {
		v.Errorf("the answers are %v", list)
	}

	if g := v.submit(v.page(linkTo(thanks, "/u/")), "scope=touchpoint"); g.status != http.StatusOK {
		v.Errorf("unsubscribing answered %d: %s", g.status, g.body)
	}
	v.page(m.UnsubscribeURL)
	if g := v.visit("POST", m.UnsubscribeURL, "List-Unsubscribe=One-Click", asForm); g.status != http.StatusOK {
		v.Errorf("one click answered %d: %s", g.status, g.body)
	}
}

// linkTo gives the first link of a page that holds a text.
func linkTo(page *goquery.Document, part string) string {
	return page.Find(`a[href*="`+part+`"]`).AttrOr("href", "")
}

// walks follows every link of every page of the team, forms and files among them.
func (v visitor) walks() {
	seen := map[string]bool{}
	next := []string{host + v.root + "/", host + v.root + "/docs"}
	for len(next) > 0 {
		at := next[0]
		next = next[1:]
		address, err := url.Parse(at)
		v.must(err)
		g := v.visit("GET", at, "", "Authorization: Bearer "+v.key)
		if g.status != http.StatusOK {
			v.Errorf("GET %s answered %d", at, g.status)
		}
		if !strings.HasPrefix(g.header.Get("Content-Type"), "text/html") {
			continue
		}
		read(v.T, g).Find("[href], [src], [action]").Each(func(_ int, s *goquery.Selection) {
			link, err := address.Parse(s.AttrOr("href", s.AttrOr("src", s.AttrOr("action", ""))))
			v.must(err)
			if link.Scheme+"://"+link.Host != host || seen[link.Path] && v.inside(link.String()) {
				return // of addresses that differ in their values alone one will do
			}
			seen[link.Path] = true
			next = append(next, link.String())
		})
	}
	for _, want := range []string{"/touchpoints/delivery", "/touchpoints/delivery/comments", "/improvements/new", "/dev/mailbox/1", "/openapi.json", "/how-halte-counts", "/journeys/bike-order/paths", "/static/halte.svg"} {
		if !seen[v.root+want] {
			v.Errorf("no page leads to %s", want)
		}
	}
	made := v.submit(v.page(host+v.root+"/improvements/new", "Authorization: Bearer "+v.key), filled(), "Authorization: Bearer "+v.key)
	if made.status != http.StatusSeeOther {
		v.Fatalf("the form answered %d: %s", made.status, made.body)
	}
	v.page(made.header.Get("Location"), "Authorization: Bearer "+v.key)
}

func (v visitor) programs() {
	key := "Authorization: Bearer " + v.key
	if g := v.visit("POST", v.root+"/v1/events", delivered("x"), "Content-Type: application/json", key); g.status != http.StatusAccepted {
		v.Errorf("an event answered %d: %s", g.status, g.body)
	}
	large := "[" + delivered("x") + strings.Repeat(" ", 7<<20) + "]"
	if g := v.visit("POST", v.root+"/v1/events", large, "Content-Type: application/json", key); g.status != http.StatusAccepted {
		v.Errorf("a batch of 7 MB answered %d: %s", g.status, g.body)
	}
	v.send(put("/v1/contacts/a%2Fb", "{}"))
	if g := v.visit("GET", v.root+"/v1/contacts/a%2Fb", "", key); !v.strips && g.status != http.StatusOK { // nginx unescapes what it shortens
		v.Errorf("an id with a slash answered %d: %s", g.status, g.body)
	}
	servers, _ := v.visit("GET", v.root+"/openapi.json", "").json(v.T)["servers"].([]any)
	if len(servers) != 1 || servers[0].(map[string]any)["url"] != cmp.Or(v.root, "/") {
		v.Errorf("the description names the servers %v", servers)
	}
	if docs := v.visit("GET", v.root+"/docs", ""); !strings.Contains(docs.body, host+v.root+"/v1/events") {
		v.Error("the example of the description leads elsewhere")
	}
}

// closed asks as somebody who hopes to be taken for a neighbour.
func (v visitor) closed() {
	for _, header := range []string{"Host: localhost", "Host: 127.0.0.1", "X-Forwarded-Host: localhost", "X-Forwarded-For: 127.0.0.1", "Forwarded: for=127.0.0.1;host=localhost", "X-Real-IP: 127.0.0.1", "X-Original-URL: /healthz", "Accept: */*"} {
		for _, path := range []string{"/", "/compare", "/metrics", "/v1/scores", "/contacts/c-jo", "/dev/mailbox"} {
			if g := v.visit("GET", v.root+path, "", header); g.status != http.StatusUnauthorized {
				v.Errorf("GET %s with %s answered %d", path, header, g.status)
			}
		}
	}
	if g := v.visit("POST", v.root+"/improvements/new", filled(), asForm, "Host: localhost"); g.status != http.StatusUnauthorized {
		v.Errorf("an improvement was taken: %d %s", g.status, g.body)
	}
}
