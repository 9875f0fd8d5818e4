package api_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"halte/surveys/improve"
	"halte/surveys/respond"
)

// collapses records a quiet history of deliveries and of services, and then a few
// days on which everybody is disappointed, and looks for alerts.
func (w *world) collapses() {
	w.Helper()
	var answers []respond.ExternalResponse
	give := func(survey string, day, i, rating int) {
		at := w.clock.Now().AddDate(0, 0, -day)
		answers = append(answers, respond.ExternalResponse{ID: fmt.Sprint(survey, day, "-", i), Survey: survey, OccurredAt: at, AnsweredAt: at, Rating: &rating})
	}
	for day := 110; day > 0; day-- {
		for i, rating := range []int{10, 9, 10, 4} {
			if day < 8 {
				rating = 1
			}
			give("delivery-nps", day, i, rating)
			give("service-csat", day, i, max(rating/2, 1))
		}
	}
	for len(answers) > 0 {
		n := min(len(answers), 500)
		_, err := w.halte.RecordAnswers(w.Context(), answers[:n], true)
		w.must(err)
		answers = answers[n:]
	}
	_, err := w.halte.UpdateAlerts(w.Context(), improve.AlertUpdate{})
	w.must(err)
}

func TestAlertsAreListedPagedAndShown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if g := w.get("/v1/alerts"); g.status != http.StatusOK || !strings.Contains(g.body, `{"alerts":[]}`) {
		t.Errorf("before any alert it answered %d: %s", g.status, g.body)
	}
	if g := w.open("/alerts"); g.status != http.StatusOK || !strings.Contains(g.body, "No alerts") {
		t.Errorf("before any alert the page answered %d:\n%s", g.status, g.body)
	}
	w.collapses()
	first := w.get("/v1/alerts?limit=1").json(t)
	next, _ := first["next"].(string)
	second := w.get("/v1/alerts?limit=1&after=" + url.QueryEscape(next)).json(t)
	seen := map[string]map[string]any{}
	for _, page := range []map[string]any{first, second} {
		for _, a := range page["alerts"].([]any) {
			one := a.(map[string]any)
			seen[one["survey"].(string)] = one
		}
	}
	if len(seen) != 2 {
		t.Fatalf("two pages hold %v", seen)
	}
	a := seen["delivery-nps"]
	before, after := a["before"].(map[string]any), a["after"].(map[string]any)
	if a["direction"] != "drop" || a["since"] != w.clock.Now().AddDate(0, 0, -7).Format(time.DateOnly) || before["score"] != 50.0 || before["n"] != 360.0 ||
		after["score"] != -100.0 || after["interval"] == nil || a["log_evidence"].(float64) < a["log_threshold"].(float64) {
		t.Errorf("the alert is %v", a)
	}
	if g := w.get("/v1/alerts?touchpoint=delivery&from=" + a["day"].(string)); !strings.Contains(g.body, "delivery-nps") || strings.Contains(g.body, "service-csat") {
		t.Errorf("the alerts of a touchpoint are %s", g.body)
	}
	for segment, n := range map[string]float64{"persona:nobody": 0} {
		of := w.get("/v1/alerts?touchpoint=delivery&segment=" + segment).json(t)["alerts"].([]any)[0].(map[string]any)["segment"].(map[string]any)
		if of["after"].(map[string]any)["n"] != n || of["filter"].([]any)[0] != "segment."+segment || of["difference"] != nil {
			t.Errorf("%s answered %v around the alert", segment, of)
		}
	}
	for path, want := range map[string]string{
		"/alerts":                                "went down",
		"/alerts?after=" + url.QueryEscape(next): "Alerts",
		"/":                                      `class="flag-day"`,
		"/touchpoints/delivery":                  "the score is lower than it was",
	} {
		if g := w.open(path, "Accept-Language: en"); g.status != http.StatusOK || !strings.Contains(g.body, want) {
			t.Errorf("GET %s answered %d without %q:\n%s", path, g.status, want, g.body)
		}
	}
	for _, path := range []string{"/v1/alerts?after=x", "/v1/alerts?from=soon", "/v1/alerts?limit=0", "/alerts?after=soon", "/alerts?after=" + strings.Repeat("x", 300) + "2026-01-01"} {
		if g := w.get(path); g.status != http.StatusUnprocessableEntity {
			t.Errorf("GET %s answered %d: %s", path, g.status, g.body)
		}
	}
}

func TestAFigureOfThePastIsServedWithItsRule(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.remembers(40)
	day := w.clock.Now().Format(time.DateOnly)
	now := w.get("/v1/touchpoints/delivery/score").json(t)
	w.clock.Pass(48 * time.Hour)
	w.post("/v1/responses", answered(`"rating"`, `"occurred_at":"`+day+`T08:00:00Z","rating"`))
	got := w.get("/v1/report?touchpoint=delivery&as_of=" + day)
	figures, _ := got.json(t)["figures"].([]any)
	if got.status != http.StatusOK || len(figures) != 1 {
		t.Fatalf("it answered %d: %s", got.status, got.body)
	}
	f := figures[0].(map[string]any)
	if f["n"] != now["n"] || f["score"] != now["score"] || fmt.Sprint(f["interval"]) != fmt.Sprint(now["interval"]) {
		t.Errorf("the report says %v, and the score was %v", f, now)
	}
	if !strings.Contains(got.body, `"scoring_rule":{"version":1,`) {
		t.Errorf("the rule is not in %s", got.body)
	}
	if g := w.get("/v1/report?as_of=2026-11-01"); !strings.Contains(g.body, `"figures":[]`) {
		t.Errorf("before the import there was %s", g.body)
	}
	for path, status := range map[string]int{
		"/v1/report": 422, "/v1/report?as_of=soon": 422, "/v1/report?as_of=2030-01-01": 422, "/v1/report?as_of=2026-11-01&by=x": 422,
		"/v1/report?as_of=2026-11-01&touchpoint=nope": 404, "/v1/report?as_of=2026-11-01&from=2026-11-02": 422,
	} {
		if g := w.get(path); g.status != status {
			t.Errorf("GET %s answered %d: %s", path, g.status, g.body)
		}
	}
}

func TestASmoothedTrendIsServedBesideTheRawOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.remembers(40)
	g := w.get("/v1/touchpoints/delivery/score?trend=week&smooth=true")
	points, _ := g.json(t)["trend"].([]any)
	last, _ := points[len(points)-1].(map[string]any)["smoothed"].(map[string]any)
	if last["score"] == nil || last["interval"] == nil || last["effective_n"].(float64) <= 5 {
		t.Errorf("the last point is %v", points[len(points)-1])
	}
	for _, path := range []string{"/v1/touchpoints/delivery/score?smooth=true", "/v1/touchpoints/delivery/score?smooth=true&trend=month", "/v1/scores?order=score"} {
		if g := w.get(path); g.status != http.StatusUnprocessableEntity {
			t.Errorf("GET %s answered %d: %s", path, g.status, g.body)
		}
	}
	if g := w.get("/v1/scores?order=stabilised&metric=nps"); !strings.Contains(g.body, `"stabilised":{"score":`) {
		t.Errorf("the stabilised scores are %s", g.body)
	}
}
