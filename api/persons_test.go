package api_test

import (
	"encoding/base64"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"halte/api"
	"halte/surveys"
	"halte/surveys/mailer"
	"halte/surveys/surveystest"
)

// marked is in the name, the address, the ids and the properties of everybody in a
// crowd, and nowhere else.
const marked = "zebra"

// crowd is a world of people who were asked and answered, with all that leads to them.
type crowd struct {
	*world
	routes  []string // that answer to GET, as the router knows them
	leading []string // whatever leads to one of them
	nouns   map[string]string
}

func newCrowd(t *testing.T) *crowd {
	t.Helper()
	c := &crowd{leading: []string{marked}}
	var box *mailer.Mailbox
	var routes [][2]string
	c.world = newWorld(t, func(o *api.Options) {
		box = mailer.NewMailbox(o.Templates.Mail, surveystest.At("2026-11-20T12:00:00Z").Now)
		o.Mailbox = box
		routesInto(t, &routes)(o)
	})
	for _, r := range routes {
		if r[0] == http.MethodGet {
			c.routes = append(c.routes, r[1])
		}
	}
	for i := range 8 {
		id := marked + strconv.Itoa(i)
		event := strings.Replace(delivered(id), `"name":"Jo"`, `"name":"Jo `+id+`"`, 1)
		if g := c.post("/v1/events", event); g.status != http.StatusAccepted {
			t.Fatalf("the event was answered %d: %s", g.status, g.body)
		}
		answer, unsubscribe := c.invited(id)
		c.form("/r/"+answer, "rating="+strconv.Itoa(i)+"&why=Late+again")
		c.leading = append(c.leading, answer, unsubscribe)
		c.post("/v1/responses", fmt.Sprintf(`{"id":"r-%s","survey":"service-csat","contact_id":"c-%s","rating":3,"comment":"So so"}`, id, id))
	}
	c.post("/v1/responses", `{"survey":"delivery-nps","source":"kiosk","rating":9}`)
	c.post("/v1/suppressions", `{"addresses":["`+marked+`0@example.org"]}`)
	c.send(put("/v1/contacts/c-"+marked+"0", `{"properties":{"plate":"`+marked+`"}}`))
	c.post("/v1/improvements", carrierBody)
	c.post("/v1/invitations/"+c.unknown(marked+"8")+"/resend", "")
	for _, m := range c.outbox.Mails() {
		c.must(box.Send(t.Context(), m))
	}
	read := c.halte.Read(t.Context())
	invitations, err := read.InvitationList(surveys.InvitationFilter{Limit: 500})
	c.must(err)
	for _, i := range invitations {
		contact, err := read.Contact(i.ContactID)
		c.must(err)
		c.leading = append(c.leading, i.ID, string(i.Person), strconv.FormatInt(contact.Respondent, 10))
	}
	for _, r := range c.get("/v1/responses?limit=500").json(t)["responses"].([]any) {
		c.leading = append(c.leading, r.(map[string]any)["id"].(string))
	}
	c.nouns = map[string]string{
		"touchpoints": "delivery", "journeys": "bike-order", "improvements": "new-carrier", "invitations": invitations[0].ID,
		"contacts": "c-" + marked + "0", "events": marked + "0", "suppressions": "email:" + marked + "0@example.org", "mailbox": "1",
		"static": "halte.css",
		// Whoever has the link of a mail is the person; nobody has this one.
		"r": "AAAAAAAAAAAAAAAAAAAAAA", "u": "AAAAAAAAAAAAAAAAAAAAAA",
	}
	return c
}

// questions are asked at every route: beside those that it knows, those of others,
// which it refuses.
var questions = []string{
	"", "limit=1", "from=2026-11-01&to=2026-11-30", "by=segment.persona", "metric=nps", "as_of=2026-11-20", "segment=persona:commuter", "days=30",
	"by=source&metric=nps&touchpoint=delivery", "by=source&metric=nps&touchpoint=delivery&a=mail&b=kiosk", "with_comment=true&limit=1",
	"survey=service-csat", "survey=service-csat&limit=1", "word=late", "word=late&limit=1", "side=low", "locale=en",
	"contact=c-" + marked + "0", "touchpoint=delivery&contact=c-" + marked + "0", "after=" + marked, "after=MjAyNi0xMS0yMCBhAA",
}

var parameterOfRoute = regexp.MustCompile(`/([a-z]+)/[:*][a-z]+`)

// path fills the parameters of a route.
func (c *crowd) path(route string) string {
	c.Helper()
	return parameterOfRoute.ReplaceAllStringFunc(route, func(part string) string {
		noun := parameterOfRoute.FindStringSubmatch(part)[1]
		value, known := c.nouns[noun]
		if !known {
			c.Fatalf("%s: newCrowd has to name one of the %s", route, noun)
		}
		return "/" + noun + "/" + url.PathEscape(value)
	})
}

var (
	furtherPage = regexp.MustCompile(`"next":"([^"]+)"|[?&](?:amp;)?after=([^"&]+)"`)
	sealedText  = regexp.MustCompile(`[A-Za-z0-9_-]{16,}`)
)

