package api_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"github.com/prometheus/client_golang/prometheus"

	"halte/api"
	"halte/api/console"
	"halte/api/respond"
	"halte/api/rest"
	"halte/surveys"
	"halte/surveys/mailer"
	"halte/surveys/surveystest"
	"halte/surveys/surveystest/servers"
	"halte/templates"
)

const definition = `
organisation:
  {name: "De <b>Ketting</b>", timezone: Europe/Amsterdam, languages: [nl, en], quarantine: 0d,
   postal_address: "Kade 1, Utrecht", privacy_url: "https://deketting.example/privacy", brand: {colour: "#0b5d3b"}}
segments: {persona: contact.properties.persona}
journeys:
  - key: bike-order
    name: {nl: Een fiets bestellen, en: Ordering a bike}
    stages:
      - key: action
        name: {nl: Aankoop, en: Purchase}
        touchpoints:
          - {key: delivery, name: {nl: Bezorging, en: 'Delivery <script>alert(1)</script>'}, channel: post, owner: logistics, moment_of_truth: true, target: {nps: 40}}
          - {key: service, name: {nl: Eerste beurt, en: First service}, channel: store, owner: workshop}
      - key: loyalty
        name: {nl: Trouw, en: Loyalty}
        touchpoints:
          - {key: newsletter, name: {nl: Nieuwsbrief, en: Newsletter}, channel: email}
  - key: repair
    name: {nl: Een reparatie, en: A repair}
    stages:
      - key: all
        name: {nl: Alles, en: All of it}
        touchpoints:
          - {key: repair-desk, name: {nl: Balie, en: Desk}, channel: store}
surveys:
  - key: delivery-nps
    touchpoint: delivery
    metric: nps
    question: {nl: "Hoe waarschijnlijk is het dat je ons aanbeveelt?", en: "How likely are you to recommend us?"}
    follow_ups:
      - {key: why, type: comment, show_if: "rating <= 6", question: {nl: "Wat ging er mis?", en: "What went wrong?"}}
      - {key: tags, type: multi, question: {nl: "Waarover gaat het?", en: "What is it about?"}, options: [{key: a, text: {nl: Tijd, en: Time}}, {key: b, text: {nl: Doos, en: Box}}]}
      - {key: again, type: yes_no, question: {nl: "Weer bestellen?", en: "Order again?"}}
  - {key: service-csat, touchpoint: service, metric: csat, question: {nl: "Tevreden?", en: "Satisfied?"}}
  - {key: service-ces, touchpoint: service, metric: ces, question: {nl: "Makkelijk?", en: "Easy?"}}
triggers:
  - {key: after-delivery, survey: delivery-nps, on: order.delivered, when: event.properties.value >= 20, cancel_on: [order.returned], correlate: event.properties.order_id, quarantine: 0d, expires: 21d}
`

func TestMain(m *testing.M) { os.Exit(servers.Run(m)) }

// baseURL is where customers reach it: a loopback address, where pages need no key.
const baseURL = "http://localhost:8080"

// public makes a world one that customers reach from elsewhere.
func public(o *api.Options) { o.BaseURL = "https://halte.example" }

// worldSecret is what every world is keyed with.
var worldSecret = surveys.Secret(strings.Repeat("s", 32))

// world is Halte on a database of its own, served over real HTTP.
type world struct {
	*testing.T
	halte   *surveystest.Halte
	clock   *surveystest.Clock
	outbox  *surveystest.Outbox
	handler http.Handler
	server  *httptest.Server
	logs    *log
	url     string // of the database
	key     string // with every scope
}

// newWorld opens one with the definition in force; change adjusts the options.
func newWorld(t *testing.T, change ...func(*api.Options)) *world {
	t.Helper()
	return open(t, sqlite(t), definition, change...)
}

// newEmptyWorld opens one before its first definition.
func newEmptyWorld(t *testing.T) *world {
	t.Helper()
	return open(t, sqlite(t), "")
}

// sqlite is the address of a database that is not there yet.
func sqlite(t *testing.T) string { return "sqlite://" + filepath.Join(t.TempDir(), "halte.db") }

func open(t *testing.T, url, definition string, change ...func(*api.Options)) *world {
	t.Helper()
	return openWith(t, url, definition, func(*surveystest.Options) {}, change...)
}

