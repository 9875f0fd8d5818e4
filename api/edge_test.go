package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"halte/api"
	"halte/surveys"
	"halte/surveys/insight"
	surveysrespond "halte/surveys/respond"
	"halte/surveys/surveystest"
)

// broken is a store that answers nothing.
type broken struct{ insight.Store }

type brokenReader struct{ insight.Reader }

var errBroken = errors.New("the disk of jo@example.org is on fire")

func (b broken) Read(ctx context.Context) insight.Reader { return brokenReader{b.Store.Read(ctx)} }

func (brokenReader) Contact(string) (surveys.Contact, error) {
	return surveys.Contact{}, errBroken
}

func (brokenReader) RollupSums(surveys.RollupQuery) ([]surveys.Rollup, error) {
	return nil, errBroken
}

func (brokenReader) Invitation(string) (surveys.Invitation, error) {
	return surveys.Invitation{}, surveys.Errorf(surveys.Unavailable, "The database does not answer.")
}

// unlucky is a store that ends in a panic.
type unlucky struct{ surveysrespond.Store }

type unluckyReader struct{ surveysrespond.Reader }

func (u unlucky) Read(ctx context.Context) surveysrespond.Reader {
	return unluckyReader{u.Store.Read(ctx)}
}

func (unluckyReader) InvitationByToken(string) (surveys.Invitation, int, error) {
	panic("out of luck")
}

// newBrokenWorld opens a world whose database answers nothing.
func newBrokenWorld(t *testing.T) *world {
	t.Helper()
	return openWith(t, sqlite(t), definition, func(o *surveystest.Options) {
		o.Stores.Insight, o.Stores.Respond = broken{o.Stores.Insight}, unlucky{o.Stores.Respond}
	})
}

func TestAnInternalErrorIsLoggedOnceAndNeverShown(t *testing.T) {
	t.Parallel()
	w := newBrokenWorld(t)
	for path, secret := range map[string]string{"/v1/contacts/c-1": "on fire", "/v1/scores": "on fire", "/": "on fire", "/r/AAAAAAAAAAAAAAAAAAAAAA": "out of luck"} {
		before := strings.Count(w.logs.String(), secret)
		g := w.get(path)
		if g.status != http.StatusInternalServerError || strings.Contains(g.body, secret) {
			t.Errorf("GET %s answered %d: %s", path, g.status, g.body)
		}
		id := g.header.Get("X-Request-Id")
		if id == "" || !strings.Contains(g.body, id) {
			t.Errorf("GET %s does not show its request id %q: %s", path, id, g.body)
		}
		if n := strings.Count(w.logs.String(), secret) - before; n != 1 {
			t.Errorf("the error of GET %s was logged %d times", path, n)
		}
		if !strings.Contains(w.logs.String(), id) {
			t.Errorf("the log does not name the request %s", id)
		}
	}
	if strings.Contains(w.logs.String(), "jo@example.org") || !strings.Contains(w.logs.String(), "edge_test.go") {
		t.Errorf("the log names somebody, or not the place where it panicked: %s", w.logs)
	}
	g := w.get("/v1/invitations/x")
	if g.status != http.StatusServiceUnavailable || g.header.Get("Retry-After") == "" {
		t.Errorf("what is unavailable was answered %d, Retry-After %q", g.status, g.header.Get("Retry-After"))
	}
}

func TestTheLogHoldsNoTokenAddressOrQuery(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	answer, unsubscribe := w.invited("secret-order")
	w.open("/r/" + answer + "?rating=9")
	w.form("/r/"+answer, "rating=9&why=secret-words")
	w.form("/u/"+unsubscribe, "scope=everything")
	w.get("/v1/contacts/email:secret@example.org")
	w.get("/v1/scores?by=secret-query")
	w.get("/secret-path")
	w.send(request{method: "GET", path: "/v1/sending", headers: []string{"User-Agent: secret-agent", "X-Request-Id: secret id"}})
	log := w.logs.String()
	for _, secret := range []string{answer, unsubscribe, w.key, "secret", "127.0.0.1", "@"} {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds %q:\n%s", secret, log)
		}
	}
	line := map[string]any{}
	first, _, _ := strings.Cut(log, "\n")
	w.must(json.Unmarshal([]byte(first), &line))
	for _, want := range []string{"request_id", "method", "route", "status", "took"} {
		if line[want] == nil {
			t.Errorf("a line has no %s: %s", want, first)
		}
	}
}

