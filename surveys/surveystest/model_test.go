package surveystest_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"halte/surveys"
	"halte/surveys/respond"
	"halte/surveys/store"
	. "halte/surveys/surveystest"
)

// model is what Halte should decide, written as plainly as can be: everything is
// in lists, and every question walks through all of them.
type model struct {
	now        time.Time
	zone       *time.Location
	kolkata    *time.Location
	quarantine time.Duration // of the organisation
	triggers   []modelTrigger
	rank       []string // touchpoints, the most valuable first

	events       []surveys.Event
	addresses    map[string]modelAddress // of contacts, as told last
	unsubscribed map[string]bool         // person and touchpoint
	answered     []modelAnswer
	decided      map[string]surveys.Outcome // by event and trigger
	invitations  []*modelInvitation
}

type modelTrigger struct {
	key, on, touchpoint, cancel string
	correlated                  bool
	delay, expires, quarantine  time.Duration
	opens, closes               int // hours of the day; both 0: always open
	weekdays                    bool
}

type modelInvitation struct {
	trigger                     modelTrigger
	event                       surveys.Event
	due, next, sendBy, sent, at time.Time
	to                          string // the address it was sent to
	status                      surveys.Status
	id                          string // as Halte named it: the last word where two are equal
}

type modelAnswer struct {
	contact, touchpoint string
	at                  time.Time
}

type modelAddress struct {
	address    string
	knownSince time.Time
}

// livesIn is where a contact lives; empty where the organisation is.
func livesIn(contact string) string {
	if contact == "al" {
		return "Asia/Kolkata"
	}
	return ""
}

// person is who reads the address of an event's contact, however it is spelt.
func (m *model) person(e surveys.Event) string {
	return strings.ToLower(m.addresses[e.Contact.ID].address)
}

// open gives the first minute from t on at which the trigger may send to a contact.
func (m *model) open(tr modelTrigger, contact string, t time.Time) time.Time {
	for ; tr.closes > 0; t = t.Add(time.Minute) {
		local := t.In(m.zone)
		if contact == "al" {
			local = t.In(m.kolkata)
		}
		weekend := local.Weekday() == time.Saturday || local.Weekday() == time.Sunday
		if tr.opens <= local.Hour() && local.Hour() < tr.closes && (!tr.weekdays || !weekend) {
			break
		}
	}
	return t
}

// cancelled says whether some event that is known calls off what e led to.
func (m *model) cancelled(tr modelTrigger, e surveys.Event) bool {
	return slices.ContainsFunc(m.events, func(c surveys.Event) bool {
		if c.Name != tr.cancel || c.Contact.ID != e.Contact.ID {
			return false
		}
		if tr.correlated {
			return c.Properties["order"] == e.Properties["order"]
		}
		return c.OccurredAt.After(e.OccurredAt)
	})
}

// resting says whether the trigger leaves somebody alone at t who was asked at a
// touchpoint before.
func (m *model) resting(tr modelTrigger, t time.Time, touchpoint string, sent time.Time) bool {
	return m.quarantine > t.Sub(sent) || tr.touchpoint == touchpoint && tr.quarantine > t.Sub(sent)
}

// quarantined says whether the contact of e, or whoever reads its address, was
// asked too recently.
func (m *model) quarantined(tr modelTrigger, e surveys.Event, t time.Time) bool {
	return slices.ContainsFunc(m.invitations, func(i *modelInvitation) bool {
		return i.status == surveys.StatusSent && (i.to == m.person(e) || i.event.Contact.ID == e.Contact.ID) && m.resting(tr, t, i.trigger.touchpoint, i.sent)
	})
}

func (m *model) record(batch []surveys.Event) {
	var fresh []surveys.Event
	for _, e := range batch {
		if !slices.ContainsFunc(m.events, func(k surveys.Event) bool { return k.ID == e.ID }) {
			m.events, fresh = append(m.events, e), append(fresh, e)
		}
	}
	slices.SortStableFunc(fresh, func(a, b surveys.Event) int { return a.OccurredAt.Compare(b.OccurredAt) })
	for _, e := range fresh {
		if c := e.Contact; !e.OccurredAt.Before(m.addresses[c.ID].knownSince) {
			m.addresses[c.ID] = modelAddress{c.Email, e.OccurredAt}
		}
	}
	for _, i := range m.invitations {
		// Halte looks at the new events only; those before had their chance.
		if i.status == surveys.StatusScheduled && slices.ContainsFunc(fresh, func(e surveys.Event) bool { return e.Name == i.trigger.cancel }) && m.cancelled(i.trigger, i.event) {
			i.status = surveys.StatusCancelled
		}
	}
	for _, e := range fresh {
		for _, tr := range m.triggers {
			if tr.on == e.Name {
				m.decided[e.ID+" "+tr.key] = m.decide(tr, e)
			}
		}
	}
}

