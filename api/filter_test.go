package api_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"halte/surveys"
)

func TestSegmentsThatStandTogetherInAnAddressAllCount(t *testing.T) {
	t.Parallel()
	w := open(t, sqlite(t), strings.Replace(definition, "segments: {persona: contact.properties.persona}", "segments: {persona: contact.properties.persona, carrier: event.properties.carrier}", 1))
	persona := func(contact, persona string) string {
		return `{"id":"` + contact + `","name":"order.delivered","contact":{"id":"` + contact + `","email":"` + contact + `@example.org","properties":{"persona":"` + persona + `"}},"properties":{"value":30,"carrier":"` + map[bool]string{true: "dhl", false: "dpd"}[strings.HasSuffix(contact, "1")] + `"}}`
	}
	for _, contact := range []string{"a1", "a2", "b1", "b2"} {
		if g := w.post("/v1/events", persona(contact, map[byte]string{'a': "commuter", 'b': "parent"}[contact[0]])); g.status >= 300 {
			t.Fatal(g.body)
		}
		if g := w.post("/v1/responses", `{"survey":"delivery-nps","contact_id":"`+contact+`","event_id":"`+contact+`","locale":"nl","rating":9}`); g.status >= 300 {
			t.Fatal(g.body)
		}
	}
	for query, want := range map[string]float64{
		"":                         4,
		"segment=persona:commuter": 2,
		"segment=persona:commuter&segment=persona:parent":                     4,
		"segment=persona:commuter&segment=carrier:dhl":                        1,
		"segment=carrier:dhl&segment=persona:commuter":                        1,
		"segment=carrier:dhl&locale=nl&source=api":                            2,
		"segment=carrier:dhl&locale=en":                                       0,
		"segment=carrier:dhl&segment=carrier:dpd&segment=persona:parent":      2,
		"segment=carrier:dhl&segment=persona:commuter&segment=persona:parent": 2,
	} {
		if g := w.get("/v1/touchpoints/delivery/score?" + query); g.status != http.StatusOK || g.json(t)["n"] != want {
			t.Errorf("score?%s: %d %s, want n %v", query, g.status, g.body, want)
		}
	}
	for _, page := range []string{"/", "/touchpoints/delivery", "/touchpoints/delivery/comments", "/compare"} {
		for language, says := range map[string]string{"en": "Only answers of customers with persona commuter, carrier dhl", "nl": "Alleen antwoorden van klanten met persona commuter, carrier dhl"} {
			g := w.get(page+"?segment="+url.QueryEscape("persona:commuter")+"&segment=carrier:dhl", "Accept-Language: "+language)
			if g.status != http.StatusOK || !strings.Contains(g.body, says) {
				t.Errorf("%s in %s: %d, without %q", page, language, g.status, says)
			}
		}
	}
	for _, link := range regexp.MustCompile(`href="(/[^"]*)"`).FindAllStringSubmatch(w.get("/?segment=carrier:dhl", "Accept-Language: en").body, -1) {
		if g := w.get(html.UnescapeString(link[1]), "Accept: text/html"); g.status != http.StatusOK {
			t.Errorf("the map of a segment leads to %s, which answers %d", link[1], g.status)
		}
	}
	for page, says := range map[string]string{
		"/journeys/bike-order/moments": "The scores further down are of the customers chosen", "/journeys/bike-order/paths": "the customers for whom this held",
		"/touchpoints/delivery/bias": "Only answers of customers with carrier dhl",
	} {
		if g := w.get(page+"?segment=carrier:dhl", "Accept-Language: en"); g.status != http.StatusOK || !strings.Contains(g.body, says) {
			t.Errorf("%s: %d, without %q", page, g.status, says)
		}
	}
	if g := w.get("/v1/journeys/bike-order/paths?segment=carrier:dhl").json(t); g["contacts"] != 2.0 {
		t.Errorf("the paths of a segment are %v", g)
	}
	for path, field := range map[string]string{
		"/v1/alerts?segment=shoes:red": "segment", "/v1/journeys/bike-order/paths?segment=shoes:red": "segment", "/v1/journeys/bike-order/score?segment=carrier": "segment",
		"/v1/touchpoints/delivery/bias?source=mail": "source", "/v1/touchpoints/delivery/bias?wave=second": "wave[0]", "/v1/journeys/bike-order/moments?persona=x": "persona",
	} {
		if g := w.get(path); g.status != http.StatusUnprocessableEntity || g.json(t)["field"] != field {
			t.Errorf("%s: %d %s, want field %s", path, g.status, g.body, field)
		}
	}
	w.key = w.newKey(surveys.ScopeRead)
	for _, path := range []string{"/v1/journeys/bike-order/paths?segment=carrier:dhl", "/v1/touchpoints/delivery/bias?locale=nl", "/v1/journeys/bike-order/score?segment=carrier:dhl&segment=persona:parent"} {
		if g := w.get(path); g.status != http.StatusForbidden || !strings.Contains(g.body, "what one person answered could be worked out") {
			t.Errorf("%s without small_cells: %d %s", path, g.status, g.body)
		}
	}
	if g := w.get("/v1/touchpoints/delivery/score?segment=persona:parent&segment=carrier:dhl"); g.status != http.StatusForbidden || g.json(t)["scope"] != "small_cells" {
		t.Errorf("two values without small_cells: %d %s", g.status, g.body)
	}
}