func TestEachLineOfAKeysRequestsNamesTheKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	secret, _, err := w.halte.CreateKey(t.Context(), "shop of jo@example.org", []surveys.Scope{surveys.ScopeRead}, time.Time{})
	w.must(err)
	for _, path := range []string{"/v1/scores", "/v1/contacts/c-1", "/compare", "/touchpoints/delivery"} { // one that it may not see, too
		w.get(path, "Authorization: Bearer "+secret)
	}
	w.open("/v1/scores")
	w.get("/v1/scores", "Authorization: Bearer "+strings.Replace(secret, "hk", "hj", 1))
	if n := strings.Count(w.logs.String(), `"key":"shop of (address)"`); n != 4 {
		t.Errorf("%d of 4 lines name it:\n%s", n, w.logs)
	}
	if n := strings.Count(w.logs.String(), `"key":`); n != 4 {
		t.Errorf("%d lines name a key:\n%s", n, w.logs)
	}
}

func TestBrowsersKeepToHTTPSWhereCustomersReachItSo(t *testing.T) {
	t.Parallel()
	for base, want := range map[string]string{"https://halte.example": "max-age=31536000", "http://halte.example": "", baseURL: ""} {
		w := newWorld(t, func(o *api.Options) { o.BaseURL = base })
		for _, path := range []string{"/", "/r/nope", "/v1/scores", "/nowhere", "/healthz"} {
			if got := w.open(path).header.Get("Strict-Transport-Security"); got != want {
				t.Errorf("GET %s at %s says %q, not %q", path, base, got, want)
			}
		}
	}
}

func TestTheIDOfACallerStandsBesideOurs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for sent, kept := range map[string]bool{"4bf92f3577b34da6a3ce929d0e0e4736": true, "short": false, strings.Repeat("x", 65): false, "a b c d e f": false, `"}{"evil":1`: false} {
		g := w.get("/v1/nope", "X-Request-Id: "+sent)
		id := g.header.Get("X-Request-Id")
		if id == sent || id == "" || g.json(t)["request_id"] != id {
			t.Errorf("%q became %q", sent, id)
		}
		if strings.Contains(w.logs.String(), `"caller_request_id":"`+sent+`"`) != kept || !strings.Contains(w.logs.String(), `"request_id":"`+id+`"`) {
			t.Errorf("after %q the log is %s", sent, w.logs)
		}
	}
}

func TestABodyWithoutALengthIsBoundedToo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token, unsubscribe := w.invited("a")
	w.unchanged(func() {
		for path, size := range map[string]int{
			"/v1/events": 8 << 20, "/v1/responses": 8 << 20, "/v1/contacts/c-1": 1 << 20, "/v1/definition": 1 << 20, "/r/" + token: 1 << 20, "/u/" + unsubscribe: 1 << 20,
		} {
			method, kind := "POST", "application/json"
			switch {
			case strings.HasPrefix(path, "/v1/contacts"), strings.HasPrefix(path, "/v1/definition"):
				method = "PUT"
			case strings.HasPrefix(path, "/u/"):
				kind = "application/x-www-form-urlencoded"
			}
			body := io.MultiReader(bytes.NewReader(bytes.Repeat([]byte(" "), size)), strings.NewReader("xx")) // of a length that nobody knows
			r, err := http.NewRequestWithContext(t.Context(), method, w.server.URL+path, body)
			w.must(err)
			r.Header.Set("Authorization", "Bearer "+w.key)
			r.Header.Set("Content-Type", kind)
			r.Header.Set("Accept", "application/json")
			res, err := noRedirects.Do(r)
			w.must(err)
			b, _ := io.ReadAll(res.Body)
			res.Body.Close()
			if res.StatusCode != http.StatusRequestEntityTooLarge || !strings.Contains(string(b), `"field":"body"`) {
				t.Errorf("%s %s answered %d: %s", method, path, res.StatusCode, b)
			}
		}
	})
}

func TestAnswersAreCompressedForWhoTakesThat(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token, unsubscribe := w.invited("a")
	style := regexp.MustCompile(`/static/answer\.\w+\.css`).FindString(w.open("/r/" + token).body)
	for path, kind := range map[string]string{
		"/r/" + token: "text/html", "/u/" + unsubscribe: "text/html", "/": "text/html", "/docs": "text/html", style: "text/css",
		"/openapi.json": "application/", "/v1/definition": "application/json", "/metrics": "text/plain",
	} {
		plain, packed := w.get(path, "Accept-Encoding: identity"), w.get(path, "Accept-Encoding: gzip, br")
		if plain.header.Get("Content-Encoding") != "" || packed.header.Get("Content-Encoding") != "gzip" || packed.wire >= plain.wire {
			t.Errorf("%s has %d bytes, and %d as %q", path, plain.wire, packed.wire, packed.header.Get("Content-Encoding"))
		}
		if path != "/metrics" && packed.body != plain.body {
			t.Errorf("%s says something else when it is compressed: %q, not %q", path, packed.body, plain.body)
		}
		for _, g := range []got{plain, packed} {
			if !strings.HasPrefix(g.header.Get("Content-Type"), kind) || !slices.Contains(g.header.Values("Vary"), "Accept-Encoding") {
				t.Errorf("%s is %q, and varies by %q", path, g.header.Get("Content-Type"), g.header.Values("Vary"))
			}
		}
	}
}

