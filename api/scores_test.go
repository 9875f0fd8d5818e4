package api_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"halte/surveys"
)

// rated records answers to the delivery survey: n with each rating and locale.
func (w *world) rated(locale string, rating, n int) {
	w.Helper()
	var list []string
	for range n {
		list = append(list, fmt.Sprintf(`{"survey":"delivery-nps","rating":%d,"locale":"%s","occurred_at":"2026-11-18T10:00:00Z","answered_at":"2026-11-18T11:00:00Z"}`, rating, locale))
	}
	if g := w.post("/v1/responses", "["+strings.Join(list, ",")+"]"); g.status != http.StatusCreated {
		w.Fatalf("answers were answered %d: %s", g.status, g.body)
	}
}

func TestAScoreIsHeldAgainstItsTarget(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.rated("nl", 10, 190)
	w.rated("nl", 3, 10)
	target, _ := w.get("/v1/touchpoints/delivery/score").json(t)["target"].(map[string]any)
	if between, _ := target["interval"].([]any); target["value"] != 40.0 || target["standing"] != "above" || len(between) != 2 {
		t.Errorf("the score stands to its target as %v", target)
	}
	if page := w.get("/touchpoints/delivery", "Accept: text/html", "Accept-Language: en"); !strings.Contains(page.body, "Surely above the target of") {
		t.Error("the page does not say that the target is reached")
	}
}

func TestTheJourneyPageSaysTargetsAndLastYearInWords(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.rated("nl", 10, 190)
	w.rated("nl", 3, 10)
	english := []string{"Accept: text/html", "Accept-Language: en"}
	for path, wants := range map[string][]string{
		"/":                     {"surely above ", "Since the period before", "compare=last_year"},
		"/?compare=last_year":   {"Since the same weeks of last year", `href="/touchpoints/delivery"`},
		"/touchpoints/delivery": {"In the same weeks of last year (", "nobody answered"},
	} {
		page := w.get(path, english...)
		for _, want := range wants {
			if !strings.Contains(page.body, want) {
				t.Errorf("%s does not say %q: %d", path, want, page.status)
			}
		}
	}
	if page := w.get("/?compare=next", english...); page.status != http.StatusUnprocessableEntity {
		t.Errorf("beside what is unknown the page is answered %d", page.status)
	}
}

func table(t *testing.T, g got) []map[string]string {
	t.Helper()
	lines, err := csv.NewReader(strings.NewReader(g.body)).ReadAll()
	if g.status != http.StatusOK || err != nil || !strings.HasPrefix(g.header.Get("Content-Type"), "text/csv") {
		t.Fatalf("%d, %v: %s", g.status, err, g.body)
	}
	var rows []map[string]string
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, name := range lines[0] {
			row[name] = line[i]
		}
		rows = append(rows, row)
	}
	return rows
}

func TestScoresAsATableCarryTheirNAndInterval(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.rated("nl", 10, 6)
	rows := table(t, w.get("/v1/scores.csv?compare=previous"))
	if r := rows[0]; r["key"] != "delivery" || r["n"] != "6" || r["few"] != "true" || r["score"] != "100" || r["interval_low"] == "" || r["interval_high"] != "100" || r["previous_n"] != "0" || r["p"] != "" {
		t.Errorf("the row is %v", r)
	}
	if r := rows[1]; r["n"] != "0" || r["score"] != "" || r["interval_low"] != "" {
		t.Errorf("without answers the row is %v", r)
	}
}

func TestATableOfScoresHoldsTargetsAndLastYear(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.rated("nl", 10, 190)
	w.rated("nl", 3, 10)
	rows := table(t, w.get("/v1/scores.csv?compare=last_year&compare=previous&order=stabilised"))
	if r := rows[0]; r["target"] != "40" || r["target_standing"] != "above" || r["target_low"] == "" || r["target_more"] != "" || r["last_year_to"] != "2025-11-21" || r["last_year_n"] != "0" || r["last_year_difference"] != "" || r["stabilised"] == "" || r["previous_n"] != "0" {
		t.Errorf("the row is %v", r)
	}
	if _, there := table(t, w.get("/v1/scores.csv?by=stage"))[0]["target"]; there {
		t.Error("a stage has no target")
	}
	for _, path := range []string{"/v1/scores", "/v1/scores.csv", "/v1/touchpoints/delivery/score"} {
		if g := w.get(path + "?compare=next"); g.status != http.StatusUnprocessableEntity {
			t.Errorf("%s beside what is unknown was answered %d", path, g.status)
		}
	}
}

