package dispatch_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/dispatch"
	"halte/surveys/insight"
	"halte/surveys/respond"
	"halte/surveys/store"
	. "halte/surveys/surveystest"
	"halte/templates/locales"
)

func tried(t *testing.T, h *Halte, q dispatch.DryRunQuery) dispatch.DryRun {
	t.Helper()
	if q.Trigger == "" {
		q.Trigger = "after-delivery"
	}
	out, err := h.DryRun(t.Context(), q)
	Must(t, err)
	var days [3]int64
	held := int64(0)
	for _, d := range out.Days {
		days[0], days[1], days[2] = days[0]+d.Events, days[1]+d.Asked, days[2]+d.Waiting
		sum := d.Asked + d.Waiting
		for _, n := range d.HeldBack {
			sum, held = sum+n, held+n
		}
		if sum != d.Events {
			t.Errorf("the day %+v does not add up", d)
		}
	}
	for _, why := range out.HeldBack {
		held -= why.N
	}
	if days != [3]int64{out.Events, out.Asked, out.Waiting} || held != 0 {
		t.Errorf("the days do not add up to the whole: %+v", out)
	}
	return out
}

// readOnly is a store that nobody may write to.
type readOnly struct {
	dispatch.Store
	testing.TB
}

func (r readOnly) Update(context.Context, func(dispatch.Tx) error) error {
	r.Error("a transaction was begun")
	return nil
}

// why writes what held mails back in one line.
func why(out dispatch.DryRun) string {
	var b strings.Builder
	english := locales.Explainer{Locale: locales.English(), Zone: time.UTC, UTC: true}
	for _, h := range out.HeldBack {
		fmt.Fprintf(&b, "%d %s (%s); ", h.N, h.Outcome, english.Reason(h.Reason))
	}
	return b.String()
}

func TestATriggerIsTriedOnStoredEventsWithoutWriting(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		h := New(t, db, Shop("quarantine: 14d", AfterReturn))
		day := func(n int) string { return Time(Monday).Add(time.Duration(n) * surveys.Day).Format(time.RFC3339) }
		happened := func(contact string, n int, details ...Detail) surveys.Event {
			return Event("order.delivered", append([]Detail{Of(contact), On(day(n)), With("value", 30)}, details...)...)
		}
		h.Happened(
			happened("jo", -20), happened("jo", -10), happened("jo", -3), // asked, left alone, asked again
			happened("twin", -19, MailedAt("jo@example.org")),
			happened("far", -40), happened("poor", -5, With("value", 3)), happened("mute", -5, MailedAt("")),
			happened("sorry", -5), Event("order.refunded", Of("sorry"), On("2026-02-25T12:00:00Z")),
			happened("kept", -2), Event("order.refunded", Of("kept"), On(day(-1)), ID("late refund")),
			happened("gone", -1), happened("new", 0),
		)
		h.Happened(Event("order.delivered", Of("bare"), On(day(-4))))
		h.Erases("gone")
		h.Unsubscribes("un@example.org", "delivery", false)
		h.Happens(happened("un", 0), Event("order.returned", Of("busy"), On(day(0))))
		h.Sweeps() // busy is asked about the return
		h.Clock.Pass(time.Hour)
		h.Happens(happened("busy", 0))
		definition := Shop("quarantine: 14d", AfterReturn,
			`{key: after-delivery, survey: delivery-nps, on: order.delivered, when: event.properties.value >= 20, cancel_on: [order.refunded], delay: 12h}`)
		out := tried(t, h.Again(db, func(o *Options) { o.Stores.Dispatch = readOnly{o.Stores.Dispatch, t} }), dispatch.DryRunQuery{Definition: []byte(definition)})
		if out.From != "2026-02-01" || out.To != "2026-03-02" || len(out.Days) != 30 || out.Touchpoint != "delivery" {
			t.Errorf("it looks at %+v", out)
		}
		want := "3 quarantined (asked too recently: this organisation waits 14 days); " +
			"1 cancelled (a counter-event came before the mail: order.refunded); " +
			"1 erased (the contact was erased since); " +
			"1 suppressed (unsubscribed, or bounced before); " +
			"1 unmatched (the condition is false: event.properties.value >= 20); " +
			"1 unmatched (the condition is false: event.properties.value is missing); " +
			"1 unreachable (the contact has no mail address); "
		if got := why(out); got != want || out.Events != 13 || out.Asked != 3 || out.Waiting != 1 {
			t.Errorf("%d events, %d asked, %d waiting, held back\n%s\nnot\n%s", out.Events, out.Asked, out.Waiting, got, want)
		}
		_, err := h.DryRun(t.Context(), dispatch.DryRunQuery{Trigger: "after-delivery"})
		WantKind(t, err, surveys.NotFound, "")
		_, err = h.DryRun(t.Context(), dispatch.DryRunQuery{Trigger: "after-return", Definition: []byte("triggers: 3")})
		WantKind(t, err, surveys.Invalid, "")
		_, err = h.DryRun(t.Context(), dispatch.DryRunQuery{Trigger: "after-return", Days: 400})
		WantKind(t, err, surveys.Invalid, "days")
	})
}

