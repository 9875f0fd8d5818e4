package api_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestAnEventBecomesAScore(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token, _ := w.invited("ord-1")

	page := w.send(request{method: "GET", path: "/r/" + token + "?rating=9", anonymous: true})
	if page.status != http.StatusOK || !strings.Contains(page.body, "How likely are you to recommend us?") {
		t.Fatalf("the survey answered %d:\n%s", page.status, page.body)
	}

	saved := w.form("/r/"+token, "rating=9&tags=a&tags=b&again=yes")
	if saved.status != http.StatusSeeOther || saved.header.Get("Location") != "/r/"+token+"?saved=1" {
		t.Fatalf("the answer was answered %d to %q:\n%s", saved.status, saved.header.Get("Location"), saved.body)
	}
	if thanks := w.get(saved.header.Get("Location")); thanks.status != http.StatusOK || !strings.Contains(thanks.body, "/r/"+token+"\"") {
		t.Errorf("the thanks answered %d, without a way to change the answer:\n%s", thanks.status, thanks.body)
	}

	score := w.get("/v1/touchpoints/delivery/score?trend=week").json(t)
	if score["n"] != 1.0 || score["score"] != 100.0 || score["response_rate"] != 1.0 {
		t.Errorf("the score is %v", score)
	}
	for _, path := range []string{
		"/v1/touchpoints", "/v1/touchpoints/delivery", "/v1/scores", "/v1/scores?by=segment.persona", "/v1/responses", "/v1/responses?with_comment=true",
		"/v1/invitations", "/v1/events/ord-1", "/v1/events/ord-1/decisions", "/v1/contacts/c-ord-1", "/v1/sending", "/v1/definition",
		"/", "/touchpoints/delivery", "/touchpoints/service", "/touchpoints/newsletter", "/?journey=repair", "/docs", "/openapi.json", "/healthz", "/readyz", "/metrics",
	} {
		if g := w.get(path); g.status != http.StatusOK {
			t.Errorf("GET %s answered %d: %s", path, g.status, g.body)
		}
	}
}
