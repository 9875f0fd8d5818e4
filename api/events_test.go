package api_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/surveystest/servers"
)

// statuses gives the statuses of the results of an answer.
func statuses(t *testing.T, g got) []string {
	t.Helper()
	var out []string
	results, _ := g.json(t)["results"].([]any)
	for _, r := range results {
		out = append(out, r.(map[string]any)["status"].(string))
	}
	return out
}

func TestABadLineDoesNotSinkItsNeighbours(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	lines := delivered("a") + "\n\n" + `{"id":"b"` + "\n" + delivered("c") + "\r\n" + event("jo@example.org", "jo")
	for _, header := range []string{asLines, "Content-Type: application/x-ndjson; charset=utf-8"} {
		g := w.post("/v1/events", lines, header)
		if got := statuses(t, g); g.status != http.StatusAccepted || len(got) != 4 || got[1] != "refused" || got[3] != "refused" {
			t.Errorf("%s was answered %d, %v", header, g.status, got)
		}
		if !strings.Contains(g.body, `"field":"contact.email"`) {
			t.Errorf("the bad address is not named: %s", g.body)
		}
	}
	for _, id := range []string{"a", "c"} {
		if g := w.get("/v1/events/" + id); g.status != http.StatusOK {
			t.Errorf("event %s was answered %d", id, g.status)
		}
	}
}

func TestLinesAreKnownByTheirForm(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if g := w.post("/v1/events", delivered("a")+"\n"+delivered("b"), asJSON); g.status != http.StatusAccepted || len(statuses(t, g)) != 2 {
		t.Errorf("two lines as JSON were answered %d: %s", g.status, g.body)
	}
}

func TestARepeatedEventIsADuplicate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.post("/v1/events", delivered("a"))
	w.unchanged(func() {
		g := w.post("/v1/events", "["+delivered("a")+","+strings.Replace(delivered("a"), "129.5", "130", 1)+"]")
		results, _ := g.json(t)["results"].([]any)
		if got := statuses(t, g); g.status != http.StatusAccepted || !slices.Equal(got, []string{"duplicate", "duplicate"}) {
			t.Fatalf("it was answered %d: %s", g.status, g.body)
		}
		if same, other := results[0].(map[string]any), results[1].(map[string]any); same["differs"] != nil || other["differs"] != true {
			t.Errorf("what differs is not told: %s", g.body)
		}
	})
}

func TestARequestOfWhichNothingIsTakenIsAProblemWithItsResults(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for path, body := range map[string]string{
		"/v1/events":    "[" + event("jo@example.org", "jo") + "," + event(`"e-1"`, `""`) + "]",
		"/v1/responses": "[" + answered("9", "12") + "," + answered("delivery-nps", "x") + "]",
	} {
		g := w.post(path, body)
		if got := statuses(t, g); g.status != http.StatusUnprocessableEntity || !slices.Equal(got, []string{"refused", "refused"}) {
			t.Errorf("%s answered %d, %v", path, g.status, got)
		}
		if g.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s answered as %s", path, g.header.Get("Content-Type"))
		}
	}
}

func TestAnswersFromElsewhereAreRecordedAndCounted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	one := answered(`"rating":9`, `"rating":3,"comment":"Too late","occurred_at":"2026-11-01T10:00:00Z","answered_at":"2026-11-02T10:00:00Z"`)
	if g := w.post("/v1/responses", one); g.status != http.StatusCreated || !slices.Equal(statuses(t, g), []string{"accepted"}) {
		t.Fatalf("it was answered %d: %s", g.status, g.body)
	}
	again := strings.Replace(one, `"rating":3`, `"rating":4`, 1)
	if g := w.post("/v1/responses", again); !strings.Contains(g.body, `"status":"duplicate","differs":true`) {
		t.Errorf("the repeat was answered %s", g.body)
	}
	for other, body := range map[string]string{"survey": `{"id":"r-1","survey":"service-csat","contact_id":"c-1","rating":5}`, "contact": strings.Replace(one, `"c-1"`, `"c-2"`, 1)} {
		if g := w.post("/v1/responses", body); g.status != http.StatusConflict || !slices.Equal(statuses(t, g), []string{"conflict"}) {
			t.Errorf("the id for another %s was answered %d: %s", other, g.status, g.body)
		}
	}
	mixed := answered(`"r-1"`, `"r-2"`) + "\n" + answered("9", "12") + "\n" + answered(`"id":"r-1",`, ``)
	if g := w.post("/v1/responses", mixed, asLines); g.status != http.StatusCreated || !slices.Equal(statuses(t, g), []string{"accepted", "refused", "accepted"}) {
		t.Errorf("the lines were answered %d: %s", g.status, g.body)
	}
	list := w.get("/v1/responses?contact=c-1&from=2026-11-01&to=2026-11-01").json(t)["responses"].([]any)
	if len(list) != 1 {
		t.Fatalf("the list holds %d", len(list))
	}
	first := list[0].(map[string]any)
	if first["rating"] != 3.0 || first["day"] != "2026-11-01" || first["source"] != "api" || fmt.Sprint(first["answers"]) != "map[why:[Too late]]" {
		t.Errorf("it is kept as %v", first)
	}
}

