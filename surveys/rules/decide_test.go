package rules_test

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"halte/surveys"
	"halte/surveys/rules"
	. "halte/surveys/surveystest"
)

func TestEveryEligibleEventIsDecidedWithEveryRuleItPassedOrFailed(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		what    string
		org     string
		trigger string
		before  func(h *Halte)
		event   surveys.Event
		history bool
		outcome surveys.Outcome
		checks  string // rule, with ! where it failed
		detail  string // of the first that failed
	}{
		{what: "scheduled", event: Delivered("jo"), outcome: surveys.Scheduled, checks: "address suppression expiry quarantine"},
		{
			what: "scheduled after every rule there is", org: "quarantine: 14d",
			trigger: `when: event.properties.value > 20, cancel_on: [order.refunded], correlate: event.properties.order, sample: 1, quarantine: 30d`,
			event:   Delivered("jo", With("value", 129.5), With("order", "1")), outcome: surveys.Scheduled,
			checks: "condition address suppression counter_event expiry sample quarantine",
		},
		{
			what: "the condition is false", trigger: `when: event.properties.value > 20`, event: Delivered("jo", With("value", 5.0)),
			outcome: surveys.Unmatched, checks: "!condition address suppression expiry quarantine", detail: "event.properties.value > 20",
		},
		{
			what: "a missing property makes a condition false, and is named", trigger: `when: not (contact.properties.vip == true)`, event: Delivered("jo"),
			outcome: surveys.Unmatched, checks: "!condition address suppression expiry quarantine", detail: "contact.properties.vip is missing",
		},
		{
			what: "a property missing inside another is named too", trigger: `when: event.properties.box.colour != "red"`, event: Delivered("jo", With("box", map[string]any{"size": 1.0})),
			outcome: surveys.Unmatched, checks: "!condition address suppression expiry quarantine", detail: "event.properties.box.colour is missing",
		},
		{
			what: "a property that is null is missing", trigger: `when: event.properties.value != 5`, event: Delivered("jo", With("value", nil)),
			outcome: surveys.Unmatched, checks: "!condition address suppression expiry quarantine", detail: "event.properties.value is missing",
		},
		{
			what: "things that cannot be compared make a condition false", trigger: `when: event.properties.value > 20`, event: Delivered("jo", With("value", "many")),
			outcome: surveys.Unmatched, checks: "!condition address suppression expiry quarantine", detail: "cannot be compared",
		},
		{
			what: "a property of the contact from an earlier event", trigger: `when: contact.properties.country == "NL"`,
			before: func(h *Halte) {
				h.Happens(Event("account.opened", Of("jo"), On("2026-03-01T11:00:00Z"), Being("country", "NL")))
			},
			event: Delivered("jo"), outcome: surveys.Scheduled, checks: "condition address suppression expiry quarantine",
		},
		{what: "no address", event: Delivered("jo", MailedAt("")), outcome: surveys.Unreachable, checks: "!address suppression expiry quarantine", detail: "the contact has no mail address"},
		{
			what: "unsubscribed from this touchpoint", before: func(h *Halte) { h.Unsubscribes("jo@example.org", "delivery", false) }, event: Delivered("jo"),
			outcome: surveys.Suppressed, checks: "address !suppression expiry quarantine", detail: "unsubscribed from this touchpoint on 2026-03-02 11:00 UTC",
		},
		{
			what: "unsubscribed from another touchpoint", before: func(h *Halte) { h.Unsubscribes("jo@example.org", "returns", false) }, event: Delivered("jo"),
			outcome: surveys.Scheduled, checks: "address suppression expiry quarantine",
		},
		{
			what: "unsubscribed from everything", before: func(h *Halte) { h.Unsubscribes("jo@example.org", "returns", true) }, event: Delivered("jo"),
			outcome: surveys.Suppressed, checks: "address !suppression expiry quarantine", detail: "unsubscribed from everything",
		},
		{
			what: "unsubscribed under another spelling of the address", before: func(h *Halte) { h.Unsubscribes("JO@Example.ORG", "delivery", true) }, event: Delivered("jo"),
			outcome: surveys.Suppressed, checks: "address !suppression expiry quarantine", detail: "unsubscribed from everything",
		},
		{
			what: "a counter-event came first", trigger: `cancel_on: [order.refunded]`,
			before: func(h *Halte) { h.Happens(Event("order.refunded", Of("jo"), On("2026-03-02T10:30:00Z"))) },
			event:  Delivered("jo"), outcome: surveys.Cancelled, checks: "address suppression !counter_event expiry quarantine", detail: "order.refunded came at 2026-03-02 10:30 UTC",
		},
		{
			what: "older than its expiry", trigger: "expires: 7d", event: Delivered("jo", On("2026-02-23T10:59:00Z")),
			outcome: surveys.Expired, checks: "address suppression !expiry quarantine", detail: "expires 7d after the event",
		},
		{what: "exactly as old as its expiry", trigger: "expires: 7d", event: Delivered("jo", On("2026-02-23T11:00:00Z")), outcome: surveys.Scheduled, checks: "address suppression expiry quarantine"},
		{
			what: "the window opens after its expiry", trigger: `expires: 1d, window: {days: [wed], from: "09:00", to: "10:00"}`, event: Delivered("jo"),
			outcome: surveys.Expired, checks: "address suppression !expiry quarantine", detail: "it could go out at 2026-03-04 08:00 UTC at the earliest",
		},
		{what: "not in the sample", trigger: "sample: 0", event: Delivered("jo"), outcome: surveys.SampledOut, checks: "address suppression expiry !sample quarantine", detail: "asks 0 percent of contacts"},
		{
			what: "asked somewhere else too recently", org: "quarantine: 14d", before: func(h *Halte) { AnsweredEarlier(h, "jo", "returns-csat", 5, "2026-02-20T11:00:00Z") }, event: Delivered("jo"),
			outcome: surveys.Quarantined, checks: "address suppression expiry !quarantine", detail: "was asked about Return on 20 February 2026, 10 days before this mail would go out; this organisation waits 14 days",
		},
		{
			what: "asked here too recently", trigger: "quarantine: 30d", before: func(h *Halte) { AnsweredEarlier(h, "jo", "delivery-nps", 5, "2026-02-02T11:00:00Z") }, event: Delivered("jo"),
			outcome: surveys.Quarantined, checks: "address suppression expiry !quarantine", detail: "was asked about this on 2 February 2026, 28 days before this mail would go out; this trigger waits 30 days",
		},
		{what: "history", event: Delivered("jo"), history: true, outcome: surveys.Imported, checks: "!history", detail: "imported as history: nobody is mailed"},
		{
			what: "history stands outside the funnel whatever the condition says", trigger: "when: event.properties.value > 20", event: Delivered("jo"), history: true,
			outcome: surveys.Imported, checks: "!history !condition", detail: "imported as history: nobody is mailed",
		},
		{
			what: "the first rule that fails names the outcome", trigger: "when: event.properties.value > 20, sample: 0", event: Delivered("jo", MailedAt("")),
			outcome: surveys.Unmatched, checks: "!condition !address suppression expiry !sample quarantine", detail: "event.properties.value is missing",
		},
	} {
		t.Run(row.what, func(t *testing.T) {
			t.Parallel()
			h := Open(t, Shop(row.org, AfterDeliveryWith(row.trigger)))
			if row.before != nil {
				row.before(h)
			}
			if row.history {
				h.Happened(row.event)
			} else {
				h.Happens(row.event)
			}
			d := h.Decided(row.event)
			var checks []string
			detail := ""
			for _, c := range d.Checks {
				if !c.Passed {
					c.Rule = "!" + c.Rule
					if detail == "" {
						detail = h.Says(c.Reason)
					}
				}
				checks = append(checks, c.Rule)
			}
			if got := strings.Join(checks, " "); d.Outcome != row.outcome || got != row.checks || !strings.Contains(detail, row.detail) {
				t.Errorf("decided %s by %q (%s), want %s by %q (%s)", d.Outcome, got, detail, row.outcome, row.checks, row.detail)
			}
			invitations, err := h.Read(t.Context()).InvitationsOfEvent(row.event.ID)
			if err != nil || len(invitations) != 0 != (row.outcome == surveys.Scheduled) || (d.Invitation == "") != (len(invitations) == 0) {
				t.Errorf("%d invitations, named %q (%v)", len(invitations), d.Invitation, err)
			}
		})
	}
}

