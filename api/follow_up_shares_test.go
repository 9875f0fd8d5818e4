package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"halte/surveys"
)

// chose records n answers to the delivery survey about a day, all alike; answers is
// JSON, and more is further fields.
func (w *world) chose(day string, n, rating int, answers string, more ...string) {
	w.Helper()
	var list []string
	for range n {
		list = append(list, fmt.Sprintf(`{"survey":"delivery-nps","rating":%d,"locale":"en","occurred_at":"%sT10:00:00Z","answered_at":"%[2]sT11:00:00Z","answers":%s%s}`, rating, day, answers, strings.Join(append([]string{""}, more...), ",")))
	}
	if g := w.post("/v1/responses", "["+strings.Join(list, ",")+"]"); g.status != http.StatusCreated {
		w.Fatalf("answers were answered %d: %s", g.status, g.body)
	}
}

// tagged gives what the API tells of an option of the question tags.
func tagged(t *testing.T, g got, option int) (question, choice map[string]any) {
	t.Helper()
	question = g.json(t)["questions"].([]any)[0].(map[string]any)
	return question, question["options"].([]any)[option].(map[string]any)
}

func TestTheAPITellsWhatPeopleChose(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.chose("2026-11-11", 15, 3, `{"tags":["a"],"again":["no"]}`)
	w.chose("2026-11-18", 30, 3, `{"tags":["a","b"]}`)
	w.chose("2026-11-18", 10, 9, `{"tags":["b"],"again":["yes"]}`)
	const path = "/v1/touchpoints/delivery/follow-ups?from=2026-11-16&to=2026-11-20"

	q, a := tagged(t, w.get(path+"&compare_from=2026-11-09&compare_to=2026-11-15&trend=week"), 0)
	if q["n"] != 40.0 || q["previous_n"] != 15.0 || a["share"] != 75.0 || a["count"] != 30.0 || a["text"].(map[string]any)["en"] != "Time" {
		t.Errorf("it tells %v", q)
	}
	d := a["difference"].(map[string]any)
	if d["value"] != -25.0 || d["verdict"] == "" || a["previous"].(map[string]any)["share"] != 100.0 {
		t.Errorf("the difference is %v", a)
	}
	if weeks := q["trend"].([]any); len(weeks) != 1 || weeks[0].(map[string]any)["n"] != 40.0 {
		t.Errorf("the weeks are %v", weeks)
	}
	if _, b := tagged(t, w.get(path+"&category=satisfied"), 1); b["share"] != 100.0 {
		t.Errorf("of the satisfied, %v", b)
	}
	rows := table(t, w.get("/v1/touchpoints/delivery/follow-ups.csv?from=2026-11-16&to=2026-11-20&compare_from=2026-11-09&compare_to=2026-11-15&trend=week"))
	if r := rows[0]; r["question"] != "tags" || r["option"] != "a" || r["n"] != "40" || r["count"] != "30" || r["share"] != "75" || r["previous_share"] != "100" || r["difference"] != "-25" {
		t.Errorf("the first row is %v", r)
	}
	if rows[0]["part"] != "whole" || rows[0]["from"] != "2026-11-16" || rows[0]["to"] != "2026-11-20" {
		t.Errorf("the row of all is %v", rows[0])
	}
	if r := rows[1]; r["part"] != "week" || r["from"] != "2026-11-16" || r["to"] != "2026-11-20" || r["count"] != "30" || r["previous_n"] != "" {
		t.Errorf("the row of the week is %v", r)
	}
}

func TestWhoMayNotSeeSmallCellsIsToldOfNoChoices(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.chose("2026-11-17", 20, 3, `{"again":["yes"]}`)
	w.chose("2026-11-18", 1, 3, `{"again":["no"]}`) // found by subtracting two periods
	shown := func() int {
		return read(t, w.get("/touchpoints/delivery?survey=delivery-nps", "Accept-Language: en")).Find("#chosen").Length()
	}
	with := shown()
	w.key = w.newKey(surveys.ScopeRead)
	if without := shown(); with != 1 || without != 0 {
		t.Errorf("the page tells of choices %d times with the right, %d times without", with, without)
	}
	for _, path := range []string{"/v1/touchpoints/delivery/follow-ups", "/v1/touchpoints/delivery/follow-ups.csv?to=2026-11-17"} {
		if g := w.get(path); g.status != http.StatusForbidden || strings.Contains(g.body, "again") {
			t.Errorf("GET %s without the right: %d %s", path, g.status, g.body)
		}
	}
}

func TestNoParameterOfFollowUpsIsDroppedInSilence(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, path := range []string{"/v1/touchpoints/delivery/follow-ups", "/v1/touchpoints/delivery/follow-ups.csv"} {
		for _, query := range []string{
			"category=satisfied&category=neutral", "segments=persona:a", "category=angry", "trend=day",
			"segment=shoes:red", "source=pigeon", "channel=moon", "segment=persona:a&segment=persona:a&survey=delivery-nps&survey=delivery-nps", "compare=previous&compare_from=2026-01-01", "wave=second", "from=2026-11-01&from=2026-11-02",
		} {
			if g := w.get(path + "?" + query); g.status != http.StatusUnprocessableEntity {
				t.Errorf("%s?%s was answered %d: %s", path, query, g.status, g.body)
			}
		}
		if g := w.get(strings.Replace(path, "delivery", "nowhere", 1)); g.status != http.StatusNotFound {
			t.Errorf("a touchpoint that is not there was answered %d", g.status)
		}
	}
}

