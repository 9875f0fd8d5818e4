package api_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/respond"
	"halte/surveys/surveystest"
	"halte/surveys/surveystest/lives"
)

// guardedDefinition has what figures are told apart by: two touchpoints at one stage,
// another journey stage, segments, languages, sources, and a relationship survey.
const guardedDefinition = `
organisation: {name: De Ketting, timezone: Europe/Amsterdam, languages: [nl, en], quarantine: 0d}
segments: {persona: contact.properties.persona, country: contact.properties.country}
crossed: [[persona, country]]
journeys:
  - key: order
    name: {nl: Bestellen, en: Ordering}
    stages:
      - key: action
        name: {nl: Aankoop, en: Purchase}
        touchpoints:
          - {key: delivery, name: {nl: Bezorging, en: Delivery}, channel: post, owner: logistics, target: {nps: 40}}
          - {key: service, name: {nl: Beurt, en: Service}, channel: store, owner: logistics}
      - key: loyalty
        name: {nl: Trouw, en: Loyalty}
        touchpoints:
          - {key: newsletter, name: {nl: Nieuwsbrief, en: Newsletter}, channel: post, relationship: true}
surveys:
  - key: delivery
    touchpoint: delivery
    metric: nps
    question: {nl: "Beveel je ons aan?", en: "Would you recommend us?"}
    follow_ups:
      - {key: why, type: comment, question: {nl: "Waarom?", en: "Why?"}}
      - {key: speed, type: yes_no, question: {nl: "Snel?", en: "Fast?"}}
  - {key: service, touchpoint: service, metric: nps, question: {nl: "Beveel je ons aan?", en: "Would you recommend us?"}}
  - {key: relation, touchpoint: newsletter, metric: nps, question: {nl: "Beveel je ons aan?", en: "Would you recommend us?"}}
triggers:
  - {key: after-delivery, survey: delivery, on: order.delivered, quarantine: 0d, expires: 60d}
`

// A smallWorld is some dozens of answers to three surveys in five weeks. Some people give
// several.
type smallWorld struct {
	seed    uint64
	answers []smallAnswer
	cuts    []string // days at which periods begin and end
}

type smallAnswer struct {
	survey, day, contact string
	persona, country     string
	locale               string
	source               surveys.Source // mail for those to an invitation
	comment              string
}

func newSmallWorld(seed uint64) smallWorld {
	r := rand.New(rand.NewPCG(seed, 8))
	w := smallWorld{seed: seed}
	pick := func(values ...string) string {
		return values[min(r.IntN(len(values)), r.IntN(len(values)))] // the first ones more often
	}
	day := func() string { return surveys.AddDays("2026-10-12", r.IntN(38)) }
	for i := range 20 + r.IntN(81) {
		w.answers = append(w.answers, smallAnswer{
			survey: pick("delivery", "service", "relation"), day: day(),
			contact: surveys.IfElse(r.IntN(2) == 0, fmt.Sprint("c", i), fmt.Sprint("often", r.IntN(8))), persona: pick("commuter", "family", "racer", ""), country: pick("NL", "BE", "DE"), locale: pick("nl", "en"),
			source: surveys.Source(pick("mail", "kiosk", "import", "link")), comment: pick("", "late again", "nice people", "late but nice"),
		})
		if a := &w.answers[i]; a.survey != "delivery" && a.source == surveys.SourceMail {
			a.source = surveys.SourceAPI
		}
	}
	w.cuts = slices.Compact(slices.Sorted(slices.Values([]string{"2026-10-12", day(), day(), "2026-11-19"})))
	return w
}