func TestSmallCellsAreForKeysThatMaySeeThem(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.post("/v1/responses", answered("{", "{"))
	for path, figure := range map[string]func(map[string]any) map[string]any{
		"/v1/touchpoints/delivery/score": func(m map[string]any) map[string]any { return m },
		"/v1/touchpoints/delivery/score?trend=week": func(m map[string]any) map[string]any {
			return m["trend"].([]any)[len(m["trend"].([]any))-1].(map[string]any)
		},
		"/v1/scores": func(m map[string]any) map[string]any { return m["scores"].([]any)[0].(map[string]any) },
	} {
		if f := figure(w.get(path).json(t)); f["score"] != 100.0 || f["held"] != nil {
			t.Errorf("%s shows %v to a key that may see it", path, f)
		}
		all := w.key
		w.key = w.newKey(surveys.ScopeRead)
		if f := figure(w.get(path).json(t)); f["score"] != nil || f["histogram"] != nil || f["held"] != true || f["n"] != 1.0 {
			t.Errorf("%s shows %v to a key that may not", path, f)
		}
		w.key = all
	}
}

func TestSingleAnswersAreForKeysThatMaySeeSmallCells(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.post("/v1/responses", answered("{", "{"))
	for _, c := range []struct{ has, lacks []surveys.Scope }{
		{[]surveys.Scope{surveys.ScopeRead}, []surveys.Scope{surveys.ScopeSmallCells}},
		{[]surveys.Scope{surveys.ScopeSmallCells}, []surveys.Scope{surveys.ScopeRead}},
		{[]surveys.Scope{surveys.ScopeEvents}, []surveys.Scope{surveys.ScopeRead}},
		{[]surveys.Scope{surveys.ScopeRead, surveys.ScopeSmallCells}, nil},
	} {
		w.key = w.newKey(c.has...)
		g := w.get("/v1/responses")
		if len(c.lacks) == 0 {
			if g.status != http.StatusOK || len(g.json(t)["responses"].([]any)) != 1 {
				t.Errorf("a key with %v was answered %d: %s", c.has, g.status, g.body)
			}
			continue
		}
		if g.status != http.StatusForbidden || !strings.Contains(g.body, "lacks the scope "+string(c.lacks[0])) || strings.Contains(g.body, "rating") {
			t.Errorf("a key with %v was answered %d: %s", c.has, g.status, g.body)
		}
	}
}

func TestListsPageByCursor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, id := range []string{"a", "b", "c", "d", "e"} {
		w.post("/v1/events", delivered(id))
		w.post("/v1/responses", answered(`"r-1"`, `"r-`+id+`"`))
		if id != "c" { // two of them at the same moment
			w.clock.Pass(time.Minute)
		}
	}
	for _, list := range []string{"invitations", "responses"} {
		var seen []string
		pages, after := 0, ""
		for ; pages < 10; pages++ {
			page := w.get("/v1/" + list + "?limit=2&after=" + url.QueryEscape(after)).json(t)
			for _, item := range page[list].([]any) {
				seen = append(seen, item.(map[string]any)["id"].(string))
			}
			next, more := page["next"].(string)
			if !more {
				break
			}
			after = next
		}
		slices.Sort(seen)
		if len(slices.Compact(seen)) != 5 || pages != 2 {
			t.Errorf("%d pages of %s hold %v", pages+1, list, seen)
		}
	}
	if g := w.get("/v1/invitations?touchpoint=service"); !strings.Contains(g.body, `{"invitations":[]}`) {
		t.Errorf("a list of nothing is %s", g.body)
	}
}