func (m *model) decide(tr modelTrigger, e surveys.Event) surveys.Outcome {
	due, sendBy := m.open(tr, e.Contact.ID, e.OccurredAt.Add(tr.delay)), e.OccurredAt.Add(tr.expires)
	send := due
	if m.now.After(send) {
		send = m.open(tr, e.Contact.ID, m.now)
	}
	switch {
	case m.unsubscribed[m.person(e)+tr.touchpoint]:
		return surveys.Suppressed
	case m.cancelled(tr, e):
		return surveys.Cancelled
	case send.After(sendBy):
		return surveys.Expired
	case m.quarantined(tr, e, send):
		return surveys.Quarantined
	}
	m.invitations = append(m.invitations, &modelInvitation{trigger: tr, event: e, due: due, next: due, sendBy: sendBy, status: surveys.StatusScheduled})
	return surveys.Scheduled
}

// blocker says what keeps an invitation from going out at t.
func (m *model) blocker(i *modelInvitation, t time.Time) surveys.Status {
	switch {
	case t.After(i.sendBy):
		return surveys.StatusExpired
	case m.unsubscribed[m.person(i.event)+i.trigger.touchpoint]:
		return surveys.StatusSuppressed
	case m.cancelled(i.trigger, i.event), slices.ContainsFunc(m.answered, func(a modelAnswer) bool {
		return a.contact == i.event.Contact.ID && a.touchpoint == i.trigger.touchpoint && !a.at.Before(i.event.OccurredAt)
	}):
		return surveys.StatusCancelled
	case m.open(i.trigger, i.event.Contact.ID, t).After(i.sendBy):
		return surveys.StatusExpired
	case m.open(i.trigger, i.event.Contact.ID, t).After(t):
		return surveys.StatusScheduled
	case m.quarantined(i.trigger, i.event, t):
		return surveys.StatusQuarantined
	}
	return ""
}

// waits says whether some mail has yet to go out.
func (m *model) waits() bool {
	return slices.ContainsFunc(m.invitations, func(i *modelInvitation) bool { return i.status == surveys.StatusScheduled })
}

func (m *model) sweep() {
	var due []*modelInvitation
	for _, i := range m.invitations {
		if i.status == surveys.StatusScheduled && !i.next.After(m.now) {
			due = append(due, i)
		}
	}
	slices.SortFunc(due, func(a, b *modelInvitation) int {
		if c := a.next.Compare(b.next); c != 0 {
			return c
		}
		return strings.Compare(a.id, b.id)
	})
	for _, i := range due {
		if i.status == surveys.StatusScheduled {
			m.send(i)
		}
	}
}

func (m *model) send(i *modelInvitation) {
	switch status := m.blocker(i, m.now); status {
	case "":
	case surveys.StatusScheduled:
		i.next = m.open(i.trigger, i.event.Contact.ID, m.now)
		return
	default:
		i.status = status
		return
	}
	i.at = m.now
	best := i
	var rivals []*modelInvitation
	for _, r := range m.invitations {
		r.at = m.now
		if r.next.After(m.now) {
			r.at = r.next
		}
		r.at = m.open(r.trigger, r.event.Contact.ID, r.at)
		if r == i || r.status != surveys.StatusScheduled || m.person(r.event) != m.person(i.event) || r.at.Sub(m.now) > 12*time.Hour ||
			!m.resting(r.trigger, r.at, i.trigger.touchpoint, m.now) || m.blocker(r, r.at) != "" {
			continue
		}
		if rivals = append(rivals, r); m.before(r, best) {
			best = r
		}
	}
	if best != i {
		i.status = surveys.StatusOutweighed
		return
	}
	i.status, i.sent, i.to = surveys.StatusSent, m.now, m.person(i.event)
	for _, r := range rivals {
		r.status = surveys.StatusOutweighed
	}
}

func (m *model) before(a, b *modelInvitation) bool {
	if x, y := slices.Index(m.rank, a.trigger.touchpoint), slices.Index(m.rank, b.trigger.touchpoint); x != y {
		return x < y
	}
	if c := a.due.Compare(b.due); c != 0 {
		return c < 0
	}
	return a.id < b.id
}

