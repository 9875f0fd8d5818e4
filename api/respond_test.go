package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"halte/surveys"
)

// open reads a page as a respondent does, without a key.
func (w *world) open(path string, headers ...string) got {
	w.Helper()
	return w.send(request{method: "GET", path: path, anonymous: true, headers: headers})
}

func TestAGetWritesNothingButAnIntent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token, unsubscribe := w.invited("a")
	tables := w.writes(func() {
		for _, path := range []string{
			"/r/" + token, "/r/" + token + "?rating=11", "/r/" + token + "?rating=-1", "/r/" + token + "?rating=nine", "/r/" + token + "?rating=9.0",
			"/r/" + token + "?rating=99999999999999999999", "/r/" + token + "?rating=%zz", "/r/" + token + "?rating=", "/r/" + token + "?rating=9",
		} {
			if g := w.open(path); g.status != http.StatusOK || !strings.Contains(g.body, "<form") {
				t.Errorf("GET %s answered %d: %.300s", path, g.status, g.body)
			}
		}
	})
	if !slices.Equal(tables, []string{"intents"}) {
		t.Errorf("opening a page wrote to %v", tables)
	}
	w.unchanged(func() {
		for _, path := range []string{"/r/" + token + "?saved=1", "/u/" + unsubscribe} {
			w.open(path)
		}
		for _, path := range []string{"/", "/touchpoints/delivery", "/v1/scores", "/v1/invitations", "/v1/events/a/decisions", "/docs", "/healthz", "/metrics"} {
			w.get(path)
		}
		for _, path := range []string{"/r/" + token + "?rating=9", "/u/" + unsubscribe} {
			g := w.send(request{method: "HEAD", path: path, anonymous: true})
			if g.status != http.StatusOK || g.body != "" || g.header.Get("Content-Type") != "text/html; charset=utf-8" {
				t.Errorf("HEAD %s answered %d with %d bytes of %s", path, g.status, len(g.body), g.header.Get("Content-Type"))
			}
		}
	})
}

func TestARatingInTheLinkIsChosenOnThePage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token, _ := w.invited("a")
	page := w.open("/r/" + token + "?rating=9").body
	if !strings.Contains(page, `value="9" id="r9" required checked`) || strings.Count(page, "checked") != 1 {
		t.Errorf("9 is not the one that is chosen:\n%s", page)
	}
	if page := w.open("/r/" + token).body; strings.Contains(page, " checked") {
		t.Error("something is chosen that nobody clicked")
	}
}

func TestAnAnswerIsTakenByFormAndAsJSON(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token, _ := w.invited("a")
	answer := func() surveys.Response {
		t.Helper()
		all, err := w.halte.Read(t.Context()).ResponseList(surveys.ResponseFilter{Limit: 10})
		w.must(err)
		if len(all) != 1 {
			t.Fatalf("there are %d responses", len(all))
		}
		return all[0]
	}
	if g := w.form("/r/"+token, "rating=3&why=Late%21&tags=a&tags=b&again=no"); g.status != http.StatusSeeOther {
		t.Fatalf("the form was answered %d: %s", g.status, g.body)
	}
	r := answer()
	if r.Rating != 3 || !slices.Equal(r.Answers["tags"], []string{"a", "b"}) || r.Answers["why"][0] != "Late!" || r.Answers["again"][0] != "no" || r.Wave != surveys.WaveFirst || r.Locale != "en" {
		t.Errorf("it is kept as %+v", r)
	}
	shown := w.open("/r/" + token + "?saved=1")
	thanks := shown.body + read(t, shown).Find(".notice").Text()
	for _, want := range []string{"“How likely are you to recommend us?” 3", "“What went wrong?” Late!", "“What is it about?” Time, Box", "“Order again?” No", `href="/r/` + token + `"`, `href="/u/`} {
		if !strings.Contains(thanks, want) {
			t.Errorf("the thanks lack %q:\n%s", want, thanks)
		}
	}
	if page := w.open("/r/" + token).body; !strings.Contains(page, "Late!") || !strings.Contains(page, `id="r3" required checked`) {
		t.Errorf("the page does not show what was answered:\n%s", page)
	}
	w.clock.Pass(time.Minute)
	json := w.send(request{method: "POST", path: "/r/" + token, anonymous: true, headers: []string{asJSON}, body: `{"rating":9,"tags":["a"],"again":"yes"}`})
	if json.status != http.StatusOK || strings.TrimSpace(json.body) != `{"status":"saved","rating":9}` {
		t.Errorf("JSON was answered %d: %s", json.status, json.body)
	}
	r = answer()
	if r.Revision != 2 || r.Rating != 9 || !slices.Equal(r.Answers["tags"], []string{"a"}) || r.Answers["why"] == nil || r.Answers["again"][0] != "yes" {
		t.Errorf("it became %+v", r)
	}
	script := w.form("/r/"+token, "rating=8", "Accept: application/json")
	if script.status != http.StatusOK || strings.TrimSpace(script.body) != `{"status":"saved","rating":8}` {
		t.Errorf("the script was answered %d: %s", script.status, script.body)
	}
	if n := w.get("/v1/touchpoints/delivery/score").json(t)["n"]; n != 1.0 {
		t.Errorf("one person counts as %v", n)
	}
}

func TestABadAnswerShowsThePageAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token, _ := w.invited("a")
	w.unchanged(func() {
		for _, body := range []string{"why=Typed+%3Cb%3E&again=yes", "rating=&why=Typed+%3Cb%3E", "rating=eleven&why=Typed+%3Cb%3E", "rating=11&why=Typed+%3Cb%3E", "rating=3&rating=4&why=Typed+%3Cb%3E"} {
			g := w.form("/r/"+token, body)
			if g.status != http.StatusUnprocessableEntity || !strings.Contains(g.body, "Typed &lt;b&gt;") || !strings.Contains(g.body, `role="alert"`) {
				t.Errorf("%s was answered %d:\n%s", body, g.status, g.body)
			}
		}
		long := w.form("/r/"+token, "rating=3&why="+strings.Repeat("x", 5001))
		if long.status != http.StatusUnprocessableEntity || !strings.Contains(long.body, "“What went wrong?” is longer than 5000 characters") || !strings.Contains(long.body, "xxxx</textarea>") {
			t.Errorf("a comment that is too long was answered %d:\n%.3000s", long.status, long.body)
		}
		for _, c := range []struct {
			body, header string
			status       int
			field        string
		}{
			{`{"why":"x"}`, asJSON, 422, "rating"},
			{`{"rating":9,"rating":2}`, asJSON, 400, "body"},
			{`{"rating":9.5}`, asJSON, 422, "rating"},
			{`{"rating":"9"}`, asJSON, 422, "rating"},
			{`{"rating":true}`, asJSON, 422, "rating"},
			{`{"rating":1e1}`, asJSON, 422, "rating"},
			{`{"rating":99999999999999999999}`, asJSON, 422, "rating"},
			{`{"rating":9,"why":{"a":1}}`, asJSON, 422, "why"},
			{`{"rating":9,"tags":["z"]}`, asJSON, 422, "tags"},
			{`{"rating":9,"again":"perhaps"}`, asJSON, 422, "again"},
			{`{"rating":9,"nope":"x"}`, asJSON, 422, "nope"},
			{`{"rating":3,"why":"` + strings.Repeat("x", 5001) + `"}`, asJSON, 422, "why"},
			{`[9]`, asJSON, 400, "body"},
			{`null`, asJSON, 400, "body"},
			{`{`, asJSON, 400, "body"},
			{``, asJSON, 400, "body"},
			{strings.Repeat(" ", 1<<20+1), asJSON, 413, "body"},
			{"rating=9", "Content-Type: text/plain", 415, "Content-Type"},
			{"rating=%zz", asForm, 400, "body"},
		} {
			g := w.send(request{method: "POST", path: "/r/" + token, body: c.body, anonymous: true, headers: []string{c.header, "Accept: application/json"}})
			if g.status != c.status || !names(g.json(t), c.field) {
				t.Errorf("%.60s was answered %d: %s", c.body, g.status, g.body)
			}
		}
	})
}

func TestALinkThatLeadsNowhereIsAPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, path := range []string{"/r/nope", "/r/AAAAAAAAAAAAAAAAAAAAAA", "/r/%ff%00", "/u/nope", "/u/" + strings.Repeat("A", 500), "/r/" + strings.Repeat("A", 5000)} {
		g := w.open(path, "Accept: text/html")
		if g.status != http.StatusNotFound || !strings.Contains(g.body, "<h1>") {
			t.Errorf("GET %.40s answered %d: %.300s", path, g.status, g.body)
		}
	}
	if g := w.open("/r/nope", "Accept-Language: nl"); !strings.Contains(g.body, `lang="nl"`) {
		t.Errorf("a Dutch browser is answered in another language:\n%s", g.body)
	}
	if g := w.form("/r/nope", "rating=9"); g.status != http.StatusNotFound || !strings.Contains(g.body, "<h1>") {
		t.Errorf("an answer to it was answered %d: %.300s", g.status, g.body)
	}
}

