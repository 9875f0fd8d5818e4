package api_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"halte/api"
	"halte/surveys"
)

// box is a development mailbox with one mail.
type box struct{}

func (box) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]any{"mails": []map[string]any{{
		"id": "1", "to": "jo@example.org", "subject": "How was <it>?", "html": "<p>Hello</p><script>alert(1)</script>", "text": "Hello",
		"headers": map[string]string{"Subject": "How was <it>?"}, "links": []string{"http://127.0.0.1/r/x?rating=9"}, "received_at": time.Unix(0, 0).UTC(),
	}}})
}

func withMailbox(o *api.Options) { o.Mailbox = box{} }

// from makes a request as it comes in from a peer, past the network.
func (w *world) from(peer, host, path string, headers ...string) *httptest.ResponseRecorder {
	w.Helper()
	r := httptest.NewRequestWithContext(w.Context(), "GET", "http://"+host+path, nil)
	r.RemoteAddr = peer
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, r)
	return rec
}

// ofTheTeam needs a key, but where the base URL is a loopback address.
var ofTheTeam = []string{"/", "/touchpoints/delivery", "/improvements", "/contacts/c-1", "/dev/mailbox", "/dev/mailbox.json", "/dev/mailbox/1", "/metrics"}

func TestNobodyIsLetInForWhereHeSeemsToComeFrom(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withMailbox, public)
	for _, path := range ofTheTeam {
		for _, peer := range []string{"127.0.0.1:50000", "[::1]:50000", "192.0.2.7:50000", "@"} {
			for _, host := range []string{"localhost", "127.0.0.1:8080", "[::1]:8080", "halte.example", "halte.localhost"} {
				for _, headers := range [][]string{nil, {"X-Forwarded-For: 127.0.0.1"}, {"X-Forwarded-Host: localhost"}, {"Forwarded: for=127.0.0.1;host=localhost"}, {"X-Real-IP: 127.0.0.1"}} {
					got := w.from(peer, host, path, headers...)
					if got.Code != http.StatusUnauthorized || got.Header().Get("WWW-Authenticate") == "" {
						t.Errorf("GET %s from %s at %s with %v answered %d", path, peer, host, headers, got.Code)
					}
				}
			}
		}
	}
	w.unchanged(func() {
		g := w.send(request{method: "POST", path: "/improvements/new", body: "name=x", anonymous: true, headers: []string{"Content-Type: application/x-www-form-urlencoded", "Host: localhost"}})
		if g.status != http.StatusUnauthorized {
			t.Errorf("an improvement without a key was answered %d", g.status)
		}
	})
}

func TestPagesNeedNoKeyWhereTheBaseURLIsALoopbackAddress(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withMailbox)
	w.send(put("/v1/contacts/c-1", `{}`))
	for _, path := range ofTheTeam {
		for host, want := range map[string]int{
			"localhost:8080": 200, "127.0.0.1": 200, "[::1]:8080": 200,
			"evil.example": 401, "127.0.0.1.evil.example:8080": 401, "192.0.2.1": 401, // a name that was pointed here
		} {
			if got := w.from("172.17.0.1:50000", host, path); got.Code != want {
				t.Errorf("GET %s at %s answered %d, not %d", path, host, got.Code, want)
			}
		}
	}
}

func TestALoopbackAddressLeadsNowhereElse(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"http://localhost:8080": true, "https://LOCALHOST": true, "http://halte.localhost/ask": true, "http://127.0.0.1:8080": true, "http://127.9.9.9": true, "http://[::1]:8080": true, "http://[::ffff:127.0.0.1]": true,
		"http://0.0.0.0:8080": false, "http://:8080": false, "http://[::]:8080": false, "": false, "localhost": false, "https://ask.example.org": false,
		"http://192.0.2.1": false, "http://127.0.0.1.evil.example": false, "http://localhost.evil.example": false, "http://localhost@evil.example": false, "http://evil.example#localhost": false, "http://notlocalhost": false,
	} {
		if api.Loopback(address) != want {
			t.Errorf("of %q it is said: %t", address, !want)
		}
	}
}

