package surveys_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/store"
	. "halte/surveys/surveystest"
)

// addsUp complains where a level of a funnel is not the sum of its parts.
func addsUp(t testing.TB, f surveys.Funnel) {
	t.Helper()
	parts := []int64{
		f.Unmatched, f.SampledOut, f.Quarantined, f.Outweighed, f.Cancelled, f.Unreachable, f.Suppressed, f.Expired, f.Other, f.Scheduled,
		f.Sending, f.Failed, f.Unknown, f.Sent, f.Bounced, f.Delivered, f.NotOpened, f.Opened, f.NotAnswered, f.Answered,
	}
	for _, n := range parts {
		if n < 0 {
			t.Errorf("something is counted less than never: %+v", f)
		}
	}
	held := f.SampledOut + f.Quarantined + f.Outweighed + f.Cancelled + f.Unreachable + f.Suppressed + f.Expired + f.Other
	for _, level := range [][2]int64{
		{f.Heard, f.Unmatched + f.Eligible},
		{f.Eligible, held + f.Scheduled + f.Sending + f.Failed + f.Unknown + f.Sent},
		{f.Sent, f.Bounced + f.Delivered},
		{f.Delivered, f.NotOpened + f.Opened},
		{f.Opened, f.NotAnswered + f.Answered},
	} {
		if level[0] != level[1] {
			t.Errorf("%d is not %d: %+v", level[0], level[1], f)
		}
	}
}

func funnel(t testing.TB, h *Halte, q surveys.FunnelQuery) surveys.Funnel {
	t.Helper()
	f, err := h.Funnel(t.Context(), q)
	must(t, err)
	addsUp(t, f)
	return f
}

