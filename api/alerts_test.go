package api_test

import (
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/improve"
	"halte/surveys/respond"
	"halte/surveys/surveystest"
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

func TestAroundAnAlertStandsWhatAScriptCountsOfASegment(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var events []surveys.Event
	var answers []respond.ExternalResponse
	given := map[string][]respond.ExternalResponse{} // by persona
	for day := 110; day > 0; day-- {
		for i, persona := range []string{"commuter", "parent", "commuter", "parent", "parent"} {
			at, id := w.clock.Now().AddDate(0, 0, -day), fmt.Sprintf("%d-%d", day, i)
			rating := []int{10, 9, 10, 4, 10}[i]
			if day < 8 && persona == "parent" {
				rating = 1
			}
			events = append(events, surveystest.Event("order.delivered", surveystest.Of(id), surveystest.ID(id), surveystest.On(at.Format(time.RFC3339)), surveystest.Being("persona", persona)))
			a := respond.ExternalResponse{ID: id, EventID: id, ContactID: id, Survey: "delivery-nps", OccurredAt: at, AnsweredAt: at, Rating: &rating}
			answers, given[persona] = append(answers, a), append(given[persona], a)
		}
	}
	w.halte.Happened(events...)
	w.halte.Gives(true, answers...)
	_, err := w.halte.UpdateAlerts(w.Context(), improve.AlertUpdate{})
	w.must(err)
	for _, persona := range []string{"commuter", "parent"} {
		alert := w.get("/v1/alerts?segment=persona:" + persona).json(t)["alerts"].([]any)[0].(map[string]any)
		of := alert["segment"].(map[string]any)
		page := read(t, w.open("/alerts?segment=persona:"+persona, "Accept-Language: en"))
		for i, side := range []string{"before", "after"} {
			from, to := alert[side].(map[string]any)["from"].(string), alert[side].(map[string]any)["to"].(string)
			n, sum := 0.0, 0.0
			for _, a := range given[persona] {
				if day := a.OccurredAt.Format(time.DateOnly); day >= from && day <= to {
					n++
					sum += map[int]float64{10: 100, 9: 100}[*a.Rating] + map[int]float64{1: -100, 4: -100}[*a.Rating]
				}
			}
			got := of[side].(map[string]any)
			if got["n"] != n || math.Abs(got["score"].(float64)-sum/n) > 1e-9 || n < 5 {
				t.Errorf("%s of %s is %v, a script counts n %v and %v", side, persona, got, n, sum/n)
			}
			row := page.Find(".alerts > li").First().Find("table").Eq(1).Find("tr").Eq(i)
			if shown := row.Find(".number").Last().Text(); shown != fmt.Sprintf("n\u00a0%.0f", n) {
				t.Errorf("the page shows %q of %s %s, a script counts %v", shown, persona, side, n)
			}
		}
		if text := page.Find("main").Text(); !strings.Contains(text, "answered on the same days") || !strings.Contains(text, "Only answers of customers with persona "+persona) ||
			!strings.Contains(text, map[string]string{"commuter": "no clear change", "parent": "lower"}[persona]) {
			t.Errorf("of %s the page says %s", persona, text)
		}
	}
	for path, status := range map[string]int{"/alerts?segment=persona:parent&segment=persona:commuter": 200, "/alerts?segment=shoes:red": 422, "/alerts?persona=parent": 422} {
		if g := w.open(path); g.status != status {
			t.Errorf("%s answers %d, want %d", path, g.status, status)
		}
	}
}

func TestEveryPageWithFiguresSaysWhatToDoWithThemAndHowTheyAreCounted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.collapses()
	if g := w.post("/v1/improvements", carrierBody); g.status != http.StatusCreated {
		t.Fatal(g.body)
	}
	w.invited("a")
	token, _ := w.invited("b")
	w.form("/r/"+token, "rating=9")
	for _, path := range []string{
		"/", "/touchpoints/delivery", "/alerts", "/improvements", "/improvements/new-carrier", "/journeys/bike-order/paths",
	} {
		for language, says := range map[string]string{"en": "What to do with this: ", "nl": "Wat je ermee doet: "} {
			page := read(t, w.open(path, "Accept-Language: "+language))
			if text := page.Find("main").Text(); !strings.Contains(text, says) {
				t.Errorf("%s in %s does not say what to do with its figures: %s", path, language, text)
			}
			if page.Find(`main a.how[href^="/how-halte-counts#"]`).Length() == 0 {
				t.Errorf("%s does not lead to how its figures are counted", path)
			}
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
