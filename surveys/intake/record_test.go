package intake_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/intake"
	"halte/surveys/store"
	. "halte/surveys/surveystest"
)

func TestTheFirstEventWithAnIDWins(t *testing.T) {
	t.Parallel()
	first := Delivered("jo", ID("e"), With("value", 1.0))
	abroad := first
	abroad.OccurredAt = first.OccurredAt.In(Zone(t, "Asia/Kathmandu"))
	for _, row := range []struct {
		what   string
		repeat surveys.Event
		want   surveys.EventResult
	}{
		{"the same again", first, surveys.EventResult{ID: "e", Status: surveys.EventDuplicate}},
		{"the same instant written in another zone", abroad, surveys.EventResult{ID: "e", Status: surveys.EventDuplicate}},
		{"another property", Delivered("jo", ID("e"), With("value", 2.0)), surveys.EventResult{ID: "e", Status: surveys.EventDuplicate, Differs: true}},
		{"another contact", Delivered("al", ID("e"), With("value", 1.0)), surveys.EventResult{ID: "e", Status: surveys.EventDuplicate, Differs: true}},
	} {
		t.Run(row.what, func(t *testing.T) {
			t.Parallel()
			for how, send := range map[string]func(h *Halte) surveys.EventResult{
				"in another request":  func(h *Halte) surveys.EventResult { h.Happens(first); return h.Happens(row.repeat)[0] },
				"in the same request": func(h *Halte) surveys.EventResult { return h.Happens(first, row.repeat)[1] },
				"twice in another request": func(h *Halte) surveys.EventResult {
					h.Happens(first)
					return h.Happens(Delivered("li", ID("e")), row.repeat)[1]
				},
			} {
				h := Open(t, Shop("", AfterDelivery))
				if got := send(h); got != row.want {
					t.Errorf("%s: %+v, want %+v", how, got, row.want)
				}
				if e, err := h.Read(t.Context()).Event("e"); err != nil || e.ContactID != "jo" || e.Properties["value"] != 1.0 {
					t.Errorf("%s: the event became %+v, %v", how, e, err)
				}
				if h.Sweeps() != 1 {
					t.Errorf("%s: asked more than once or not at all", how)
				}
			}
		})
	}
}

func TestAnEventWithoutATimeIsARepeatOfItselfLater(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	e := Event("order.delivered", Of("jo"), ID("e"))
	h.Happens(e)
	h.Clock.Pass(time.Hour)
	if got := h.Happens(e)[0]; got.Status != surveys.EventDuplicate || got.Differs {
		t.Errorf("%+v", got)
	}
	if stored, err := h.Read(t.Context()).Event("e"); err != nil || !stored.OccurredAt.Equal(Time(Monday)) {
		t.Errorf("it happened at %s, %v", stored.OccurredAt, err)
	}
}

func TestOneBadEventDoesNotSinkItsNeighbours(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	long := strings.Repeat("x", 301)
	for i, row := range []struct {
		field string
		event surveys.Event
	}{
		{"id", Delivered("jo", ID(" e"))},
		{"id", Delivered("jo", ID(long))},
		{"id", Delivered("jo", ID("a\nb"))},
		{"name", Event("", ID("e"), Of("jo"))},
		{"name", Event("a\x00b", ID("e"), Of("jo"))},
		{"contact.id", Event("order.delivered", ID("e"))},
		{"contact.id", Delivered(long, MailedAt(""), ID("e"))},
		{"contact.email", Delivered("jo", MailedAt("jo"))},
		{"contact.email", Delivered("jo", MailedAt("Jo <jo@example.org>"))},
		{"contact.name", Delivered("jo", func(e *surveys.Event) { e.Contact.Name = long })},
		{"contact.locale", Delivered("jo", Reading("dutch, please"))},
		{"contact.properties", Delivered("jo", Being("x", strings.Repeat("x", surveys.MaxProperties)))},
		{"contact.properties", Delivered("jo", Being("", 1.0))},
		{"properties", Delivered("jo", With("a\x00b", 1.0))},
		{"properties", Delivered("jo", With("x", func() {}))},
		{"occurred_at", Delivered("jo", On("1999-12-31T23:59:59Z"))},
		{"occurred_at", Delivered("jo", On("2027-03-04T00:00:00Z"))},
		{"occurred_at", Delivered("jo", func(e *surveys.Event) { e.OccurredAt = time.Date(12026, 1, 1, 0, 0, 0, 0, time.UTC) })},
	} {
		good := Delivered("good", ID(fmt.Sprint("beside ", i)))
		got := h.Happens(row.event, good)
		if got[0].Status != surveys.EventRefused || got[0].Field != row.field || got[0].Reason == "" || len(got[0].ID) > surveys.MaxID {
			t.Errorf("%q: %+v", row.field, got[0])
		}
		if got[1].Status == surveys.EventRefused {
			t.Errorf("%q sank its neighbour: %+v", row.field, got[1])
		}
	}
}

