package api_test

import (
	"net/http"
	"strings"
	"testing"

	"halte/surveys/surveystest/servers"
)

// TestOneClickIsAsTheStandardSays goes through RFC 8058: a POST of one field, as
// either kind of form, without cookies and without a redirect, does it at once
// and as often as it comes; a GET changes nothing.
func TestOneClickIsAsTheStandardSays(t *testing.T) {
	t.Parallel()
	servers.Databases(t, func(t *testing.T, url string) {
		w := open(t, url, definition)
		_, token := w.invited("jo")
		path := "/u/" + token
		w.unchanged(func() {
			for _, method := range []string{"GET", "HEAD"} {
				for _, query := range []string{"", "?List-Unsubscribe=One-Click", "?scope=everything"} {
					if g := w.send(request{method: method, path: path + query, anonymous: true}); g.status != http.StatusOK || len(g.header["Set-Cookie"]) > 0 {
						t.Errorf("%s%s was answered %d, cookies %v", method, query, g.status, g.header["Set-Cookie"])
					}
				}
			}
		})
		click := request{method: "POST", path: path, body: "List-Unsubscribe=One-Click", anonymous: true, headers: []string{asForm}}
		if wrote := strings.Join(w.writes(func() { clicked(w, click) }), " "); wrote != "suppressions" {
			t.Errorf("the first click wrote to %s", wrote)
		}
		w.unchanged(func() { clicked(w, click) })
		if g := w.get("/v1/suppressions/email:jo%40example.org"); strings.Count(g.body, `"reason":"unsubscribed"`) != 1 || strings.Contains(g.body, "touchpoint") {
			t.Errorf("the list says %s", g.body)
		}
	})
}

// clicked sends what a mail program sends, which reads no page and keeps nothing.
func clicked(w *world, r request) {
	w.Helper()
	g := w.send(r)
	if g.status != http.StatusOK || g.header.Get("Location") != "" || len(g.header["Set-Cookie"]) > 0 {
		w.Errorf("a click was answered %d, to %q, cookies %v", g.status, g.header.Get("Location"), g.header["Set-Cookie"])
	}
}

// TestAClickCountsWhateverItIsCalled: a mail program that names its form otherwise,
// or not at all, has told its reader that it is done.
func TestAClickCountsWhateverItIsCalled(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for who, headers := range map[string][]string{
		"jo": nil, "al": {"Content-Type: text/plain; charset=utf-8"}, "cy": {"Content-Type: application/json"}, "bo": {"Content-Type: ;;"},
		"di": {asForm, "Origin: https://webmail.example", "Sec-Fetch-Site: cross-site"}, // a mail program in a browser
	} {
		_, token := w.invited(who)
		clicked(w, request{method: "POST", path: "/u/" + token, body: "List-Unsubscribe=One-Click\r\n", anonymous: true, headers: headers})
		if g := w.get("/v1/suppressions/email:" + who + "%40example.org"); strings.Count(g.body, `"reason":"unsubscribed"`) != 1 {
			t.Errorf("after a click with %v the list says %s", headers, g.body)
		}
	}
	_, token := w.invited("di")
	for _, body := range []string{"", "scope=everything", "{}", "List-Unsubscribe=No"} {
		g := w.send(request{method: "POST", path: "/u/" + token, body: body, anonymous: true, headers: []string{"Content-Type: text/plain"}})
		if g.status != http.StatusUnsupportedMediaType {
			t.Errorf("%q was answered %d", body, g.status)
		}
	}
}

func TestAnUnsubscribeLinkWorksWhenNothingElseIsLeft(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, token := w.invited("jo")
	if g := w.send(request{method: "DELETE", path: "/v1/contacts/c-jo"}); g.status != http.StatusOK {
		t.Fatalf("the erasure was answered %d", g.status)
	}
	if g := w.open("/u/" + token); g.status != http.StatusOK || !strings.Contains(g.body, "<button") {
		t.Errorf("the page answered %d:\n%s", g.status, g.body)
	}
	clicked(w, request{method: "POST", path: "/u/" + token, body: "List-Unsubscribe=One-Click", anonymous: true, headers: []string{asForm}})
	w.post("/v1/events", strings.ReplaceAll(strings.Replace(delivered("new"), "c-new", "another", 1), "new@", "JO@"))
	if g := w.get("/v1/events/new/decisions"); !strings.Contains(g.body, `"outcome":"suppressed"`) {
		t.Errorf("who comes back under another id is decided %s", g.body)
	}
}

func TestWhoChoosesOneTouchpointIsStillAskedAboutOthers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, token := w.invited("jo")
	if g := w.form("/u/"+token, "scope=touchpoint"); g.status != http.StatusOK {
		t.Fatalf("it was answered %d", g.status)
	}
	if g := w.get("/v1/suppressions/email:jo%40example.org"); strings.Count(g.body, `"touchpoint":"delivery"`) != 1 || strings.Count(g.body, `"reason"`) != 1 {
		t.Errorf("the list says %s", g.body)
	}
	if g := w.form("/u/"+token, "scope=everything"); g.status != http.StatusOK {
		t.Fatalf("it was answered %d", g.status)
	}
	if g := w.get("/v1/suppressions/email:jo%40example.org"); strings.Count(g.body, `"reason"`) != 2 {
		t.Errorf("the list says %s", g.body)
	}
}
