package surveystest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/respond"
)

// WatchedFrom is the day after which the deliveries of these tests happen.
var WatchedFrom = Time("2025-10-01T10:00:00Z")

// DeliveryRatings gives five answers a day to deliveries of so many days: three in five
// are promoters, until the day on which all are detractors.
func DeliveryRatings(from, days, bad int) (answers []respond.ExternalResponse) {
	for day := from; day < from+days; day++ {
		for i, rating := range []int{10, 10, 9, 7, 3} {
			if day >= bad {
				rating = 2
			}
			at := WatchedFrom.AddDate(0, 0, day)
			answers = append(answers, respond.ExternalResponse{
				ID: fmt.Sprintf("r-%d-%d", day, i), Touchpoint: "delivery", Rating: &rating, OccurredAt: at, AnsweredAt: at.Add(time.Hour),
			})
		}
	}
	return answers
}

// Delivered is an hour before the clock of a new Halte.
func Delivered(contact string, details ...Detail) surveys.Event {
	return Event("order.delivered", append([]Detail{Of(contact), On("2026-03-02T10:00:00Z")}, details...)...)
}

// AfterDeliveryWith is AfterDelivery with some words more.
func AfterDeliveryWith(more string) string {
	if more == "" {
		return AfterDelivery
	}
	return strings.TrimSuffix(AfterDelivery, "}") + ", " + more + "}"
}

// AnsweredEarlier imports an earlier answer.
func AnsweredEarlier(h *Halte, contact, survey string, rating int, at string) {
	h.Gives(true, respond.ExternalResponse{ID: contact + survey + at, Survey: survey, ContactID: contact, AnsweredAt: Time(at), Rating: &rating})
}

// Must ends the test when there is an error.
func Must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// AddsUp complains where a level of a funnel is not the sum of its parts.
func AddsUp(t testing.TB, f insight.Funnel) {
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

// FunnelOf gives a funnel, whose levels must add up.
func FunnelOf(t testing.TB, h *Halte, q insight.FunnelQuery) insight.Funnel {
	t.Helper()
	f, err := h.Funnel(t.Context(), q)
	Must(t, err)
	AddsUp(t, f)
	return f
}

// Returns is where mails come back to.
var Returns = func() surveys.Address {
	a, err := surveys.ParseReturnPath("bounce@mail.deketting.example")
	if err != nil {
		panic(err)
	}
	return a
}()

// Reported is a report of what became of one mail of an invitation.
func Reported(inv surveys.Invitation, kind surveys.ReportKind, status string) surveys.MailReport {
	return surveys.MailReport{
		Kind: surveys.ReportBounce, To: []string{Secret.ReturnPath(Returns, inv.ID, inv.Wave)},
		Fates: []surveys.Fate{{Kind: kind, Status: status, Words: "so we go"}},
	}
}

// Takes hands in a report about a mail that came back.
func Takes(t *testing.T, h *Halte, r surveys.MailReport) surveys.TakenReport {
	t.Helper()
	taken, err := h.TakeReport(t.Context(), r)
	Must(t, err)
	return taken
}

// Relationship is a shop that also asks about the relationship, and about a talk that is
// no part of the journey.
const Relationship = `organisation: {name: De Ketting, timezone: Europe/Amsterdam, languages: [en]}
journeys:
  - key: order
    name: {en: Ordering}
    stages:
      - key: all
        name: {en: All of it}
        touchpoints:
          - {key: delivery, name: {en: Delivery}, channel: post, moment_of_truth: true}
          - {key: returns, name: {en: Return}, channel: post}
          - {key: service, name: {en: Help}, channel: chat}
          - {key: relationship, name: {en: All in all}, channel: email}
surveys:
  - {key: delivery-nps, touchpoint: delivery, metric: nps, question: {en: "How was it?"}}
  - {key: returns-csat, touchpoint: returns, metric: csat, question: {en: "How was it?"}}
  - {key: service-ces, touchpoint: service, metric: ces, question: {en: "How was it?"}}
  - {key: relationship-nps, touchpoint: relationship, metric: nps, question: {en: "And all in all?"}}
`

// LongLife is how many hours lie between the first answers here and Monday.
const LongLife = 200 * 24

// Gave is an answer of a contact, long before Monday and so many hours later.
func Gave(contact, survey string, hours, rating int) respond.ExternalResponse {
	at, _ := time.Parse(time.RFC3339, Monday)
	at = at.Add(time.Duration(hours-LongLife) * time.Hour)
	return respond.ExternalResponse{
		ID: fmt.Sprintf("%s %s %d", contact, survey, hours), Survey: survey, ContactID: contact,
		OccurredAt: at, AnsweredAt: at, Rating: &rating, Source: surveys.SourceAPI,
	}
}

// IfElse gives yes when cond holds, else no.
func IfElse[T any](cond bool, yes, no T) T {
	if cond {
		return yes
	}
	return no
}

// Rating points to a rating.
func Rating(n int) *int { return &n }

// Rated gives the touchpoint answers whose experience was at a time.
func Rated(h *Halte, survey, at string, ratings ...int) {
	for i, r := range ratings {
		h.Gives(false, respond.ExternalResponse{ID: fmt.Sprint(survey, at, i), Survey: survey, OccurredAt: Time(at), Rating: &r})
	}
}

type failing interface {
	Helper()
	Fatal(args ...any)
}

// Instant reads a time in RFC 3339.
func Instant(t failing, rfc3339 string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, rfc3339)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// Zone gives a time zone by its name.
func Zone(t failing, name string) *time.Location {
	t.Helper()
	z, err := surveys.Zone(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}