// build lets everybody give the rating that stands at their place.
func (s smallWorld) build(t *testing.T, ratings []int) *world {
	t.Helper()
	w := open(t, "sqlite://"+surveystest.SqliteFile(t), guardedDefinition)
	at := func(day string) string { return day + "T10:00:00Z" }
	today := w.clock.Now()
	w.clock.Set(surveystest.Time(at("2026-10-24"))) // what comes behind it is evidence
	for _, of := range []string{`"id":"early"`, `"id":"beside","controls":["service"]`} {
		if g := w.post("/v1/improvements", `{`+of+`,"name":"Early","touchpoints":["delivery"],"day":"2026-10-25"}`); g.status != http.StatusCreated {
			t.Fatalf("the improvement was answered %d: %s", g.status, g.body)
		}
	}
	w.clock.Set(today)
	for i, a := range s.answers {
		being := []surveystest.Detail{surveystest.ID(fmt.Sprint("e", i)), surveystest.Of(a.contact), surveystest.On(at(a.day)), surveystest.Reading(a.locale), surveystest.Being("country", a.country)}
		if a.persona != "" {
			being = append(being, surveystest.Being("persona", a.persona))
		}
		if a.source == surveys.SourceMail {
			w.halte.Happens(surveystest.Event("order.delivered", being...))
			w.halte.Sweeps()
			mails := w.outbox.Mails()
			answers := map[string][]string{}
			if a.comment != "" {
				answers["why"] = []string{a.comment}
			}
			answers["speed"] = []string{surveys.IfElse(ratings[i] > 6, "yes", "no")}
			w.halte.Answers(surveystest.Token(mails[len(mails)-1]), ratings[i], answers)
			continue
		}
		w.halte.Happened(surveystest.Event("came.by", being...))
		comment := a.comment
		if a.survey != "delivery" {
			comment = ""
		}
		results := w.halte.Gives(true, respond.ExternalResponse{
			ID: fmt.Sprint("r", i), EventID: fmt.Sprint("e", i), Survey: a.survey, ContactID: a.contact, Locale: a.locale, Source: a.source,
			OccurredAt: surveystest.Time(at(a.day)), AnsweredAt: surveystest.Time(at(a.day)).Add(time.Hour), Rating: &ratings[i], Comment: comment,
		})
		if results[0].Status != surveys.EventAccepted {
			t.Fatalf("answer %d: %+v", i, results[0])
		}
	}
	if g := w.post("/v1/improvements", `{"id":"van","name":"A van","touchpoints":["delivery"],"controls":["service"],"day":"2026-11-10"}`); g.status != http.StatusCreated {
		t.Fatalf("the improvement was answered %d: %s", g.status, g.body)
	}
	return w
}

// figures are the questions of which the answers hold histograms.
func (s smallWorld) figures() (paths []string) {
	bys := []string{"touchpoint", "stage", "journey", "channel", "owner", "segment.persona", "segment.country", "locale", "wave", "source"}
	ask := func(path string, in url.Values, more ...string) {
		q := maps.Clone(in)
		for i := 0; i < len(more); i += 2 {
			q.Set(more[i], more[i+1])
		}
		paths = append(paths, path+"?"+q.Encode())
	}
	touchpoints := []string{"delivery", "service", "newsletter"}
	for i, from := range s.cuts {
		for _, end := range s.cuts[i+1:] {
			in := url.Values{"from": {from}, "to": {surveys.AddDays(end, -1)}}
			for _, by := range bys {
				ask("/v1/scores", in, "by", by, "compare", "previous")
				if by != "touchpoint" && by != "stage" && by != "journey" && by != "channel" && by != "owner" {
					for _, t := range touchpoints {
						ask("/v1/comparison", in, "by", by, "metric", "nps", "touchpoint", t)
					}
				}
			}
			ask("/v1/comparison/pair", in, "by", "segment.persona", "metric", "nps", "touchpoint", "delivery", "a", "commuter", "b", "family")
			for _, day := range s.cuts {
				if day > in.Get("from") {
					ask("/v1/report", in, "as_of", day, "by", "answered")
				}
			}
			later := url.Values{"from": {surveys.AddDays(from, 364)}, "to": {surveys.AddDays(end, 363)}, "compare": {"last_year"}}
			ask("/v1/scores", later, "by", "segment.persona")
			ask("/v1/touchpoints/delivery/score", later)
			ask("/v1/touchpoints/delivery/score", later, "segment", "country:BE")
			ask("/v1/journeys/order/score", in)
			ask("/v1/journeys/order/moments", in)
			for _, segment := range []string{"persona:commuter", "country:NL"} {
				ask("/v1/journeys/order/score", in, "segment", segment)
				ask("/v1/journeys/order/moments", in, "segment", segment)
			}
			for _, t := range touchpoints {
				ask("/v1/touchpoints/"+t+"/score", in, "trend", "day", "compare", "previous")
				ask("/v1/touchpoints/"+t+"/score", in, "trend", "week", "smooth", "true")
				for _, segment := range []string{"persona:commuter", "persona:family", "persona:racer", "country:NL", "country:BE", "country:DE"} {
					ask("/v1/touchpoints/"+t+"/score", in, "trend", "day", "segment", segment)
				}
				ask("/v1/touchpoints/"+t+"/bias", in)
			}
			// One value each of what answers are picked by, and what is crossed with others.
			for _, one := range [][2]string{{"wave", "first"}, {"source", "mail"}, {"source", "kiosk"}, {"locale", "en"}, {"channel", "post"}} {
				ask("/v1/touchpoints/delivery/score", in, one[0], one[1], "trend", "week")
				ask("/v1/scores", in, "by", "stage", one[0], one[1])
				ask("/v1/scores", in, "by", "segment.country", one[0], one[1])
				ask("/v1/comparison", in, "by", "touchpoint", "metric", "nps", one[0], one[1])
			}
			ask("/v1/comparison", in, "by", "touchpoint", "metric", "nps", "segment", "country:NL")
			for _, weeks := range []int{1, 2, 12} { // of short windows, little is left
				paths = append(paths, fmt.Sprintf(`/v1/improvements/plan {"name":"A van","touchpoints":["delivery"],"controls":["service"],"day":"%s","baseline_days":%d}`, end, 7*weeks))
			}
		}
	}
	return append(paths, "/v1/improvements", "/v1/improvements/van", "/v1/alerts", "/v1/alerts?segment=persona:commuter", "/v1/alerts?segment=country:NL")
}