// openWith is open of which what stands behind the HTTP face may be changed too.
func openWith(t *testing.T, url, definition string, behind func(*surveystest.Options), change ...func(*api.Options)) *world {
	t.Helper()
	w := &world{T: t, clock: surveystest.At("2026-11-20T12:00:00Z"), outbox: &surveystest.Outbox{}, logs: &log{}, url: url}
	w.halte = surveystest.New(t, surveystest.Migrated(t, url), definition, func(o *surveystest.Options) {
		o.Mailer, o.Secret, o.BaseURL, o.Now = w.outbox, worldSecret, baseURL, w.clock.Now
		o.ReadReport = mailer.ReadReport
		behind(o)
	})
	w.key = w.newKey(surveys.Scopes()...)

	o := api.Options{
		Access: w.halte.Access, BaseURL: baseURL,
		Rest: rest.Services{
			Plans: w.halte.Plans, Definition: w.halte.Definition, Intake: w.halte.Intake, Dispatch: w.halte.Dispatch,
			Respond: w.halte.Respond, FollowUp: w.halte.FollowUp, Insight: w.halte.Insight, Journey: w.halte.Journey, Improve: w.halte.Improve, Privacy: w.halte.Privacy, Cursors: worldSecret.Cursors(),
		},
		Respond:   respond.Services{Plans: w.halte.Plans, Respond: w.halte.Respond, Dispatch: w.halte.Dispatch},
		Console:   console.Services{Plans: w.halte.Plans, FollowUp: w.halte.FollowUp, Insight: w.halte.Insight, Journey: w.halte.Journey, Improve: w.halte.Improve, Cursors: worldSecret.Cursors()},
		Templates: pages(), Registry: prometheus.NewRegistry(),
		Log: slog.New(slog.NewJSONHandler(w.logs, nil)),
	}
	for _, c := range change {
		c(&o)
	}
	handler, err := api.New(o)
	w.must(err)
	w.handler = handler
	w.server = httptest.NewServer(w.handler)
	t.Cleanup(w.server.Close)
	return w
}

// pages are parsed once for all tests.
var pages = sync.OnceValue(templates.Must)

// log is what was logged; many requests write it at once.
type log struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *log) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) newKey(scopes ...surveys.Scope) string {
	w.Helper()
	secret, _, err := w.halte.CreateKey(w.Context(), "test", scopes, time.Time{})
	w.must(err)
	return secret
}

// request is one call; headers are "Name: value".
type request struct {
	method, path string
	body         string
	headers      []string
	anonymous    bool // without the key
}

// got is what came back.
type got struct {
	status int
	header http.Header
	body   string
	wire   int // bytes of the body as it came, which may be compressed
}

func (g got) json(t *testing.T) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(g.body), &v); err != nil {
		t.Fatalf("%d answered with what is no JSON object: %v\n%s", g.status, err, g.body)
	}
	return v
}

// send makes a call and holds it, and its answer, against the description.
func (w *world) send(r request) got {
	w.Helper()
	req, err := http.NewRequestWithContext(w.Context(), r.method, w.server.URL+r.path, strings.NewReader(r.body))
	w.must(err)
	if !r.anonymous {
		req.Header.Set("Authorization", "Bearer "+w.key)
	}
	for _, h := range r.headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
		if name == "Host" {
			req.Host = value
		}
	}
	res, err := noRedirects.Do(req)
	w.must(err)
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	w.must(err)
	g := got{res.StatusCode, res.Header, string(b), len(b)}
	if res.Header.Get("Content-Encoding") == "gzip" {
		z, err := gzip.NewReader(bytes.NewReader(b))
		w.must(err)
		b, err = io.ReadAll(z)
		w.must(err)
		g.body = string(b)
	}
	if problem := described(w.Context(), r, req, g); problem != nil {
		w.Errorf("%s %s answered %d against its description: %v\n%s", r.method, r.path, g.status, problem, g.body)
	}
	return g
}

var noRedirects = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

func (w *world) get(path string, headers ...string) got {
	w.Helper()
	return w.send(request{method: "GET", path: path, headers: headers})
}

func (w *world) post(path, body string, headers ...string) got {
	w.Helper()
	return w.send(request{method: "POST", path: path, body: body, headers: append([]string{"Content-Type: application/json"}, headers...)})
}

// form posts a form as a browser at the same site does.
func (w *world) form(path, body string, headers ...string) got {
	w.Helper()
	return w.send(request{method: "POST", path: path, body: body, anonymous: true, headers: append([]string{"Content-Type: application/x-www-form-urlencoded"}, headers...)})
}

// document is the description that the engine serves, loaded once.
var document = sync.OnceValues(func() (*openapi3.T, error) {
	openapi3filter.RegisterBodyDecoder("application/x-ndjson", func(body io.Reader, _ http.Header, _ *openapi3.SchemaRef, _ openapi3filter.EncodingFn) (any, error) {
		b, err := io.ReadAll(body)
		return string(b), err
	})
	openapi3filter.RegisterBodyDecoder("application/yaml", openapi3filter.RegisteredBodyDecoder("text/plain"))
	openapi3filter.RegisterBodyDecoder("message/rfc822", openapi3filter.RegisteredBodyDecoder("text/plain"))
	openapi3filter.RegisterBodyDecoder("message/global", openapi3filter.RegisteredBodyDecoder("text/plain"))
	return openapi3.NewLoader().LoadFromFile("rest/openapi.json")
})