func TestThePageOfATouchpointShowsWhatTheDissatisfiedChose(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.chose("2026-11-18", 30, 3, `{"tags":["a"],"again":["no"]}`)
	w.chose("2026-11-18", 10, 9, `{"tags":["b"],"again":["yes"]}`)
	section := func(query string) string {
		page := read(t, w.get("/touchpoints/delivery?survey=delivery-nps"+query, "Accept-Language: en"))
		return strings.Join(strings.Fields(page.Find("section[aria-labelledby=chosen]").Text()), " ")
	}
	for query, want := range map[string][]string{
		"":                       {"What is it about?", "n 40", "Time", "75%", "Order again?", "Yes", "25%"},
		"&category=dissatisfied": {"n 30", "100%"},
		"&category=neutral":      {"Nobody answered this question in this period."},
	} {
		for _, words := range want {
			if got := section(query); !strings.Contains(got, words) {
				t.Errorf("with %q it does not say %q: %s", query, words, got)
			}
		}
	}
	page := read(t, w.get("/touchpoints/delivery?category=satisfied&from=2026-11-01&to=2026-11-20"))
	if link := page.Find("#chosen ~ .whose a").Eq(1).AttrOr("href", ""); link != "/touchpoints/delivery?category=dissatisfied&from=2026-11-01&survey=delivery-nps&to=2026-11-20#chosen" {
		t.Errorf("the dissatisfied are at %s", link)
	}
	page = read(t, w.get("/touchpoints/delivery?category=satisfied&segment=persona:commuter"))
	if link := page.Find(".period .choices a").First().AttrOr("href", ""); !strings.Contains(link, "category=satisfied") || !strings.Contains(link, "segment=persona%3Acommuter") {
		t.Errorf("another period forgets whose choices are shown: %s", link)
	}
	for _, query := range []string{"category=angry", "segment=shoes:red", "segment=persona"} {
		if g := w.get("/touchpoints/delivery?" + query); g.status != http.StatusUnprocessableEntity {
			t.Errorf("with %s it was answered %d", query, g.status)
		}
	}
}

func TestThePageOfATouchpointShowsWhatASegmentChoseWeekByWeek(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.send(put("/v1/contacts/jo", `{"properties":{"persona":"commuter"}}`))
	w.chose("2026-11-18", 10, 9, `{"tags":["b"]}`)
	w.chose("2026-11-11", 6, 3, `{"tags":["a"]}`, `"contact_id":"jo"`)
	page := read(t, w.get("/touchpoints/delivery?survey=delivery-nps", "Accept-Language: en"))
	if n := page.Find("section[aria-labelledby=chosen] .asked .n").First().Text(); !strings.HasPrefix(n, "n 16, ") {
		t.Errorf("of everybody it says %q", n)
	}
	if link, _ := read(t, w.get("/touchpoints/delivery?category=neutral")).Find(".whose a:contains(commuter)").Attr("href"); !strings.Contains(link, "category=neutral") {
		t.Errorf("the commuters are at %s, without the ratings that were chosen", link)
	}
	commuters, _ := page.Find(".whose a:contains(commuter)").Attr("href")
	page = read(t, w.get(strings.TrimSuffix(commuters, "#chosen"), "Accept-Language: en"))
	if n := page.Find("section[aria-labelledby=chosen] .asked .n").First().Text(); !strings.HasPrefix(n, "n 6, worth 2 ") {
		t.Errorf("of the commuters, who are one, it says %q", n)
	}
	var weeks []string
	page.Find("section[aria-labelledby=chosen] tbody tr").Each(func(_ int, row *goquery.Selection) {
		if cells := strings.Join(strings.Fields(row.Text()), " "); strings.Contains(cells, "%") {
			weeks = append(weeks, cells)
		}
	})
	if len(weeks) != 1 || !strings.HasPrefix(weeks[0], "9 November 20266100%") {
		t.Errorf("the weeks are %q", weeks)
	}
}

func TestWhatCustomersWithSeveralValuesChoseIsCountedAndSaidToBe(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.send(put("/v1/contacts/jo", `{"properties":{"persona":"commuter"}}`))
	w.chose("2026-11-18", 10, 9, `{"tags":["b"]}`)
	w.chose("2026-11-18", 6, 3, `{"tags":["a"]}`, `"contact_id":"jo"`)
	const both = "?survey=delivery-nps&segment=persona:commuter&locale=en"
	g := w.get("/v1/touchpoints/delivery/follow-ups" + both)
	q, a := tagged(t, g, 0)
	if report := g.json(t); q["n"] != 6.0 || a["count"] != 6.0 || report["counted_from"] != "responses" || fmt.Sprint(report["filter"]) != "[locale:en segment.persona:commuter]" {
		t.Errorf("it tells %v", report)
	}
	rows := table(t, w.get("/v1/touchpoints/delivery/follow-ups.csv"+both))
	if r := rows[0]; r["n"] != "6" || r["filter"] != "locale:en; segment.persona:commuter" || r["counted_from"] != "responses" {
		t.Errorf("the first row is %v", r)
	}
}
