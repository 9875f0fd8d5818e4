package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/respond"
)

const carrierBody = `{"id":"new-carrier","name":"New <b>carrier","touchpoints":["delivery"],"day":"2026-11-16","owner":"logistics"}`

// remembers records an answer a day about deliveries of so many days before today.
func (w *world) remembers(days int) {
	w.Helper()
	var answers []respond.ExternalResponse
	for day := 1; day <= days; day++ {
		at, rating := w.clock.Now().AddDate(0, 0, -day), day%11
		answers = append(answers, respond.ExternalResponse{ID: fmt.Sprint("a", day), Survey: "delivery-nps", OccurredAt: at, AnsweredAt: at, Rating: &rating})
	}
	_, err := w.halte.RecordAnswers(w.Context(), answers, true)
	w.must(err)
}

func TestAnImprovementIsWrittenDownReadChangedAndListed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.remembers(80)
	planned := w.post("/v1/improvements/plan", strings.Replace(carrierBody, `"id":"new-carrier",`, "", 1))
	if o, _ := planned.json(t)["outlook"].(map[string]any); planned.status != http.StatusOK || o["never"] != true {
		t.Errorf("the plan answered %d: %s", planned.status, planned.body)
	}
	created := w.post("/v1/improvements", carrierBody)
	if v := created.json(t); created.status != http.StatusCreated || v["id"] != "new-carrier" || v["version"] != 1.0 || v["smallest_effect"] != 10.0 || v["retrospective"] != false {
		t.Errorf("POST answered %d: %s", created.status, created.body)
	}
	got := w.get("/v1/improvements/new-carrier")
	if got.status != http.StatusOK || got.body != created.body {
		t.Errorf("GET answered %d: %s\nand POST said %s", got.status, got.body, created.body)
	}
	verdict, _ := got.json(t)["verdict"].(map[string]any)
	if verdict["state"] != "not_enough" || verdict["words"] != "after" || verdict["through"] != "2026-11-12" {
		t.Errorf("the verdict is %v", verdict)
	}
	edited := w.post("/v1/improvements/new-carrier/versions", strings.Replace(strings.Replace(carrierBody, `"id":"new-carrier",`, "", 1), "logistics", "post", 1))
	if v := edited.json(t); edited.status != http.StatusCreated || v["version"] != 2.0 || v["owner"] != "post" {
		t.Errorf("the edit answered %d: %s", edited.status, edited.body)
	}
	list, _ := w.get("/v1/improvements").json(t)["improvements"].([]any)
	if len(list) != 1 || list[0].(map[string]any)["stands"] != false {
		t.Errorf("the list is %v", list)
	}
	if again := w.post("/v1/improvements", carrierBody); again.status != http.StatusConflict {
		t.Errorf("a second one of that name answered %d: %s", again.status, again.body)
	}
}

func TestLookingAtAnImprovementWritesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.remembers(80)
	w.post("/v1/improvements", carrierBody)
	w.clock.Pass(20 * 24 * time.Hour)
	w.remembers(25)
	w.unchanged(func() {
		for _, path := range []string{"/v1/improvements", "/v1/improvements/new-carrier", "/improvements", "/improvements/new-carrier", "/touchpoints/delivery"} {
			if g := w.get(path); g.status != http.StatusOK {
				t.Errorf("%s answered %d: %.300s", path, g.status, g.body)
			}
		}
		w.post("/v1/improvements/plan", strings.Replace(carrierBody, `"id":"new-carrier",`, "", 1))
	})
}

func TestAnImprovementIsWrittenDownOnlyWithItsScope(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.key = w.newKey(surveys.ScopeRead, surveys.ScopeDefinition)
	for path, want := range map[string]int{"/v1/improvements": http.StatusForbidden, "/v1/improvements/x/versions": http.StatusForbidden, "/v1/improvements/plan": http.StatusUnprocessableEntity} {
		if g := w.post(path, `{"name":"","touchpoints":["delivery"],"day":"2026-11-16"}`); g.status != want {
			t.Errorf("%s answered %d, want %d: %s", path, g.status, want, g.body)
		}
	}
}

func TestFewAnswersOfAnImprovementAreHeldBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.remembers(10) // three of them count before the change of the 16th
	w.post("/v1/improvements", carrierBody)
	w.key = w.newKey(surveys.ScopeRead)
	v, _ := w.get("/v1/improvements/new-carrier").json(t)["verdict"].(map[string]any)
	before, _ := v["before"].(map[string]any)
	if before["held"] != true || before["score"] != nil || before["histogram"] != nil || v["change"] != nil || v["path"] != nil {
		t.Errorf("the verdict shows %v", v)
	}
}