func TestACounterEventCancelsWhatWasNotSent(t *testing.T) {
	t.Parallel()
	const correlated = "delay: 1d, cancel_on: [order.refunded], correlate: event.properties.order"
	refunded := func(details ...Detail) surveys.Event {
		return Event("order.refunded", append([]Detail{Of("jo"), On(Monday)}, details...)...)
	}
	order := func(n any) surveys.Event { return Delivered("jo", With("order", n)) }
	for _, row := range []struct {
		what    string
		trigger string
		batches [][]surveys.Event
		cancels bool
	}{
		{"correlated, after", correlated, [][]surveys.Event{{order("1")}, {refunded(With("order", "1"))}}, true},
		{"correlated, before", correlated, [][]surveys.Event{{refunded(With("order", "1"))}, {order("1")}}, true},
		{"correlated, in one request", correlated, [][]surveys.Event{{order("1"), refunded(With("order", "1"))}}, true},
		{"correlated, in one request, the other way round", correlated, [][]surveys.Event{{refunded(With("order", "1")), order("1")}}, true},
		{"correlated, though it happened earlier", correlated, [][]surveys.Event{{order("1")}, {refunded(With("order", "1"), On("2026-03-01T11:00:00Z"))}}, true},
		{"a number is the same as its digits", correlated, [][]surveys.Event{{order(10021.0)}, {refunded(With("order", "10021"))}}, true},
		{"another order", correlated, [][]surveys.Event{{order("1")}, {refunded(With("order", "2"))}}, false},
		{"neither names an order", correlated, [][]surveys.Event{{Delivered("jo")}, {refunded()}}, false},
		{"another contact's order of that number", correlated, [][]surveys.Event{{order("1")}, {refunded(Of("al"), With("order", "1"))}}, false},
		{"another event", correlated, [][]surveys.Event{{order("1")}, {Event("order.rated", Of("jo"), On(Monday), With("order", "1"))}}, false},
		{"by time, later", "delay: 1d, cancel_on: [order.refunded]", [][]surveys.Event{{Delivered("jo")}, {refunded(On("2026-03-02T11:00:01Z"))}}, true},
		{"by time, later but it arrived first", "delay: 1d, cancel_on: [order.refunded]", [][]surveys.Event{{refunded()}, {Delivered("jo")}}, true},
		{"by time, earlier", "delay: 1d, cancel_on: [order.refunded]", [][]surveys.Event{{Delivered("jo")}, {refunded(On("2026-03-02T09:00:00Z"))}}, false},
		{"by time, at the same instant", "delay: 1d, cancel_on: [order.refunded]", [][]surveys.Event{{Delivered("jo")}, {refunded(On("2026-03-02T10:00:00Z"))}}, false},
		{"one of several names", "delay: 1d, cancel_on: [order.lost, order.refunded]", [][]surveys.Event{{Delivered("jo")}, {refunded()}}, true},
	} {
		t.Run(row.what, func(t *testing.T) {
			t.Parallel()
			h := Open(t, Shop("", AfterDeliveryWith(row.trigger)))
			var event surveys.Event
			for _, batch := range row.batches {
				h.Happens(batch...)
				for _, e := range batch {
					if e.Name == "order.delivered" {
						event = e
					}
				}
			}
			h.Later(surveys.Day)
			if sent := len(h.Outbox.Mails()) == 1; sent == row.cancels {
				t.Errorf("a mail went out: %t; %+v", sent, h.Decided(event))
			}
		})
	}
}