// leads gives what of an answer leads to a person, also what stands in base 64.
func (c *crowd) leads(g got) (found []string) {
	var text strings.Builder
	plain := fmt.Sprintln(g.status, g.header, html.UnescapeString(g.body))
	text.WriteString(plain)
	for _, run := range sealedText.FindAllString(plain, -1) {
		for cut := range 4 { // a run may begin with what is no base 64
			decoded, _ := base64.RawURLEncoding.DecodeString(run[cut:])
			text.Write(decoded)
			text.WriteByte('\n')
		}
	}
	for _, one := range c.leading {
		if strings.Contains(text.String(), one) {
			found = append(found, one)
		}
	}
	return found
}

// walk asks everything at every route, page by page; it gives what was found by
// route, and which routes and which questions were answered at all.
func (c *crowd) walk(key string) (found map[string][]string, answered map[string]bool) {
	c.Helper()
	found, answered = map[string][]string{}, map[string]bool{}
	note := func(route, question string, g got) {
		if g.status >= http.StatusInternalServerError {
			c.Errorf("%s?%s is answered %d: %s", route, question, g.status, g.body)
		}
		if g.status == http.StatusOK {
			answered[route], answered[question] = true, true
		}
		found[route] = surveys.Unique(append(found[route], c.leads(g)...))
	}
	for _, route := range c.routes {
		for _, question := range questions {
			for page, after := 0, ""; page < 3; page++ {
				g := gotOf(c.from("192.0.2.7:50000", "halte.example", c.path(route)+"?"+question+after, "Authorization: Bearer "+key))
				note(route, question, g)
				next := furtherPage.FindStringSubmatch(g.body)
				if next == nil {
					break
				}
				after = "&after=" + next[1] + next[2]
			}
		}
	}
	const plan = "/v1/improvements/plan" // the one route that reads and takes a body
	note(plan, "", c.send(request{method: "POST", path: plan, body: strings.Replace(carrierBody, `"id":"new-carrier",`, "", 1), anonymous: true, headers: []string{asJSON, "Authorization: Bearer " + key}}))
	return found, answered
}

// One rule for every route there is, also for those to come: without contacts (and
// suppressions, which is a list of persons) nothing in an answer leads to anybody.
func TestWithoutContactsNothingLeadsToAPerson(t *testing.T) {
	t.Parallel()
	c := newCrowd(t)
	apart := slices.DeleteFunc(surveys.Scopes(), func(s surveys.Scope) bool { return s == surveys.ScopeContacts || s == surveys.ScopeSuppressions })
	for who, key := range map[string]string{"a key that may only read": c.newKey(surveys.ScopeRead), "a key with every other scope": c.newKey(apart...)} {
		found, answered := c.walk(key)
		for route, leading := range found {
			if len(leading) > 0 {
				t.Errorf("%s is led to persons by %s: %q", who, route, leading)
			}
		}
		for _, route := range []string{"/v1/touchpoints/:key/comments", "/touchpoints/:key", "/touchpoints/:key/comments", "/v1/scores", "/v1/improvements/plan", "/"} {
			if !answered[route] {
				t.Errorf("%s is not answered by %s", who, route)
			}
		}
	}
}

// The rule above is worth as much as the walk finds.
func TestWithEveryScopeTheSameWalkFindsEverybody(t *testing.T) {
	t.Parallel()
	c := newCrowd(t)
	found, answered := c.walk(c.key)
	for _, route := range c.routes {
		if !answered[route] && !strings.HasPrefix(route, "/r/") && !strings.HasPrefix(route, "/u/") {
			t.Errorf("%s never answered: the questions lack one that it knows", route)
		}
	}
	for _, question := range questions {
		if !answered[question] && !strings.HasPrefix(question, "after=") { // a cursor that nobody was given
			t.Errorf("no route knows the question %s", question)
		}
	}
	for _, route := range []string{
		"/v1/events/:id", "/v1/events/:id/decisions", "/v1/invitations", "/v1/invitations/:id", "/v1/contacts/:id", "/v1/contacts/:id/export", "/v1/contacts/:id/timeline", "/v1/responses",
		"/v1/suppressions", "/v1/touchpoints/:key/comments", "/touchpoints/:key", "/touchpoints/:key/comments", "/contacts/*id", "/dev/mailbox", "/dev/mailbox.json", "/dev/mailbox/:id",
	} {
		if len(found[route]) == 0 {
			t.Errorf("nobody is found by %s", route)
		}
	}
}