func TestIdsMayHoldWhatAPathCannot(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, id := range []string{"email:jo@example.org", "a/b", "a/b/decisions", "a+b c", "100%", "a?b#c", "é€", "email:jo+1/2@example.org", "..", "%2F", "{id}", ":id", "*"} {
		path := "/v1/contacts/" + url.PathEscape(id)
		if g := w.send(put(path, `{"name":"Jo"}`)); g.status != http.StatusOK || g.json(t)["id"] != id {
			t.Errorf("PUT %s answered %d: %s", path, g.status, g.body)
		}
		for _, escaped := range []string{path, "/v1/contacts/" + strings.ReplaceAll(url.QueryEscape(id), "+", "%20")} {
			if g := w.get(escaped); g.status != http.StatusOK || g.json(t)["id"] != id {
				t.Errorf("GET %s answered %d: %s", escaped, g.status, g.body)
			}
		}
	}
	if g := w.post("/v1/events", event(`"e-1"`, `"a/b+c"`)); g.status != http.StatusAccepted {
		t.Fatalf("the event was answered %d", g.status)
	}
	if g := w.get("/v1/events/a%2Fb+c/decisions"); g.status != http.StatusOK {
		t.Errorf("its decisions were answered %d: %s", g.status, g.body)
	}
}

// Two spellings of one id that look alike: é as one letter, and as e with an accent.
const composed, decomposed = "Caf\u00e9", "Cafe\u0301"

func TestAnIdIsOneInWhateverFormItsLettersCome(t *testing.T) {
	t.Parallel()
	servers.Databases(t, func(t *testing.T, address string) {
		w := open(t, address, definition)
		for i, id := range []string{decomposed, composed} {
			g := w.post("/v1/events", delivered(id))
			if want := []string{"accepted", "duplicate"}[i]; !strings.Contains(g.body, `"status":"`+want+`"`) || strings.Contains(g.body, "differs") || !strings.Contains(g.body, id) {
				t.Errorf("the event %+q was answered %s", id, g.body)
			}
			g = w.post("/v1/responses", fmt.Sprintf(`{"id":%q,"survey":"service-csat","event_id":%q,"contact_id":"c-%s","rating":3}`, id, id, id))
			if want := []string{"accepted", "duplicate"}[i]; !strings.Contains(g.body, `"status":"`+want+`"`) || strings.Contains(g.body, "differs") || !strings.Contains(g.body, id) {
				t.Errorf("the answer %+q was answered %s", id, g.body)
			}
		}
		for _, id := range []string{composed, decomposed} {
			id = url.QueryEscape(id)
			for path, want := range map[string]string{
				"/v1/contacts/c-" + id: `"email":"Café@example.org"`, "/v1/contacts/c-" + id + "/timeline": `"kind":"answer"`, "/v1/contacts/c-" + id + "/export": `"answers":[{`,
				"/v1/events/" + id: `"contact_id":"c-Café"`, "/v1/events/" + id + "/decisions": `"outcome":"scheduled"`,
				"/v1/responses?contact=c-" + id: `"contact_id":"c-Café"`, "/v1/invitations?limit=5&contact=c-" + id: `"contact_id":"c-Café"`, "/contacts/c-" + id: "Café",
			} {
				if g := w.get(path); g.status != http.StatusOK || !strings.Contains(g.body, want) {
					t.Errorf("GET %s was answered %d without %s: %s", path, g.status, want, g.body)
				}
			}
			if g := w.send(put("/v1/contacts/c-"+id, `{"name":"Jo"}`)); !strings.Contains(g.body, `"email":"Café@example.org"`) {
				t.Errorf("PUT c-%s made another contact: %s", id, g.body)
			}
		}
		if g := w.send(request{method: "DELETE", path: "/v1/contacts/c-" + url.QueryEscape(decomposed)}); g.status != http.StatusOK || !strings.Contains(g.body, `{"kind":"ratings","count":1,`) {
			t.Fatalf("the erasure was answered %d: %s", g.status, g.body)
		}
		for _, id := range []string{composed, decomposed} {
			for _, g := range []got{w.post("/v1/events", delivered(id)), w.post("/v1/responses", fmt.Sprintf(`{"id":%q,"survey":"service-csat","rating":3}`, id))} {
				if !strings.Contains(g.body, `"status":"duplicate"`) {
					t.Errorf("after the erasure %+q was answered %s", id, g.body)
				}
			}
			if g := w.get("/v1/audit?contact=c-" + url.QueryEscape(id)); !strings.Contains(g.body, "contact_erased") {
				t.Errorf("the erasure of %+q is not in the audit log: %s", id, g.body)
			}
		}
	})
}