func TestTheFunnelCountsEveryEventOnceUnderTheNameOfWhatBecameOfIt(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *store.Store) {
		h := New(t, db, shop("quarantine: 14d",
			"{key: after-delivery, survey: delivery-nps, on: order.delivered, when: event.properties.value > 20, cancel_on: [order.refunded], delay: 1h, reminders: [{after: 4d}]}",
			"{key: some, survey: delivery-nps, on: order.collected, sample: 0}", AfterTalk))
		value := With("value", 30)
		now := h.Clock.Now().Format(time.RFC3339)
		event := func(contact string, details ...Detail) surveys.Event {
			return Event("order.delivered", append([]Detail{Of(contact), On(now), value}, details...)...)
		}
		h.Unsubscribes("gone@example.org", "delivery", true)
		h.Happens(
			event("jo"), event("quiet"), event("curious"), event("waits", ID("second"), On("2026-03-02T10:59:00Z")), event("refused"),
			event("cheap", With("value", 3)), event("nowhere", MailedAt("")), event("gone"), event("late", On("2026-01-01T10:00:00Z")), event("back"),
			Event("order.collected", Of("sampled"), On(now)), Event("talk.ended", Of("elsewhere"), On(now)),
			event("refunded"), Event("order.refunded", Of("refunded"), On("2026-03-02T11:00:01Z")),
		)
		h.Happened(event("imported"))
		all := surveys.FunnelQuery{Touchpoint: "delivery", From: "2026-01-01", To: "2026-03-02"}
		if f := funnel(t, h, all); f.Scheduled != 6 || f.Heard != 12 || f.Eligible != 11 || f.Sent != 0 {
			t.Errorf("before anything is due: %+v", f)
		}
		h.Clock.Pass(time.Hour)
		h.Sweeps()
		must(t, h.EraseContact(t.Context(), "quiet"))
		for _, m := range h.Outbox.Mails() {
			switch m.ToAddress {
			case "jo@example.org":
				h.Answers(Token(m), 3, nil)
				h.Answers(Token(m), 9, nil)
			case "curious@example.org":
				for range 3 {
					if _, err := h.Open(t.Context(), Token(m), nil); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
		h.Happens(event("jo", ID("again")))
		for contact, status := range map[string]surveys.Status{"back": surveys.StatusBounced, "refused": surveys.StatusFailed} {
			list, err := h.Invitations(t.Context(), surveys.InvitationFilter{Contact: contact, Limit: 1})
			must(t, err)
			must(t, h.Update(t.Context(), func(tx surveys.Tx) error {
				inv, err := tx.Invitation(list[0].ID)
				inv.Status = status
				return errors.Join(err, tx.PutInvitation(inv))
			}))
		}
		h.Later(4 * surveys.Day) // reminders
		got := funnel(t, h, all)
		want := surveys.Funnel{
			Touchpoint: "delivery", From: all.From, To: all.To, Heard: 13, Unmatched: 1, Eligible: 12,
			SampledOut: 1, Quarantined: 1, Cancelled: 1, Unreachable: 1, Suppressed: 1, Expired: 1,
			Failed: 1, Sent: 5, Bounced: 1, Delivered: 4, NotOpened: 2, Opened: 2, NotAnswered: 1, Answered: 1,
		}
		if got != want {
			t.Errorf("it counts\n%+v, not\n%+v", got, want)
		}
		if f := funnel(t, h, surveys.FunnelQuery{Trigger: "some", From: all.From}); f.Heard != 1 || f.SampledOut != 1 {
			t.Errorf("of one trigger: %+v", f)
		}
		if f := funnel(t, h, surveys.FunnelQuery{From: all.From}); f.Heard != want.Heard+1 {
			t.Errorf("of all touchpoints: %+v", f)
		}
		if f := funnel(t, h, surveys.FunnelQuery{Touchpoint: "delivery", From: "2026-01-01", To: "2026-01-01"}); f.Heard != 1 || f.Expired != 1 {
			t.Errorf("of the day of the oldest experience: %+v", f)
		}
		_, err := h.Funnel(t.Context(), surveys.FunnelQuery{Touchpoint: "moon"})
		wantKind(t, err, surveys.NotFound, "")
	})
}

// steps is what each of three mischief-makers does.
const steps = 150

// Answers, openings, erasures, counter-events, refusals and reminders come in
// from several sides at once; whoever reads meanwhile sees numbers that add up,
// and in the end they are those of the rows one by one.
func TestTheFunnelAddsUpAtEveryMomentOfRandomTraffic(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *store.Store) {
		h := New(t, db, shop("quarantine: 2d",
			"{key: after-delivery, survey: delivery-nps, on: order.delivered, when: event.properties.value > 3, cancel_on: [order.refunded], sample: 0.8, reminders: [{after: 1d}, {after: 1d}]}",
			"{key: after-return, survey: returns-csat, on: order.returned, delay: 6h, cancel_on: [order.refunded]}"))
		var all sync.WaitGroup
		var opened sync.Map // by invitation
		done := make(chan struct{})
		finish := sync.OnceFunc(func() { close(done) })
		defer finish()
		for worker := range 3 {
			all.Go(func() {
				r := rand.New(rand.NewPCG(7, uint64(worker)))
				for n := range steps {
					if err := mischief(t.Context(), h, r, fmt.Sprint(worker, "-", n), &opened); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		var readers sync.WaitGroup
		readers.Go(func() {
			for reading := true; reading; {
				select {
				case <-done:
					reading = false
				default:
				}
				for _, q := range []surveys.FunnelQuery{{}, {Touchpoint: "delivery"}, {Trigger: "after-return"}} {
					f, err := h.Funnel(t.Context(), q)
					if err != nil {
						t.Error(err)
						return
					}
					addsUp(t, f)
				}
			}
		})
		all.Wait()
		everyFate(t, h, &opened)
		finish()
		readers.Wait()

		last := funnel(t, h, surveys.FunnelQuery{})
		if want := oneByOne(t, h, &opened); last != want {
			t.Errorf("it counts\n%+v, not\n%+v", last, want)
		}
		if last.Answered == 0 || last.NotAnswered == 0 || last.Cancelled == 0 || last.Quarantined == 0 || last.Failed == 0 || last.Unknown == 0 {
			t.Errorf("not every fate was met: %+v", last)
		}
		parts := surveys.Funnel{}
		for _, key := range []string{"delivery", "returns"} {
			f := funnel(t, h, surveys.FunnelQuery{Touchpoint: key})
			parts.Heard, parts.Sent, parts.Answered = parts.Heard+f.Heard, parts.Sent+f.Sent, parts.Answered+f.Answered
		}
		if parts.Heard != last.Heard || parts.Sent != last.Sent || parts.Answered != last.Answered {
			t.Errorf("the touchpoints together are %+v, all is %+v", parts, last)
		}
	})
}

// mischief does one thing that may happen. What somebody else was faster with is
// no failure.
func mischief(ctx context.Context, h *Halte, r *rand.Rand, id string, opened *sync.Map) error {
	contact := fmt.Sprint("c", r.IntN(30))
	name := []string{"order.delivered", "order.returned", "order.refunded"}[r.IntN(3)]
	if r.IntN(15) == 0 {
		return ignore(h.EraseContact(ctx, contact), surveys.NotFound)
	}
	switch r.IntN(8) {
	case 0, 1, 5, 6:
		e := Event(name, ID(id), Of(contact), With("value", r.IntN(12)))
		if r.IntN(10) == 0 {
			e = Event(name, ID(id), Of("x"+contact), MailedAt(""))
		}
		_, err := h.Record(ctx, []surveys.ReadEvent{{Event: e}}, surveys.RecordOptions{History: r.IntN(8) == 0})
		return err
	case 2:
		switch r.IntN(4) {
		case 0:
			h.Outbox.Fail(&surveys.SendError{Outcome: surveys.SendRefused, Reply: "no such box"})
		case 1:
			h.Outbox.Fail(&surveys.SendError{Outcome: surveys.SendUnknown, Reply: "silence"})
		default:
			h.Outbox.Fail(nil)
		}
		h.Clock.Pass(time.Duration(r.IntN(12)) * time.Hour)
		claims, err := h.ClaimDue(ctx, 20, 100)
		for _, c := range claims {
			err = errors.Join(err, h.Deliver(ctx, c))
		}
		return err
	default:
		mails := h.Outbox.Mails()
		if len(mails) == 0 {
			return nil
		}
		link := Token(mails[r.IntN(len(mails))])
		rating := r.IntN(6)
		a, err := h.Open(ctx, link, nil)
		if err != nil {
			return ignore(err, surveys.NotFound)
		}
		if !a.Closed {
			opened.Store(a.Invitation.ID, true)
		}
		if r.IntN(2) == 0 {
			return nil
		}
		_, err = h.Answer(ctx, link, surveys.Submission{Rating: &rating})
		return ignore(err, surveys.NotFound, surveys.Invalid, surveys.Gone)
	}
}

func ignore(err error, kinds ...surveys.Kind) error {
	for _, k := range kinds {
		if err != nil && surveys.KindOf(err) == k {
			return nil
		}
	}
	return err
}

// fates are the contacts to whom everyFate happens, each with an event of its
// own name.
var fates = []string{"answers", "reads", "ignores", "cancels", "repeats", "refused", "unknown"}

// everyFate makes sure of what chance, and who was faster, may have left out.
func everyFate(t *testing.T, h *Halte, opened *sync.Map) {
	t.Helper()
	h.Outbox.Fail(nil)
	h.Sweeps()
	for _, contact := range fates {
		if contact != "refused" && contact != "unknown" {
			h.Happens(Event("order.returned", ID(contact), Of(contact)))
		}
	}
	h.Clock.Pass(time.Second) // at the same instant it would cancel nothing
	h.Happens(Event("order.refunded", ID("counter"), Of("cancels")))
	h.Later(6 * time.Hour)
	h.Happens(Event("order.returned", ID("again"), Of("repeats")))
	for _, contact := range []string{"answers", "reads"} {
		a, err := h.Open(t.Context(), tokenOf(t, h, contact), nil)
		must(t, err)
		opened.Store(a.Invitation.ID, true)
	}
	h.Answers(tokenOf(t, h, "answers"), 4, nil)
	for contact, how := range map[string]surveys.SendOutcome{"refused": surveys.SendRefused, "unknown": surveys.SendUnknown} {
		h.Happens(Event("order.returned", ID(contact), Of(contact)))
		h.Outbox.Fail(&surveys.SendError{Outcome: how, Reply: "no"})
		h.Later(6 * time.Hour)
	}
	h.Outbox.Fail(nil)
}

// tokenOf is of the last mail this contact got.
func tokenOf(t *testing.T, h *Halte, contact string) string {
	t.Helper()
	for _, m := range slices.Backward(h.Outbox.Mails()) {
		if m.ToAddress == contact+"@example.org" {
			return Token(m)
		}
	}
	t.Fatalf("%s got no mail", contact)
	return ""
}

// oneByOne counts the funnel the slow and obvious way.
func oneByOne(t *testing.T, h *Halte, opened *sync.Map) surveys.Funnel {
	t.Helper()
	f := surveys.Funnel{}
	p, err := h.Period(mustPlan(t, h), "", "")
	must(t, err)
	f.From, f.To = p.From, p.To
	events := append([]string{"counter", "again"}, fates...)
	for worker := range 3 {
		for n := range steps {
			events = append(events, fmt.Sprint(worker, "-", n))
		}
	}
	for _, id := range events {
		decisions, err := h.Decisions(t.Context(), id)
		must(t, err)
		for _, d := range decisions {
			if d.Outcome == surveys.Imported {
				continue
			}
			f.Heard++
			if d.Outcome == surveys.Unmatched {
				f.Unmatched++
				continue
			}
			f.Eligible++
			why := string(d.Outcome)
			if d.Outcome == surveys.Scheduled {
				inv, err := h.Invitation(t.Context(), d.Invitation)
				must(t, err)
				why = string(inv.Status)
				_, err = h.ResponseTo(t.Context(), inv.ID)
				_, seen := opened.Load(inv.ID)
				switch {
				case err == nil:
					why = "answered"
				case inv.Status == surveys.StatusSent || inv.Wave > 0:
					why = ifElse(seen, "opened", "sent")
				}
			}
			switch why {
			case "sampled_out":
				f.SampledOut++
			case "quarantined":
				f.Quarantined++
			case "outweighed":
				f.Outweighed++
			case "cancelled":
				f.Cancelled++
			case "unreachable":
				f.Unreachable++
			case "suppressed":
				f.Suppressed++
			case "expired":
				f.Expired++
			case "scheduled":
				f.Scheduled++
			case "failed":
				f.Failed++
			case "unknown":
				f.Unknown++
			case "sent":
				f.NotOpened++
			case "opened":
				f.NotAnswered++
			case "answered":
				f.Answered++
			default:
				t.Errorf("an event came to %s", why)
			}
		}
	}
	f.Opened = f.NotAnswered + f.Answered
	f.Delivered = f.NotOpened + f.Opened
	f.Sent = f.Delivered
	return f
}

func mustPlan(t *testing.T, h *Halte) *surveys.Plan {
	t.Helper()
	p, err := h.Plan(t.Context())
	must(t, err)
	return p
}