func TestASampleIsNearItsShare(t *testing.T) {
	t.Parallel()
	for _, share := range []float64{0, 0.01, 0.25, 0.5, 0.9, 1} {
		tr, other := surveys.Trigger{Key: "after-delivery", Sample: &share}, surveys.Trigger{Key: "after-return", Sample: &share}
		const n = 20000
		in, both := 0, 0
		for i := range n {
			id := fmt.Sprintf("c-%d", i)
			if rules.Samples(tr, id) {
				in++
				if rules.Samples(other, id) {
					both++
				}
			}
		}
		// Five standard deviations: one run in two million goes beyond by chance.
		if off := math.Abs(float64(in) - n*share); off > 5*math.Sqrt(n*share*(1-share)) {
			t.Errorf("a share of %v takes %d of %d", share, in, n)
		}
		if off := math.Abs(float64(both) - n*share*share); off > 5*math.Sqrt(n*share*share*(1-share*share)) {
			t.Errorf("two triggers with a share of %v share %d of %d", share, both, n)
		}
	}
	if !rules.Samples((surveys.Trigger{Key: "k"}), "anybody") {
		t.Error("a trigger without a sample does not ask everybody")
	}
}

func TestALargerSampleHoldsTheSmallerOne(t *testing.T) {
	t.Parallel()
	small, large := 0.1, 0.3
	for i := range 2000 {
		id := fmt.Sprintf("c-%d", i)
		if rules.Samples((surveys.Trigger{Key: "k", Sample: &small}), id) && !rules.Samples((surveys.Trigger{Key: "k", Sample: &large}), id) {
			t.Fatalf("%s falls out when the sample grows", id)
		}
	}
}