func TestACommentTellsItsRatingAndItsPersonToThoseWhoMayKnow(t *testing.T) {
	t.Parallel()
	c := newCrowd(t)
	comment := func(scopes ...surveys.Scope) (map[string]any, string) {
		c.key = c.newKey(scopes...)
		list := c.get("/v1/touchpoints/delivery/comments?limit=1").json(t)
		return list["comments"].([]any)[0].(map[string]any), c.get("/touchpoints/delivery/comments").body
	}
	few, page := comment(surveys.ScopeRead)
	if few["category"] != nil || few["rating"] != nil || few["answered_at"] != nil || strings.Contains(page, "detractors") || strings.Contains(page, "out of 10") {
		t.Errorf("a key that may read sees %v and\n%s", few, page)
	}
	for _, path := range []string{"/v1/touchpoints/delivery/comments?side=low", "/touchpoints/delivery/comments?side=high"} {
		if g := c.get(path); g.status != http.StatusForbidden {
			t.Errorf("%s is answered %d: it would tell what ratings count as", path, g.status)
		}
	}
	rated, page := comment(surveys.ScopeRead, surveys.ScopeSmallCells)
	if rated["category"] == nil || rated["rating"] == nil || rated["answered_at"] != nil || !strings.Contains(page, fmt.Sprint(rated["rating"], " out of 10, ")) {
		t.Errorf("a key that may see small cells sees %v and\n%s", rated, page)
	}
	known, page := comment(surveys.ScopeRead, surveys.ScopeContacts)
	if known["rating"] != nil || known["category"] != nil || known["answered_at"] == nil || !strings.Contains(page, `href="/contacts/c-`+marked) || strings.Contains(page, "out of 10") {
		t.Errorf("a key that may see contacts sees %v and\n%s", known, page)
	}
	if few["response"] != rated["response"] || few["response"] == known["response"] || few["response"] != worldSecret.Pseudonym(known["response"].(string)) {
		t.Errorf("the ids are %v, %v and %v", few["response"], rated["response"], known["response"])
	}
}

func TestResponsesAreListedWithoutPersonsToThoseWhoMayNotSeeThem(t *testing.T) {
	t.Parallel()
	c := newCrowd(t)
	list := func() []any { return c.get("/v1/responses?survey=delivery-nps").json(t)["responses"].([]any) }
	all := list()
	c.key = c.newKey(surveys.ScopeRead, surveys.ScopeSmallCells)
	for i, r := range list() {
		shown, kept := r.(map[string]any), all[i].(map[string]any)
		id := kept["id"].(string)
		if kept["invitation"] == nil {
			id = surveys.ExternalResponseID(id)
		}
		if shown["id"] != worldSecret.Pseudonym(id) || shown["rating"] != kept["rating"] || shown["day"] != kept["day"] {
			t.Errorf("%v is shown as %v", kept, shown)
		}
		for _, person := range []string{"invitation", "event_id", "contact_id", "occurred_at", "answered_at"} {
			if shown[person] != nil {
				t.Errorf("%s is shown: %v", person, shown)
			}
		}
	}
	if g := c.get("/v1/responses?contact=c-" + marked + "0"); g.status != http.StatusForbidden || g.json(t)["scope"] != "contacts" {
		t.Errorf("to ask for one contact's is answered %d: %s", g.status, g.body)
	}
}

func TestAPageThatNamesPersonsSaysWhichRightIsMissing(t *testing.T) {
	t.Parallel()
	c := newCrowd(t)
	c.key = c.newKey(surveys.ScopeRead)
	for _, path := range []string{"/contacts/c-" + marked + "0", "/contacts/nobody", "/dev/mailbox", "/dev/mailbox/1"} {
		for language, want := range map[string]string{"en": "This page needs the right contacts", "nl-BE": "Deze pagina vraagt het recht contacts", "fr": "This page needs the right contacts"} {
			if g := c.get(path, "Accept: text/html", "Accept-Language: "+language); g.status != http.StatusForbidden || !strings.Contains(g.body, want) {
				t.Errorf("%s is answered in %s with %d: %s", path, language, g.status, g.body)
			}
		}
	}
	if g := c.get("/"); strings.Contains(g.body, "/dev/mailbox") {
		t.Error("the pages lead to a mailbox that they do not open")
	}
	c.key = c.newKey(surveys.ScopeRead, surveys.ScopeContacts)
	if g := c.get("/"); !strings.Contains(g.body, "/dev/mailbox") {
		t.Error("the pages do not lead to the mailbox")
	}
}

func TestFiguresForPrometheusHaveAScopeOfTheirOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for scope, want := range map[surveys.Scope]int{surveys.ScopeMetrics: http.StatusOK, surveys.ScopeRead: http.StatusForbidden, surveys.ScopeContacts: http.StatusForbidden} {
		if g := w.from("192.0.2.7:50000", "halte.example", "/metrics", "Authorization: Bearer "+w.newKey(scope)); g.Code != want {
			t.Errorf("a key with the scope %s is answered %d", scope, g.Code)
		}
	}
}

func TestWhatIsRefusedToBeSentAgainIsNamedToThoseWhoMaySeePersons(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.unknown("a")
	w.clock.Pass(60 * surveys.Day)
	for _, scopes := range [][]surveys.Scope{{surveys.ScopeSending}, {surveys.ScopeSending, surveys.ScopeContacts}} {
		w.key = w.newKey(scopes...)
		g := w.post("/v1/invitations/resend", `{"status":"unknown"}`)
		if g.json(t)["refused"] != 1.0 || strings.Contains(g.body, id) != (len(scopes) > 1) {
			t.Errorf("a key with %v is answered %d: %s", scopes, g.status, g.body)
		}
	}
}