func TestATableOfScoresRunsNoFormula(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 6 {
		w.send(put(fmt.Sprintf("/v1/contacts/c-%d", i), `{"properties":{"persona":"=1+1"}}`))
		w.post("/v1/responses", fmt.Sprintf(`{"survey":"delivery-nps","contact_id":"c-%d","rating":2}`, i))
	}
	rows := table(t, w.get("/v1/scores.csv?by=segment.persona"))
	if r := rows[0]; r["key"] != "'=1+1" || r["score"] != "-100" {
		t.Errorf("the row is %v", r)
	}
}

func TestSmallCellsAreHeldBackWhereverAScoreGoesOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.rated("nl", 10, 40)
	w.rated("en", 9, 8)
	w.rated("de", 0, 2)
	key := "Authorization: Bearer " + w.newKey(surveys.ScopeRead)
	for _, path := range []string{"/v1/scores?by=locale", "/v1/comparison?by=locale&touchpoint=delivery"} {
		g := w.from("192.0.2.7:50000", "halte.example", path, key)
		if strings.Count(g.Body.String(), `"held":true`) != 2 || strings.Contains(g.Body.String(), `[2,0,0`) {
			t.Errorf("GET %s answered %s", path, g.Body)
		}
	}
	g := w.from("192.0.2.7:50000", "halte.example", "/v1/scores.csv?by=locale", key).Body.String()
	if !strings.Contains(g, "locale,de,nps,2026-08-23,2026-11-20,2,true,true,,,") || !strings.Contains(g, "locale,en,nps,2026-08-23,2026-11-20,8,true,true,,,") {
		t.Errorf("the table is\n%s", g)
	}
	page := w.from("192.0.2.7:50000", "halte.example", "/compare?by=locale&touchpoint=delivery&metric=nps", key).Body.String()
	if strings.Contains(page, "−100") || strings.Count(page, `score-cell">n 2, shown from 5`) != 1 || strings.Count(page, `score-cell">n 8, held back`) != 1 {
		t.Errorf("the page is\n%s", page)
	}
}

func TestTheRowsOfAComparisonAreNamedByTheirPlacesInTheJourneys(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.rated("nl", 10, 10)
	for path, want := range map[string]string{
		"/compare?metric=nps&from=2026-11-01": `<a href="/touchpoints/delivery?from=2026-11-01">Delivery &lt;script&gt;alert(1)&lt;/script&gt;</a><span class="about">Purchase</span>`,
		"/compare?metric=nps&by=stage":        `<th scope="row">Purchase<span class="about">Ordering a bike</span>`,
		"/compare?metric=nps&by=journey":      `<a href="/?journey=bike-order">Ordering a bike</a>`,
		"/compare?metric=nps&by=locale":       `<th scope="row">Dutch</th>`,
	} {
		if page := w.from("127.0.0.1:50000", "localhost", path).Body.String(); !strings.Contains(page, want) {
			t.Errorf("%s answers without %s:\n%s", path, want, page)
		}
	}
}

func TestAComparisonOverHTTP(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.rated("nl", 10, 60)
	w.rated("en", 2, 60)
	c := w.get("/v1/comparison?by=locale&metric=nps&order=score").json(t)
	first := c["rows"].([]any)[0].(map[string]any)
	if first["key"] != "nl" || first["flags"].(map[string]any)["daily"] != "above" || first["rank"].(map[string]any)["worst"] != 1.0 || c["order_worth"].(map[string]any)["told_apart"] != 1.0 || len(c["procedures"].([]any)) != 3 {
		t.Errorf("it says %v", c)
	}
	pair := w.get("/v1/comparison/pair?by=locale&metric=nps&a=en&b=nl").json(t)
	if pair["told_apart"] != true || pair["difference"].(map[string]any)["value"] != 200.0 {
		t.Errorf("the pair is %v", pair)
	}
	for path, field := range map[string]string{
		"/v1/comparison": "metric", "/v1/comparison?metric=mood": "metric", "/v1/comparison?by=mood&metric=nps": "by", "/v1/comparison?metric=nps&order=luck": "order",
		"/v1/comparison?metric=nps&from=soon": "from", "/v1/comparison?metric=nps&touchpoint=moon": "touchpoint", "/v1/comparison?nope=1": "nope",
		"/v1/comparison/pair?by=locale&metric=nps&a=en&b=xx": "b", "/v1/comparison/pair?by=locale&metric=nps&a=en&b=en": "b", "/v1/comparison/pair?metric=nps&a=x": "b",
		"/v1/scores?compare=next": "compare", "/v1/scores.csv?by=mood": "by", "/v1/scores.csv?nope=1": "nope", "/v1/touchpoints/delivery/score?compare=x": "compare",
	} {
		if g := w.get(path); g.status != http.StatusUnprocessableEntity || g.json(t)["field"] != field {
			t.Errorf("GET %s answered %d: %s", path, g.status, g.body)
		}
	}
}