func TestAZoneThatNobodyKnowsCostsNoEvent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i, c := range [][2]string{{"Mars/Base", ""}, {"../../etc/passwd", ""}, {"localtime", ""}, {"UTC+05:30", "UTC+05:30"}, {"Kamchatka Standard Time", "Asia/Kamchatka"}} {
		id := fmt.Sprint("zone", i)
		g := w.post("/v1/events", strings.Replace(delivered(id), `"locale"`, `"timezone":"`+c[0]+`","locale"`, 1))
		if !strings.Contains(g.body, `"status":"accepted"`) || (c[1] == "") != strings.Contains(g.body, `"note":"contact.timezone is not a time zone such as Europe/Amsterdam: it was left out"`) {
			t.Errorf("%s was answered %s", c[0], g.body)
		}
		if zone, _ := w.get("/v1/contacts/c-" + id).json(t)["timezone"].(string); zone != c[1] {
			t.Errorf("%s is kept as %q, want %q", c[0], zone, c[1])
		}
	}
}

func TestAContactIsChangedAndErased(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token, _ := w.invited("a")
	w.form("/r/"+token, "rating=2&why=Because+of+Jo")
	before := w.get("/v1/touchpoints/delivery/score").body

	c := w.send(put("/v1/contacts/c-a", `{"name":"Joanna","properties":{"country":"NL"}}`)).json(t)
	if c["name"] != "Joanna" || c["email"] != "a@example.org" || fmt.Sprint(c["properties"]) != "map[country:NL persona:commuter]" {
		t.Errorf("the contact became %v", c)
	}
	erase := request{method: "DELETE", path: "/v1/contacts/c-a"}
	g := w.send(erase)
	if g.status != http.StatusOK || g.json(t)["erased_at"] != "2026-11-20T12:00:00Z" || !strings.Contains(g.body, `{"kind":"answers","count":1,`) || !strings.Contains(g.body, `{"kind":"ratings","count":1,`) {
		t.Fatalf("the erasure was answered %d: %s", g.status, g.body)
	}
	for _, who := range []string{"Jo", "c-a", "a@example", `"a"`} {
		if strings.Contains(g.body, who) {
			t.Errorf("the certificate names %s: %s", who, g.body)
		}
	}
	for _, path := range []string{"/v1/contacts/c-a", "/v1/events/a"} {
		if g := w.get(path); g.status != http.StatusNotFound {
			t.Errorf("GET %s answered %d afterwards", path, g.status)
		}
	}
	if g := w.send(erase); g.status != http.StatusNotFound {
		t.Errorf("a second erasure was answered %d", g.status)
	}
	if after := w.get("/v1/touchpoints/delivery/score").body; after != before {
		t.Errorf("the score became\n%s\nfrom\n%s", after, before)
	}
	var left []string
	w.must(w.halte.Read(t.Context()).Find(&left, "SELECT id FROM invitations UNION ALL SELECT id FROM events"))
	if len(left) != 2 {
		t.Fatalf("%q are left of it in the database, want an invitation and an event", left)
	}
	gone := []string{"/v1/invitations/" + left[0], "/v1/events/" + left[0], "/v1/invitations/" + left[1], "/v1/events/" + left[1], "/v1/events/" + left[1] + "/decisions"}
	for _, path := range gone {
		if g := w.get(path); g.status != http.StatusNotFound {
			t.Errorf("GET %s of what was erased is answered %d: %s", path, g.status, g.body)
		}
	}
	if g := w.get("/v1/invitations"); !strings.Contains(g.body, `"invitations":[]`) {
		t.Errorf("erased invitations are listed: %s", g.body)
	}
	if g := w.get("/v1/responses"); !strings.Contains(g.body, `"rating":2`) || strings.Contains(g.body, "T12:00:00") || strings.Contains(g.body, "_at") || strings.Contains(g.body, left[0]) || strings.Contains(g.body, left[1]) {
		t.Errorf("the answer that is left tells of a moment or of the mail: %s", g.body)
	}
	for _, path := range []string{"/v1/responses", "/v1/events/a/decisions", "/v1/invitations"} {
		if g := w.get(path); strings.Contains(g.body, "Jo") || strings.Contains(g.body, `"c-a"`) || strings.Contains(g.body, `"a"`) || strings.Contains(g.body, "a@example") {
			t.Errorf("GET %s still names the contact: %s", path, g.body)
		}
	}
	if g := w.send(request{method: "GET", path: "/r/" + token, anonymous: true}); g.status != http.StatusNotFound {
		t.Errorf("the link was answered %d", g.status)
	}
}