func TestBeforeTheFirstDefinitionALinkThatLeadsNowhereIsAPageInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	w := newEmptyWorld(t)
	for lang, want := range map[string]string{"nl": "nl", "de-CH, en": "de", "ja": "en", "": "en"} {
		for _, path := range []string{"/r/nope", "/u/nope"} {
			if g := w.open(path, "Accept-Language: "+lang); g.status != http.StatusNotFound || !strings.Contains(g.body, `lang="`+want+`"`) {
				t.Errorf("GET %s in %q was answered %d: %.300s", path, lang, g.status, g.body)
			}
		}
	}
}

func TestAClosedSurveySaysSo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token, _ := w.invited("a")
	w.form("/r/"+token, "rating=9")
	w.clock.Pass(21*24*time.Hour - time.Second)
	if g := w.open("/r/" + token); g.status != http.StatusOK {
		t.Errorf("a second before it closes it answered %d", g.status)
	}
	w.clock.Pass(time.Second)
	w.unchanged(func() {
		for _, g := range []got{w.open("/r/" + token + "?rating=3"), w.form("/r/"+token, "rating=3"), w.form("/r/"+token, "rating=x")} {
			if g.status != http.StatusGone || strings.Contains(g.body, "<form") {
				t.Errorf("it answered %d:\n%s", g.status, g.body)
			}
		}
	})
	if g := w.form("/r/"+token, "rating=3", "Accept: application/json"); g.status != http.StatusGone || g.header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("the script was answered %d", g.status)
	}
}

func TestTheLinkOfATestMailRecordsNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.unchanged(func() {
		for _, g := range []got{w.open("/r/test?rating=9", "Accept-Language: en"), w.form("/r/test", "rating=9", "Accept-Language: en-GB, nl")} {
			if g.status != http.StatusOK || !strings.Contains(g.body, "test mail") {
				t.Errorf("it answered %d: %s", g.status, g.body)
			}
		}
	})
}

func TestATestMailLeadsToAPageInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, path := range []string{"/r/test", "/u/test"} {
		if page := read(t, w.open(path, "Accept-Language: nl")); page.Find("h1").Text() != "Dit is een testmail" {
			t.Errorf("%s says %q", path, page.Find("h1").Text())
		}
	}
}

func TestUnsubscribingInOneClickStopsEverything(t *testing.T) {
	t.Parallel()
	const multipart = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n"
	for _, c := range []struct{ body, header string }{
		{"List-Unsubscribe=One-Click", asForm},
		{multipart, "Content-Type: multipart/form-data; boundary=x"},
	} {
		w := newWorld(t)
		_, token := w.invited("a")
		w.post("/v1/events", strings.Replace(delivered("b"), "c-b", "c-a", 1)) // waits to be sent
		for range 2 {
			if g := w.send(request{method: "POST", path: "/u/" + token, body: c.body, anonymous: true, headers: []string{c.header}}); g.status != http.StatusOK {
				t.Fatalf("%s was answered %d: %s", c.header, g.status, g.body)
			}
		}
		w.post("/v1/events", strings.Replace(delivered("c"), "c@", "a@", 1))
		if g := w.get("/v1/events/c/decisions"); !strings.Contains(g.body, `"outcome":"suppressed"`) {
			t.Errorf("afterwards the decision is %s", g.body)
		}
	}
}

func TestUnsubscribingByFormStopsWhatWasChosen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, token := w.invited("a")
	page := w.open("/u/" + token)
	if page.status != http.StatusOK || !strings.Contains(page.body, `value="touchpoint"`) || !strings.Contains(page.body, `value="everything"`) {
		t.Fatalf("the page answered %d:\n%s", page.status, page.body)
	}
	w.unchanged(func() {
		for _, body := range []string{"", "scope=", "scope=nothing", "scope=%zz", "List-Unsubscribe=No"} {
			if g := w.form("/u/"+token, body); g.status != http.StatusUnprocessableEntity && g.status != http.StatusBadRequest {
				t.Errorf("%q was answered %d", body, g.status)
			}
		}
	})
	for _, scope := range []string{"touchpoint", "everything"} {
		if g := w.form("/u/"+token, "scope="+scope); g.status != http.StatusOK || strings.Contains(g.body, "<form") {
			t.Errorf("%s was answered %d:\n%s", scope, g.status, g.body)
		}
	}
}

func TestAPageOfAnotherSiteCannotAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token, _ := w.invited("a")
	w.unchanged(func() {
		for _, foreign := range [][]string{
			{"Origin: https://evil.example"},
			{"Origin: null"},
			{"Sec-Fetch-Site: cross-site"},
			{"Sec-Fetch-Site: same-site"},
		} {
			for path, body := range map[string]string{"/r/" + token: "rating=0", "/v1/sending/pause": ""} {
				if g := w.form(path, body, foreign...); g.status != http.StatusForbidden {
					t.Errorf("%s with %v was answered %d", path, foreign, g.status)
				}
			}
		}
	})
	for _, own := range [][]string{
		{"Origin: " + w.server.URL, "Sec-Fetch-Site: same-origin"},
		{"Origin: " + baseURL}, // a proxy that changes Host
		{"Sec-Fetch-Site: none"},
		{},
	} {
		if g := w.form("/r/"+token, "rating=9", own...); g.status != http.StatusSeeOther {
			t.Errorf("with %v it was answered %d", own, g.status)
		}
	}
}

func TestPagesOfRespondentsAreKeptToThemselves(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token, unsubscribe := w.invited("a")
	for _, path := range []string{"/r/" + token, "/u/" + unsubscribe, "/r/nope", "/r/test"} {
		h := w.open(path).header
		for name, want := range map[string]string{
			"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "same-origin", "X-Content-Type-Options": "nosniff",
		} {
			if h.Get(name) != want {
				t.Errorf("%s has %s: %q", path, name, h.Get(name))
			}
		}
		policy := h.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} {
			if !strings.Contains(policy, want) {
				t.Errorf("%s has the policy %q", path, policy)
			}
		}
		if strings.Contains(policy, "unsafe") {
			t.Errorf("%s has the policy %q", path, policy)
		}
		if h.Get("Set-Cookie") != "" {
			t.Errorf("%s sets a cookie", path)
		}
	}
}

func TestPagesEscapeNamesThatAreHostile(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token, unsubscribe := w.invited("a")
	w.form("/r/"+token, "rating=0&why=%3Cscript%3Ealert%281%29%3C%2Fscript%3E")
	for _, path := range []string{"/r/" + token, "/r/" + token + "?saved=1", "/u/" + unsubscribe, "/", "/touchpoints/delivery", "/r/nope", "/?journey=%3Cscript%3E", "/touchpoints/%3Cscript%3E"} {
		g := w.open(path)
		if strings.Contains(g.body, "<script>") || strings.Contains(g.body, "<b>Ketting") {
			t.Errorf("%s shows it as it came:\n%s", path, g.body)
		}
	}
}

func TestLettersOfAnAnswerAreNeverDropped(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token, _ := w.invited("e-1")
	for _, c := range []struct{ kind, body, want string }{
		{"application/x-www-form-urlencoded", "rating=3&why=Gr%C3%BC%C3%9Fe", "Grüße"},
		{"application/x-www-form-urlencoded; charset=utf-8", "rating=3&why=Gr%C3%BC%C3%9Fe", "Grüße"},
		{"application/x-www-form-urlencoded", "rating=3&why=Gr%FC%DFe", "Grüße"},
		{"application/x-www-form-urlencoded; charset=ibm850", "rating=3&why=Gr%81%E1e", "Grüße"},
		{"application/x-www-form-urlencoded; charset=klingon", "rating=3&why=Gr%FC%DFe", "Grüße"},
		{"application/json; charset=iso-8859-1", "{\"rating\":3,\"why\":\"Gr\xfc\xdfe\"}", "Grüße"},
		{"application/json", "{\"rating\":3,\"why\":\"Gr\xfc\xdfe\"}", "byte 22 is 0xFC"},
	} {
		g := w.form("/r/"+token, c.body, "Content-Type: "+c.kind)
		seen := w.open("/r/"+token+"?saved=1").body + g.body
		if !strings.Contains(seen, c.want) {
			t.Errorf("%s %q was answered %d: %s", c.kind, c.body, g.status, seen)
		}
	}
	event := strings.Replace(`{"id":"e-9","name":"order.delivered","contact":{"id":"c-9","name":"Jürgen"}}`, "ü", "\xfc", 1)
	if g := w.post("/v1/events", event); g.status != http.StatusUnprocessableEntity || !strings.Contains(g.body, "byte 69 is 0xFC") {
		t.Errorf("an event in no encoding was answered %d: %s", g.status, g.body)
	}
	if g := w.post("/v1/events", event, "Content-Type: application/json; charset=latin1"); g.status != http.StatusAccepted {
		t.Errorf("an event in a known one was answered %d: %s", g.status, g.body)
	}
	if g := w.get("/v1/contacts/c-9"); !strings.Contains(g.body, "Jürgen") {
		t.Errorf("the contact is %s", g.body)
	}
}
