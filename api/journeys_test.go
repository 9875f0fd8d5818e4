package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// withRelationship asks about the relationship too, at the newsletter.
var withRelationship = strings.NewReplacer(
	"channel: email}", "channel: email, relationship: true}",
	"triggers:\n", "  - {key: relation-nps, touchpoint: newsletter, metric: nps, question: {nl: \"En alles bijeen?\", en: \"All in all?\"}}\ntriggers:\n",
).Replace(definition)

func TestWhatIsKnownOfAJourneyIsServedAsItIsDescribed(t *testing.T) {
	t.Parallel()
	w := open(t, sqlite(t), withRelationship)
	var answers, events []string
	for i := range 240 {
		contact := fmt.Sprintf("c-%d", i)
		answer := func(survey string, day, rating int) {
			answers = append(answers, fmt.Sprintf(`{"id":"%s-%s","survey":"%s","contact_id":"%s","occurred_at":"2026-11-%02dT10:00:00Z","answered_at":"2026-11-%02dT10:00:00Z","rating":%d}`,
				survey, contact, survey, contact, day, day, rating))
		}
		answer("delivery-nps", 1+i%5, i%11)
		answer("service-csat", 6, 1+i%5)
		answer("relation-nps", 10, min(10, i%11+i%3))
		if i < 30 {
			events = append(events, fmt.Sprintf(`{"id":"e-%d","name":"order.delivered","occurred_at":"2026-10-01T10:00:00Z","contact":{"id":"%s"}}`, i, contact))
		}
	}
	for len(answers) > 0 {
		some := answers[:min(len(answers), 100)]
		answers = answers[len(some):]
		if got := w.post("/v1/responses", "["+strings.Join(some, ",")+"]"); got.status >= 300 {
			t.Fatal(got.status, got.body)
		}
	}
	if got := w.post("/v1/events", "["+strings.Join(events, ",")+"]"); got.status != http.StatusAccepted {
		t.Fatal(got.status, got.body)
	}
	moments := w.get("/v1/journeys/bike-order/moments").json(t)
	if moments["standing"] != "indicative" || moments["answers"] != 240.0 || len(moments["touchpoints"].([]any)) != 3 {
		t.Errorf("the moments are %v", moments)
	}
	first := moments["touchpoints"].([]any)[0].(map[string]any)
	if first["touchpoint"] != "delivery" || first["believed"] != true || first["found"] != "more" || first["share"].(float64) < 0.8 {
		t.Errorf("delivery is %v", first)
	}
	score := w.get("/v1/journeys/bike-order/score?from=2026-11-01&to=2026-11-20").json(t)
	if score["measured"] != 2.0 || score["surveyed"] != 3.0 || score["respondents"] != 240.0 || score["score"] == nil {
		t.Errorf("the score is %v", score)
	}
	paths := w.get("/v1/journeys/bike-order/paths").json(t)
	if paths["contacts"] != 30.0 || len(paths["paths"].([]any)) != 1 {
		t.Errorf("the paths are %v", paths)
	}
	for _, c := range []struct {
		path   string
		status int
		field  string
	}{
		{"/v1/journeys/none/moments", http.StatusNotFound, ""},
		{"/v1/journeys/none/score", http.StatusNotFound, ""},
		{"/v1/journeys/none/paths", http.StatusNotFound, ""},
		{"/v1/journeys/bike-order/moments?from=x", http.StatusUnprocessableEntity, "from"},
		{"/v1/journeys/bike-order/score?to=2026-13-01", http.StatusUnprocessableEntity, "to"},
		{"/v1/journeys/bike-order/paths?from=2026-11-02&to=2026-11-01", http.StatusUnprocessableEntity, "from"},
	} {
		if got := w.get(c.path); got.status != c.status || !strings.Contains(got.body, c.field) {
			t.Errorf("%s answers %d: %s", c.path, got.status, got.body)
		}
	}
	for path, want := range map[string]string{
		"/journeys/bike-order/moments": "comes first", "/journeys/bike-order/paths": "30 customers",
		"/journeys/bike-order/moments?to=2026-11-20": `<a class="name" href="/touchpoints/service?to=2026-11-20">First service</a>`,
		"/journeys/bike-order/paths?to=2026-11-20":   `<a href="/touchpoints/delivery?to=2026-11-20">Delivery &lt;script&gt;`,
		"/?journey=bike-order":                       "/journeys/bike-order/moments",
		"/journeys/repair/moments":                   "Moments of truth", "/journeys/repair/paths": "Nothing happened",
	} {
		page := w.from("127.0.0.1:50000", "localhost", path)
		if page.Code != http.StatusOK || !strings.Contains(page.Body.String(), want) || strings.Contains(page.Body.String(), "<script>") {
			t.Errorf("%s answers %d without %q", path, page.Code, want)
		}
	}
	if page := w.from("127.0.0.1:50000", "localhost", "/journeys/none/moments"); page.Code != http.StatusNotFound {
		t.Errorf("a journey that does not exist answers %d", page.Code)
	}
	if page := w.from("192.0.2.7:50000", "halte.example", "/journeys/bike-order/paths"); page.Code == http.StatusOK {
		t.Error("the paths are shown to anybody")
	}
}
