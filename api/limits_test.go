package api_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"halte/api"
	"halte/surveys"
)

// seldom lets three requests of each kind through at once, and then one a day or so.
func seldom(o *api.Options) {
	r := api.Rates{}.Reads
	r.PerSecond, r.Burst = 1.0/100_000, 3
	o.Limits = api.Rates{Reads: r, Events: r, Links: r, Strangers: r}
	o.BaseURL, o.Now = "https://halte.example", time.Now
}

// until asks n times and gives the first status that is another than the first, and
// after how many.
func until(n int, ask func() got) (first, then, after int, last got) {
	for i := range n {
		last = ask()
		if i == 0 {
			first = last.status
		}
		if last.status != first {
			return first, last.status, i, last
		}
	}
	return first, 0, n, last
}

func TestWhoAsksTooOftenIsToldWhenToComeAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, seldom)
	other := w.newKey(surveys.ScopeRead)
	token, _ := w.invitedBy(delivered("jo"))
	again, _ := w.invitedBy(delivered("ann"))
	for _, one := range []struct {
		what string
		ask  func() got
		want int
		more int // requests that were made of the bucket before
	}{
		{"reading", func() got { return w.get("/v1/sending") }, 200, 0},
		{"bringing events", func() got { return w.post("/v1/events", delivered("jo")) }, 202, 2},
		{"a link", func() got { return w.send(request{method: "GET", path: "/r/" + token, anonymous: true}) }, 200, 0},
		{"no key", func() got { return w.send(request{method: "GET", path: "/v1/sending", anonymous: true}) }, 401, 0},
	} {
		first, then, after, last := until(9, one.ask)
		wait, err := strconv.Atoi(last.header.Get("Retry-After"))
		if first != one.want || then != http.StatusTooManyRequests || after != 3-one.more || err != nil || wait < 1 {
			t.Errorf("%s: %d, and %d after %d times, to come again in %q", one.what, first, then, after, last.header.Get("Retry-After"))
		}
	}
	if g := w.send(request{method: "GET", path: "/r/" + again, anonymous: true}); g.status != 200 {
		t.Errorf("another link is answered %d", g.status)
	}
	if g := w.send(request{method: "GET", path: "/v1/sending", anonymous: true, headers: []string{"Authorization: Bearer " + other}}); g.status != 200 {
		t.Errorf("another key is answered %d, though its peer came without one too often", g.status)
	}
	page := w.send(request{method: "GET", path: "/r/" + token, anonymous: true, headers: []string{"Accept: text/html", "Accept-Language: nl"}})
	if page.status != 429 || !strings.Contains(page.body, "heel vaak gebruikt") {
		t.Errorf("a respondent is told %d: %s", page.status, page.body)
	}
	page = w.get("/improvements", "Accept: text/html", "Accept-Language: nl")
	if page.status != 429 || !strings.Contains(page.body, "Te vaak gevraagd") {
		t.Errorf("the team is told %d: %s", page.status, page.body)
	}
}

func TestWhoTriesLinksKeepsNobodyFromAGoodOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t, seldom)
	stranger := func(path string) func() got {
		return func() got { return w.send(request{method: "GET", path: path, anonymous: true}) }
	}
	if first, then, after, _ := until(9, stranger("/r/unknownunknownunknownunkn")); first != 404 || then != 429 || after != 3 {
		t.Errorf("an unknown link is answered %d, and %d after %d", first, then, after)
	}
	if g := stranger("/r/anotherunknownunknownunk")(); g.status != 429 {
		t.Errorf("the next unknown link of that peer is answered %d", g.status)
	}
	token, _ := w.invitedBy(delivered("jo"))
	if g := stranger("/r/" + token)(); g.status != 200 {
		t.Errorf("a good link of that peer is answered %d", g.status)
	}
}

func TestWhoMayNotReadALinkAnyMoreMayStillAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t, seldom)
	answer, unsubscribe := w.invitedBy(delivered("jo"))
	for _, link := range []struct{ path, form string }{{"/r/" + answer, "rating=9"}, {"/u/" + unsubscribe, "scope=everything"}} {
		if first, then, _, _ := until(9, func() got { return w.send(request{method: "GET", path: link.path, anonymous: true}) }); first != 200 || then != 429 {
			t.Fatalf("%s is read with %d, then %d", link.path[:3], first, then)
		}
		first, then, after, g := until(9, func() got { return w.form(link.path, link.form) })
		if first >= 400 || then != 429 || after != 3 {
			t.Errorf("%s is answered with %d, and %d after %d: %s", link.path[:3], first, then, after, g.body)
		}
	}
	thanks := func() got { return w.send(request{method: "GET", path: "/r/" + answer + "?saved=1", anonymous: true}) }
	if first, then, after, _ := until(9, thanks); first != 200 || then != 429 || after != 3 {
		t.Errorf("the thanks are shown with %d, and %d after %d", first, then, after)
	}
}

func TestALinkIsOneWhateverFollowsItsToken(t *testing.T) {
	t.Parallel()
	w := newWorld(t, seldom)
	answer, unsubscribe := w.invitedBy(delivered("jo"))
	for _, link := range []string{"/r/" + answer, "/u/" + unsubscribe} {
		n := 0
		if first, then, after, _ := until(9, func() got {
			n++
			return w.send(request{method: "GET", path: link[:9] + strings.Repeat("-", n) + link[9:] + "x" + strconv.Itoa(n), anonymous: true})
		}); first != 200 || then != 429 || after != 3 {
			t.Errorf("%s is read with %d, and %d after %d", link[:3], first, then, after)
		}
	}
}