func TestWhatIsOlderNeverOverwritesWhatIsNewer(t *testing.T) {
	t.Parallel()
	newer := Event("a", ID("newer"), On("2026-03-02T10:00:00Z"), Of("jo"), MailedAt("new@example.org"), Reading("nl"), Being("country", "NL"), Being("vip", true))
	older := Event("a", ID("older"), On("2026-03-01T10:00:00Z"), Of("jo"), MailedAt("old@example.org"), Living("Asia/Kolkata"), Being("country", "BE"), Being("persona", "parent"))
	for how, record := range map[string]func(h *Halte){
		"in order":          func(h *Halte) { h.Happens(older); h.Happens(newer) },
		"out of order":      func(h *Halte) { h.Happens(newer); h.Happens(older) },
		"in one request":    func(h *Halte) { h.Happens(newer, older) },
		"newer, then again": func(h *Halte) { h.Happens(newer); h.Happens(older); h.Happens(newer) },
	} {
		h := Open(t, Shop(""))
		record(h)
		c, err := h.Read(t.Context()).Contact("jo")
		if err != nil {
			t.Fatal(err)
		}
		if c.Email != "new@example.org" || c.Locale != "nl" || c.Timezone != "Asia/Kolkata" || !c.SeenAt.Equal(newer.OccurredAt) ||
			fmt.Sprint(c.Properties) != "map[country:NL persona:parent vip:true]" {
			t.Errorf("%s: %+v", how, c)
		}
	}
}

func TestAnEventAheadOfTimeDoesNotFreezeItsContact(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop(""))
	ahead := h.Now().Add(300 * surveys.Day).Format(time.RFC3339)
	h.Happens(Event("booked", ID("1"), On(ahead), Of("jo"), MailedAt("jo@example.org"), Reading("nl")))
	h.Later(time.Hour)
	if _, err := h.PutContact(t.Context(), "jo", surveys.EventContact{Locale: "de"}); err != nil {
		t.Fatal(err)
	}
	if c, err := h.Read(t.Context()).Contact("jo"); err != nil || c.Locale != "de" {
		t.Errorf("what was said later is lost: %q, %v", c.Locale, err)
	}
}

func TestNumbersTooLargeForArithmeticStayApart(t *testing.T) {
	t.Parallel()
	read, err := intake.ReadEvents(strings.NewReader(`{"id":"1","name":"a","contact":{"id":"jo","properties":{"card":900719925474099267}},
		"properties":{"order":900719925474099268,"value":12.5,"many":[9007199254740993,3],"small":9007199254740992}}`), false)
	if err != nil || read[0].Refused != nil {
		t.Fatal(err, read[0].Refused)
	}
	e := read[0].Event
	want := "map[many:[9007199254740993 3] order:900719925474099268 small:9007199254740992 value:12.5]"
	if got := fmt.Sprint(e.Properties); got != want || e.Contact.Properties["card"] != int64(900719925474099267) {
		t.Errorf("%s, card %v", got, e.Contact.Properties["card"])
	}
}

// withSegments is the shop with further segments.
func withSegments(lines ...string) string {
	return strings.Replace(Shop("", AfterDelivery), "segments:\n", "segments:\n  "+strings.Join(lines, "\n  ")+"\n", 1)
}

func TestWholeNumbersOfAnySizeCompareAsNumbersAndComeBackAsTheyWere(t *testing.T) {
	t.Parallel()
	const sent = `{"id":"1","name":"a","contact":{"id":"jo"},"properties":{"n":9007199254740993}}`
	OnBoth(t, func(t *testing.T, db *store.Store) {
		h := New(t, db, withSegments("big: event.properties.n > 9007199254740992", "same: event.properties.n == 9007199254740992"))
		read, err := intake.ReadEvents(strings.NewReader(sent), false)
		Must(t, err)
		_, err = h.Record(t.Context(), read, intake.RecordOptions{})
		Must(t, err)
		e, err := h.Read(t.Context()).Event("1")
		Must(t, err)
		if b, _ := json.Marshal(e.Properties); string(b) != `{"n":9007199254740993}` {
			t.Errorf("it is kept as %s", b)
		}
		p, err := h.Plans.Current(t.Context())
		Must(t, err)
		facts := definition.FactsOf(&e, &surveys.Contact{})
		if got := fmt.Sprint(p.SegmentsOf(facts)); got != "map[big:true same:false]" {
			t.Errorf("it is compared as %s", got)
		}
	})
}