func TestPagesOfTheTeamOpenToAKeyThatMayRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t, public)
	basic := func(user, password string) string {
		return "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
	}
	read, events := w.newKey(surveys.ScopeRead), w.newKey(surveys.ScopeEvents)
	for _, path := range []string{"/", "/touchpoints/delivery"} {
		for header, want := range map[string]int{
			basic("me", read): 200, basic(read, ""): 200, "Authorization: Bearer " + read: 200,
			basic("me", events): 403, basic("me", "nope"): 401, basic("", ""): 401, basic(read, "nope"): 401, "Authorization: Bearer nope": 401, "Authorization: nope": 401,
		} {
			got := w.from("192.0.2.7:50000", "halte.example", path, header, "Accept: text/html")
			if got.Code != want || !strings.Contains(got.Body.String(), "<h1>") {
				t.Errorf("GET %s with %s answered %d, not %d: %.200s", path, header, got.Code, want, got.Body)
			}
		}
	}
	got := w.from("192.0.2.7:50000", "halte.example", "/", "Accept: text/html")
	if got.Code != http.StatusUnauthorized || got.Header().Get("WWW-Authenticate") != `Basic realm="Halte"` {
		t.Errorf("without one it answered %d, %q", got.Code, got.Header().Get("WWW-Authenticate"))
	}
}

