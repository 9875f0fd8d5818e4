package dispatch_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/respond"
	"halte/surveys/store"
	. "halte/surveys/surveystest"
	"halte/surveys/surveystest/servers"
)

// rivals are a delivery and a return of one person at the clock's hour: the
// delivery's mail is due a day later, the return's later still.
func rivals(h *Halte, details ...Detail) (delivery, back surveys.Event) {
	now := On(h.Clock.Now().Format(time.RFC3339Nano))
	delivery = Event("order.delivered", append([]Detail{Of("jo"), now}, details...)...)
	back = Event("order.returned", append([]Detail{Of("jo"), now}, details...)...)
	h.Happens(delivery, back)
	return delivery, back
}

func due(what, delay, more string) string {
	return strings.TrimSuffix(what, "}") + ", delay: " + delay + IfElse(more == "", "", ", "+more) + "}"
}

// wantStatus fails the test unless the event's invitation stands so, for a reason
// that contains the words.
func wantStatus(t *testing.T, h *Halte, e surveys.Event, status surveys.Status, reason string) {
	t.Helper()
	if inv := h.Invited(e); inv.Status != status || !strings.Contains(h.Says(inv.Reason), reason) || !inv.NextAt.IsZero() && status != surveys.StatusScheduled && status != surveys.StatusSent {
		t.Errorf("%s is %s: %q, want %s: %q", e.ID, inv.Status, h.Says(inv.Reason), status, reason)
	}
}

func TestOfInvitationsThatFallDueTogetherTheMoreValuableGoesOut(t *testing.T) {
	t.Parallel()
	answers := func(h *Halte, survey string, n int) {
		for i := range n {
			AnsweredEarlier(h, fmt.Sprint("other", i), survey, 1+i%5, "2026-02-20T11:00:00Z")
		}
	}
	improves := func(h *Halte, touchpoint, day, ends string) {
		d := surveys.ImprovementDraft{Name: "New carrier", Touchpoints: []string{touchpoint}, Day: day, Ends: ends}
		if ends != "" {
			d.Rule = surveys.Planned
		}
		_, err := h.CreateImprovement(t.Context(), "", d, true)
		Must(t, err)
	}
	for _, row := range []struct {
		what   string
		before func(h *Halte)
		back   bool // the return goes out, else the delivery
		reason string
	}{
		{"nothing tells them apart: what was due first", func(*Halte) {}, false, "it was due first"},
		{"the one whose score is known less exactly", func(h *Halte) { answers(h, "delivery-nps", 40); answers(h, "returns-csat", 4) }, true, "known less exactly, from 4 answers in 90 days against 40"},
		{"the one without answers", func(h *Halte) { answers(h, "delivery-nps", 5) }, true, "known less exactly, from 0 answers in 90 days against 5"},
		{"the rarer one", func(h *Halte) {
			h.Happens(Delivered("another"))
			h.Later(surveys.Day)
		}, true, "fewer people were asked there, 0 in 90 days against 1"},
		{"a running improvement before all else", func(h *Halte) { answers(h, "delivery-nps", 40); improves(h, "delivery", "2026-03-01", "") }, false, "an improvement is being measured there"},
		{"an improvement that has not begun", func(h *Halte) { answers(h, "delivery-nps", 5); improves(h, "delivery", "2026-04-01", "") }, true, "known less exactly"},
		{"an improvement that has ended", func(h *Halte) { answers(h, "delivery-nps", 5); improves(h, "delivery", "2026-01-01", "2026-02-28") }, true, "known less exactly"},
		{"two improvements: the next rule", func(h *Halte) {
			answers(h, "delivery-nps", 5)
			improves(h, "delivery", "2026-03-01", "")
			improves(h, "returns", "2026-02-01", "2026-03-31")
		}, true, "known less exactly"},
	} {
		t.Run(row.what, func(t *testing.T) {
			t.Parallel()
			h := Open(t, Shop("quarantine: 14d", due(AfterDelivery, "24h", ""), due(AfterReturn, "32h", "")))
			row.before(h)
			sent := len(h.Outbox.Mails())
			delivery, back := rivals(h)
			winner, loser, at := delivery, back, surveys.Day
			if row.back {
				winner, loser, at = back, delivery, surveys.Day+8*time.Hour
			}
			start := h.Clock.Now()
			for range 24 * 3 {
				h.Later(time.Hour)
			}
			wantStatus(t, h, winner, surveys.StatusSent, "")
			wantStatus(t, h, loser, surveys.StatusOutweighed, row.reason)
			if got := h.Invited(winner).SentAt.Sub(start); got != at || len(h.Outbox.Mails()) != sent+1 {
				t.Errorf("it went out after %s, want %s; %d mails", got, at, len(h.Outbox.Mails())-sent)
			}
			if reason := h.Invited(loser).Reason; reason.Code != surveys.ReasonOutweighed || reason.Args["touchpoint"] != h.Invited(winner).Touchpoint {
				t.Errorf("the reason is %+v", reason)
			}
		})
	}
}

