package storetest

import (
	"fmt"
	"slices"
	"strings"

	"halte/surveys"
	"halte/surveys/intake"
	"halte/surveys/privacy"
	"halte/surveys/store"
)

var erasure = []promise{
	{"after an erasure nothing names the contact, and every figure is what it was", func(s subject) {
		s.peopled("gone", "stays")
		figures := s.figures()
		s.do(func(tx store.Tx) { must(tx.ContactErase("gone", secret, hours(9))) })

		_, err := s.Read(s.Context()).Contact("gone")
		wantsKind(s, "the contact", err, surveys.NotFound)
		_, err = s.Read(s.Context()).Event("event of gone")
		wantsKind(s, "the event by its id", err, surveys.NotFound)
		wants(s, "the decisions by the id", must(s.Read(s.Context()).DecisionsOfEvent("event of gone")), []surveys.Decision{})
		_, err = s.Read(s.Context()).Invitation("sent to gone")
		wantsKind(s, "the invitation by the id in its mail", err, surveys.NotFound)
		sent := s.erasedInvitation()
		event := sent.EventID
		e := must(s.Read(s.Context()).Event(event))
		wants(s, "the event", e, surveys.StoredEvent{ID: event, Name: "order.delivered", OccurredAt: noon, ReceivedAt: hours(1), Properties: map[string]any{}})
		d := must(s.Read(s.Context()).DecisionsOfEvent(event))[0]
		want := decision(event, "after")
		want.Invitation = sent.ID
		want.ContactID, want.Checks = "", []surveys.Check{{Rule: "condition", Passed: true}, {Rule: "sample", Passed: true}}
		wants(s, "the decision", d, want)

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
			if r.Erased() {
				want := response(sent.ID, r.Revision)
				want.ContactID, want.Person, want.Answers, want.Invitation, want.EventID = "", "", map[string][]string{}, sent.ID, event
				wants(s, "the response", r, want)
			}
			return nil
		}))
		wants(s, "the figures", s.figures(), figures)
	}},
	{"random ids stand in the order of those of the events they replace, and their repeats are known", func(s subject) {
		s.peopled("gone")
		later := event("an order before the others by its id")
		later.ContactID, later.Name, later.Mark = "gone", "order.returned", secret.ErasedMark(surveys.MarkEvent, later.ID)
		s.do(func(tx store.Tx) { added(tx, []surveys.StoredEvent{later}) })
		s.do(func(tx store.Tx) { must(tx.ContactErase("gone", secret, hours(9))) })
		var names []string
		check(s.Read(s.Context()).Find(&names, "SELECT name FROM events ORDER BY id"))
		wants(s, "the names in the order of ids", names, []string{"order.returned", "order.delivered"})

		repeated, other := event("event of gone"), event("another")
		repeated.ContactID, repeated.Mark = "gone", secret.ErasedMark(surveys.MarkEvent, repeated.ID)
		s.do(func(tx store.Tx) {
			stored := must(tx.EventsAppend([]surveys.StoredEvent{repeated, other}, []surveys.Contact{contact("gone"), jo}, intake.SendHistoryQuery{}))
			wants(s, "the duplicates", stored.Duplicates, map[string]string{repeated.ID: ""})
			wants(s, "the contacts", stored.Contacts, map[string]surveys.Contact{jo.ID: jo})
		})
		_, err := s.Read(s.Context()).Event(repeated.ID)
		wantsKind(s, "the event that was repeated", err, surveys.NotFound)
		must(s.Read(s.Context()).Event(other.ID))
	}},
	{"an event that waits for an erasure that takes it is a duplicate", func(s subject) {
		s.peopled("gone")
		repeated := event("event of gone")
		repeated.ContactID, repeated.Mark = "gone", secret.ErasedMark(surveys.MarkEvent, repeated.ID)
		s.overlapping(func(n int, tx store.Tx) map[string]surveys.Contact {
			if n == 0 {
				return must(tx.ContactsLock([]string{"gone"}))
			}
			stored := must(tx.EventsAppend([]surveys.StoredEvent{repeated}, []surveys.Contact{contact("gone")}, intake.SendHistoryQuery{}))
			wants(s, "the duplicates", stored.Duplicates, map[string]string{repeated.ID: ""})
			return stored.Contacts
		}, func(n int, tx store.Tx, contacts map[string]surveys.Contact) {
			if n == 0 {
				must(tx.ContactErase("gone", secret, hours(9)))
				return
			}
			wants(s, "the contacts", contacts, map[string]surveys.Contact{})
		})
		_, err := s.Read(s.Context()).Contact("gone")
		wantsKind(s, "the contact", err, surveys.NotFound)
	}},
	{"answers lead to no order and no id from elsewhere after an erasure, whoever else names them", func(s subject) {
		s.peopled("gone", "stays")
		own, anonymous, wrong := response("order 10021", 1), response("anonymous", 1), response("wrong", 1)
		own.ID, anonymous.ID, wrong.ID = surveys.ExternalResponseID("order 10021"), surveys.ExternalResponseID("x"), surveys.ExternalResponseID("y")
		own.Invitation, anonymous.Invitation, wrong.Invitation = "", "", ""
		own.ContactID, own.EventID = "gone", "order 10021 of another shop"
		anonymous.ContactID, anonymous.EventID = "", "event of gone"
		wrong.ContactID, wrong.EventID = "gone", "event of stays"
		s.do(func(tx store.Tx) { check(tx.ResponsesAppend([]surveys.Response{own, anonymous, wrong}, widest)) })
		s.do(func(tx store.Tx) { must(tx.ContactErase("gone", secret, hours(9))) })
		event := s.erasedInvitation().EventID
		found := map[string]int{}
		check(s.Read(s.Context()).ResponseEach(func(r surveys.Response) error {
			for _, id := range []string{surveys.IfElse(r.Invitation == "", r.ID, ""), r.EventID} {
				if strings.Contains(id, "10021") || r.ContactID != "stays" && strings.Contains(id, " of ") {
					s.Errorf("a response has the id %q", id)
				}
			}
			found[r.EventID]++
			return nil
		}))
		wants(s, "how many answers name an event", found, map[string]int{event: 2 + 1, "event of stays": 2, "": 1, otherID(found, event): 1})
		marked := []string{secret.ErasedMark(surveys.MarkResponse, "order 10021"), secret.ErasedMark(surveys.MarkResponse, "x"), secret.ErasedMark(surveys.MarkEvent, "event of gone")}
		s.do(func(tx store.Tx) {
			wants(s, "the marks", must(tx.MarksErased(marked)), map[string]bool{marked[0]: true, marked[2]: true})
		})
		must(s.Read(s.Context()).Event("event of stays"))
	}},
	{"an erasure counts what it took and what stays", func(s subject) {
		s.peopled("gone", "stays")
		s.do(func(tx store.Tx) {
			check(tx.SuppressionsPut([]surveys.Suppression{{Person: jo.Person, Reason: surveys.Unsubscribed, Since: noon}}))
			i := must(tx.InvitationLock("sent to gone"))
			i.Status = surveys.StatusBounced
			check(tx.InvitationPut(i, hours(1)))
		})
		s.do(func(tx store.Tx) {
			wants(s, "the certificate", must(tx.ContactErase("gone", secret, hours(9))), privacy.Erasure{
				At: hours(9), Removed: privacy.Removed{Contacts: 1, Events: 1, Decisions: 1, Invitations: 2, StatusChanges: 1, Links: 1, Answers: 2},
				Kept: privacy.Kept{Ratings: 1, Suppressions: 1},
			})
		})
	}},
	{"an erasure leaves everybody else alone", func(s subject) {
		s.peopled("gone", "stays")
		s.do(func(tx store.Tx) { must(tx.ContactErase("gone", secret, hours(9))) })
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
			must(tx.ContactErase("gone", secret, hours(9)))
			wants(s, "the number of suppressions", len(must(tx.SuppressionsOfPersons([]surveys.Person{jo.Person}))), 1)
		})
	}},
	{"a contact that is erased cannot be erased again, but may come back", func(s subject) {
		s.peopled("gone")
		s.do(func(tx store.Tx) { must(tx.ContactErase("gone", secret, hours(9))) })
		for _, id := range []string{"gone", "nobody", ""} {
			err := s.Update(s.Context(), func(tx store.Tx) error {
				_, err := tx.ContactErase(id, secret, hours(9))
				return err
			})
			wantsKind(s, "erasing it", err, surveys.NotFound)
		}
		s.do(func(tx store.Tx) {
			check(tx.ContactsPut([]surveys.Contact{contact("gone")}))
			wants(s, "the events of before", must(tx.EventsOfContacts([]string{"gone"}, []string{"order.delivered"})), []surveys.StoredEvent{})
		})
	}},
}