func TestATouchpointIsSplitBySegment(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var many []string
	for i := range 11 { // six commuters, five racers
		id, persona := fmt.Sprint(i), []string{"commuter", "racer"}[i%2]
		w.send(put("/v1/contacts/c-"+id, `{"properties":{"persona":"`+persona+`"}}`))
		many = append(many, `{"id":"r-`+id+`","survey":"delivery-nps","contact_id":"c-`+id+`","rating":`+id+`,"comment":"Comment `+id+`"}`)
	}
	w.post("/v1/responses", "["+strings.Join(many, ",")+"]")
	page := w.open("/touchpoints/delivery").body
	for _, want := range []string{"commuter", "racer", "Comment 0", "Comment 10", "Delivery", "/?journey=bike-order"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
}

func TestCommentsOfFewAreForThoseWhoMaySeeSmallCells(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	page := func(scopes ...surveys.Scope) string {
		got := w.from("192.0.2.7:50000", "halte.example", "/touchpoints/delivery", "Authorization: Bearer "+w.newKey(scopes...))
		return got.Body.String()
	}
	const held = "Comments are shown from 5 answers on."
	others := func(path string) string {
		return w.from("192.0.2.7:50000", "halte.example", path, "Authorization: Bearer "+w.newKey(surveys.ScopeRead)).Body.String()
	}
	for n := 1; n <= 5; n++ {
		id := fmt.Sprint(n)
		w.post("/v1/responses", `{"id":"r-`+id+`","survey":"delivery-nps","contact_id":"c-`+id+`","rating":3,"comment":"Comment `+id+`"}`)
		got := page(surveys.ScopeRead)
		if few := n < 5; strings.Contains(got, "Comment 1") == few || strings.Contains(got, held) != few {
			t.Errorf("with %d answers a key that may not sees\n%s", n, got)
		}
		if got := others("/touchpoints/delivery/comments"); strings.Contains(got, "Comment 1") != (n == 5) || strings.Contains(got, held) != (n < 5) {
			t.Errorf("with %d answers the page of all comments shows to a key that may not\n%s", n, got)
		}
		if got := others("/v1/touchpoints/delivery/comments"); strings.Contains(got, "Comment 1") != (n == 5) || strings.Contains(got, `"held":true`) != (n < 5) {
			t.Errorf("with %d answers the list of comments shows to a key that may not\n%s", n, got)
		}
		if got := others("/v1/touchpoints/delivery/words"); strings.Contains(got, "low_comments") != (n == 5) || strings.Contains(got, `"held":true`) != (n < 5) {
			t.Errorf("with %d answers the words show to a key that may not\n%s", n, got)
		}
		for who, got := range map[string]string{"a key that may": page(surveys.ScopeRead, surveys.ScopeSmallCells), "whoever needs none": w.open("/touchpoints/delivery").body} {
			if !strings.Contains(got, "Comment 1") || strings.Contains(got, held) {
				t.Errorf("with %d answers %s does not see the comments:\n%s", n, who, got)
			}
		}
	}
}

func TestPagesTellWhoeverMaySeeNoSingleAnswersWhichDaysCount(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.remembers(42) // one a day, the newest two in no block of five
	const path, note = "/touchpoints/delivery?from=2026-10-16&to=2026-11-20", "Counted are the answers of 19 October to 17 November 2026. 5 more answers of the period are held back."
	guarded := w.from("192.0.2.7:50000", "halte.example", path, "Authorization: Bearer "+w.newKey(surveys.ScopeRead), "Accept-Language: en").Body.String()
	if !strings.Contains(guarded, note) || !strings.Contains(guarded, `href="/how-halte-counts#held-back"`) {
		t.Errorf("a key that may read reads\n%s", guarded)
	}
	if all := w.open(path).body; strings.Contains(all, "Counted are") || strings.Contains(all, "#held-back") {
		t.Errorf("whoever needs no key reads\n%s", all)
	}
}

func TestTheJourneyIsShownForAPeriod(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.post("/v1/responses", answered(`"rating"`, `"occurred_at":"2026-03-01T10:00:00Z","answered_at":"2026-03-02T10:00:00Z","rating"`))
	for path, want := range map[string]string{
		"/":                               "Ordering a bike",
		"/?journey=repair":                "Desk",
		"/?from=2026-03-01&to=2026-03-31": "/touchpoints/delivery?from=2026-03-01&amp;to=2026-03-31",
		"/touchpoints/service":            "Satisfied?",
		"/touchpoints/service?survey=service-ces": "Easy?",
		"/touchpoints/newsletter":                 "Newsletter",
	} {
		if g := w.open(path, "Accept-Language: en"); g.status != http.StatusOK || !strings.Contains(g.body, want) {
			t.Errorf("GET %s answered %d without %q:\n%s", path, g.status, want, g.body)
		}
	}
	if g := w.open("/", "Accept-Language: nl-BE, en;q=0.5"); !strings.Contains(g.body, `<html lang="nl"`) || !strings.Contains(g.body, "Een fiets bestellen") {
		t.Error("a Dutch browser gets another language")
	}
	for path, want := range map[string]int{
		"/?journey=nope": 404, "/touchpoints/nope": 404, "/touchpoints/service?survey=nope": 404, "/nowhere": 404, "/dev/mailbox": 404,
		"/?from=yesterday": 422, "/?from=2026-03-02&to=2026-03-01": 422, "/touchpoints/delivery?to=%00": 422,
	} {
		if g := w.open(path, "Accept: text/html"); g.status != want || !strings.Contains(g.body, "<h1>") {
			t.Errorf("GET %s answered %d, not %d:\n%s", path, g.status, want, g.body)
		}
	}
	if g := w.form("/", "x=1"); g.status != http.StatusMethodNotAllowed || g.header.Get("Allow") == "" {
		t.Errorf("POST / answered %d, Allow %q", g.status, g.header.Get("Allow"))
	}
}

func TestBeforeTheFirstDefinitionThePageTeaches(t *testing.T) {
	t.Parallel()
	w := newEmptyWorld(t)
	if g := w.open("/"); g.status != http.StatusOK || !strings.Contains(g.body, "<h1>") {
		t.Errorf("the page answered %d:\n%s", g.status, g.body)
	}
	for path, want := range map[string]int{
		"/v1/definition": 404, "/v1/touchpoints": 200, "/v1/scores": 200, "/v1/touchpoints/delivery/score": 404, "/v1/responses": 200, "/v1/invitations": 200,
		"/r/nope": 404, "/r/test": 200, "/u/nope": 404,
	} {
		if g := w.get(path); g.status != want {
			t.Errorf("GET %s answered %d, not %d: %s", path, g.status, want, g.body)
		}
	}
	if g := w.post("/v1/events", delivered("a")); g.status != http.StatusAccepted {
		t.Errorf("an event was answered %d: %s", g.status, g.body)
	}
}

func TestTheMailboxShowsMailsInASandbox(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withMailbox)
	page := w.open("/dev/mailbox")
	if page.status != http.StatusOK || !strings.Contains(page.body, "How was &lt;it&gt;?") || !strings.Contains(page.header.Get("Content-Security-Policy"), "frame-src 'self'") {
		t.Errorf("the page answered %d, %s:\n%s", page.status, page.header.Get("Content-Security-Policy"), page.body)
	}
	mail := w.open("/dev/mailbox/1")
	policy := mail.header.Get("Content-Security-Policy")
	if mail.status != http.StatusOK || !strings.HasPrefix(policy, "sandbox") || strings.Contains(policy, "script") || !strings.Contains(policy, "frame-ancestors 'self'") {
		t.Errorf("the mail answered %d with the policy %q", mail.status, policy)
	}
	list := w.open("/dev/mailbox.json")
	first := list.json(t)["mails"].([]any)[0].(map[string]any)
	if first["to"] != "jo@example.org" || first["headers"] == nil || first["links"] == nil {
		t.Errorf("as JSON it is %s", list.body)
	}
	if g := w.open("/dev/mailbox/2"); g.status != http.StatusNotFound {
		t.Errorf("a mail that is not there answered %d", g.status)
	}
}

