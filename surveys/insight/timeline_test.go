package insight_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/dispatch"
	"halte/surveys/insight"
	"halte/surveys/store"
	. "halte/surveys/surveystest"
	"halte/templates/locales"
)

// wholeTimeline reads a whole timeline in pages of three.
func wholeTimeline(t *testing.T, h *Halte, contact string) []insight.TimelineEntry {
	t.Helper()
	var all []insight.TimelineEntry
	for after := (surveys.Cursor{}); ; {
		page, err := h.Timeline(t.Context(), contact, after, 3)
		Must(t, err)
		all = append(all, page...)
		if len(page) < 3 {
			return all
		}
		after = page[2].Cursor()
	}
}

// explainer tells what happened in a language.
func explainer(t *testing.T, h *Halte, lang string) locales.Explainer {
	t.Helper()
	p := mustPlan(t, h)
	c, err := locales.Load()
	Must(t, err)
	return locales.Explainer{Locale: c.NearestForTeam(lang), Zone: p.Zone, UTC: true, Touchpoint: func(key string) string {
		return definition.TouchpointName(p, key, lang)
	}}
}

// timelineText writes a timeline, a line for each entry.
func timelineText(t *testing.T, h *Halte, contact, lang string) string {
	t.Helper()
	var b strings.Builder
	told := explainer(t, h, lang)
	for _, one := range wholeTimeline(t, h, contact) {
		fmt.Fprintln(&b, one.At.Format("01-02 15:04"), told.Entry(one))
	}
	return b.String()
}

func TestATimelineTellsEverythingThatHappenedToAContactAndWhy(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		h := New(t, db, Shop("quarantine: 14d",
			"{key: after-delivery, survey: delivery-nps, on: order.delivered, delay: 1h, reminders: [{after: 4d}]}", AfterReturn, AfterTalk))
		e := Event("order.delivered", Of("jo"), On(Monday))
		h.Happens(e, Event("order.delivered", Of("other"), On(Monday)))
		h.Outbox.Fail(&surveys.SendError{Outcome: surveys.SendTemporary, Code: 450, Reply: "later"})
		h.Later(time.Hour)
		h.Outbox.Fail(nil)
		h.Later(time.Hour)
		h.Clock.Pass(time.Minute)
		link := ""
		for _, m := range h.Outbox.Mails() {
			if m.ToAddress == "jo@example.org" {
				link = Token(m)
			}
		}
		_, err := h.Open(t.Context(), link, nil)
		Must(t, err)
		_, err = h.Open(t.Context(), link, Rating(3))
		Must(t, err)
		h.Happens(Event("order.returned", Of("jo"), On("2026-03-01T11:00:00Z")))
		h.Later(4 * surveys.Day)
		h.Answers(link, 3, nil)
		h.Clock.Pass(time.Hour)
		h.Answers(link, 8, nil)
		h.Unsubscribes("jo@example.org", "delivery", true)
		h.Clock.Pass(15 * surveys.Day)
		h.Happens(Event("talk.ended", Of("jo"), On(h.Clock.Now().Format(time.RFC3339))))
		want := `03-01 11:00 “order.returned” happened; Halte was told on 2 March 2026, 14:01.
03-02 11:00 “order.delivered” happened.
03-02 11:00 To be asked about Delivery on 2 March 2026, 13:00.
03-02 12:00 It is the turn of the mail about Delivery.
03-02 12:00 The mail about Delivery is handed to the mail server.
03-02 12:00 The mail about Delivery is to be sent later: waiting to try again: mail server answered 450 later.
03-02 13:00 It is the turn of the mail about Delivery.
03-02 13:00 The mail about Delivery is handed to the mail server.
03-02 13:00 Asked about Delivery: the mail server took the mail.
03-02 13:01 Not asked about Return: was asked about Delivery on 2 March 2026, 1 minute before this mail would go out; this organisation waits 14 days.
03-02 13:01 The page about Delivery was opened.
03-02 13:01 The 3 in the mail about Delivery was clicked. It counts once the answer is sent.
03-06 13:01 It is the turn of the mail about Delivery.
03-06 13:01 A reminder about Delivery is handed to the mail server.
03-06 13:01 Reminded about Delivery, with a second mail.
03-06 13:01 Answered about Delivery: 3.
03-06 14:01 Unsubscribed: no more questions about anything.
03-06 14:01 Changed the answer about Delivery: 8.
03-21 14:01 “talk.ended” happened.
03-21 14:01 Not asked about Help: unsubscribed from everything on 2026-03-06 14:01 UTC.
`
		if got := timelineText(t, h, "jo", "en"); got != want {
			t.Errorf("it tells\n%s\nnot\n%s", got, want)
		}
		if got := timelineText(t, h, "jo", "nl"); !strings.Contains(got, "Niet gevraagd naar Retour: werd op 2 maart 2026 gevraagd naar Bezorging") || strings.Count(got, "\n") != 20 {
			t.Errorf("in Dutch it tells\n%s", got)
		}
		h.Erases("jo")
		_, err = h.Timeline(t.Context(), "jo", surveys.Cursor{}, 10)
		WantKind(t, err, surveys.NotFound, "")
		if left, err := db.Read(t.Context()).TimelineEntries(insight.TimelineQuery{Contact: "jo", Limit: 10}); err != nil || len(left) > 0 {
			t.Errorf("an erasure leaves %+v, %v", left, err)
		}
		for _, id := range []string{"x", "1 2", "a 2 x", "1 b x", "4294967296 0 x", "0 9223372036854775808 x", " 0 x"} {
			_, err = h.Timeline(t.Context(), "other", surveys.Cursor{At: h.Clock.Now(), ID: id}, 10)
			WantKind(t, err, surveys.Invalid, "after")
		}
	})
}