// linked gives where a page leads to, itself left out.
func linked(page string) (out []string) {
	for _, link := range regexp.MustCompile(`href="(/[^"#]*)`).FindAllStringSubmatch(page, -1) {
		out = append(out, html.UnescapeString(link[1]))
	}
	return out
}

func TestNoLinkLeadsAReaderWithoutSmallCellsToARefusal(t *testing.T) {
	t.Parallel()
	w := open(t, sqlite(t), strings.Replace(definition, "segments: {persona: contact.properties.persona}", "segments: {persona: contact.properties.persona, carrier: event.properties.carrier}", 1))
	for i := range 60 {
		contact := fmt.Sprint("c", i)
		persona, carrier := []string{"commuter", "parent"}[i%2], []string{"dhl", "dpd"}[i/30]
		w.post("/v1/events", `{"id":"`+contact+`","name":"order.delivered","contact":{"id":"`+contact+`","email":"`+contact+`@example.org","properties":{"persona":"`+persona+`"}},"properties":{"value":30,"carrier":"`+carrier+`"}}`)
		w.post("/v1/responses", fmt.Sprintf(`{"survey":"delivery-nps","contact_id":"%s","event_id":"%s","locale":"nl","rating":%d,"comment":"late again"}`, contact, contact, i%11))
	}
	w.key = w.newKey(surveys.ScopeRead)
	seen, next, offered := map[string]bool{}, []string{"/"}, 0
	for len(next) > 0 && len(seen) < 600 {
		path := next[0]
		next = next[1:]
		if base, _, _ := strings.Cut(path, "?"); seen[path] || strings.HasPrefix(base, "/assets") || strings.HasPrefix(base, "/dev/") || strings.Contains(base, ".") {
			continue
		}
		seen[path] = true
		g := w.get(path, "Accept: text/html", "Accept-Language: en")
		if g.status != http.StatusOK {
			t.Errorf("a link leads to %s, which answers %d", path, g.status)
		}
		query, _ := url.Parse(path)
		if chosen := len(query.Query()["segment"]); chosen > 1 {
			t.Errorf("a link leads to %d segments: %s", chosen, path)
		} else if offered += chosen; query.Query().Has("from") {
			continue // the same of other days
		}
		next = append(next, linked(g.body)...)
	}
	if offered < 10 {
		t.Errorf("among %d pages are %d of a segment: nothing was tried", len(seen), offered)
	}
}

func TestWhatElseWasChosenStaysWhenASegmentIs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.remembers(40)
	for page, keeps := range map[string]string{
		"/?compare=last_year":                               "compare=last_year",
		"/touchpoints/delivery/comments?word=late&side=low": "word=late",
		"/compare?by=stage&metric=nps":                      "by=stage",
	} {
		for _, link := range linked(w.get(page, "Accept-Language: en").body) {
			if strings.Contains(link, "segment=persona") && !strings.HasPrefix(link, "/touchpoints/delivery?") && !strings.Contains(link, keeps) {
				t.Errorf("%s leads to %s, without %s", page, link, keeps)
			}
		}
	}
}