func TestTheGroupsOfAnImprovementAreToldInRoughFiguresWithoutTheScopeForMore(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var answers []respond.ExternalResponse
	for n := range 25 {
		contact, at, rating := fmt.Sprint("commuter-", n), w.clock.Now().AddDate(0, 0, -10-n), n%11
		if _, err := w.halte.PutContact(w.Context(), contact, surveys.EventContact{Properties: map[string]any{"persona": "commuter"}}); err != nil {
			t.Fatal(err)
		}
		answers = append(answers, respond.ExternalResponse{ID: contact, Survey: "delivery-nps", ContactID: contact, OccurredAt: at, AnsweredAt: at, Rating: &rating})
	}
	_, err := w.halte.RecordAnswers(w.Context(), answers, true)
	w.must(err)
	w.post("/v1/improvements", carrierBody)
	groups := func() map[string]any {
		segments, _ := w.get("/v1/improvements/new-carrier").json(t)["segments"].([]any)
		if len(segments) != 1 {
			t.Fatalf("the improvement has the groups %v", segments)
		}
		return segments[0].(map[string]any)
	}
	if g := groups(); g["segment"] != "persona" || g["value"] != "commuter" || g["state"] != "not_enough" || g["n_before"] != 25.0 || g["n_after"] != 0.0 {
		t.Errorf("the group is %v", g)
	}
	if page := w.get("/improvements/new-carrier", "Accept: text/html"); !strings.Contains(page.body, `<th scope="row">commuter</th>`) {
		t.Error("the page does not name the group")
	}
	w.key = w.newKey(surveys.ScopeRead)
	if g := groups(); g["n_before"] != 20.0 || g["change"] != nil {
		t.Errorf("without the right to see small cells the group is %v", g)
	}
}

func TestAMalformedImprovementIsRefusedByField(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	with := func(old, other string) string { return strings.Replace(carrierBody, old, other, 1) }
	for _, c := range []struct {
		body   string
		status int
		field  string
	}{
		{"{", 400, "body"},
		{with("new-carrier", "New Carrier"), 422, "id"},
		{with(`"delivery"`, `"nowhere"`), 422, "touchpoints"},
		{with(`"delivery"`, ``), 422, "touchpoints"},
		{with(`"delivery"`, `"service"`), 422, "metric"},
		{with(`"day":"2026-11-16"`, `"day":"16 November"`), 422, "day"},
		{with(`"owner"`, `"controls":["delivery"],"owner"`), 422, "controls"},
		{with(`"owner"`, `"controls":["service"],"owner"`), 422, "controls"},
		{with(`"owner"`, `"smallest_effect":1e9,"owner"`), 422, "smallest_effect"},
		{with(`"owner"`, `"rule":"planned","ends":"2026-11-10","owner"`), 422, "ends"},
		{with(`"owner"`, `"ends":"2026-12-10","owner"`), 422, "ends"},
		{with(`"owner"`, `"baseline_days":10,"owner"`), 422, "baseline_days"},
		{with(`"owner"`, `"colour":"red","owner"`), 422, "colour"},
	} {
		g := w.post("/v1/improvements", c.body)
		if g.status != c.status || !strings.Contains(g.body, `"field":"`+c.field) {
			t.Errorf("%s\nanswered %d: %s; want %d about %s", c.body, g.status, g.body, c.status, c.field)
		}
	}
	if g := w.get("/v1/improvements/none"); g.status != http.StatusNotFound {
		t.Errorf("one that is not there answered %d", g.status)
	}
	if g := w.get("/improvements/none"); g.status != http.StatusNotFound {
		t.Errorf("its page answered %d", g.status)
	}
}

func TestThePageOfAnImprovementEscapesItsName(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.remembers(80)
	w.post("/v1/improvements", carrierBody)
	for _, path := range []string{"/improvements", "/improvements/new-carrier", "/touchpoints/delivery?from=2026-10-01&to=2026-11-20"} {
		g := w.get(path, "Accept: text/html")
		if g.status != http.StatusOK || !strings.Contains(g.body, "New &lt;b&gt;carrier") || strings.Contains(g.body, "New <b>carrier") {
			t.Errorf("%s answered %d: %.500s", path, g.status, g.body)
		}
	}
}
