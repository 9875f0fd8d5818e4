package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"halte/surveys/surveystest/servers"
)

const (
	asJSON  = "Content-Type: application/json"
	asLines = "Content-Type: application/x-ndjson"
	asYAML  = "Content-Type: application/yaml"
	asForm  = "Content-Type: application/x-www-form-urlencoded"
)

// event is a good event with one part of it changed.
func event(old, new string) string {
	good := `{"id":"e-1","name":"order.delivered","contact":{"id":"c-1","email":"jo@example.org"},"properties":{"value":30}}`
	if !strings.Contains(good, old) {
		panic("there is no " + old)
	}
	return strings.Replace(good, old, new, 1)
}

// answered is a good answer with one part of it changed.
func answered(old, new string) string {
	good := `{"id":"r-1","survey":"delivery-nps","contact_id":"c-1","rating":9}`
	if !strings.Contains(good, old) {
		panic("there is no " + old)
	}
	return strings.Replace(good, old, new, 1)
}

func post(path, body string, headers ...string) request {
	if len(headers) == 0 {
		headers = []string{asJSON}
	}
	return request{method: "POST", path: path, body: body, headers: headers}
}

func put(path, body string, headers ...string) request {
	r := post(path, body, headers...)
	r.method = "PUT"
	return r
}

func get(path string) request { return request{method: "GET", path: path} }

func TestAMalformedRequestIsToldWhatIsWrongAndWritesNothing(t *testing.T) {
	t.Parallel()
	servers.Databases(t, func(t *testing.T, url string) { refusals(open(t, url, definition)) })
}