func TestOneTextHasOneFormInUnicode(t *testing.T) {
	t.Parallel()
	const composed, apart = "Caf\u00e9", "Cafe\u0301"
	h := Open(t, withSegments(`place: 'event.properties["`+apart+`"].x'`, `here: 'event.properties["`+composed+`"].x == "`+apart+`"'`))
	read, err := intake.ReadEvents(strings.NewReader(`{"id":"1","name":"a","contact":{"id":"jo","properties":{"`+apart+`":["`+apart+`"]}},"properties":{"`+apart+`":{"x":"`+apart+`"}}}
{"id":"2","name":"a","contact":{"id":"jo"},"properties":{"`+apart+`":1,"`+composed+`":2}}`), true)
	Must(t, err)
	results, err := h.Record(t.Context(), read, intake.RecordOptions{})
	Must(t, err)
	if results[1].Status != surveys.EventRefused || results[1].Field != "properties" {
		t.Errorf("a name in two spellings: %+v", results[1])
	}
	e, err := h.Read(t.Context()).Event("1")
	Must(t, err)
	c, err := h.Read(t.Context()).Contact("jo")
	Must(t, err)
	if got, want := fmt.Sprint(e.Properties, c.Properties), fmt.Sprintf("map[%[1]s:map[x:%[1]s]] map[%[1]s:[%[1]s]]", composed); got != want {
		t.Errorf("they are kept as %q", got)
	}
	p, err := h.Plans.Current(t.Context())
	Must(t, err)
	e.Properties = map[string]any{apart: map[string]any{"x": apart}} // kept before there was one form
	if got := p.SegmentsOf(definition.FactsOf(&e, &c)); got["place"] != composed || got["here"] != "true" {
		t.Errorf("the segments are %q", got)
	}
}

func TestWhatAProgramWritesAroundAValueCostsNoEvent(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	read, err := intake.ReadEvents(strings.NewReader(`{"id":"1","name":"a","contact":{"id":"jo","email":"\u00a0Jo@example.org\r\n","locale":"nl_NL.UTF-8","timezone":"W. Europe Standard Time"}}`), false)
	Must(t, err)
	_, err = h.Record(t.Context(), read, intake.RecordOptions{})
	Must(t, err)
	c, err := h.Read(t.Context()).Contact("jo")
	Must(t, err)
	if c.Email != "Jo@example.org" || c.Locale != "nl-NL" || c.Timezone != "Europe/Berlin" {
		t.Errorf("it became %+v", c)
	}
}

func TestAContactWithoutAnIDIsItsAddress(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	h.Happens(Delivered("", ID("1"), MailedAt("Jo@Bücher.example")), Delivered("", ID("2"), MailedAt("jo@xn--bcher-kva.EXAMPLE")))
	for _, id := range []string{"1", "2"} {
		if e, err := h.Read(t.Context()).Event(id); err != nil || e.ContactID != "email:jo@xn--bcher-kva.example" {
			t.Errorf("event %s is of %q, %v", id, e.ContactID, err)
		}
	}
}

func TestEverythingOfAnEventIsStoredTogether(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		h := New(t, db, Shop("", AfterDelivery))
		e := Delivered("jo", With("order", "1"), Being("country", "NL"))
		h.Happens(e)
		d, inv := h.Decided(e), h.Invited(e)
		c, err := h.Read(t.Context()).Contact("jo")
		if err != nil || d.Invitation != inv.ID || inv.Person != c.Person || inv.ContactID != "jo" || inv.Status != surveys.StatusScheduled ||
			inv.Day != "2026-03-02" || !inv.SendBy.Equal(e.OccurredAt.Add(30*surveys.Day)) {
			t.Errorf("%+v %+v %+v %v", d, inv, c, err)
		}
		if stored, err := h.Read(t.Context()).Event(e.ID); err != nil || stored.Properties["order"] != "1" || !stored.ReceivedAt.Equal(Time(Monday)) {
			t.Errorf("%+v %v", stored, err)
		}
	})
}

func TestAnEventThatIsDueAtOnceNudgesTheScheduler(t *testing.T) {
	t.Parallel()
	for more, want := range map[string]int32{"": 1, "delay: 2h": 0, "sample: 0": 0} {
		var nudges atomic.Int32
		h := Open(t, Shop("", AfterDeliveryWith(more)), func(o *Options) { o.Nudge = func() { nudges.Add(1) } })
		h.Happens(Delivered("jo"))
		if got := nudges.Load(); got != want {
			t.Errorf("%q: %d nudges, want %d", more, got, want)
		}
	}
}

// counting counts commits, and refuses those that hold a contact named poison.
type counting struct {
	intake.Store
	commits atomic.Int32
}

