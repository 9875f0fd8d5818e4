package store_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"halte/surveys"
	"halte/surveys/intake"
	"halte/surveys/metric"
	"halte/surveys/store"
	"halte/surveys/surveystest/servers"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// BenchmarkEvents commits groups of events as a use case does: every read that
// decides, then event, contact, decision and invitation of each.
func BenchmarkEvents(b *testing.B) {
	databases(b, func(b *testing.B, url string) {
		for _, size := range []int{1, 8, 16, 64} {
			b.Run(fmt.Sprintf("group of %d", size), func(b *testing.B) {
				s := migrated(b, url)
				for b.Loop() {
					recordGroup(b, s, size)
				}
				perRow(b, size, "event")
			})
		}
	})
}

// BenchmarkAnswers commits groups of answers at one touchpoint on one day: all
// of them change the same six rows of rollups.
func BenchmarkAnswers(b *testing.B) {
	databases(b, func(b *testing.B, url string) {
		for _, size := range []int{1, 16, 64} {
			for _, writers := range []int{1, 4} {
				b.Run(fmt.Sprintf("group of %d by %d", size, writers), func(b *testing.B) {
					s := migrated(b, url)
					b.SetParallelism(writers)
					b.RunParallel(func(pb *testing.PB) {
						for pb.Next() {
							answerGroup(b, s, size)
						}
					})
					perRow(b, size, "answer")
				})
			}
		}
	})
}

func databases(b *testing.B, bench func(b *testing.B, url string)) {
	b.Run("postgres", func(b *testing.B) { bench(b, servers.Postgres(b)) })
	b.Run("sqlite", func(b *testing.B) { bench(b, sqliteURL(b)) })
}

func perRow(b *testing.B, rows int, what string) {
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*rows), "µs/"+what)
}

var counter atomic.Int64

func recordGroup(b *testing.B, s *store.Store, size int) {
	events := make([]surveys.StoredEvent, size)
	contacts := make([]surveys.Contact, size)
	decisions := make([]surveys.Decision, size)
	invitations := make([]surveys.Invitation, size)
	ids, persons := make([]string, size), make([]surveys.Person, size)
	segments := map[string]string{"persona": "commuter", "country": "NL"}
	for i := range size {
		n := counter.Add(1)
		ids[i], persons[i] = fmt.Sprintf("c-%d", n), surveys.Person(fmt.Sprintf("%032x", n*7919))
		events[i] = surveys.StoredEvent{
			ID: fmt.Sprintf("ord-%d-delivered", n), Name: "order.delivered", ContactID: ids[i], OccurredAt: noon, ReceivedAt: noon,
			Properties: map[string]any{"order_id": "10021", "value": 129.5, "carrier": "fiets"}, Digest: "8b1a9953c4611296a827abf8c47804d7",
		}
		contacts[i] = surveys.Contact{
			ID: ids[i], Email: "jo@example.org", Person: persons[i], Name: "Jo", Locale: "nl", Timezone: "Europe/Amsterdam",
			Properties: map[string]any{"persona": "commuter", "country": "NL"}, SeenAt: noon, Respondent: n, CreatedAt: noon,
		}
		invitations[i] = surveys.Invitation{
			ID: uuid.Must(uuid.NewV7()).String(), EventID: events[i].ID, Trigger: "after-delivery", Survey: "delivery-nps", Touchpoint: "delivery",
			ContactID: ids[i], Person: persons[i], Language: "nl", Segments: segments, Correlation: "10021", OccurredAt: noon, Day: "2026-11-20",
			CreatedAt: noon, DueAt: noon, SendBy: noon, OpenFor: surveys.Span(21 * surveys.Day), Status: surveys.StatusScheduled, NextAt: noon,
		}
		decisions[i] = surveys.Decision{
			EventID: events[i].ID, Trigger: "after-delivery", Survey: "delivery-nps", Touchpoint: "delivery", ContactID: ids[i], Outcome: surveys.Scheduled,
			Checks:   []surveys.Check{{Rule: "condition", Passed: true}, {Rule: "address", Passed: true}, {Rule: "suppression", Passed: true}, {Rule: "counter_event", Passed: true}, {Rule: "expiry", Passed: true}, {Rule: "quarantine", Passed: true}},
			Segments: segments, Invitation: invitations[i].ID, DueAt: noon, DecidedAt: noon,
		}
	}
	commit(b, s, func(tx store.Tx) []error {
		_, e1 := tx.RevisionShare()
		_, e2 := tx.EventsAppend(events, contacts, intake.SendHistoryQuery{Persons: persons, Contacts: ids, Since: noon})
		_, e6 := tx.EventsOfContacts(ids, []string{"order.returned", "order.refunded"})
		return []error{e1, e2, e6, tx.DecisionsAppend(decisions), tx.InvitationsAppend(invitations)}
	})
}

func answerGroup(b *testing.B, s *store.Store, size int) {
	responses := make([]surveys.Response, size)
	ids := make([]string, size)
	for i := range size {
		ids[i] = uuid.Must(uuid.NewV7()).String()
		responses[i] = surveys.Response{
			ID: ids[i], Revision: 1, Invitation: ids[i], EventID: fmt.Sprintf("ord-%d-delivered", counter.Add(1)), Survey: "delivery-nps", Version: 1,
			Touchpoint: "delivery", ContactID: "c-" + ids[i], Person: "8b1a9953c4611296a827abf8c47804d7", Respondent: counter.Load(), Rating: 9,
			Answers: map[string][]string{"delight": {"It came a day early, and the courier helped to carry it up."}}, Locale: "nl", Wave: surveys.WaveFirst,
			Source: surveys.SourceMail, Segments: map[string]string{"persona": "commuter", "country": "NL"}, Day: "2026-11-20",
			OccurredAt: noon, AnsweredAt: noon, RecordedAt: noon,
		}
	}
	var rollups []surveys.Rollup
	for _, d := range [][2]string{{"", ""}, {"locale", "nl"}, {"wave", "first"}, {"source", "mail"}, {"segment.persona", "commuter"}, {"segment.country", "NL"}} {
		rollups = append(rollups, surveys.Rollup{Survey: "delivery-nps", Day: "2026-11-20", Dimension: d[0], Value: d[1], Tally: metric.Tally{9: int64(size)}})
	}
	commit(b, s, func(tx store.Tx) []error {
		_, e1 := tx.RevisionShare()
		_, e2 := tx.ResponsesNewest(ids)
		return []error{e1, e2, tx.ResponsesAppend(responses, func(string) (int, int) { return 0, 10 }), tx.RollupsAdd(rollups)}
	})
}

func commit(b *testing.B, s *store.Store, fn func(store.Tx) []error) {
	err := s.Update(context.Background(), func(tx store.Tx) error {
		for _, err := range fn(tx) {
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}