// described says how a call differs from its description: the answer always, the
// request when it was a success. A path that is not described may only be refused.
func described(ctx context.Context, r request, req *http.Request, g got) error {
	doc, err := document()
	if err != nil {
		return err
	}
	for template, item := range doc.Paths.Map() {
		names, values := matches(template, req.URL.EscapedPath())
		operation := item.GetOperation(r.method)
		if values == nil || operation == nil {
			continue
		}
		params := map[string]string{}
		for i, name := range names {
			params[name], _ = url.PathUnescape(values[i])
		}
		again := req.Clone(ctx)
		again.Body = io.NopCloser(strings.NewReader(r.body))
		in := &openapi3filter.RequestValidationInput{
			Request: again, PathParams: params,
			Route:   &routers.Route{Spec: doc, Path: template, PathItem: item, Method: r.method, Operation: operation},
			Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, SkipSettingDefaults: true},
		}
		if g.status < 300 {
			if err := openapi3filter.ValidateRequest(ctx, in); err != nil {
				return err
			}
		}
		return openapi3filter.ValidateResponse(ctx, (&openapi3filter.ResponseValidationInput{
			RequestValidationInput: in, Status: g.status, Header: g.header,
			Options: &openapi3filter.Options{IncludeResponseStatus: true},
		}).SetBodyBytes([]byte(g.body)))
	}
	return nil
}

var (
	parameter = regexp.MustCompile(`\{(\w+)\}`)
	quoted    = regexp.MustCompile(`\\\{\w+\\\}`)
)

func matches(template, path string) (names, values []string) {
	for _, m := range parameter.FindAllStringSubmatch(template, -1) {
		names = append(names, m[1])
	}
	pattern := "^" + quoted.ReplaceAllString(regexp.QuoteMeta(template), "([^/]+)") + "$"
	m := regexp.MustCompile(pattern).FindStringSubmatch(path)
	if m == nil {
		return nil, nil
	}
	return names, append([]string{}, m[1:]...)
}

// delivered is the event that leads to an invitation.
func delivered(id string) string {
	return `{"id":"` + id + `","name":"order.delivered","occurred_at":"2026-11-20T10:00:00Z",` +
		`"contact":{"id":"c-` + id + `","email":"` + id + `@example.org","name":"Jo","locale":"en","properties":{"persona":"commuter"}},` +
		`"properties":{"order_id":"` + id + `","value":129.5}}`
}

// invited sends an event and delivers its mail; it gives the answer token and the
// unsubscribe token.
func (w *world) invited(id string) (answer, unsubscribe string) {
	w.Helper()
	return w.invitedBy(delivered(id))
}

// invitedBy is invited for an event as it is sent.
func (w *world) invitedBy(event string) (answer, unsubscribe string) {
	w.Helper()
	if g := w.post("/v1/events", event); g.status != http.StatusAccepted {
		w.Fatalf("the event was answered %d: %s", g.status, g.body)
	}
	leases, err := w.halte.LeaseDue(w.Context(), 10, 10)
	w.must(err)
	for _, c := range leases {
		w.must(w.halte.Deliver(w.Context(), c))
	}
	mails := w.outbox.Mails()
	if len(mails) == 0 {
		w.Fatal("no mail was sent")
	}
	m := mails[len(mails)-1]
	_, unsubscribe, _ = strings.Cut(m.UnsubscribeURL, "/u/")
	return surveystest.Token(m), unsubscribe
}

// stored is what the rows of every table say, to see what was written.
func (w *world) stored() map[string]string {
	w.Helper()
	driver, address, tables := "pgx", w.url, "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
	if file, ok := strings.CutPrefix(w.url, "sqlite://"); ok {
		driver, address, tables = "sqlite", "file:"+file+"?_pragma=query_only(1)&_pragma=busy_timeout(5000)", "SELECT name FROM sqlite_master WHERE type = 'table'"
	}
	db, err := sql.Open(driver, address)
	w.must(err)
	defer db.Close()
	said := map[string]string{}
	for _, table := range w.rows(db, tables) {
		rows := w.rows(db, "SELECT * FROM "+table)
		slices.Sort(rows)
		said[table] = strings.Join(rows, "\n")
	}
	return said
}

func (w *world) rows(db *sql.DB, query string) []string {
	w.Helper()
	rows, err := db.QueryContext(w.Context(), query)
	w.must(err)
	defer rows.Close()
	columns, err := rows.Columns()
	w.must(err)
	var out []string
	for rows.Next() {
		values := make([]sql.NullString, len(columns))
		into := make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		w.must(rows.Scan(into...))
		var line []string
		for _, v := range values {
			line = append(line, v.String)
		}
		out = append(out, strings.Join(line, "|"))
	}
	w.must(rows.Err())
	return out
}

// writes runs fn and gives the tables it wrote to.
func (w *world) writes(fn func()) []string {
	w.Helper()
	before := w.stored()
	fn()
	var changed []string
	for table, rows := range w.stored() {
		if before[table] != rows {
			changed = append(changed, table)
		}
	}
	slices.Sort(changed)
	return changed
}

// unchanged runs fn and complains when it left something in the database.
func (w *world) unchanged(fn func()) {
	w.Helper()
	if tables := w.writes(fn); len(tables) > 0 {
		w.Errorf("something was written to %v", tables)
	}
}