func TestOnlyInvitationsThatExcludeEachOtherWithinTwelveHoursAreWeighed(t *testing.T) {
	t.Parallel()
	const (
		both    = "both"
		weighed = "weighed"
		first   = "first" // the second is in quarantine when its time comes
	)
	again := "{key: also, survey: delivery-nps, on: order.returned, delay: DELAY, quarantine: 30d}"
	for _, row := range []struct {
		what            string
		org             string
		delivery, other string
		want            string
	}{
		{"twelve hours apart", "quarantine: 14d", due(AfterDelivery, "24h", ""), due(AfterReturn, "36h", ""), weighed},
		{"a moment more", "quarantine: 14d", due(AfterDelivery, "24h", ""), due(AfterReturn, "2161m", ""), first},
		{"no quarantine", "", due(AfterDelivery, "24h", ""), due(AfterReturn, "30h", ""), both},
		{"0d is none", "quarantine: 0d", due(AfterDelivery, "24h", "quarantine: 0d"), due(AfterReturn, "30h", "quarantine: 0d"), both},
		{"a quarantine that is over in between", "quarantine: 5h", due(AfterDelivery, "24h", ""), due(AfterReturn, "30h", ""), both},
		{"a trigger's own quarantine does not hold elsewhere", "", due(AfterDelivery, "24h", "quarantine: 30d"), due(AfterReturn, "30h", "quarantine: 30d"), both},
		{"a trigger's own quarantine holds at its touchpoint", "", due(AfterDelivery, "24h", "quarantine: 30d"), strings.Replace(again, "DELAY", "30h", 1), weighed},
		{"and is that of the later one", "", due(AfterDelivery, "24h", ""), strings.Replace(again, "DELAY", "30h", 1), weighed},
		{"the earlier one's own is for those after its own", "", due(AfterDelivery, "24h", "quarantine: 30d"), strings.Replace(strings.Replace(again, ", quarantine: 30d", "", 1), "DELAY", "30h", 1), both},
	} {
		t.Run(row.what, func(t *testing.T) {
			t.Parallel()
			h := Open(t, Shop(row.org, row.delivery, row.other))
			delivery, other := rivals(h)
			for range 60 {
				h.Later(time.Hour)
			}
			h.Later(time.Hour)
			wantStatus(t, h, delivery, surveys.StatusSent, "")
			switch row.want {
			case both:
				wantStatus(t, h, other, surveys.StatusSent, "")
			case weighed:
				wantStatus(t, h, other, surveys.StatusOutweighed, "outweighed by Delivery")
			case first:
				wantStatus(t, h, other, surveys.StatusQuarantined, "was asked about Delivery")
			}
		})
	}
}