func TestATryoutLeavesAloneWhoWasAskedByAnotherTriggerInVainToo(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"jo@example.org", "new@example.org"} {
		OnBoth(t, func(t *testing.T, db *store.Store) {
			h := New(t, db, Shop("quarantine: 14d", AfterReturn, AfterDelivery))
			back := Event("order.returned", Of("jo"), On(Monday))
			h.Happens(back)
			h.Sweeps()
			Takes(t, h, Reported(h.Invited(back), surveys.ReportBounce, "5.2.2"))
			h.Clock.Pass(time.Hour)
			e := Delivered("jo", MailedAt(address))
			e.OccurredAt = h.Clock.Now()
			h.Happens(e)
			out := tried(t, h, dispatch.DryRunQuery{})
			if d := h.Decided(e); d.Outcome != surveys.Quarantined || out.Asked != 0 || len(out.HeldBack) != 1 {
				t.Errorf("it is decided %s, and tried %+v", d.Outcome, out)
			}
		})
	}
}

// What Deliver asks of answers is asked in a dry run as well.
func TestATryoutKnowsAnswersFromElsewhere(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		h := New(t, db, Shop("quarantine: 14d", AfterReturn, `{key: late, survey: delivery-nps, on: order.delivered, delay: 2d, correlate: event.properties.order}`))
		now := h.Clock.Now().Format(time.RFC3339)
		returned := Event("order.returned", Of("full"), On(now))
		h.Happens(returned)
		h.Sweeps()
		Takes(t, h, Reported(h.Invited(returned), surveys.ReportBounce, "5.2.2"))
		h.Happens(
			Event("order.delivered", Of("full"), On(now)),
			Event("order.delivered", Of("desk"), On(now), ID("at the desk")), Event("order.delivered", Of("other"), On(now)),
			Event("order.delivered", Of("parts"), On(now), ID("part 1"), With("order", "7")), Event("order.delivered", Of("parts"), On(now), ID("part 2"), With("order", "7")),
			Event("order.delivered", Of("slow"), On(now), ID("of slow")),
		)
		h.Clock.Pass(time.Hour)
		answer := func(id, event, contact string) respond.ExternalResponse {
			return respond.ExternalResponse{ID: id, EventID: event, Survey: "delivery-nps", Rating: new(9), ContactID: contact, AnsweredAt: h.Clock.Now(), Source: "kiosk"}
		}
		h.Gives(false, answer("1", "at the desk", "desk"), answer("2", "part 1", "parts"))
		h.Clock.Pass(3 * surveys.Day)
		h.Gives(false, answer("3", "of slow", "slow")) // after the mail
		out := tried(t, h, dispatch.DryRunQuery{Trigger: "late"})
		want := "3 cancelled (answered in another way before the mail); 1 quarantined (asked too recently: this organisation waits 14 days); "
		if got := why(out); got != want || out.Asked != 2 {
			t.Errorf("%d asked, held back %s", out.Asked, got)
		}
	})
}

// What a dry run says of the trigger in force is what the trigger did.
func TestATryoutOfTheTriggerInForceTellsWhatItDid(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		h := New(t, db, Shop("quarantine: 3d", `{key: after-delivery, survey: delivery-nps, on: order.delivered, when: event.properties.value > 2, `+
			`cancel_on: [order.refunded], sample: 0.7, delay: 30h, quarantine: 5d, window: {days: [mon, tue, thu, sat], from: "09:00", to: "17:00"}, expires: 4d}`, AfterReturn))
		for n := range 20 * 6 {
			for range 4 { // mails are due on the hour
				h.Later(time.Hour)
			}
			now := On(h.Clock.Now().Format(time.RFC3339))
			for i := range 6 {
				name := []string{"order.delivered", "order.delivered", "order.delivered", "order.returned", "order.refunded", "none"}[(n*7+i*5+n*i)%6]
				contact := fmt.Sprint("c", (n*13+i*17)%50)
				if name != "none" {
					h.Happens(Event(name, ID(fmt.Sprint(n, "-", i)), Of(contact), now, With("value", (n+i)%6)))
				}
			}
			if n%30 == 29 {
				h.Unsubscribes(fmt.Sprintf("c%d@example.org", n%50), "delivery", true)
			}
			h.Sweeps()
		}
		out := tried(t, h, dispatch.DryRunQuery{})
		f := FunnelOf(t, h, insight.FunnelQuery{Trigger: "after-delivery"})
		held := map[surveys.Outcome]int64{}
		for _, why := range out.HeldBack {
			held[why.Outcome] += why.N
		}
		got := fmt.Sprint(out.Events, out.Asked, out.Waiting, held[surveys.Unmatched], held[surveys.SampledOut], held[surveys.Cancelled], held[surveys.Suppressed], held[surveys.Expired], held[surveys.Quarantined])
		// A dry run weighs against no other trigger: what gave way is left alone.
		want := fmt.Sprint(f.Heard, f.Sent, f.Scheduled, f.Unmatched, f.SampledOut, f.Cancelled, f.Suppressed, f.Expired, f.Quarantined+f.Outweighed)
		if got != want || f.Sent < 20 || f.Quarantined < 5 || f.Cancelled < 2 {
			t.Errorf("tried: %s, happened: %s", got, want)
		}
	})
}