func TestAProblemIsCompressedToo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	refused := "[" + strings.Repeat(`{"id":"x"},`, 50) + `{"id":"x"}]`
	g := w.post("/v1/events", refused, "Accept-Encoding: gzip")
	if g.status != http.StatusUnprocessableEntity || g.header.Get("Content-Encoding") != "gzip" || g.header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("%d, %v", g.status, g.header)
	}
	if results, _ := g.json(t)["results"].([]any); len(results) != 51 {
		t.Errorf("it lists %d events", len(results))
	}
}

func TestASmallAnswerGoesAsItIs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, path := range []string{"/healthz", "/v1/contacts/nobody"} {
		g := w.get(path, "Accept-Encoding: gzip")
		if g.header.Get("Content-Encoding") != "" || g.header.Get("Content-Length") != strconv.Itoa(g.wire) || g.header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s: %d bytes, %v", path, g.wire, g.header)
		}
	}
}

func TestStaticFilesAreCachedByTheirContent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token, _ := w.invited("a")
	page := w.open("/r/" + token).body
	found := 0
	for _, part := range strings.Split(page, `"`) {
		if !strings.HasPrefix(part, "/static/") {
			continue
		}
		found++
		g := w.open(part)
		if g.status != http.StatusOK || g.header.Get("Cache-Control") == "" || g.header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("GET %s answered %d, %v", part, g.status, g.header)
		}
	}
	if found < 3 {
		t.Errorf("the page links %d files", found)
	}
	for _, path := range []string{"/static/", "/static/../go.mod", "/static/%2e%2e/go.mod", "/static/nope.css"} {
		if g := w.open(path); g.status != http.StatusNotFound {
			t.Errorf("GET %s answered %d", path, g.status)
		}
	}
}

func TestRequestsAreCountedByRoute(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.get("/v1/contacts/c-1")
	w.get("/v1/nope")
	w.send(request{method: "BREW", path: "/r/x"})
	g := w.get("/metrics")
	for _, want := range []string{
		`halte_http_requests_total{method="GET",route="/v1/contacts/:id",status="404"} 1`,
		`halte_http_requests_total{method="GET",route="none",status="404"} 1`,
		`halte_http_requests_total{method="other",route="none",status="405"} 1`,
	} {
		if !strings.Contains(g.body, want) {
			t.Errorf("the metrics lack %s:\n%s", want, g.body)
		}
	}
}

func TestReadinessNamesWhatIsMissing(t *testing.T) {
	t.Parallel()
	down := true
	w := newWorld(t, func(o *api.Options) {
		o.OperationsOnly = true
		o.Checks = map[string]func(context.Context) error{
			"redis": func(context.Context) error {
				if down {
					return errors.New("connection refused by 10.0.0.1")
				}
				return nil
			},
			"database": func(context.Context) error { return nil },
		}
	})
	g := w.open("/readyz")
	if g.status != http.StatusServiceUnavailable || !strings.Contains(g.body, "redis") || strings.Contains(g.body, "10.0.0.1") || g.header.Get("Retry-After") == "" {
		t.Errorf("it answered %d: %s", g.status, g.body)
	}
	down = false
	for path, want := range map[string]int{"/readyz": 200, "/healthz": 200, "/metrics": 200, "/": 404, "/v1/sending": 404, "/r/x": 404} {
		if got := w.from("127.0.0.1:50000", "localhost", path); got.Code != want {
			t.Errorf("GET %s answered %d, not %d", path, got.Code, want)
		}
	}
}

func TestACallerWhoWentAwayIsNoError(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := httptest.NewRequestWithContext(ctx, "GET", "/v1/invitations", nil)
	r.Header.Set("Authorization", "Bearer "+w.key)
	w.handler.ServeHTTP(httptest.NewRecorder(), r)
	if log := w.logs.String(); strings.Contains(log, "ERROR") || !strings.Contains(log, `"status":499`) {
		t.Errorf("it was logged as %s", log)
	}
}