// further are the other questions, and pages, that a key may ask that may read.
func (s smallWorld) further() (paths []string) {
	for i, from := range s.cuts {
		for _, end := range s.cuts[i+1:] {
			in := "?from=" + from + "&to=" + surveys.AddDays(end, -1)
			for _, path := range []string{
				"/v1/scores.csv", "/v1/touchpoints/delivery/follow-ups", "/v1/touchpoints/delivery/follow-ups.csv", "/v1/touchpoints/delivery/words", "/v1/touchpoints/delivery/comments", "/v1/funnel", "/v1/journeys/order/paths",
				"/", "/touchpoints/delivery", "/touchpoints/service", "/touchpoints/delivery/bias", "/touchpoints/delivery/comments", "/journeys/order/moments", "/journeys/order/paths", "/compare",
			} {
				paths = append(paths, path+in)
			}
			for _, by := range []string{"segment.persona", "segment.country", "source"} {
				paths = append(paths, "/compare"+in+"&touchpoint=delivery&metric=nps&by="+by, "/v1/scores.csv"+in+"&by="+by)
			}
		}
	}
	for _, filter := range []string{"segment=persona:commuter", "segment=persona:commuter&segment=country:NL", "locale=en&wave=first", "source=mail&trend=week&category=satisfied"} {
		paths = append(paths, "/v1/touchpoints/delivery/follow-ups?"+filter, "/v1/touchpoints/delivery/follow-ups.csv?"+filter)
	}
	paths = append(paths, "/touchpoints/delivery?segment=persona:commuter&category=satisfied")
	for _, filter := range []string{"locale=en", "channel=post", "wave=first", "source=mail"} {
		paths = append(paths, "/v1/touchpoints/delivery/words?"+filter, "/v1/touchpoints/delivery/comments?"+filter, "/v1/scores.csv?by=segment.persona&"+filter)
	}
	paths = append(paths, "/alerts?segment=country:NL", "/touchpoints/delivery?segment=persona:commuter", "/v1/scores?by=segment.persona&segment=country:NL",
		"/v1/touchpoints/delivery/score?segment=persona:commuter&segment=country:NL", "/compare?by=segment.persona&segment=country:NL&metric=nps")
	return append(paths, "/v1/touchpoints", "/improvements", "/improvements/van", "/improvements/early", "/improvements/beside", "/v1/improvements/early", "/v1/improvements/beside", "/alerts", "/v1/responses", "/v1/report?as_of=2026-11-20", "/v1/report?as_of=2026-11-18T12:00:00Z")
}

// asks gives what is answered to a key. What stands behind a path is posted there.
func (w *world) asks(key, question string) string {
	path, body, posts := strings.Cut(question, " ")
	r := httptest.NewRequestWithContext(w.Context(), surveys.IfElse(posts, http.MethodPost, http.MethodGet), path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+key)
	r.Header.Set("Content-Type", "application/json")
	got := httptest.NewRecorder()
	w.handler.ServeHTTP(got, r)
	return got.Body.String()
}

// histogramsIn gives every histogram of an answer, by its place.
func histogramsIn(t *testing.T, place, body string) map[string][]int64 {
	t.Helper()
	var all any
	if err := json.Unmarshal([]byte(body), &all); err != nil {
		t.Fatalf("%s answered %s", place, body)
	}
	found := map[string][]int64{}
	var walk func(place string, v any)
	walk = func(place string, v any) {
		switch v := v.(type) {
		case map[string]any:
			if h, is := v["histogram"].([]any); is {
				counts := make([]int64, len(h))
				for i, n := range h {
					counts[i] = int64(n.(float64))
				}
				found[place] = counts
			}
			for key, one := range v {
				walk(place+"."+key, one)
			}
		case []any: // rows are named by what they are about: their order may follow from scores
			for i, one := range v {
				name := fmt.Sprint(i)
				if row, is := one.(map[string]any); is {
					name = ""
					for _, key := range []string{"key", "touchpoint", "survey", "metric", "name", "value", "start", "day", "id", "version"} {
						if s, there := row[key]; there {
							name += fmt.Sprint("/", s)
						}
					}
				}
				walk(place+"["+name+"]", one)
			}
		}
	}
	walk(place, all)
	return found
}