func TestAPersonsDataIsExported(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token, _ := w.invited("a")
	w.get("/r/" + token + "?rating=2")
	w.form("/r/"+token, "rating=2&why=Because+of+Jo")
	w.invited("b")
	g := w.get("/v1/contacts/c-a/export")
	for _, want := range []string{`"exported_at":"2026-11-20T12:00:00Z"`, `"email":"a@example.org"`, `"properties":{"order_id"`, `"says":`, `"status":"sent"`, `"openings":[{"invitation"`, `"answers":{"why":["Because of Jo"]}`, `"suppressions":[]`} {
		if g.status != http.StatusOK || !strings.Contains(g.body, want) {
			t.Errorf("the answer %d lacks %s: %s", g.status, want, g.body)
		}
	}
	if strings.Contains(g.body, `"c-b"`) || strings.Contains(g.body, "b@example.org") {
		t.Errorf("it names somebody else: %s", g.body)
	}
	if g := w.get("/v1/contacts/nobody/export"); g.status != http.StatusNotFound {
		t.Errorf("that of nobody was answered %d", g.status)
	}
}

func TestSendingStopsAndGoesOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if g := w.get("/v1/sending"); strings.TrimSpace(g.body) != `{"paused":false}` {
		t.Errorf("at first it is %s", g.body)
	}
	for range 2 {
		if g := w.post("/v1/sending/pause", ""); g.status != http.StatusOK || !strings.Contains(g.body, `{"paused":true,"since":"2026-11-20T12:00:00Z"}`) {
			t.Errorf("the pause was answered %d: %s", g.status, g.body)
		}
		w.clock.Pass(time.Minute)
	}
	if g := w.post("/v1/sending/resume", ""); g.status != http.StatusOK || strings.TrimSpace(g.body) != `{"paused":false}` {
		t.Errorf("going on was answered %d: %s", g.status, g.body)
	}
}

func TestADefinitionComesBackAsItWasApplied(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	text := w.get("/v1/definition", "Accept: application/yaml")
	if !strings.HasPrefix(text.header.Get("Content-Type"), "application/yaml") || !strings.HasPrefix(text.body, "organisation:") {
		t.Fatalf("as YAML it is %s: %.200s", text.header.Get("Content-Type"), text.body)
	}
	asObject := w.get("/v1/definition")
	if asObject.header.Get("Content-Type") != "application/json; charset=utf-8" {
		t.Errorf("as JSON it is %s", asObject.header.Get("Content-Type"))
	}
	w.unchanged(func() {
		for _, r := range []request{
			put("/v1/definition", text.body, asYAML),
			put("/v1/definition", asObject.body, asJSON),
			put("/v1/definition?dry_run=true", strings.Replace(definition, "How likely", "How very likely", 1), asYAML),
		} {
			if g := w.send(r); g.status != http.StatusOK || g.json(t)["revision"] != 1.0 {
				t.Errorf("%s was answered %d: %s", r.headers, g.status, g.body)
			}
		}
	})
	g := w.send(put("/v1/definition", strings.Replace(definition, "How likely", "How very likely", 1), asYAML))
	if g.status != http.StatusOK || g.json(t)["revision"] != 2.0 || !strings.Contains(g.body, `"what":"survey delivery-nps"`) {
		t.Errorf("a change was answered %d: %s", g.status, g.body)
	}
	if g := w.get("/v1/touchpoints/delivery"); !strings.Contains(g.body, "How very likely") || !strings.Contains(g.body, `"version":2`) {
		t.Errorf("afterwards the touchpoint is %s", g.body)
	}
}

func TestAMistakeInADefinitionIsToldWithItsLine(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	g := w.send(put("/v1/definition", strings.Replace(definition, "channel: post", "channel: pigeon", 1), asYAML))
	line := 1 + strings.Count(definition[:strings.Index(definition, "channel: post")], "\n")
	finding := g.json(t)["errors"].([]any)[0].(map[string]any)
	if g.status != http.StatusUnprocessableEntity || finding["line"] != float64(line) || finding["field"] != "journeys[0].stages[0].touchpoints[0].channel" {
		t.Errorf("it was answered %d: %v; the mistake is in line %d", g.status, finding, line)
	}
}
