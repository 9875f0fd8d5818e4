package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/surveystest"
)

// reminded is a world in which 48 customers were asked after a delivery: every third
// answered the reminder and the others the first mail, all with a comment. Six more
// answered at a kiosk, at the same touchpoint.
func reminded(t *testing.T) *world {
	t.Helper()
	w := open(t, sqlite(t), strings.Replace(guardedDefinition, "expires: 60d", "expires: 60d, reminders: [{after: 2d}]", 1))
	of := func(i int) []surveystest.Detail {
		return []surveystest.Detail{
			surveystest.Of(fmt.Sprint("c", i)), surveystest.ID(fmt.Sprint("e", i)), surveystest.Reading("en"),
			surveystest.Being("persona", []string{"commuter", "family"}[i%2]), surveystest.Being("country", []string{"NL", "BE"}[i/2%2]),
		}
	}
	answers := func(from int) {
		w.halte.Sweeps()
		for _, mail := range w.outbox.Mails()[from:] {
			w.halte.Answers(surveystest.Token(mail), 9, map[string][]string{"why": {"late again"}})
		}
	}
	for i := range 48 {
		if i%3 > 0 {
			w.halte.Happens(surveystest.Event("order.delivered", append(of(i), surveystest.On("2026-11-18T10:00:00Z"))...))
		}
	}
	answers(0)
	for i := range 48 {
		if i%3 == 0 {
			w.halte.Happens(surveystest.Event("order.delivered", append(of(i), surveystest.On("2026-11-18T10:00:00Z"))...))
		}
	}
	w.halte.Sweeps()
	first := len(w.outbox.Mails())
	w.clock.Pass(49 * time.Hour)
	answers(first)
	for i := 48; i < 54; i++ {
		w.halte.Happened(surveystest.Event("came.by", append(of(i), surveystest.On("2026-11-19T10:00:00Z"))...))
		g := w.post("/v1/responses", fmt.Sprintf(`{"survey":"delivery","contact_id":"c%d","event_id":"e%d","locale":"en","source":"kiosk","rating":9}`, i, i))
		if g.status >= 300 {
			t.Fatal(g.body)
		}
	}
	return w
}

func TestWaveAndChannelPickOnEveryReaderWhatAScriptCounts(t *testing.T) {
	t.Parallel()
	w := reminded(t)
	number := func(path, list, key, field string) any {
		t.Helper()
		g := w.get(path)
		if g.status != http.StatusOK {
			t.Errorf("%s: %d %s", path, g.status, g.body)
			return nil
		}
		if list == "" {
			return g.json(t)[field]
		}
		for _, row := range g.json(t)[list].([]any) {
			if row := row.(map[string]any); key == "" || row["key"] == key {
				return row[field]
			}
		}
		return nil
	}
	for filter, n := range map[string]float64{ // of those who were asked: 48, and six at the kiosk
		"wave=first": 32, "wave=reminder": 16, "wave=first&wave=reminder": 48, "channel=post": 54, "channel=post&wave=reminder": 16, "source=kiosk": 6, "source=kiosk&wave=first": 0,
		"wave=reminder&segment=country:NL": 8, "wave=first&segment=persona:commuter&segment=country:BE": 8, "channel=post&segment=persona:family": 27, "wave=first&locale=en&source=mail": 32,
	} {
		if got := number("/v1/touchpoints/delivery/score?"+filter, "", "", "n"); got != n {
			t.Errorf("score?%s has n %v, a script counts %v", filter, got, n)
		}
		if got := number("/v1/scores?"+filter, "scores", "delivery", "n"); got != n {
			t.Errorf("scores?%s has n %v, a script counts %v", filter, got, n)
		}
		if got := number("/v1/comparison?metric=nps&"+filter, "rows", "delivery", "n"); got != n {
			t.Errorf("comparison?%s has n %v, a script counts %v", filter, got, n)
		}
		if got := table(t, w.get("/v1/scores.csv?"+filter))[0]; got["n"] != fmt.Sprint(n) || got["filter"] == "" && !strings.HasPrefix(filter, "channel=post") {
			t.Errorf("scores.csv?%s has %v, a script counts %v", filter, got, n)
		}
		written := n // nobody writes at the kiosk
		switch {
		case strings.Contains(filter, "kiosk"):
			written = 0
		case filter == "channel=post":
			written = 48
		case filter == "channel=post&segment=persona:family":
			written = 24
		}
		if got := number("/v1/touchpoints/delivery/words?"+filter, "", "", "answers"); got != written {
			t.Errorf("words?%s looks at %v answers, a script counts %v", filter, got, written)
		}
		if got := w.get("/v1/touchpoints/delivery/comments?limit=500&" + filter).json(t)["comments"].([]any); float64(len(got)) != written {
			t.Errorf("comments?%s has %d, a script counts %v", filter, len(got), written)
		}
		if strings.Contains(filter, "source") {
			continue // nobody is invited by a source
		}
		if got := number("/v1/touchpoints/delivery/bias?"+filter, "", "", "answered"); got != written {
			t.Errorf("bias?%s counts %v who answered, a script %v", filter, got, written)
		}
	}
	for path, field := range map[string]string{ // what a reader does not take, it refuses
		"/v1/journeys/order/score?wave=first": "wave", "/v1/journeys/order/moments?channel=post": "channel", "/v1/journeys/order/paths?wave=first": "wave",
		"/v1/alerts?wave=first": "wave", "/v1/alerts?channel=post": "channel", "/v1/funnel?wave=first": "wave", "/v1/report?as_of=2026-11-20&wave=first": "wave",
		"/v1/touchpoints/delivery/score?channel=store": "channel", "/v1/touchpoints/delivery/score?channel=pigeon": "channel", "/v1/touchpoints/delivery/words?channel=store": "channel",
	} {
		if g := w.get(path); g.status != http.StatusUnprocessableEntity || g.json(t)["field"] != field {
			t.Errorf("%s: %d %s, want field %s", path, g.status, g.body, field)
		}
	}
	w.key = w.newKey(surveys.ScopeRead)
	for _, path := range []string{
		"/v1/touchpoints/delivery/score?", "/v1/scores?", "/v1/scores.csv?", "/v1/comparison?metric=nps&", "/v1/comparison/pair?metric=nps&a=delivery&b=service&",
		"/v1/touchpoints/delivery/words?", "/v1/touchpoints/delivery/comments?", "/v1/touchpoints/delivery/bias?",
	} {
		if g := w.get(path + "wave=first&segment=country:NL"); g.status != http.StatusForbidden {
			t.Errorf("%s is told of two values together: %d %s", path, g.status, g.body)
		}
	}
	s := w.get("/v1/touchpoints/delivery/score?wave=first").json(t)
	if taken, told := s["taken"].(map[string]any); !told || s["n"] != 32.0 || taken["held"] != nil {
		t.Errorf("of the first mail a reader without small cells is told %v", s)
	}
}
