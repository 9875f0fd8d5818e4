package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"halte/surveys"
)

func TestATimelineIsReadInPagesByWhoMayHandleContacts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token, _ := w.invited("a")
	w.open("/r/" + token + "?rating=9")
	w.form("/r/"+token, "rating=9")
	var says []string
	for after, pages := "", 0; ; pages++ {
		g := w.get("/v1/contacts/c-a/timeline?limit=2" + after)
		if g.status != http.StatusOK || pages > 9 {
			t.Fatalf("it answered %d: %s", g.status, g.body)
		}
		page := g.json(t)
		for _, h := range page["timeline"].([]any) {
			says = append(says, h.(map[string]any)["says"].(string))
		}
		next, more := page["next"].(string)
		if !more {
			break
		}
		after = "&after=" + next
	}
	story := strings.Join(says, "\n")
	for _, want := range []string{"“order.delivered” happened", "To be asked about Delivery", "the mail server took the mail", "The 9 in the mail", "Answered about Delivery"} {
		if !strings.Contains(story, want) {
			t.Errorf("%q is not told in\n%s", want, story)
		}
	}
	reads, _, err := w.halte.CreateKey(t.Context(), "reads", []surveys.Scope{surveys.ScopeRead, surveys.ScopeSmallCells}, time.Time{})
	w.must(err)
	handles, _, err := w.halte.CreateKey(t.Context(), "handles", []surveys.Scope{surveys.ScopeContacts}, time.Time{})
	w.must(err)
	if g := w.send(request{method: "GET", path: "/v1/contacts/c-a/timeline", anonymous: true, headers: []string{"Authorization: Bearer " + reads}}); g.status != http.StatusForbidden {
		t.Errorf("a key that may read is answered %d", g.status)
	}
	if g := w.send(request{method: "GET", path: "/v1/contacts/c-a/timeline", anonymous: true, headers: []string{"Authorization: Bearer " + handles}}); g.status != http.StatusOK ||
		strings.Contains(g.body, `"rating"`) || strings.Contains(g.body, "Delivery: 9") || strings.Contains(g.body, "The 9 ") {
		t.Errorf("a key that may not see single answers reads %d: %s", g.status, g.body)
	}
	if g := w.get("/v1/contacts/c-a/timeline?after=bm9uZQ"); g.status != http.StatusUnprocessableEntity {
		t.Errorf("a bad cursor is answered %d", g.status)
	}
	w.send(request{method: "DELETE", path: "/v1/contacts/c-a"})
	if g := w.get("/v1/contacts/c-a/timeline"); g.status != http.StatusNotFound {
		t.Errorf("after an erasure it answers %d: %s", g.status, g.body)
	}
}

func TestADecisionSaysWhyInPlainWords(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.post("/v1/events", strings.Replace(delivered("a"), "129.5", "12", 1))
	if g := w.get("/v1/events/a/decisions"); !strings.Contains(g.body, `"says":"Not asked about Delivery`) || !strings.Contains(g.body, "value") {
		t.Errorf("it says %s", g.body)
	}
}

func TestTheFunnelIsServed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token, _ := w.invited("a")
	w.invited("b")
	w.form("/r/"+token, "rating=9")
	w.post("/v1/events", strings.Replace(delivered("cheap"), "129.5", "12", 1))
	day := w.clock.Now().Format(time.DateOnly)
	for _, query := range []string{"", "&trigger=after-delivery", "&touchpoint=delivery"} {
		f := w.get("/v1/funnel?from=2026-11-01&to=2026-11-30" + query).json(t)
		if f["heard"] != 3.0 || f["unmatched"] != 1.0 || f["eligible"] != 2.0 || f["sent"] != 2.0 || f["delivered"] != 2.0 || f["opened"] != 1.0 || f["answered"] != 1.0 {
			t.Errorf("%s gives %v", query, f)
		}
	}
	for query, status := range map[string]int{"?touchpoint=moon": 404, "?trigger=moon": 404, "?from=soon": 422, "?from=2026-11-02&to=2026-11-01": 422, "?to=" + day: 200, "?x=1": 422} {
		if g := w.get("/v1/funnel" + query); g.status != status {
			t.Errorf("%s is answered %d: %s", query, g.status, g.body)
		}
	}
}