func TestSegmentsAreTakenWhenTheEventIsDecided(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	e, link := h.Invites("jo", Being("persona", "commuter"), With("carrier", "fiets\x00\nvan  hier"))
	h.Happens(Event("account.changed", Of("jo"), On("2026-03-02T11:30:00Z"), Being("persona", "parent")))
	if got := h.Answers(link, 9, nil).Segments; got["persona"] != "commuter" || got["carrier"] != "fiets van hier" {
		t.Errorf("the answer has the segments %q", got)
	}
	if got := h.Decided(e).Segments["persona"]; got != "commuter" {
		t.Errorf("the decision has the persona %q", got)
	}
}

func TestEveryTriggerDecidesForItself(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery, "{key: also, survey: returns-csat, on: order.delivered, sample: 0}", AfterTalk))
	e := Delivered("jo")
	h.Happens(e)
	all, err := h.Read(t.Context()).DecisionsOfEvent(e.ID)
	if err != nil || len(all) != 2 || all[0].Outcome != surveys.Scheduled || all[1].Outcome != surveys.SampledOut {
		t.Errorf("decisions: %+v, %v", all, err)
	}
}

func TestTheDueTimeIsInTheContactsZoneElseInTheOrganisations(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDeliveryWith(`delay: 1h, window: {from: "09:00", to: "10:00"}`)))
	here, there := Delivered("jo"), Delivered("al", Living("America/New_York"))
	h.Happens(here, there)
	got := []time.Time{h.Invited(here).DueAt, h.Invited(there).DueAt}
	if want := []time.Time{Time("2026-03-03T08:00:00Z"), Time("2026-03-02T14:00:00Z")}; !slices.Equal(got, want) {
		t.Errorf("due at %v, want %v", got, want)
	}
}

// Whatever comes first, and in whichever requests: an event leads to a mail unless
// some counter-event of its contact belongs to it.
func TestACounterEventCancelsInAnyOrderAndAcrossRequests(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		correlated := rapid.Bool().Draw(r, "correlated")
		db := OpenStore(t, "sqlite://"+filepath.ToSlash(SqliteFile(t)))
		defer db.Close()
		h := New(t, db, Shop("", AfterDeliveryWith("delay: 2d, cancel_on: [order.refunded, order.lost]"+IfElse(correlated, ", correlate: event.properties.order", ""))))
		all := rapid.SliceOfN(rapid.Custom(func(r *rapid.T) surveys.Event {
			name := rapid.SampledFrom([]string{"order.delivered", "order.delivered", "order.refunded", "order.lost", "order.rated"}).Draw(r, "name")
			hour := rapid.IntRange(0, 23).Draw(r, "hour")
			e := Event(name, Of(rapid.SampledFrom([]string{"jo", "al"}).Draw(r, "contact")), On(fmt.Sprintf("2026-03-01T%02d:00:00Z", hour)))
			if order := rapid.IntRange(0, 3).Draw(r, "order"); order > 0 { // some name none
				With("order", float64(order))(&e)
			}
			return e
		}), 1, 8).Draw(r, "events")
		for i := range all {
			all[i].ID = fmt.Sprint("e", i)
		}
		for rest := rapid.Permutation(all).Draw(r, "order of arrival"); len(rest) > 0; {
			n := rapid.IntRange(1, len(rest)).Draw(r, "in one request")
			h.Happens(rest[:n]...)
			rest = rest[n:]
		}
		h.Later(2 * surveys.Day)
		for _, e := range all {
			if e.Name != "order.delivered" {
				continue
			}
			cancelled := slices.ContainsFunc(all, func(c surveys.Event) bool {
				if c.Contact.ID != e.Contact.ID || c.Name != "order.refunded" && c.Name != "order.lost" {
					return false
				}
				if correlated {
					return e.Properties["order"] != nil && c.Properties["order"] == e.Properties["order"]
				}
				return c.OccurredAt.After(e.OccurredAt)
			})
			sent := h.Decided(e).Outcome == surveys.Scheduled && h.Invited(e).Status == surveys.StatusSent
			if sent == cancelled {
				r.Errorf("%s of %s about order %v: a mail went out: %t", e.ID, e.Contact.ID, e.Properties["order"], sent)
			}
		}
	})
}
