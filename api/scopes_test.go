package api_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"testing"

	"halte/api"
	"halte/surveys"
)

// opens says for each route which scopes a key needs, all of them; none where the
// route is open to everybody. HEAD needs what GET needs.
var opens = map[string][]surveys.Scope{
	"GET /healthz":      nil,
	"GET /readyz":       nil,
	"GET /docs":         nil,
	"GET /openapi.json": nil,
	"GET /static/*file": nil,
	"GET /metrics":      {surveys.ScopeMetrics},

	// Whoever has the link of a mail is the person.
	"GET /r/:token":  nil,
	"POST /r/:token": nil,
	"GET /u/:token":  nil,
	"POST /u/:token": nil,

	"GET /":                          {surveys.ScopeRead},
	"GET /alerts":                    {surveys.ScopeRead},
	"GET /compare":                   {surveys.ScopeRead},
	"GET /contacts/*id":              {surveys.ScopeRead, surveys.ScopeContacts},
	"GET /dev/mailbox":               {surveys.ScopeRead, surveys.ScopeContacts},
	"GET /dev/mailbox.json":          {surveys.ScopeRead, surveys.ScopeContacts},
	"GET /dev/mailbox/:id":           {surveys.ScopeRead, surveys.ScopeContacts},
	"GET /how-halte-counts":          {surveys.ScopeRead},
	"GET /improvements":              {surveys.ScopeRead},
	"GET /improvements/:id":          {surveys.ScopeRead},
	"GET /improvements/new":          {surveys.ScopeRead},
	"POST /improvements/new":         {surveys.ScopeRead, surveys.ScopeImprovements},
	"GET /journeys/:key/moments":     {surveys.ScopeRead},
	"GET /journeys/:key/paths":       {surveys.ScopeRead},
	"GET /touchpoints/:key":          {surveys.ScopeRead},
	"GET /touchpoints/:key/bias":     {surveys.ScopeRead},
	"GET /touchpoints/:key/comments": {surveys.ScopeRead},

	"GET /v1/alerts":                          {surveys.ScopeRead},
	"GET /v1/audit":                           {surveys.ScopeAudit},
	"GET /v1/comparison":                      {surveys.ScopeRead},
	"GET /v1/comparison/pair":                 {surveys.ScopeRead},
	"GET /v1/contacts/:id":                    {surveys.ScopeContacts},
	"PUT /v1/contacts/:id":                    {surveys.ScopeContacts},
	"DELETE /v1/contacts/:id":                 {surveys.ScopeContacts},
	"GET /v1/contacts/:id/export":             {surveys.ScopeContacts, surveys.ScopeSmallCells},
	"GET /v1/contacts/:id/timeline":           {surveys.ScopeContacts},
	"GET /v1/definition":                      {surveys.ScopeRead},
	"PUT /v1/definition":                      {surveys.ScopeDefinition},
	"POST /v1/events":                         {surveys.ScopeEvents},
	"GET /v1/events/:id":                      {surveys.ScopeContacts},
	"GET /v1/events/:id/decisions":            {surveys.ScopeContacts},
	"GET /v1/funnel":                          {surveys.ScopeRead},
	"GET /v1/improvements":                    {surveys.ScopeRead},
	"POST /v1/improvements":                   {surveys.ScopeImprovements},
	"GET /v1/improvements/:id":                {surveys.ScopeRead},
	"POST /v1/improvements/:id/versions":      {surveys.ScopeImprovements},
	"POST /v1/improvements/plan":              {surveys.ScopeRead},
	"POST /v1/inbound/mail":                   {surveys.ScopeInbound},
	"GET /v1/invitations":                     {surveys.ScopeContacts},
	"GET /v1/invitations/:id":                 {surveys.ScopeContacts},
	"POST /v1/invitations/:id/resend":         {surveys.ScopeSending},
	"POST /v1/invitations/resend":             {surveys.ScopeSending},
	"GET /v1/journeys/:key/moments":           {surveys.ScopeRead},
	"GET /v1/journeys/:key/paths":             {surveys.ScopeRead},
	"GET /v1/journeys/:key/score":             {surveys.ScopeRead},
	"GET /v1/report":                          {surveys.ScopeRead},
	"GET /v1/responses":                       {surveys.ScopeRead, surveys.ScopeSmallCells},
	"POST /v1/responses":                      {surveys.ScopeResponses},
	"GET /v1/scores":                          {surveys.ScopeRead},
	"GET /v1/scores.csv":                      {surveys.ScopeRead},
	"GET /v1/sending":                         {surveys.ScopeRead},
	"POST /v1/sending/pause":                  {surveys.ScopeSending},
	"POST /v1/sending/resume":                 {surveys.ScopeSending},
	"GET /v1/suppressions":                    {surveys.ScopeSuppressions},
	"POST /v1/suppressions":                   {surveys.ScopeSuppressions},
	"GET /v1/suppressions.csv":                {surveys.ScopeSuppressions},
	"GET /v1/suppressions/:who":               {surveys.ScopeSuppressions},
	"DELETE /v1/suppressions/:who":            {surveys.ScopeSuppressions},
	"GET /v1/touchpoints":                     {surveys.ScopeRead},
	"GET /v1/touchpoints/:key":                {surveys.ScopeRead},
	"GET /v1/touchpoints/:key/follow-ups":     {surveys.ScopeRead, surveys.ScopeSmallCells},
	"GET /v1/touchpoints/:key/follow-ups.csv": {surveys.ScopeRead, surveys.ScopeSmallCells},
	"GET /v1/touchpoints/:key/bias":           {surveys.ScopeRead},
	"GET /v1/touchpoints/:key/comments":       {surveys.ScopeRead},
	"GET /v1/touchpoints/:key/score":          {surveys.ScopeRead},
	"GET /v1/touchpoints/:key/words":          {surveys.ScopeRead},
	"POST /v1/triggers/:key/try":              {surveys.ScopeContacts},
}

