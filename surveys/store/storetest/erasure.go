package storetest

import (
	"fmt"

	"halte/surveys"
	"halte/surveys/store"
)

var erasure = []promise{
	{"after an erasure nothing names the contact, and every figure is what it was", func(s subject) {
		s.peopled("gone", "stays")
		figures := s.figures()
		s.do(func(tx store.Tx) { check(tx.ContactErase("gone", hours(9))) })

		_, err := s.Read(s.Context()).Contact("gone")
		wantsKind(s, "the contact", err, surveys.NotFound)
		e := must(s.Read(s.Context()).Event("event of gone"))
		wants(s, "the event", e, surveys.StoredEvent{ID: "event of gone", Name: "order.delivered", OccurredAt: noon, ReceivedAt: hours(1), Properties: map[string]any{}})
		d := must(s.Read(s.Context()).DecisionsOfEvent("event of gone"))[0]
		want := decision("event of gone", "after")
		want.ContactID, want.Checks = "", []surveys.Check{{Rule: "condition", Passed: true}, {Rule: "sample", Passed: true}}
		wants(s, "the decision", d, want)

		sent := must(s.Read(s.Context()).Invitation("sent to gone"))
		if sent.ContactID+string(sent.Person)+sent.Correlation != "" || sent.Status != surveys.StatusSent || !sent.NextAt.IsZero() || sent.SentAt != noon {
			s.Errorf("the invitation that was sent is %+v", sent)
		}
		scheduled := must(s.Read(s.Context()).Invitation("scheduled for gone"))
		if scheduled.Status != surveys.StatusCancelled || scheduled.Reason.Code != surveys.ReasonErased || !scheduled.NextAt.IsZero() || scheduled.ContactID != "" {
			s.Errorf("the invitation that was scheduled is %+v", scheduled)
		}
		_, _, err = s.Read(s.Context()).InvitationByToken("token of gone")
		wantsKind(s, "the link", err, surveys.NotFound)

		check(s.Read(s.Context()).ResponseEach(func(r surveys.Response) error {
			if r.ID == "answer of gone" {
				want := response("answer of gone", r.Revision)
				want.ContactID, want.Person, want.Answers, want.Invitation = "", "", map[string][]string{}, "sent to gone"
				wants(s, "the response", r, want)
			}
			return nil
		}))
		wants(s, "the figures", s.figures(), figures)
	}},
	{"an erasure leaves everybody else alone", func(s subject) {
		s.peopled("gone", "stays")
		s.do(func(tx store.Tx) { check(tx.ContactErase("gone", hours(9))) })
		must(s.Read(s.Context()).Contact("stays"))
		wants(s, "the event", must(s.Read(s.Context()).Event("event of stays")).ContactID, "stays")
		wants(s, "the decision", must(s.Read(s.Context()).DecisionsOfEvent("event of stays"))[0].Checks[0].Reason, surveys.Because(surveys.ReasonCondition, "condition", "value is 129.5"))
		wants(s, "the invitation", must(s.Read(s.Context()).Invitation("scheduled for stays")).Status, surveys.StatusScheduled)
		i, _, err := s.Read(s.Context()).InvitationByToken("token of stays")
		check(err)
		wants(s, "the invitation", i.ContactID, "stays")
		wants(s, "the response", must(s.Read(s.Context()).ResponseToInvitation("sent to stays")).Answers["why"], []string{"fast"})
	}},
	{"a suppression outlives an erasure", func(s subject) {
		s.peopled("gone")
		s.do(func(tx store.Tx) {
			check(tx.SuppressionsPut([]surveys.Suppression{{Person: jo.Person, Reason: surveys.Unsubscribed, Since: noon}}))
			check(tx.ContactErase("gone", hours(9)))
			wants(s, "the number of suppressions", len(must(tx.SuppressionsOfPersons([]surveys.Person{jo.Person}))), 1)
		})
	}},
	{"a contact that is erased cannot be erased again, but may come back", func(s subject) {
		s.peopled("gone")
		s.do(func(tx store.Tx) { check(tx.ContactErase("gone", hours(9))) })
		for _, id := range []string{"gone", "nobody", ""} {
			err := s.Update(s.Context(), func(tx store.Tx) error { return tx.ContactErase(id, hours(9)) })
			wantsKind(s, "erasing it", err, surveys.NotFound)
		}
		s.do(func(tx store.Tx) {
			check(tx.ContactsPut([]surveys.Contact{contact("gone")}))
			wants(s, "the events of before", must(tx.EventsOfContacts([]string{"gone"}, []string{"order.delivered"})), []surveys.StoredEvent{})
		})
	}},
}

// peopled gives each contact an event, a decision, an invitation that was
// answered twice and one that is scheduled, and a link.
func (s subject) peopled(contactIDs ...string) {
	for _, id := range contactIDs {
		e, d, c := event("event of "+id), decision("event of "+id, "after"), jo
		e.ContactID, d.ContactID, c.ID = id, id, id
		sent, scheduled := invitation(0), invitation(1)
		sent.ID, sent.ContactID, sent.Status, sent.SentAt, sent.AskedAt = "sent to "+id, id, surveys.StatusSent, noon, noon
		scheduled.ID, scheduled.ContactID = "scheduled for "+id, id
		first, second := response("answer of "+id, 1), response("answer of "+id, 2)
		first.ContactID, second.ContactID, first.Invitation, second.Invitation = id, id, sent.ID, sent.ID
		s.do(func(tx store.Tx) {
			check(tx.ContactsPut([]surveys.Contact{c}))
			added(tx, []surveys.StoredEvent{e})
			check(tx.DecisionsAppend([]surveys.Decision{d}))
			check(tx.InvitationsAppend([]surveys.Invitation{sent, scheduled}))
			check(tx.TokensAppend([]surveys.Token{{Hash: "token of " + id, Invitation: sent.ID, CreatedAt: noon}}))
			check(tx.ResponsesAppend([]surveys.Response{first, second}, widest))
			check(tx.RollupsAdd([]surveys.Rollup{total("s", "2026-11-20", 9)}))
		})
	}
}

// figures is everything that is counted, in words.
func (s subject) figures() string {
	words := fmt.Sprintln(
		must(s.Read(s.Context()).RollupSums(surveys.RollupQuery{PerDay: true})),
		must(s.Read(s.Context()).InvitationCounts([]string{"s"}, "2026-01-01", "2026-12-31")))
	check(s.Read(s.Context()).ResponseEach(func(r surveys.Response) error {
		words += fmt.Sprintln(r.ID, r.Revision, r.Survey, r.Rating, r.Day, r.Segments, r.Locale, r.Wave, r.Source, r.Respondent)
		return nil
	}))
	return words
}