// yaml writes a trigger of the model as a definition has it.
func (tr modelTrigger) yaml() string {
	survey := map[string]string{"delivery": "delivery-nps", "returns": "returns-csat", "service": "service-ces"}[tr.touchpoint]
	var b strings.Builder
	fmt.Fprintf(&b, "{key: %s, survey: %s, on: %s, delay: %dh, expires: %dh, quarantine: %dh", tr.key, survey, tr.on,
		int(tr.delay.Hours()), int(tr.expires.Hours()), int(tr.quarantine.Hours()))
	if tr.cancel != "" {
		fmt.Fprintf(&b, ", cancel_on: [%s]", tr.cancel)
	}
	if tr.correlated {
		b.WriteString(", correlate: event.properties.order")
	}
	if tr.closes > 0 {
		days := ""
		if tr.weekdays {
			days = "days: [mon, tue, wed, thu, fri], "
		}
		fmt.Fprintf(&b, `, window: {%sfrom: "%02d:00", to: "%02d:00"}`, days, tr.opens, tr.closes)
	}
	return b.String() + "}"
}

func TestHalteDecidesAsTheModelDoes(t *testing.T) {
	t.Parallel()
	seen := map[string]int{}
	rapid.Check(t, func(r *rapid.T) {
		m, h, done := modelled(t, r)
		defer done()
		for range rapid.IntRange(3, 12).Draw(r, "steps") {
			m.step(t, r, h)
		}
		for n := range 60 { // until everything is settled, and once long after
			m.now = m.now.Add(7 * time.Hour)
			if n < 59 && !m.waits() {
				continue
			}
			h.Clock.Set(m.now)
			m.sweep()
			h.Sweeps()
		}
		for key, outcome := range m.decided {
			seen["decided "+string(outcome)]++
			event, trigger, _ := strings.Cut(key, " ")
			all, err := h.Read(t.Context()).DecisionsOfEvent(event)
			Must(t, err)
			if i := slices.IndexFunc(all, func(d surveys.Decision) bool { return d.Trigger == trigger }); i < 0 || all[i].Outcome != outcome {
				r.Errorf("%s is decided %+v, want %s", key, all, outcome)
			}
		}
		for _, want := range m.invitations {
			seen[string(want.status)]++
			got, err := h.Read(t.Context()).Invitation(want.id)
			Must(t, err)
			if got.Status != want.status || !got.SentAt.Equal(want.sent) {
				r.Errorf("%s by %s is %s (%s), sent at %s; want %s, sent at %s", want.event.ID, want.trigger.key, got.Status, got.Reason.Code, got.SentAt, want.status, want.sent)
			}
		}
	})
	for _, want := range []string{"decided cancelled", "decided expired", "decided quarantined", "decided suppressed", "sent", "outweighed", "cancelled", "suppressed", "quarantined"} {
		if seen[want] == 0 {
			t.Errorf("nothing was ever %s: %v", want, seen)
		}
	}
}

// modelled draws a definition and opens a Halte and a model with it.
func modelled(t *testing.T, r *rapid.T) (*model, *Halte, func()) {
	hours := func(name string, of ...int) time.Duration {
		return time.Duration(rapid.SampledFrom(of).Draw(r, name)) * time.Hour
	}
	m := &model{
		now:          Instant(t, rapid.SampledFrom([]string{"2026-03-27T09:00:00Z", "2026-10-23T09:00:00Z", "2026-06-01T09:00:00Z"}).Draw(r, "start")),
		zone:         Zone(t, "Europe/Amsterdam"),
		kolkata:      Zone(t, "Asia/Kolkata"),
		addresses:    map[string]modelAddress{},
		quarantine:   hours("organisation", 0, 0, 8, 24, 14*24),
		rank:         []string{"service", "returns", "delivery"}, // by how much is known of each
		unsubscribed: map[string]bool{}, decided: map[string]surveys.Outcome{},
	}
	var lines []string
	for n, touchpoint := range []string{"delivery", "returns", "service", "delivery"} {
		tr := modelTrigger{
			key: fmt.Sprint("t", n), on: "happened." + rapid.SampledFrom([]string{"a", "b"}).Draw(r, "on"), touchpoint: touchpoint,
			delay: hours("delay", 0, 1, 5, 13, 26), expires: hours("expires", 30, 49, 24*9), quarantine: hours("own", 0, 0, 6, 30*24),
			cancel: rapid.SampledFrom([]string{"", "undone.a", "undone.b"}).Draw(r, "cancel"),
		}
		tr.correlated = tr.cancel != "" && rapid.Bool().Draw(r, "correlated")
		if rapid.Bool().Draw(r, "window") {
			tr.opens = rapid.IntRange(8, 17).Draw(r, "opens")
			tr.closes, tr.weekdays = tr.opens+rapid.IntRange(1, 6).Draw(r, "open for"), rapid.Bool().Draw(r, "weekdays")
		}
		if m.valid(tr) {
			m.triggers, lines = append(m.triggers, tr), append(lines, tr.yaml())
		}
	}
	db, err := store.Open(t.Context(), "sqlite://"+filepath.ToSlash(SqliteFile(t)), store.Options{})
	Must(t, err)
	h := New(t, db, "")
	h.Clock.Set(m.now)
	h.Applies(Shop(fmt.Sprintf("quarantine: %dh", int(m.quarantine.Hours())), lines...))
	for survey, n := range map[string]int{"delivery-nps": 60, "returns-csat": 10} {
		var known []respond.ExternalResponse
		for i := range n {
			known = append(known, respond.ExternalResponse{Survey: survey, ContactID: fmt.Sprint("other", i), AnsweredAt: m.now.Add(-30 * surveys.Day), Rating: new(1 + i%5)})
		}
		h.Gives(true, known...)
	}
	if rapid.Bool().Draw(r, "improvement") {
		_, err := h.CreateImprovement(t.Context(), "", surveys.ImprovementDraft{Name: "New carrier", Touchpoints: []string{"delivery"}, Day: "2026-01-10"}, true)
		Must(t, err)
		m.rank = []string{"delivery", "service", "returns"}
	}
	return m, h, func() { db.Close() }
}