// numbers finds out of which answers each number is the sum that a key with these
// scopes can get: in each of several copies of the world ten answers have ratings of
// their own, and all others 0.
func (s smallWorld) numbers(t *testing.T, scopes ...surveys.Scope) [][]uint64 {
	t.Helper()
	sums := map[string][]uint64{}
	for first := 0; first < len(s.answers); first += 10 {
		ratings := make([]int, len(s.answers))
		for i := first; i < min(first+10, len(ratings)); i++ {
			ratings[i] = i - first + 1
		}
		w := s.build(t, ratings)
		key := w.newKey(scopes...)
		for _, path := range s.figures() {
			for place, counts := range histogramsIn(t, path, w.asks(key, path)) {
				if sums[place] == nil {
					sums[place] = make([]uint64, len(s.answers))
				}
				for i := first; i < min(first+10, len(ratings)); i++ {
					sums[place][i] = uint64(counts[i-first+1])
				}
			}
		}
		w.server.Close()
	}
	rows := map[string][]uint64{}
	for _, row := range sums {
		rows[fmt.Sprint(row)] = row
	}
	return slices.Collect(maps.Values(rows))
}

func TestNoFiguresCombinedTellOfFewerThanFiveAnswers(t *testing.T) {
	t.Parallel()
	if lives.Raced() {
		t.Skip("the search is arithmetic: .ci/run makes it without the race detector")
	}
	for seed := range uint64(lives.Of(1, 3, 200)) {
		t.Run(fmt.Sprint("world ", seed), func(t *testing.T) {
			t.Parallel()
			s := newSmallWorld(seed)
			if lives.Of(1, 0, 0) == 1 { // fewer answers and periods: a search of seconds
				s.answers, s.cuts = s.answers[:min(len(s.answers), 40)], slices.Delete(s.cuts, 1, max(1, len(s.cuts)-2))
			}
			rows := s.numbers(t, surveys.ScopeRead)
			if found := surveystest.Fewest(rows, len(s.answers), surveys.SmallCell-1); found != nil {
				t.Errorf("some combination of %d numbers tells of the answers %v", len(rows), s.named(found))
			}
			t.Logf("%d answers, %d different numbers", len(s.answers), len(rows))
			s.twins(t, rows)
		})
	}
}

func (s smallWorld) named(found []int) (out []smallAnswer) {
	for _, i := range found {
		out = append(out, s.answers[i])
	}
	return out
}

// twins are two worlds in which all these numbers are the same, and single ratings are
// not: answers that no number tells apart have changed places. Whatever a key may read
// must be the same in both.
func (s smallWorld) twins(t *testing.T, rows [][]uint64) {
	t.Helper()
	r := rand.New(rand.NewPCG(s.seed, 88))
	one, other, moved := make([]int, len(s.answers)), make([]int, len(s.answers)), 0
	alike := map[string][]int{}
	for i := range s.answers {
		one[i] = r.IntN(11)
		column := []any{}
		for _, row := range rows {
			column = append(column, row[i])
		}
		alike[fmt.Sprint(column)] = append(alike[fmt.Sprint(column)], i)
	}
	for _, places := range alike {
		for i, from := range places {
			to := places[(i+1)%len(places)]
			if other[to] = one[from]; one[to] != other[to] {
				moved++
			}
		}
	}
	a, b := s.build(t, one), s.build(t, other)
	first, second := a.newKey(surveys.ScopeRead), b.newKey(surveys.ScopeRead)
	for _, path := range slices.Concat(s.figures(), s.further()) {
		if x, y := named.ReplaceAllString(a.asks(first, path), ""), named.ReplaceAllString(b.asks(second, path), ""); x != y {
			t.Errorf("%s tells worlds apart in which %d answers changed places:\n%s", path, moved, firstDifference(x, y))
		}
	}
}

// named is what stands for a request or a response, and is drawn at random.
var named = regexp.MustCompile(`"(request_id|response|id)":"[^"]*"|Request <code>[^<]*|request id [^<]*`)

func firstDifference(a, b string) string {
	at := 0
	for at < min(len(a), len(b)) && a[at] == b[at] {
		at++
	}
	cut := func(s string) string { return s[max(0, at-150):min(len(s), at+80)] }
	return cut(a) + "\n--- and ---\n" + cut(b)
}

func TestWhoeverMaySeeSmallCellsFindsSingleAnswers(t *testing.T) {
	t.Parallel()
	s := newSmallWorld(0)
	s.answers = s.answers[:10]
	if surveystest.Fewest(s.numbers(t, surveys.ScopeRead, surveys.ScopeSmallCells), len(s.answers), 1) == nil {
		t.Error("the search finds none where nothing is held back")
	}
}