func TestATriggerIsTriedOverHTTPAndNothingIsWritten(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.invited("a")
	w.post("/v1/events", strings.Replace(delivered("cheap"), "129.5", "12", 1))
	w.unchanged(func() {
		out := w.post("/v1/triggers/after-delivery/try", "").json(t)
		if out["events"] != 2.0 || out["asked"] != 1.0 || len(out["days"].([]any)) != 30 {
			t.Errorf("it would have done %v", out)
		}
		changed := strings.Replace(definition, "value >= 20", "value >= 10", 1)
		out = w.send(request{method: "POST", path: "/v1/triggers/after-delivery/try?days=7", body: changed, headers: []string{"Content-Type: application/yaml"}}).json(t)
		if out["asked"] != 2.0 || len(out["days"].([]any)) != 7 {
			t.Errorf("changed, it would have done %v", out)
		}
		for path, status := range map[string]int{"/v1/triggers/moon/try": 404, "/v1/triggers/after-delivery/try?days=0": 422, "/v1/triggers/after-delivery/try?days=367": 422, "/v1/triggers/after-delivery/try?day=3": 422} {
			if g := w.post(path, ""); g.status != status {
				t.Errorf("%s is answered %d: %s", path, g.status, g.body)
			}
		}
		if g := w.send(request{method: "POST", path: "/v1/triggers/after-delivery/try", body: "triggers: 3", headers: []string{"Content-Type: application/yaml"}}); g.status != http.StatusUnprocessableEntity {
			t.Errorf("a bad definition is answered %d: %s", g.status, g.body)
		}
	})
}

func TestTheTeamReadsTheFunnelAndTheTimeline(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, id := range []string{"a", "b", "c", "d", "e", "f"} {
		token, _ := w.invited(id)
		w.form("/r/"+token, "rating=3&why=Late")
	}
	days := "?from=2026-11-01&to=2026-11-30"
	page := w.get("/touchpoints/delivery" + days).body
	for _, want := range []string{"From event to answer", "<b>Answered</b> <span class=\"number\">6</span>", `href="/contacts/c-a"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page of the touchpoint lacks %s", want)
		}
	}
	if all := w.get("/touchpoints/delivery/comments" + days).body; !strings.Contains(all, `href="/contacts/c-a"`) {
		t.Errorf("the page of all comments leads to nobody:\n%s", all)
	}
	g := w.get("/contacts/c-a")
	if g.status != http.StatusOK || !strings.Contains(g.body, "What happened to c-a") || !strings.Contains(g.body, "Answered about Delivery &lt;script&gt;") {
		t.Errorf("the timeline answers %d:\n%s", g.status, g.body)
	}
	if g := w.get("/contacts/c-a", "Accept-Language: nl"); !strings.Contains(g.body, "Wat c-a meemaakte") || !strings.Contains(g.body, "Antwoordde over Bezorging: 3.") {
		t.Errorf("in Dutch it answers %d:\n%s", g.status, g.body)
	}
	for path, status := range map[string]int{"/contacts/nobody": 404, "/contacts/a%2Fb": 404, "/contacts/c-a?after=x": 422} {
		if g := w.get(path); g.status != status {
			t.Errorf("%s is answered %d", path, g.status)
		}
	}
	reads, _, err := w.halte.CreateKey(t.Context(), "reads", []surveys.Scope{surveys.ScopeRead}, time.Time{})
	w.must(err)
	if g := w.send(request{method: "GET", path: "/touchpoints/delivery/comments" + days, anonymous: true, headers: []string{"Authorization: Bearer " + reads}}); g.status != http.StatusOK || strings.Contains(g.body, "/contacts/") {
		t.Errorf("who may only read is led to contacts: %d\n%s", g.status, g.body)
	}
	if g := w.send(request{method: "GET", path: "/contacts/c-a", anonymous: true, headers: []string{"Authorization: Bearer " + reads}}); g.status != http.StatusForbidden {
		t.Errorf("who may only read is answered %d", g.status)
	}
}