// combinations gives one scope, every two, all but one, and all: a route asks for
// two at most, so no other combination would be treated otherwise than one of these.
func combinations() [][]surveys.Scope {
	all := surveys.Scopes()
	out := [][]surveys.Scope{all}
	for i, one := range all {
		out = append(out, []surveys.Scope{one}, slices.Concat(all[:i], all[i+1:]))
		for _, other := range all[i+1:] {
			out = append(out, []surveys.Scope{one, other})
		}
	}
	return out
}

// routesInto gives what notes which routes a world serves, each as method and path.
func routesInto(t *testing.T, routes *[][2]string) func(*api.Options) {
	t.Helper()
	return func(o *api.Options) {
		var err error
		if *routes, err = api.Routes(*o); err != nil {
			t.Fatal(err)
		}
	}
}

var anyParameter = regexp.MustCompile(`[:*]\w+`)

// knock asks for a route from elsewhere in a way that nobody is served: what is let
// in is refused because of its parameter or of what it lacks.
func (w *world) knock(method, route, key string) *httptest.ResponseRecorder {
	w.Helper()
	r := httptest.NewRequestWithContext(w.Context(), method, "http://halte.example"+anyParameter.ReplaceAllString(route, "nobody")+"?nonsense=1", nil)
	r.RemoteAddr = "192.0.2.7:50000"
	r.Header.Set("Accept", "application/json")
	if key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, r)
	return rec
}

func TestAKeyOpensOnlyWhatItsScopesSay(t *testing.T) {
	t.Parallel()
	var routes [][2]string
	w := newWorld(t, withMailbox, public, routesInto(t, &routes))
	keys := map[string][]surveys.Scope{}
	for _, scopes := range combinations() {
		keys[w.newKey(scopes...)] = scopes
	}
	unused := map[string]bool{}
	for row := range opens {
		unused[row] = true
	}
	w.unchanged(func() {
		for _, r := range routes {
			method, route := r[0], r[1]
			row := method + " " + route
			if method == http.MethodHead {
				row = http.MethodGet + " " + route
			}
			needed, known := opens[row]
			if !known {
				t.Errorf("%s has no row that says which scopes it needs", row)
				continue
			}
			delete(unused, row)
			w.opens(method, route, needed, keys)
		}
	})
	for row := range unused {
		t.Errorf("%s has a row and is not served", row)
	}
}

// opens holds that a route lets in keys with all scopes that it needs, and tells
// everybody else what is missing.
func (w *world) opens(method, route string, needed []surveys.Scope, keys map[string][]surveys.Scope) {
	w.Helper()
	if got := w.knock(method, route, ""); (got.Code == http.StatusUnauthorized) != (len(needed) > 0) || (got.Header().Get("WWW-Authenticate") != "") != (len(needed) > 0) {
		w.Errorf("%s %s without a key is answered %d", method, route, got.Code)
	}
	for key, scopes := range keys {
		missing := slices.IndexFunc(needed, func(s surveys.Scope) bool { return !slices.Contains(scopes, s) })
		got := w.knock(method, route, key)
		if missing < 0 {
			if got.Code == http.StatusUnauthorized || got.Code == http.StatusForbidden {
				w.Errorf("%s %s is closed to %v: %s", method, route, scopes, got.Body)
			}
			continue
		}
		problem := gotOf(got).json(w.T)
		if got.Code != http.StatusForbidden || problem["scope"] != string(needed[missing]) || problem["detail"] != fmt.Sprintf("This API key lacks the scope %s.", needed[missing]) {
			w.Errorf("%s %s answers %v with %d: %s", method, route, scopes, got.Code, got.Body)
		}
	}
}

func gotOf(r *httptest.ResponseRecorder) got {
	return got{status: r.Code, header: r.Header(), body: r.Body.String()}
}