func TestOnlyARivalThatWouldGoOutIsWeighed(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		what   string
		more   string
		change func(h *Halte)
		status surveys.Status // of the rival, once its time has come
		goes   bool           // the rival goes out instead
	}{
		{"nothing keeps it", "", func(*Halte) {}, surveys.StatusSent, true},
		{"unsubscribed from it", "", func(h *Halte) { h.Unsubscribes("jo@example.org", "returns", false) }, surveys.StatusSuppressed, false},
		{"a counter-event", "cancel_on: [order.kept]", func(h *Halte) { h.Happens(Event("order.kept", Of("jo"), On("2026-03-02T11:30:00Z"))) }, surveys.StatusCancelled, false},
		{"paused", "", func(h *Halte) {
			h.Applies(Shop("quarantine: 14d", due(AfterDelivery, "24h", ""), due(AfterReturn, "30h", "paused: true")))
		}, surveys.StatusQuarantined, false},
		{"its trigger is gone", "", func(h *Halte) { h.Applies(Shop("quarantine: 14d", due(AfterDelivery, "24h", ""))) }, surveys.StatusCancelled, false},
		{"its trigger asks another survey by now", "", func(h *Halte) {
			h.Applies(Shop("quarantine: 14d", due(AfterDelivery, "24h", ""), strings.Replace(due(AfterReturn, "30h", ""), "returns-csat", "service-ces", 1)))
		}, surveys.StatusCancelled, false},
		{"it expires before its time", "expires: 33h", func(h *Halte) {
			h.Applies(Shop("quarantine: 14d", due(AfterDelivery, "24h", ""), due(AfterReturn, "30h", `expires: 33h, window: {from: "21:30", to: "22:00"}`)))
		}, surveys.StatusExpired, false},
		{"its window is closed for the next twelve hours", "", func(h *Halte) {
			h.Applies(Shop("quarantine: 14d", due(AfterDelivery, "24h", ""), due(AfterReturn, "30h", `window: {from: "03:00", to: "04:00"}`)))
		}, surveys.StatusQuarantined, false},
		{"asked there before, in its own quarantine", "quarantine: 30d", func(h *Halte) { AnsweredEarlier(h, "jo", "returns-csat", 3, "2026-02-10T11:00:00Z") }, surveys.StatusQuarantined, false},
		{"answered meanwhile", "", func(h *Halte) {
			h.Gives(false, respond.ExternalResponse{Survey: "returns-csat", ContactID: "jo", Rating: new(4)})
		}, surveys.StatusCancelled, false},
	} {
		t.Run(row.what, func(t *testing.T) {
			t.Parallel()
			h := Open(t, Shop("quarantine: 14d", due(AfterDelivery, "24h", ""), due(AfterReturn, "30h", row.more)))
			for i := range 9 {
				AnsweredEarlier(h, fmt.Sprint("other", i), "delivery-nps", 5, "2026-02-20T11:00:00Z")
			}
			delivery, back := rivals(h)
			row.change(h)
			for range 80 {
				h.Later(time.Hour)
			}
			if row.goes {
				wantStatus(t, h, delivery, surveys.StatusOutweighed, "outweighed by Return, due at 2026-03-03 17:00 UTC")
			} else {
				wantStatus(t, h, delivery, surveys.StatusSent, "")
			}
			if row.what == "paused" { // it waits on
				h.Applies(Shop("quarantine: 14d", due(AfterDelivery, "24h", ""), due(AfterReturn, "30h", "")))
				h.Later(time.Hour)
			}
			wantStatus(t, h, back, row.status, "")
		})
	}
}

func TestAChoiceStaysWhenTheWinnerIsCalledOffAfterwards(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("quarantine: 14d", due(AfterDelivery, "24h", ""), due(AfterReturn, "30h", "cancel_on: [order.kept]")))
	for i := range surveys.SmallCell {
		AnsweredEarlier(h, fmt.Sprint("other", i), "delivery-nps", 5, "2026-02-20T11:00:00Z")
	}
	delivery, back := rivals(h)
	h.Later(surveys.Day)
	h.Happens(Event("order.kept", Of("jo"), On(h.Clock.Now().Format(time.RFC3339))))
	h.Later(surveys.Day)
	wantStatus(t, h, delivery, surveys.StatusOutweighed, "outweighed by Return, due at 2026-03-03 17:00 UTC: only one of the two may go out, and its score is known less exactly")
	wantStatus(t, h, back, surveys.StatusCancelled, "order.kept")
	if len(h.Outbox.Mails()) != 0 {
		t.Error("a mail went out")
	}
}