func TestTheComparisonPageSaysWhatCanBeToldApart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.rated("nl", 10, 60)
	w.rated("fr", 10, 60)
	w.rated("en", 2, 60)
	page := w.open("/compare?by=locale&metric=nps").body
	for _, want := range []string{"2 of 3 pairs differ clearly", "clearly below", "clearly above", "rank 3", "between 1 and 2", "forest-row"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
	for path, want := range map[string]int{"/compare": 200, "/compare?touchpoint=service": 200, "/compare?by=mood": 422, "/compare?metric=x": 422, "/compare?from=x": 422, "/compare?touchpoint=moon": 422} {
		if g := w.open(path); g.status != want {
			t.Errorf("GET %s answered %d, not %d: %.300s", path, g.status, want, g.body)
		}
	}
}

func TestNoiseSinceThePeriodBeforeIsNoChange(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.rated("nl", 10, 30)
	w.rated("nl", 3, 20)
	before := strings.NewReplacer("occurred_at\":\"2026-11", "occurred_at\":\"2026-08")
	for rating, n := range map[int]int{10: 28, 3: 22} {
		for range n {
			w.post("/v1/responses", before.Replace(fmt.Sprintf(`{"survey":"delivery-nps","rating":%d,"occurred_at":"2026-11-18T10:00:00Z","answered_at":"2026-11-18T11:00:00Z"}`, rating)))
		}
	}
	for _, path := range []string{"/", "/touchpoints/delivery"} {
		if page := w.open(path).body; !strings.Contains(page, "no clear change") || strings.ContainsAny(page, "↑↓▲▼") {
			t.Errorf("GET %s says\n%s", path, page)
		}
	}
}

func TestTheAPIPlansForAsCloseAScoreAsIsAsked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.chose("2026-11-18", 20, 3, `{}`)
	w.chose("2026-11-18", 20, 10, `{}`)
	const path = "/v1/touchpoints/delivery/score?survey=delivery-nps"
	for query, want := range map[string]float64{"": 5, "&half_width=10": 10} {
		if p := w.get(path + query).json(t)["precision"].(map[string]any); p["half_width"] != want || p["needed"].(float64) < 300 {
			t.Errorf("with %q the plan is %v", query, p)
		}
	}
	for _, half := range []string{"0", "-1", "500", "wide"} {
		if g := w.get(path + "&half_width=" + half); g.status != http.StatusUnprocessableEntity || !strings.Contains(g.body, "half_width") {
			t.Errorf("±%s is answered %d: %s", half, g.status, g.body)
		}
	}
	if page := read(t, w.get("/touchpoints/delivery?survey=delivery-nps", "Accept-Language: nl")).Text(); !strings.Contains(page, "Om de score tot op ±5 punten te kennen") {
		t.Error("the page does not say what it takes")
	}
}

func TestTheAPIGivesTheTopBoxThatIsAskedFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var list []string
	for i := range 20 {
		list = append(list, fmt.Sprintf(`{"survey":"service-csat","rating":%d,"occurred_at":"2026-11-18T10:00:00Z","answered_at":"2026-11-18T11:00:00Z"}`, 2+i%4),
			fmt.Sprintf(`{"survey":"service-ces","rating":%d,"occurred_at":"2026-11-18T10:00:00Z","answered_at":"2026-11-18T11:00:00Z"}`, 4+i%4))
	}
	if g := w.post("/v1/responses", "["+strings.Join(list, ",")+"]"); g.status != http.StatusCreated {
		t.Fatalf("answers were answered %d: %s", g.status, g.body)
	}
	const path = "/v1/touchpoints/service/score?survey="
	for query, want := range map[string]float64{"service-csat": 50, "service-csat&top_box=5": 25, "service-ces": 75} {
		if box, _ := w.get(path + query).json(t)["top_box"].(map[string]any); box == nil || box["share"] != want {
			t.Errorf("of %s it gives %v: %s", query, box, w.get(path+query).body)
		}
	}
	for _, query := range []string{"service-csat&top_box=3", "service-ces&top_box=4", "service-csat&top_box=0"} {
		if g := w.get(path + query); g.status != http.StatusUnprocessableEntity {
			t.Errorf("%s is answered %d", query, g.status)
		}
	}
	for survey, want := range map[string]string{"service-csat": "Gave 5: 25%", "service-ces": "Gave 5–7 (easy): 75%"} {
		if page := read(t, w.get("/touchpoints/service?survey="+survey, "Accept-Language: en")).Text(); !strings.Contains(page, want) {
			t.Errorf("the page of %s does not say %q", survey, want)
		}
	}
}
