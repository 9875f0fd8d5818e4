package api_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestAParameterThatIsUnknownOrStandsTwiceIsRefusedEverywhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var document struct {
		Paths map[string]map[string]struct {
			Parameters []struct {
				Name, In string
				Explode  bool
			}
		}
	}
	if err := json.Unmarshal([]byte(w.get("/openapi.json").body), &document); err != nil {
		t.Fatal(err)
	}
	refuses := func(method, path, query string) {
		if g := w.send(request{method: strings.ToUpper(method), path: path + "?" + query}); g.status != http.StatusUnprocessableEntity {
			t.Errorf("%s %s?%s answers %d", method, path, query, g.status)
		}
	}
	operations := 0
	for path, methods := range document.Paths {
		if !strings.HasPrefix(path, "/v1/") {
			continue
		}
		path = strings.NewReplacer("{key}", "delivery", "{id}", "x", "{survey}", "delivery-nps").Replace(path)
		for method, o := range methods {
			operations++
			refuses(method, path, "surely_unknown=1")
			for _, p := range o.Parameters {
				name := url.QueryEscape(p.Name)
				switch {
				case p.In == "query" && p.Explode: // a filter
					refuses(method, path, name+"=")
				case p.In == "query":
					refuses(method, path, name+"=1&"+name+"=1")
				}
			}
		}
	}
	if operations < 30 {
		t.Fatalf("only %d operations were tried", operations)
	}
	for _, page := range []string{
		"/", "/touchpoints/delivery", "/touchpoints/delivery/bias", "/touchpoints/delivery/comments", "/journeys/order/moments",
		"/improvements", "/improvements/new", "/improvements/x", "/alerts", "/compare", "/how-halte-counts",
	} {
		for _, query := range []string{"surely_unknown=1", "from=2026-04-01&from=2026-04-02", "segment="} {
			g := w.get(page+"?"+query, "Accept: text/html", "Accept-Language: nl")
			if g.status != http.StatusUnprocessableEntity || !strings.Contains(g.body, "Dit adres bevat iets wat de pagina niet kent") {
				t.Errorf("%s?%s answers %d in other words than those of the reader", page, query, g.status)
			}
		}
	}
}

func TestWhatNothingInTheJourneyFitsIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for path, want := range map[string]int{
		"/v1/alerts?touchpoint=moon": 404, "/v1/alerts?touchpoint=delivery": 200, "/v1/alerts?from=2026-09-25&to=2026-09-20": 422,
		"/v1/funnel?touchpoint=service&trigger=after-delivery": 422, "/v1/funnel?touchpoint=delivery&trigger=after-delivery": 200,
		"/v1/scores?locale=x_": 422, "/v1/scores?locale=C": 422,
	} {
		if g := w.get(path); g.status != want {
			t.Errorf("GET %s is answered %d, want %d: %.300s", path, g.status, want, g.body)
		}
	}
}

func TestALanguageMayBeWrittenInAnyLetterCase(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.rated("nl", 10, 10)
	w.rated("en", 2, 10)
	for _, path := range []string{"/v1/touchpoints/delivery/score?survey=delivery-nps&locale=", "/v1/scores?locale=", "/v1/touchpoints/delivery/comments?locale="} {
		if plain, other := w.get(path+"nl"), w.get(path+"NL"); plain.status != http.StatusOK || plain.body != other.body {
			t.Errorf("GET %sNL is answered %d: %.300s\nand not as nl: %.300s", path, other.status, other.body, plain.body)
		}
	}
}

// Forms send the fields that nobody filled in.
func TestAnEmptyParameterIsOneThatWasLeftOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.remembers(40)
	for _, path := range []string{
		"/v1/scores", "/v1/touchpoints/delivery/score", "/v1/touchpoints/delivery/comments", "/v1/touchpoints/delivery/words", "/v1/touchpoints/delivery/follow-ups",
		"/v1/touchpoints/delivery/bias", "/v1/journeys/bike-order/score", "/v1/journeys/bike-order/moments", "/v1/journeys/bike-order/paths", "/v1/alerts",
		"/v1/comparison?metric=nps", "/", "/compare", "/touchpoints/delivery", "/touchpoints/delivery/comments", "/journeys/bike-order/moments", "/journeys/bike-order/paths",
	} {
		more := map[bool]string{true: "&", false: "?"}[strings.Contains(path, "?")] + "from=&to="
		without, with := w.get(path, "Accept-Language: en"), w.get(path+more, "Accept-Language: en")
		if without.status != http.StatusOK || with.status != without.status || strings.HasPrefix(path, "/v1") && with.body != without.body {
			t.Errorf("%s is answered %d, with empty days %d: %.300s", path, without.status, with.status, with.body)
		}
	}
}