func TestAReminderIsNotWeighed(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("quarantine: 3d", AfterDeliveryWith("reminders: [{after: 4d}]"), due(AfterReturn, "6h", "")))
	AnsweredEarlier(h, "other", "delivery-nps", 5, "2026-02-20T11:00:00Z")
	h.Invites("jo")
	h.Clock.Pass(4 * surveys.Day)
	back := Event("order.returned", Of("jo"), On(h.Clock.Now().Format(time.RFC3339)))
	h.Happens(back)
	h.Sweeps()
	if mails := h.Outbox.Mails(); len(mails) != 2 || mails[1].Wave != 1 {
		t.Errorf("%d mails went out", len(mails))
	}
	h.Later(6 * time.Hour)
	wantStatus(t, h, back, surveys.StatusSent, "")
}

func TestHowManyGaveWayIsToldWithTheScore(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		h := New(t, db, Shop("quarantine: 14d", due(AfterDelivery, "24h", ""), due(AfterReturn, "30h", "")))
		for i := range 3 {
			now := On(h.Clock.Now().Format(time.RFC3339))
			h.Happens(Event("order.delivered", Of(fmt.Sprint("c", i)), now), Event("order.returned", Of(fmt.Sprint("c", i)), now))
		}
		h.Later(surveys.Day)
		for touchpoint, want := range map[string]int64{"delivery": 0, "returns": 3} {
			s, err := h.TouchpointScore(t.Context(), insight.ScoreQuery{Touchpoint: touchpoint})
			if err != nil || s.Outweighed != want {
				t.Errorf("%s gave way %d times, want %d (%v)", touchpoint, s.Outweighed, want, err)
			}
		}
	})
}

func TestTwoTriggersOnTwoProcessesNeverBothWin(t *testing.T) {
	t.Parallel()
	url := servers.Postgres(t)
	one, two := OpenStore(t, url), OpenStore(t, url)
	Must(t, one.Migrate(t.Context()))
	h := New(t, one, Shop("quarantine: 14d", due(AfterDelivery, "24h", ""), due(AfterReturn, "24h", ""), due(AfterTalk, "30h", "")))
	other := h.Again(two)
	const people = 60
	var events []surveys.Event
	for i := range people {
		mailed := MailedAt(fmt.Sprintf("jo%d@example.org", i))
		events = append(events,
			Event("order.delivered", Of(fmt.Sprint("a", i)), mailed, On(Monday)),
			Event("order.returned", Of(fmt.Sprint("b", i)), mailed, On(Monday)),
			Event("talk.ended", Of(fmt.Sprint("c", i)), mailed, On(Monday)))
	}
	h.Happens(events...)
	h.Clock.Pass(surveys.Day)
	leases := h.Leases() // all that is due, by both triggers
	leases = append(leases, h.Leases()...)
	if len(leases) != 2*people {
		t.Fatalf("%d leases", len(leases))
	}
	work := make(chan surveys.Lease)
	var all sync.WaitGroup
	for i := range 8 {
		service := []*Halte{h, other}[i%2]
		all.Go(func() {
			for c := range work {
				if err := service.Deliver(t.Context(), c); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for _, c := range leases {
		work <- c
	}
	close(work)
	all.Wait()
	h.Later(6 * time.Hour)
	got := map[string]int{}
	for _, m := range h.Outbox.Mails() {
		got[m.ToAddress]++
	}
	for address, n := range got {
		if n != 1 {
			t.Errorf("%s got %d mails", address, n)
		}
	}
	statuses := map[surveys.Status]int{}
	for _, e := range events {
		inv := h.Invited(e)
		if statuses[inv.Status]++; inv.Status == surveys.StatusOutweighed && !strings.HasPrefix(h.Says(inv.Reason), "outweighed by ") {
			t.Errorf("the reason is %q", h.Says(inv.Reason))
		}
	}
	if len(got) != people || statuses[surveys.StatusSent] != people || statuses[surveys.StatusOutweighed] != 2*people {
		t.Errorf("%d people were asked; %v", len(got), statuses)
	}
}