var errPoison = errors.New("the disk is full")

func (c *counting) Update(ctx context.Context, fn func(intake.Tx) error) error {
	return c.Store.Update(ctx, func(tx intake.Tx) error {
		c.commits.Add(1)
		return fn(poisoned{tx})
	})
}

func (c *counting) instead(o *Options) { c.Store, o.Stores.Intake = o.Stores.Intake, c }

type poisoned struct{ intake.Tx }

func (p poisoned) DecisionsAppend(list []surveys.Decision) error {
	if slices.ContainsFunc(list, func(d surveys.Decision) bool { return d.ContactID == "poison" }) {
		return errPoison
	}
	return p.Tx.DecisionsAppend(list)
}

func TestConcurrentEventsAreCommittedTogether(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		const callers = 64
		c := &counting{}
		h := New(t, db, Shop("", AfterDelivery), c.instead)
		c.commits.Store(0)
		var wg sync.WaitGroup
		for i := range callers {
			wg.Go(func() {
				shared := Delivered("shared", ID("shared"))
				results := h.Happens(Delivered(fmt.Sprint("c", i), ID(fmt.Sprint("e", i))), shared)
				if results[0].Status != surveys.EventAccepted {
					t.Errorf("%+v", results)
				}
			})
		}
		wg.Wait()
		if n := c.commits.Load(); n >= callers {
			t.Errorf("%d callers made %d commits", callers, n)
		}
		for h.Sweeps() > 0 {
		}
		if n := len(h.Outbox.Mails()); n != callers+1 {
			t.Errorf("%d mails, want %d: one for each event", n, callers+1)
		}
	})
}

func TestOneRequestThatCannotBeStoredDoesNotFailItsGroup(t *testing.T) {
	t.Parallel()
	c := &counting{}
	h := Open(t, Shop("", AfterDelivery), c.instead)
	var wg sync.WaitGroup
	for i := range 32 {
		wg.Go(func() {
			id := fmt.Sprint("c", i)
			if i%8 == 0 {
				id = "poison"
			}
			_, err := h.Record(t.Context(), []intake.ReadEvent{{Event: Delivered(id, ID(fmt.Sprint("e", i)))}}, intake.RecordOptions{})
			if (id == "poison") != errors.Is(err, errPoison) {
				t.Errorf("%s: %v", id, err)
			}
		})
	}
	wg.Wait()
	for i := range 32 {
		_, err := h.Read(t.Context()).Event(fmt.Sprint("e", i))
		if (i%8 == 0) != (surveys.KindOf(err) == surveys.NotFound) {
			t.Errorf("event %d: %v", i, err)
		}
	}
}

func TestAPropertyNoDatabaseCanHoldDoesNotLoseItsEvent(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		h := New(t, db, Shop("", AfterDeliveryWith("cancel_on: [order.refunded], correlate: event.properties.order")))
		h.Happens(Delivered("jo", With("order", "1\x002\u2028"), With("carrier", "fi\x00ets"), Being("persona", strings.Repeat("é", 300))))
		h.Sweeps()
		r := h.Answers(h.Link(), 9, map[string][]string{"delight": {"goed\x00!"}})
		if r.Segments["carrier"] != "fiets" || len(r.Segments["persona"]) != surveys.MaxID || r.Answers["delight"][0] != "goed!" {
			t.Errorf("%q %q", r.Segments, r.Answers)
		}
	})
}

// What a repeated event tells of a contact that was erased since is not known
// again, also when a new event of that contact comes with it.
func TestARepeatedEventTellsNothingOfAnErasedContact(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		h := New(t, db, Shop("", AfterDelivery))
		old := Delivered("jo", ID("old"), Being("persona", "commuter"))
		h.Happens(old)
		h.Erases("jo")
		results := h.Happens(old, Delivered("jo", ID("new"), On("2026-03-02T10:30:00Z"), MailedAt("new@example.org")))
		if results[0].Status != surveys.EventDuplicate || results[1].Status != surveys.EventAccepted {
			t.Fatalf("%+v", results)
		}
		c, err := h.Read(t.Context()).Contact("jo")
		Must(t, err)
		if c.Email != "new@example.org" || len(c.Properties) > 0 || !c.SeenAt.Equal(time.Date(2026, 3, 2, 10, 30, 0, 0, time.UTC)) {
			t.Errorf("the contact is %+v", c)
		}
	})
}

func TestRecordBeforeThereIsADefinitionKeepsTheEvent(t *testing.T) {
	t.Parallel()
	h := Open(t, "")
	if got := h.Happens(Delivered("jo"))[0]; got.Status != surveys.EventAccepted {
		t.Errorf("%+v", got)
	}
}
