package api_test

import (
	"fmt"
	"html"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"halte/surveys"
	"halte/surveys/respond"
	"halte/surveys/surveystest/lives"
)

// twoNPS is the company in which two touchpoints are asked for an NPS.
var twoNPS = strings.Replace(definition, "triggers:", `  - {key: newsletter-nps, touchpoint: newsletter, metric: nps, question: {nl: "Hoe waarschijnlijk?", en: "How likely?"}}
triggers:`, 1)

// liftedDelivery is a company of whose customers forty answer about their delivery again
// and again, over 560 days: on good and bad days, half of them commuters who write Dutch,
// and of late more often satisfied, by so many answers in ten.
func liftedDelivery(t *testing.T, late int) *world {
	t.Helper()
	w := open(t, sqlite(t), twoNPS)
	var events []string
	for c := range 40 {
		persona := []string{"commuter", "parent"}[c%2]
		events = append(events, fmt.Sprintf(`{"id":"c%d","name":"page.viewed","contact":{"id":"c%d","properties":{"persona":"%s"}}}`, c, c, persona))
	}
	if g := w.post("/v1/events", "["+strings.Join(events, ",")+"]"); g.status >= 300 {
		t.Fatal(g.body)
	}
	var answers []respond.ExternalResponse
	for back := 560; back > 0; back-- {
		at := w.clock.Now().AddDate(0, 0, -back)
		for i := range 6 {
			n := 6*back + i
			rating := []int{10, 9, 3, 8, 0, 10, 6, 9, 2, 7}[(n*n/3+back/9)%10]
			if back%9 == 0 { // a bad day
				rating = min(rating, 8)
			}
			if back <= 60 && n%10 < late {
				rating = 10
			}
			answers = append(answers, respond.ExternalResponse{
				ID: fmt.Sprint("a", n), Survey: "delivery-nps", ContactID: fmt.Sprint("c", n%40), Locale: []string{"nl", "en"}[n%2],
				OccurredAt: at, AnsweredAt: at, Rating: &rating,
			})
		}
	}
	for chunk := range slices.Chunk(answers, respond.MaxAnswers) {
		_, err := w.halte.RecordAnswers(w.Context(), chunk, true)
		w.must(err)
	}
	return w
}

// change is a difference as any reader tells it.
type change struct {
	value, lo, hi float64
	says          string
}

func changeOf(t *testing.T, v any) change {
	t.Helper()
	d, is := v.(map[string]any)
	if !is {
		return change{} // too little may be told
	}
	interval := d["interval"].([]any)
	return change{d["value"].(float64), interval[0].(float64), interval[1].(float64), d["change"].(string)}
}

// English is how pages say it.
func (c change) english() string {
	words := map[string]string{"higher": "higher", "lower": "lower", "may_be_chance": "may still be chance for a page that is opened every day", "no_clear_change": "no clear change"}
	whole := func(x float64) string {
		return strconv.Itoa(int(math.Abs(math.Round(x))))
	}
	sign := func(x float64, plus string) string {
		switch r := math.Round(x); {
		case r < 0:
			return "−"
		case r > 0:
			return plus
		}
		return ""
	}
	return fmt.Sprintf("%s%s, %s%s to %s%s|%s", sign(c.value, "+"), whole(c.value), sign(c.lo, ""), whole(c.lo), sign(c.hi, ""), whole(c.hi), words[c.says])
}

// A change has one interval and one verdict, whoever tells it: the score of a touchpoint,
// the list of scores, its sheet, the map of the journey and the touchpoint's page.
func TestEveryReaderTellsAChangeAlike(t *testing.T) {
	t.Parallel()
	for late, want := range map[int]string{0: "no_clear_change", 4: "may_be_chance", 9: "higher"} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			w := liftedDelivery(t, late)
			every, guarded := w.key, w.newKey(surveys.ScopeRead)
			filters := []string{"", "&segment=persona:commuter", "&locale=nl", "&segment=persona:commuter&locale=nl"}
			if want != "may_be_chance" || lives.Raced() { // one company shows how filters are read
				filters = filters[:1]
			}
			for _, days := range []string{"", "&from=2026-09-22&to=2026-11-20"} {
				for _, filter := range filters {
					for compare, key := range map[string]string{"previous": "", "last_year": "last_year"} {
						for _, w.key = range []string{every, guarded} {
							if crossed := strings.Count(filter, "=") == 2 && strings.Contains(filter, "locale"); crossed && w.key == guarded {
								continue // it is told no one thing together with another
							}
							w.readAlike(t, "compare="+compare+days+filter, key, w.key == guarded, !strings.Contains(filter, "locale"))
						}
					}
				}
			}
			w.key = every
			if got := changeOf(t, w.get("/v1/touchpoints/delivery/score?compare=previous&from=2026-09-22&to=2026-11-20").json(t)["difference"]); got.says != want {
				t.Errorf("the change is said to be %s: %+v", got.says, got)
			}
		})
	}
}

// readAlike reads a change everywhere; key is the field it stands under, and pages says
// whether pages can ask for it.
func (w *world) readAlike(t *testing.T, query, key string, guarded, pages bool) {
	t.Helper()
	of := func(v map[string]any) any {
		if key != "" {
			v = v[key].(map[string]any)
		}
		return v["difference"]
	}
	score := w.get("/v1/touchpoints/delivery/score?" + query)
	if score.status != http.StatusOK {
		t.Fatalf("%s: %d %s", query, score.status, score.body)
	}
	want := changeOf(t, of(score.json(t)))
	if want == (change{}) && (!guarded || !strings.Contains(query, "segment") && !strings.Contains(query, "locale")) {
		t.Errorf("%s: no difference is told", query)
	}
	for _, also := range []string{"", "&compare=last_year", "&compare=previous"} { // what else stands beside it changes nothing
		if also == "&"+strings.SplitN(query, "&", 2)[0] {
			continue
		}
		for _, row := range w.get("/v1/scores?" + query + also).json(t)["scores"].([]any) {
			if r := row.(map[string]any); r["key"] == "delivery" {
				if got := changeOf(t, of(r)); got != want {
					t.Errorf("%s: the list says %+v, the score %+v", query+also, got, want)
				}
			}
		}
	}
	prefix := strings.TrimPrefix(key+"_", "_")
	for _, row := range table(t, w.get("/v1/scores.csv?"+query)) {
		if row["key"] == "delivery" {
			number := func(column string) float64 { x, _ := strconv.ParseFloat(row[prefix+column], 64); return x }
			if got := (change{number("difference"), number("difference_low"), number("difference_high"), row[prefix+"change"]}); got != want {
				t.Errorf("%s: the sheet says %+v, the score %+v", query, got, want)
			}
		}
	}
	if !pages || want == (change{}) {
		return
	}
	numbers, word, _ := strings.Cut(want.english(), "|")
	english := []string{"Accept: text/html", "Accept-Language: en", "Authorization: Bearer " + w.key}
	_, rest, _ := strings.Cut(query, "&")
	if page := w.get("/touchpoints/delivery?"+rest, english...).body; !strings.Contains(html.UnescapeString(page), numbers+", "+word) {
		t.Errorf("%s: the page of the touchpoint does not say %q", query, numbers+", "+word)
	}
	says := word
	if want.says != "no_clear_change" {
		says += ": " + numbers
	}
	if key == "" {
		query = rest
	}
	if page := w.get("/?"+query, english...).body; !strings.Contains(html.UnescapeString(page), says) {
		t.Errorf("%s: the map does not say %q", query, says)
	}
}