// valid leaves out what a definition would be refused for.
func (m *model) valid(tr modelTrigger) bool {
	return tr.expires > tr.delay+24*time.Hour
}

// step draws one thing that happens, to the model and to Halte alike.
func (m *model) step(t *testing.T, r *rapid.T, h *Halte) {
	contact := rapid.SampledFrom([]string{"jo", "jo2", "al"})
	address := map[string]string{"jo": "jo@example.org", "jo2": "JO@example.org", "al": "al@example.org"}
	switch rapid.SampledFrom([]string{"events", "events", "events", "time", "time", "unsubscribe", "answer"}).Draw(r, "step") {
	case "events":
		var batch []surveys.Event
		for range rapid.IntRange(1, 4).Draw(r, "events") {
			who := contact.Draw(r, "who")
			mailed := address[who]
			if who == "jo" && rapid.Bool().Draw(r, "moved") {
				mailed = "jo.new@example.org"
			}
			e := Event(rapid.SampledFrom([]string{"happened.a", "happened.b", "undone.a", "undone.b"}).Draw(r, "what"), Of(who), MailedAt(mailed), Living(livesIn(who)),
				With("order", rapid.SampledFrom([]string{"1", "2"}).Draw(r, "order")))
			e.OccurredAt = m.now.Add(-time.Duration(rapid.IntRange(0, 40).Draw(r, "hours ago")) * time.Hour)
			e.ID = fmt.Sprint("e", len(m.events)+len(batch))
			if len(m.events) > 0 && rapid.IntRange(0, 5).Draw(r, "repeat") == 0 {
				e = rapid.SampledFrom(m.events).Draw(r, "repeated")
			}
			batch = append(batch, e)
		}
		m.record(batch)
		h.Happens(batch...)
		m.name(t, h)
	case "time":
		m.now = m.now.Add(time.Duration(rapid.IntRange(0, 30*60).Draw(r, "minutes")) * time.Minute)
		h.Clock.Set(m.now)
		m.sweep()
		h.Sweeps()
	case "unsubscribe":
		who, touchpoint := contact.Draw(r, "who"), rapid.SampledFrom(m.rank).Draw(r, "from")
		h.Unsubscribes(address[who], touchpoint, false)
		m.unsubscribed[strings.ToLower(address[who])+touchpoint] = true
		for _, i := range m.invitations {
			if i.status == surveys.StatusScheduled && m.unsubscribed[m.person(i.event)+i.trigger.touchpoint] {
				i.status = surveys.StatusSuppressed
			}
		}
	case "answer":
		who, touchpoint := contact.Draw(r, "who"), rapid.SampledFrom(m.rank).Draw(r, "about")
		known := 0
		for _, a := range m.answered {
			if a.touchpoint == touchpoint {
				known++
			}
		}
		if known == 3 {
			return // more would tell so much of it that the rank changed
		}
		h.Gives(false, respond.ExternalResponse{Touchpoint: touchpoint, ContactID: who, Rating: new(4)})
		m.answered = append(m.answered, modelAnswer{who, touchpoint, m.now})
	}
}

// name tells the model how Halte named its new invitations.
func (m *model) name(t *testing.T, h *Halte) {
	for _, i := range m.invitations {
		if i.id != "" {
			continue
		}
		all, err := h.Read(t.Context()).InvitationsOfEvent(i.event.ID)
		Must(t, err)
		for _, inv := range all {
			if inv.Trigger == i.trigger.key {
				i.id = inv.ID
			}
		}
	}
}
