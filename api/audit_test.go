package api_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"halte/surveys"
)

func TestTheAuditLogTellsWhoChangedWhat(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.post("/v1/events", delivered("jo"))
	for _, step := range []struct{ method, path, body string }{
		{"POST", "/v1/sending/pause", ""},
		{"POST", "/v1/sending/pause", ""},
		{"POST", "/v1/sending/resume", ""},
		{"POST", "/v1/suppressions", `{"addresses":["eve@example.org","ann@example.org"]}`},
		{"DELETE", "/v1/suppressions/email:eve@example.org", ""},
		{"POST", "/v1/improvements", `{"id":"carrier","name":"New carrier","touchpoints":["delivery"],"day":"2026-11-19","metric":"nps"}`},
		{"DELETE", "/v1/contacts/c-jo", ""},
		{"PUT", "/v1/definition", strings.Replace(definition, "timezone: Europe/Amsterdam", "timezone: Europe/Paris", 1)},
	} {
		if g := w.send(request{method: step.method, path: step.path, body: step.body, headers: []string{surveys.IfElse(step.method == "PUT", "Content-Type: application/yaml", asJSON)}}); g.status >= 300 {
			t.Fatalf("%s %s was answered %d: %s", step.method, step.path, g.status, g.body)
		}
	}
	var log struct {
		Entries []struct {
			Actor  struct{ Kind, Name, ID string }
			Action surveys.Action
			Object string
			Before string
			After  string
		}
	}
	g := w.get("/v1/audit")
	if err := json.Unmarshal([]byte(g.body), &log); err != nil {
		t.Fatalf("%v: %s", err, g.body)
	}
	var did []string
	for _, e := range log.Entries {
		if e.Actor.Kind == "key" {
			did = append(did, string(e.Action)+" "+e.Before+">"+e.After)
			if e.Actor.Name == "" || e.Actor.ID == "" {
				t.Errorf("it does not tell by which key: %+v", e)
			}
		}
	}
	slices.Reverse(did)
	want := []string{
		"sending_paused >", "sending_resumed >", "suppressions_added >2", "suppressions_lifted 1>", "improvement_written >version 1",
		"contact_erased >", "definition_applied >1 change",
	}
	if !slices.Equal(did, want) {
		t.Errorf("it tells %q, want %q", did, want)
	}
	for _, secret := range []string{"c-jo", "example.org", w.key} {
		if strings.Contains(g.body, secret) {
			t.Errorf("it holds %s: %s", secret, g.body)
		}
	}
	if g := w.get("/v1/audit?contact=c-jo"); !strings.Contains(g.body, "contact_erased") || strings.Count(g.body, `"action"`) != 1 {
		t.Errorf("asked for the contact it tells %s", g.body)
	}
	if g := w.get("/v1/audit?contact=c-jo&object=x"); g.status != http.StatusUnprocessableEntity {
		t.Errorf("both were answered %d", g.status)
	}
	if g := w.get("/v1/audit?limit=1&action=key_created"); strings.Count(g.body, `"action"`) != 1 || !strings.Contains(g.body, `"next"`) {
		t.Errorf("a page of one is %s", g.body)
	}
}