// A mail that came back and was answered all the same is told as one mail.
func TestATimelineTellsThatAMailArrivedAfterAll(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	e, link := h.Invites("jo")
	h.Clock.Pass(time.Minute)
	Takes(t, h, Reported(h.Invited(e), surveys.ReportBounce, "5.2.2"))
	h.Clock.Pass(time.Minute)
	h.Answers(link, 9, nil)
	all, err := h.Timeline(t.Context(), "jo", surveys.Cursor{}, 100)
	Must(t, err)
	var english, dutch []string
	for _, one := range all {
		if one.Kind == insight.TimelineInvitation {
			english, dutch = append(english, explainer(t, h, "en").Entry(one)), append(dutch, explainer(t, h, "nl").Entry(one))
		}
	}
	for got, want := range map[string]string{
		strings.Join(english[2:], " "): "Asked about Delivery: the mail server took the mail. The mail about Delivery came back: 5.2.2. The mail about Delivery arrived after all: it was answered.",
		strings.Join(dutch[2:], " "):   "Gevraagd naar Bezorging: de mailserver nam de mail aan. De mail over Bezorging kwam terug: 5.2.2. De mail over Bezorging is toch aangekomen: er is op geantwoord.",
	} {
		if got != want {
			t.Errorf("it tells\n%s\nnot\n%s", got, want)
		}
	}
}

func TestATimelineTellsOfAnInvitationThatWasHeldBackOrLost(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		h := New(t, db, Shop("",
			"{key: after-delivery, survey: delivery-nps, on: order.delivered, delay: 1h, cancel_on: [order.refunded]}", AfterReturn))
		now := On(Monday)
		h.Happens(Event("order.delivered", Of("jo"), now), Event("order.delivered", Of("al"), now), Event("order.returned", Of("lost"), now))
		if len(h.Leases()) != 1 {
			t.Fatal("lost is not claimed")
		}
		Must(t, h.DB.Update(t.Context(), func(tx store.Tx) error { // its owner dies while it sends
			inv := h.Invited(Event("order.returned", Of("lost"), now))
			inv.Status, inv.AskedAt = surveys.StatusSending, h.Clock.Now()
			return tx.InvitationPut(inv, h.Clock.Now())
		}))
		h.Clock.Pass(dispatch.LeaseTime)
		_, err := h.ReleaseLost(t.Context())
		Must(t, err)
		h.Clock.Pass(time.Minute)
		h.Happens(Event("order.refunded", Of("jo"), On(h.Clock.Now().Format(time.RFC3339))))
		h.Unsubscribes("al@example.org", "delivery", false)
		for contact, want := range map[string]string{
			"jo":   "The question about Delivery was called off: order.refunded came at 2026-03-02 11:06 UTC.",
			"al":   "After all not asked about Delivery: unsubscribed from this touchpoint on 2026-03-02 11:06 UTC.",
			"lost": "Nobody knows whether the mail about Return arrived: the sender stopped in the middle: nobody knows whether the mail left.",
		} {
			if got := timelineText(t, h, contact, "en"); !strings.Contains(got, want) {
				t.Errorf("of %s it tells\n%s\nwithout %s", contact, got, want)
			}
		}
	})
}
