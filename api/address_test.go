package api_test

import (
	"net/http"
	"strings"
	"testing"

	"halte/api"
	"halte/surveys/surveystest"
)

func TestThePathOfTheBaseURLMayStandBeforeAnAddressAndNeedNot(t *testing.T) {
	t.Parallel()
	w := openWith(t, sqlite(t), definition, func(o *surveystest.Options) {}, func(o *api.Options) { o.BaseURL = baseURL + "/klant/vraag" })
	for path, want := range map[string]int{
		"/klant/vraag/compare": 200, "/klant/vraag": 200, "/klant/vraag/": 200, "/compare": 200, "/": 200, "/KLANT/Vraag/compare": 200,
		"/klant/vraag/touchpoints/a%2Fb": 404, "/klant/vraag/contacts/c%2F1": 404, "/klant/vraag?from=2026-11-01": 200,
		"/klant": 404, "/klant/compare": 404, "/klant/vraagteken": 404, "/klant/vraag/klant/vraag/compare": 404, "/vraag/compare": 404,
	} {
		if g := w.get(path); g.status != want {
			t.Errorf("GET %s answered %d, not %d", path, g.status, want)
		}
	}
	w.send(put("/v1/contacts/c%2F1", "{}"))
	for _, path := range []string{"/klant/vraag/contacts/c%2F1", "/klant/vraag/v1/contacts/c%2F1", "/contacts/c%2F1"} {
		if g := w.get(path); g.status != http.StatusOK {
			t.Errorf("GET %s, with an id that holds a slash, answered %d", path, g.status)
		}
	}
}

func TestAPathThatMerelyBeginsWithTheSameLettersIsNotTakenOff(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *api.Options) { o.BaseURL = baseURL + "/comp" })
	for _, path := range []string{"/compare", "/comp/compare"} {
		if g := w.get(path); g.status != http.StatusOK {
			t.Errorf("GET %s answered %d", path, g.status)
		}
	}
}

func TestABaseURLThatLooksLikeAnAddressOfHalteIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for root, refused := range map[string]bool{"/r": true, "/V1/ask": true, "/touchpoints": true, "/static": true, "/rating": false, "/ask/r": false} {
		_, err := api.New(api.Options{Access: w.halte.Access, BaseURL: "https://www.example.org" + root, Templates: pages()})
		if got := err != nil && strings.HasPrefix(err.Error(), "HALTE_BASE_URL: its path may not begin with /"); got != refused {
			t.Errorf("%s: %v", root, err)
		}
	}
}