// otherID gives the random id among those found that is not known.
func otherID(found map[string]int, known string) string {
	for id := range found {
		if strings.HasPrefix(id, "erased-") && id != known {
			return id
		}
	}
	return "none"
}

// secret is what repeats of erased ids are known by.
var secret = surveys.Secret("the secret of these tests is long enough")

// peopled gives each contact an event, a decision, an invitation that was
// answered twice and one that is scheduled, and a link.
func (s subject) peopled(contactIDs ...string) {
	for _, id := range contactIDs {
		e, d, c := event("event of "+id), decision("event of "+id, "after"), jo
		e.ContactID, d.ContactID, c.ID, e.Mark = id, id, id, secret.ErasedMark(surveys.MarkEvent, e.ID)
		sent, scheduled := invitation(0), invitation(1)
		sent.ID, sent.ContactID, sent.Status, sent.SentAt, sent.AskedAt = "sent to "+id, id, surveys.StatusSent, noon, noon
		scheduled.ID, scheduled.ContactID = "scheduled for "+id, id
		sent.EventID, d.Invitation = e.ID, sent.ID
		first, second := response("answer of "+id, 1), response("answer of "+id, 2)
		first.ContactID, second.ContactID, first.Invitation, second.Invitation = id, id, sent.ID, sent.ID
		first.EventID, second.EventID = e.ID, e.ID
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
	s.Helper()
	words := fmt.Sprintln(
		must(s.Read(s.Context()).RollupSums(surveys.RollupQuery{PerDay: true})),
		must(s.Read(s.Context()).InvitationCounts([]string{"s"}, "2026-01-01", "2026-12-31")))
	var answers []string
	check(s.Read(s.Context()).ResponseEach(func(r surveys.Response) error {
		answers = append(answers, fmt.Sprintln(r.Revision, r.Survey, r.Rating, r.Day, r.Segments, r.Locale, r.Wave, r.Source, r.Respondent))
		return nil
	}))
	slices.Sort(answers)
	return words + strings.Join(answers, "")
}

// erasedInvitation gives the answered invitation of the contact that was erased.
func (s subject) erasedInvitation() surveys.Invitation {
	s.Helper()
	var found string
	check(s.Read(s.Context()).ResponseEach(func(r surveys.Response) error {
		if r.Erased() && r.Invitation != "" {
			found = r.Invitation
		}
		return nil
	}))
	return must(s.Read(s.Context()).Invitation(found))
}
