// Package storetest is the conformance suite of surveys.Store: a database is
// right when it passes.
package storetest

import (
	"testing"
	"time"

	"halte/surveys"
)

// Conform checks that a store keeps the promises of surveys.Store. open gives a
// fresh and empty one that is closed when the test ends.
func Conform(t *testing.T, open func(*testing.T) surveys.Store) {
	for name, check := range smoke {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check(t, open(t))
		})
	}
}

var smoke = map[string]func(*testing.T, surveys.Store){
	"smoke": func(t *testing.T, s surveys.Store) {
		now := time.Date(2026, 11, 20, 10, 0, 0, 123456000, time.UTC)
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(s.Update(t.Context(), func(tx surveys.Tx) error {
			n, err := tx.Revision()
			must(err)
			t.Log(n)
			must(tx.Publish(surveys.Revision{Number: 1, AppliedAt: now}, []surveys.SurveyVersion{{Survey: surveys.Survey{Key: "a"}, Version: 1, PublishedAt: now}}))
			d, err := tx.AddEvents([]surveys.StoredEvent{{ID: "e1", OccurredAt: now, ContactID: "c"}})
			must(err)
			t.Log(d)
			d, err = tx.AddEvents([]surveys.StoredEvent{{ID: "e1", OccurredAt: now, ContactID: "c"}, {ID: "e2", Digest: "x"}})
			must(err)
			t.Log(d)
			must(tx.PutContacts([]surveys.Contact{{ID: "c", SeenAt: now}}))
			must(tx.PutContacts([]surveys.Contact{{ID: "c", SeenAt: now}}))
			c, err := tx.Contacts([]string{"c"})
			must(err)
			t.Log(c)
			must(tx.AddDecisions([]surveys.Decision{{EventID: "e1", Trigger: "t", ContactID: "c"}}))
			must(tx.AddInvitations([]surveys.Invitation{{ID: "i", Survey: "a", ContactID: "c", Status: surveys.StatusScheduled, NextAt: now, CreatedAt: now}}))
			cl, err := tx.ClaimDue(now, time.Minute, 10, 10)
			must(err)
			t.Log(cl)
			i, err := tx.Claimed(cl[0])
			must(err)
			i.Status = surveys.StatusSending
			must(tx.PutInvitation(i))
			nl, err := tx.ReleaseLost(now.Add(time.Hour), "x")
			must(err)
			t.Log(nl)
			must(tx.AddResponses([]surveys.Response{{ID: "r", Revision: 1, AnsweredAt: now}}))
			must(tx.AddRollups([]surveys.Rollup{{Survey: "a", Day: "2026-01-01"}}))
			must(tx.LockRollups())
			must(tx.LockPerson("p"))
			must(tx.Erase("c", now))
			_, err = tx.Asked([]surveys.Person{"p"}, now)
			must(err)
			return nil
		}))
		_, err := s.Backlog(t.Context(), now)
		must(err)
		_, err = s.Invited(t.Context(), []string{"a"}, "2026-01-01", "2026-12-31")
		must(err)
		_, err = s.Rollups(t.Context(), surveys.RollupQuery{Surveys: []string{"a"}})
		must(err)
		ii, err := s.Invitation(t.Context(), "i")
		must(err)
		t.Logf("%+v", ii)
		must(s.SetPaused(t.Context(), now))
		must(s.PutKey(t.Context(), surveys.Key{ID: "k"}))
		must(s.AddIntent(t.Context(), surveys.Intent{Invitation: "i", At: now}))
		_, err = s.Responses(t.Context(), surveys.ResponseFilter{Limit: 10})
		must(err)
		must(s.EachResponse(t.Context(), func(surveys.Response) error { return nil }))
	},
}