func TestWithoutAMailboxThereIsNoPageOfIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, path := range []string{"/dev/mailbox", "/dev/mailbox.json", "/dev/mailbox/1"} {
		if g := w.get(path); g.status != http.StatusNotFound {
			t.Errorf("GET %s answered %d", path, g.status)
		}
	}
}

func TestATeamReadsInItsLanguageWhatIsWrongWithAnAddress(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withMailbox)
	for _, c := range []struct {
		method, path, title string
		headers             []string
	}{
		{"GET", "/touchpoints/nope", "Hier is niets", nil},
		{"GET", "/touchpoints/delivery?survey=nope", "Hier is niets", nil},
		{"GET", "/contacts/nobody", "Hier is niets", nil},
		{"GET", "/dev/mailbox/nope", "Hier is niets", nil},
		{"GET", "/nowhere", "Hier is niets", nil},
		{"GET", "/touchpoints/delivery?from=yesterday", "Dit adres bevat iets wat de pagina niet kent", nil},
		{"GET", "/compare?by=weather", "Dit adres bevat iets wat de pagina niet kent", nil},
		{"GET", "/improvements/new", "Je sleutel mag dit niet zien", []string{"Authorization: Bearer " + w.newKey(surveys.ScopeRead)}},
		{"POST", "/compare", "Dit kan hier niet", nil},
	} {
		for _, language := range []string{"nl", "en"} {
			g := w.send(request{method: c.method, path: c.path, anonymous: true, headers: append(c.headers, "Accept: text/html", "Accept-Language: "+language)})
			page := read(t, g)
			if page.Find("html").AttrOr("lang", "") != language || (page.Find("h1").Text() == c.title) != (language == "nl") {
				t.Errorf("%s %s says in %s, %d: %s", c.method, c.path, language, g.status, page.Find("main").Text())
			}
			if text := page.Find("main").Text(); language == "nl" && strings.Contains(text, "There is") {
				t.Errorf("%s %s says in English: %s", c.method, c.path, text)
			}
		}
	}
}