func refusals(w *world) {
	const score, contact = "/v1/touchpoints/delivery/score", "/v1/contacts/c-1"
	deep := strings.Repeat(`{"a":`, 11000) + "1" + strings.Repeat("}", 11000)
	cases := []struct {
		request
		status int
		field  string // in the problem, or in one of its errors
	}{
		{post("/v1/events", ""), 400, "body"},
		{post("/v1/events", " \n "), 400, "body"},
		{post("/v1/events", "{"), 400, "body"},
		{post("/v1/events", `[{"id":]`), 400, "body"},
		{post("/v1/events", `[]`), 400, "body"},
		{post("/v1/events", `"an event"`), 400, "body"},
		{post("/v1/events", `null`), 400, "body"},
		{post("/v1/events", "\xff\xfe"), 400, "body"},
		{post("/v1/events", event("{", "{"), "Content-Type: text/plain"), 415, "Content-Type"},
		{post("/v1/events", "id=1&name=x", asForm), 415, "Content-Type"},
		{post("/v1/events", event("{", "{"), "Content-Type: multipart/form-data"), 415, "Content-Type"},
		{post("/v1/events", event("{", "{"), asJSON, "Content-Encoding: gzip"), 415, "Content-Encoding"},
		{post("/v1/events", "\x1f\x8b\x08", asJSON, "Content-Encoding: identity, GZIP"), 415, "Content-Encoding"},
		{post("/v1/events", "{", asJSON, "Content-Encoding: Identity"), 400, "body"},
		{put(contact, `{"name":"x"}`, asJSON, "Content-Encoding: br"), 415, "Content-Encoding"},
		{post("/v1/events", event(`"e-1"`, `""`)), 422, "id"},
		{post("/v1/events", event(`"e-1"`, `7`)), 422, "id"},
		{post("/v1/events", event(`"e-1"`, `"a\u0000b"`)), 422, "id"},
		{post("/v1/events", event(`"e-1"`, "\"a\xffb\"")), 422, "event"},
		{post("/v1/events", event(`"e-1"`, `"`+strings.Repeat("x", 201)+`"`)), 422, "id"},
		{post("/v1/events", event(`"order.delivered"`, `"a\nb"`)), 422, "name"},
		{post("/v1/events", event(`"contact":{"id":"c-1","email":"jo@example.org"},`, ``)), 422, "contact"},
		{post("/v1/events", event(`{"id":"c-1","email":"jo@example.org"}`, `"c-1"`)), 422, "contact"},
		{post("/v1/events", event(`"id":"c-1","email":"jo@example.org"`, ``)), 422, "contact.id"},
		{post("/v1/events", event(`jo@example.org`, `jo`)), 422, "contact.email"},
		{post("/v1/events", event(`jo@example.org`, `jo@example.org\r\nBcc: all@example.org`)), 422, "contact.email"},
		{post("/v1/events", event(`"email"`, `"locale":"!!","email"`)), 422, "contact.locale"},
		{post("/v1/events", event(`"name"`, `"occurred_at":"yesterday","name"`)), 422, "occurred_at"},
		{post("/v1/events", event(`"name"`, `"occurred_at":"1999-01-01T00:00:00Z","name"`)), 422, "occurred_at"},
		{post("/v1/events", event(`"name"`, `"occurred_at":"9999-01-01T00:00:00Z","name"`)), 422, "occurred_at"},
		{post("/v1/events", event(`"name"`, `"occurred_at":"0001-01-01T00:00:00Z","name"`)), 422, "occurred_at"},
		{post("/v1/events", event(`"name"`, `"occurred_at":20261120,"name"`)), 422, "occurred_at"},
		{post("/v1/events", event(`"name"`, `"colour":"red","name"`)), 422, "colour"},
		{post("/v1/events", event(`"name"`, `"Name":"other","name"`)), 422, "Name"},
		{post("/v1/events", event(`"name"`, `"Name"`)), 422, "Name"},
		{post("/v1/events", event(`"email"`, `"Email":"eve@example.org","email"`)), 422, "contact.Email"},
		{post("/v1/events", event(`"contact"`, `"conta\u212at":{},"contact"`)), 422, "conta\u212at"},
		{post("/v1/events", event(`{"value":30}`, `[30]`)), 422, "properties"},
		{post("/v1/events", event(`30`, `1e999`)), 422, "properties"},
		{post("/v1/events", event(`30`, `"`+strings.Repeat("x", 17<<10)+`"`)), 422, "properties"},
		{post("/v1/events", event(`30`, `"`+strings.Repeat("x", 65<<10)+`"`)), 422, "event"},
		{post("/v1/events", event(`30`, deep)), 400, "body"},
		{post("/v1/events", "["+strings.Repeat(event("{", "{")+",", 1000)+event("{", "{")+"]"), 413, "body"},
		{post("/v1/events", strings.Repeat(" ", 8<<20+1)), 413, "body"},
		{post("/v1/events", "no\nlines\n", asLines), 422, "event"},

		{post("/v1/responses", "{"), 400, "body"},
		{post("/v1/responses", answered(`9`, `11`)), 422, "rating"},
		{post("/v1/responses", answered(`9`, `-1`)), 422, "rating"},
		{post("/v1/responses", answered(`9`, `9.5`)), 422, "rating"},
		{post("/v1/responses", answered(`9`, `"9"`)), 422, "rating"},
		{post("/v1/responses", answered(`9`, `null`)), 422, "rating"},
		{post("/v1/responses", answered(`9`, `9,"Rating":1`)), 422, "Rating"},
		{post("/v1/responses", answered(`"contact_id"`, `"Contact_ID"`)), 422, "Contact_ID"},
		{post("/v1/responses", answered(`9`, `99999999999999999999`)), 422, "rating"},
		{post("/v1/responses", answered(`delivery-nps`, `nope`)), 422, "survey"},
		{post("/v1/responses", answered(`"survey":"delivery-nps"`, `"touchpoint":"nope"`)), 422, "touchpoint"},
		{post("/v1/responses", answered(`"survey":"delivery-nps"`, `"touchpoint":"service"`)), 422, "survey"},
		{post("/v1/responses", answered(`"survey":"delivery-nps",`, ``)), 422, "touchpoint"},
		{post("/v1/responses", answered(`c-1`, `c\u0000`)), 422, "contact_id"},
		{post("/v1/responses", answered(`"rating"`, `"locale":"?","rating"`)), 422, "locale"},
		{post("/v1/responses", answered(`"rating"`, `"source":"fax","rating"`)), 422, "source"},
		{post("/v1/responses", answered(`"rating"`, `"source":5,"rating"`)), 422, "source"},
		{post("/v1/responses", answered(`"rating"`, `"answered_at":"soon","rating"`)), 422, "answered_at"},
		{post("/v1/responses", answered(`"rating"`, `"occurred_at":"2030-01-01T00:00:00Z","rating"`)), 422, "occurred_at"},
		{post("/v1/responses", answered(`"rating"`, `"answered_at":"0001-01-01T00:00:00Z","rating"`)), 422, "answered_at"},
		{post("/v1/responses", answered(`"rating"`, `"answers":{"nope":["x"]},"rating"`)), 422, "nope"},
		{post("/v1/responses", answered(`"rating"`, `"answers":{"tags":["z"]},"rating"`)), 422, "tags"},
		{post("/v1/responses", answered(`"rating"`, `"answers":{"why":["`+strings.Repeat("x", 5001)+`"]},"rating"`)), 422, "why"},

		{put("/v1/definition", "", asYAML), 422, ""},
		{put("/v1/definition", "a: [", asYAML), 422, ""},
		{put("/v1/definition", "\xff", asYAML), 422, ""},
		{put("/v1/definition", "{}"), 422, "organisation.name"},
		{put("/v1/definition", strings.Replace(definition, "channel: post", "chanel: post", 1), asYAML), 422, "journeys[0].stages[0].touchpoints[0].chanel"},
		{put("/v1/definition", strings.Replace(definition, "metric: nps", "metric: csat", 1), asYAML), 422, "surveys[0].metric"},
		{put("/v1/definition", strings.Replace(definition, "event.properties.value >= 20", "event.properties.value >=", 1), asYAML), 422, "triggers[0].when"},
		{put("/v1/definition", definition, "Content-Type: image/png"), 415, "Content-Type"},
		{put("/v1/definition?dry_run=perhaps", definition, asYAML), 422, "dry_run"},
		{put("/v1/definition?dryrun=true", definition, asYAML), 422, "dryrun"},
		{put("/v1/definition", strings.Repeat("#", 1<<20+1), asYAML), 413, "body"},

		{post("/v1/improvements", `{"name":"x","touchpoints":["delivery"],"day":"2026-12-01","day":"2026-12-05"}`), 400, "body"},
		{post("/v1/improvements/plan", `{"name":"x","touchpoints":["delivery"],"day":"2026-12-01","touchpoints":["service"]}`), 400, "body"},
		{post("/v1/improvements/plan", `{"name":"x","touchpoints":["delivery"],"day":"2026-12-01","Day":"2026-12-05"}`), 422, "Day"},
		{put(contact, `{"name":"Jo","name":"Mo"}`), 400, "body"},
		{post("/v1/suppressions", `{"addresses":["jo@example.org"],"addresses":["mo@example.org"]}`), 422, "addresses"},

		{get(score + "?from=yesterday"), 422, "from"},
		{get(score + "?from=2026-02-30"), 422, "from"},
		{get(score + "?from=2026-10-02&to=2026-10-01"), 422, "from"},
		{get(score + "?from=1900-01-01&to=2026-10-01"), 422, "from"},
		{get(score + "?to=99999-01-01"), 422, "to"},
		{get(score + "?from=%00"), 422, "from"},
		{get(score + "?from=%zz"), 422, "query"},
		{get(score + "?form=2026-10-01"), 422, "form"},
		{get(score + "?trend=year"), 422, "trend"},
		{get(score + "?segment=persona"), 422, "segment"},
		{get(score + "?segment=nope:x"), 422, "segment"},
		{get(score + "?segment=persona:%ff"), 422, "segment"},
		{get(score + "?survey=nope"), 422, "survey"},
		{get("/v1/touchpoints/service/score"), 422, "survey"},
		{get("/v1/touchpoints/nope/score"), 404, ""},
		{get("/v1/touchpoints/newsletter/score"), 404, ""},
		{get("/v1/touchpoints/nope"), 404, ""},
		{get("/v1/scores?by=weather"), 422, "by"},
		{get("/v1/scores?by=segment.nope"), 422, "by"},
		{get("/v1/scores?metric=smiles"), 422, "metric"},

		{get("/v1/invitations?limit=0"), 422, "limit"},
		{get("/v1/invitations?limit=501"), 422, "limit"},
		{get("/v1/invitations?limit=many"), 422, "limit"},
		{get("/v1/invitations?limit=99999999999999999999"), 422, "limit"},
		{get("/v1/invitations?after=!!!"), 422, "after"},
		{get("/v1/invitations?after=AAAA"), 422, "after"},
		{get("/v1/invitations?after=" + strings.Repeat("A", 5000)), 422, "after"},
		{get("/v1/invitations?status=lost"), 422, "status"},
		{get("/v1/invitations?contact=%ff"), 422, "contact"},
		{get("/v1/invitations?%00=1"), 422, "\x00"},
		{get("/v1/invitations/nope"), 404, ""},
		{get("/v1/invitations/%00"), 422, "id"},
		{get("/v1/responses?from=today"), 422, "from"},
		{get("/v1/responses?with_comment=perhaps"), 422, "with_comment"},
		{get("/v1/responses?after=AAAA"), 422, "after"},
		{get("/v1/events/nope"), 404, ""},
		{get("/v1/events/nope/decisions"), 404, ""},
		{get("/v1/events/%00"), 422, "id"},
		{get("/v1/events/" + strings.Repeat("x", 201)), 422, "id"},
		{get("/v1/contacts/nope"), 404, ""},
		{get("/v1/contacts/a%ffb"), 422, "id"},
		{get("/v1/contacts/c-1?all=1"), 422, "all"},
		{get("/v1/sending?since=1"), 422, "since"},
		{get("/v1/definition?format=yaml"), 422, "format"},

		{put(contact, ""), 400, "body"},
		{put(contact, "{"), 400, "body"},
		{put(contact, "[]"), 422, "body"},
		{put(contact, `{"email":"jo"}`), 422, "email"},
		{put(contact, `{"email":7}`), 422, "email"},
		{put(contact, `{"locale":"?"}`), 422, "locale"},
		{put(contact, `{"timezone":"Mars"}`), 422, "timezone"},
		{put(contact, `{"shoe_size":43}`), 422, "shoe_size"},
		{put(contact, `{"email":"jo@example.org","Email":"eve@example.org"}`), 422, "Email"},
		{put(contact, `{"properties":{"a":1e999}}`), 400, "body"},
		{put(contact, deep), 400, "body"},
		{put(contact, `<contact/>`, "Content-Type: application/xml"), 415, "body"},
		{put(contact, strings.Repeat(" ", 1<<20+1)), 413, "body"},
		{put("/v1/contacts/%00", `{"name":"x"}`), 422, "id"},
		{put("/v1/contacts/"+strings.Repeat("x", 301), `{"name":"x"}`), 422, "id"},
		{request{method: "DELETE", path: "/v1/contacts/nope"}, 404, ""},

		{post("/r/nope", `{"rating":9}`), 404, ""},
		{post("/r/nope", "{"), 404, ""}, // its body is not looked at
		{post("/r/AAAAAAAAAAAAAAAAAAAAAA", `{"rating":9}`), 404, ""},
		{post("/r/%00%ff", `{"rating":9}`), 404, ""},
		{post("/v1/inbound/mail", "", asMail), 400, "body"},
		{post("/v1/inbound/mail", "\x00\xff", asMail), 400, "body"},
		{post("/v1/inbound/mail", "no mail at all", asMail), 400, "body"},
		{post("/v1/inbound/mail", "Subject: x\n\n", asJSON), 415, "Content-Type"},
		{post("/v1/inbound/mail?to=x", "Subject: x\n\n", asMail), 422, "to"},
		{post("/v1/inbound/mail", "Subject: "+strings.Repeat("x", 1<<20), asMail), 413, "body"},
		{post("/v1/suppressions", ""), 400, "body"},
		{post("/v1/suppressions", `{"addresses":"jo@example.org"}`), 400, "body"},
		{post("/v1/suppressions", `{"adresses":["jo@example.org"]}`), 400, "body"},
		{post("/v1/suppressions", `{"addresses":["jo@example.org"],"Addresses":["eve@example.org"]}`), 422, "Addresses"},
		{post("/v1/suppressions", `{"addresses":[]}`), 422, "addresses"},
		{post("/v1/suppressions", `{"addresses":["jo"]}`), 422, "addresses[0]"},
		{post("/v1/suppressions", `{"addresses":["jo@example.org"],"touchpoint":"A B"}`), 422, "touchpoint"},
		{post("/v1/suppressions", `{"addresses":["jo@example.org"],"reason":"x"}`), 422, "reason"},
		{post("/v1/suppressions", "address=jo@example.org", asForm), 415, "Content-Type"},
		{post("/v1/suppressions", "name\njo@example.org\n", asCSV), 422, "header"},
		{post("/v1/suppressions", "person,key\n0123456789abcdef0123456789abcdef,\n", asCSV), 422, "key"},
		{get("/v1/suppressions?after=x"), 422, "after"},
		{get("/v1/suppressions/email:jo"), 422, "address"},
		{get("/v1/suppressions?limit=0"), 422, "limit"},
		{post("/u/nope", "List-Unsubscribe=One-Click", asForm, "Accept: application/json"), 404, ""},
		{post("/u/nope", "{}"), 404, ""},
		{post("/u/nope", strings.Repeat("a", 128<<10+1), asForm, "Accept: application/json"), 413, "body"},
		{post("/v1/suppressions", `{"addresses":[`+strings.Repeat(`"",`, 100_000)+`""]}`), 413, "body"},
		{request{method: "PATCH", path: "/v1/events"}, 405, ""},
		{request{method: "DELETE", path: "/v1/definition"}, 405, ""},
		{request{method: "BREW", path: "/v1/events"}, 405, ""},
		{get("/v1/nope"), 404, ""},
		{get("/v1/events/"), 404, ""},
		{get("/v1//events/x"), 404, ""},
		{post("/v1/events/", "{}"), 404, ""},
	}
	w.unchanged(func() {
		for _, c := range cases {
			name := fmt.Sprintf("%s %.60s %.80s", c.method, c.path, c.body)
			g := w.send(c.request)
			if g.status != c.status {
				w.Errorf("%s was answered %d, not %d: %.300s", name, g.status, c.status, g.body)
				continue
			}
			if kind := g.header.Get("Content-Type"); kind != "application/problem+json" {
				w.Errorf("%s was answered as %q", name, kind)
				continue
			}
			p := g.json(w.T)
			if p["status"] != float64(c.status) || p["title"] != http.StatusText(c.status) || p["request_id"] != g.header.Get("X-Request-Id") || p["detail"] == nil && p["errors"] == nil {
				w.Errorf("%s was answered with the problem %s", name, g.body)
			}
			if !names(p, c.field) {
				w.Errorf("%s was answered without naming %q: %s", name, c.field, g.body)
			}
		}
	})
	if strings.Contains(w.logs.String(), `"level":"ERROR"`) {
		w.Errorf("something was logged as an error: %s", w.logs)
	}
}

// names says whether a problem names the field.
func names(p map[string]any, field string) bool {
	if field == "" || p["field"] == field {
		return true
	}
	findings, _ := p["errors"].([]any)
	for _, f := range findings {
		if f.(map[string]any)["field"] == field {
			return true
		}
	}
	return false
}

func TestAKeyThatNobodyKnowsIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	good := w.key
	for _, header := range []string{"Bearer", "Bearer ", "Bearer nope", "Bearer " + good + "x", "Bearer hk" + strings.Repeat("0", 40), "Basic " + good, good, "Bearer " + strings.Repeat("x", 10000)} {
		g := w.send(request{method: "GET", path: "/v1/sending", anonymous: true, headers: []string{"Authorization: " + header}})
		if g.status != http.StatusUnauthorized {
			t.Errorf("%.40q was answered %d", header, g.status)
		}
	}
	if g := w.send(request{method: "GET", path: "/v1/sending", anonymous: true, headers: []string{"Authorization: bearer  " + good}}); g.status != http.StatusOK {
		t.Errorf("the scheme in small letters was answered %d", g.status)
	}
}
