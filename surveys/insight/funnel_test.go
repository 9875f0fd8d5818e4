package insight_test

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
	"halte/surveys/definition"
	"halte/surveys/insight"
	"halte/surveys/intake"
	"halte/surveys/respond"
	"halte/surveys/store"
	. "halte/surveys/surveystest"
)

func TestTheFunnelCountsEveryEventOnceUnderTheNameOfWhatBecameOfIt(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		h := New(t, db, Shop("quarantine: 14d",
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
		all := insight.FunnelQuery{Touchpoint: "delivery", From: "2026-01-01", To: "2026-03-02"}
		if f := FunnelOf(t, h, all); f.Scheduled != 6 || f.Heard != 12 || f.Eligible != 11 || f.Sent != 0 {
			t.Errorf("before anything is due: %+v", f)
		}
		h.Clock.Pass(time.Hour)
		h.Sweeps()
		h.Erases("quiet")
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
			list, err := h.Read(t.Context()).InvitationList(surveys.InvitationFilter{Contact: contact, Limit: 1})
			Must(t, err)
			Must(t, h.DB.Update(t.Context(), func(tx store.Tx) error {
				inv, err := tx.InvitationLock(list[0].ID)
				inv.Status = status
				return errors.Join(err, tx.InvitationPut(inv, h.Clock.Now()))
			}))
		}
		h.Later(4 * surveys.Day) // reminders
		got := FunnelOf(t, h, all)
		want := insight.Funnel{
			Touchpoint: "delivery", From: all.From, To: all.To, Heard: 13, Unmatched: 1, Eligible: 12,
			SampledOut: 1, Quarantined: 1, Cancelled: 1, Unreachable: 1, Suppressed: 1, Expired: 1,
			Failed: 1, Sent: 5, Bounced: 1, Delivered: 4, NotOpened: 2, Opened: 2, NotAnswered: 1, Answered: 1,
		}
		if got != want {
			t.Errorf("it counts\n%+v, not\n%+v", got, want)
		}
		if f := FunnelOf(t, h, insight.FunnelQuery{Trigger: "some", From: all.From}); f.Heard != 1 || f.SampledOut != 1 {
			t.Errorf("of one trigger: %+v", f)
		}
		if f := FunnelOf(t, h, insight.FunnelQuery{From: all.From}); f.Heard != want.Heard+1 {
			t.Errorf("of all touchpoints: %+v", f)
		}
		if f := FunnelOf(t, h, insight.FunnelQuery{Touchpoint: "delivery", From: "2026-01-01", To: "2026-01-01"}); f.Heard != 1 || f.Expired != 1 {
			t.Errorf("of the day of the oldest experience: %+v", f)
		}
		_, err := h.Funnel(t.Context(), insight.FunnelQuery{Touchpoint: "moon"})
		WantKind(t, err, surveys.NotFound, "")
	})
}

// What a program from before the funnel wrote after a migration is counted after a rebuild.
func TestARebuildLetsTheFunnelCountWhatAnOlderProgramWrote(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		h := New(t, db, Shop("", AfterDelivery))
		_, link := h.Invites("jo")
		_, err := h.Open(t.Context(), link, nil)
		Must(t, err)
		h.Happens(Delivered("su", MailedAt("")))
		before := FunnelOf(t, h, insight.FunnelQuery{})
		for _, sql := range []string{"UPDATE decisions SET day = ''", "UPDATE intents SET day = '', touchpoint = ''"} {
			_, err := h.DB.Pools[0].ExecContext(t.Context(), sql)
			Must(t, err)
		}
		if f := FunnelOf(t, h, insight.FunnelQuery{}); f.Heard == before.Heard || f.Opened == before.Opened {
			t.Fatalf("it counts %+v", f)
		}
		_, err = h.RebuildRollups(t.Context())
		Must(t, err)
		if f := FunnelOf(t, h, insight.FunnelQuery{}); f != before {
			t.Errorf("it counts\n%+v, not\n%+v", f, before)
		}
	})
}

// steps is what each of three mischief-makers does.
const steps = 150

// Answers, openings, erasures, counter-events, refusals and reminders come in
// from several sides at once; whoever reads meanwhile sees numbers that add up,
// and in the end they are those of the rows one by one.
func TestTheFunnelAddsUpAtEveryMomentOfRandomTraffic(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		h := New(t, db, Shop("quarantine: 2d",
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
				for _, q := range []insight.FunnelQuery{{}, {Touchpoint: "delivery"}, {Trigger: "after-return"}} {
					f, err := h.Funnel(t.Context(), q)
					if err != nil {
						t.Error(err)
						return
					}
					AddsUp(t, f)
				}
			}
		})
		all.Wait()
		everyFate(t, h, &opened)
		finish()
		readers.Wait()

		last := FunnelOf(t, h, insight.FunnelQuery{})
		if want := oneByOne(t, h, &opened); last != want {
			t.Errorf("it counts\n%+v, not\n%+v", last, want)
		}
		if last.Answered == 0 || last.NotAnswered == 0 || last.Cancelled == 0 || last.Quarantined == 0 || last.Failed == 0 || last.Unknown == 0 {
			t.Errorf("not every fate was met: %+v", last)
		}
		parts := insight.Funnel{}
		for _, key := range []string{"delivery", "returns"} {
			f := FunnelOf(t, h, insight.FunnelQuery{Touchpoint: key})
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
		_, err := h.EraseContact(ctx, contact)
		return ignore(err, surveys.NotFound)
	}
	switch r.IntN(8) {
	case 0, 1, 5, 6:
		e := Event(name, ID(id), Of(contact), With("value", r.IntN(12)))
		if r.IntN(10) == 0 {
			e = Event(name, ID(id), Of("x"+contact), MailedAt(""))
		}
		_, err := h.Record(ctx, []intake.ReadEvent{{Event: e}}, intake.RecordOptions{History: r.IntN(8) == 0})
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
		claims, err := h.LeaseDue(ctx, 20, 100)
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
		_, err = h.Answer(ctx, link, respond.Submission{Rating: &rating})
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
		Must(t, err)
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
func oneByOne(t *testing.T, h *Halte, opened *sync.Map) insight.Funnel {
	t.Helper()
	f := insight.Funnel{}
	p, err := mustPlan(t, h).Period(h.Now(), "", "")
	Must(t, err)
	f.From, f.To = p.From, p.To
	var events []string
	Must(t, h.Read(t.Context()).Find(&events, "SELECT id FROM events"))
	for _, id := range events {
		decisions, err := h.Read(t.Context()).DecisionsOfEvent(id)
		Must(t, err)
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
				inv, err := h.Read(t.Context()).Invitation(d.Invitation)
				Must(t, err)
				why = string(inv.Status)
				_, err = h.Read(t.Context()).ResponseToInvitation(inv.ID)
				_, seen := opened.Load(inv.ID)
				switch {
				case err == nil:
					why = "answered"
				case inv.Status == surveys.StatusSent || inv.Wave > 0:
					why = IfElse(seen, "opened", "sent")
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

func mustPlan(t *testing.T, h *Halte) *definition.Plan {
	t.Helper()
	p, err := h.Plan(t.Context())
	Must(t, err)
	return p
}
