package storetest

import (
	"math/rand/v2"
	"sync"
	"time"

	"halte/surveys"
	"halte/surveys/intake"
	"halte/surveys/store"
)

func event(id string) surveys.StoredEvent {
	return surveys.StoredEvent{
		ID: id, Name: "order.delivered", ContactID: jo.ID, OccurredAt: noon, ReceivedAt: hours(1),
		Properties: map[string]any{"order_id": "10021", "value": 129.5}, Digest: "digest of " + id,
	}
}

func decision(event, trigger string) surveys.Decision {
	return surveys.Decision{
		EventID: event, Trigger: trigger, Survey: "s", Touchpoint: "delivery", ContactID: jo.ID, Outcome: surveys.Scheduled,
		Checks:   []surveys.Check{{Rule: "condition", Passed: true, Reason: surveys.Because(surveys.ReasonCondition, "condition", "value is 129.5")}, {Rule: "sample", Passed: true}},
		Segments: map[string]string{"persona": "commuter"}, Invitation: "i", DueAt: hours(24), DecidedAt: hours(1),
	}
}

var events = []promise{
	{"an event comes back as it went in", func(s subject) {
		e := event(odd)
		e.Imported, e.Properties = true, map[string]any{odd: odd}
		s.do(func(tx store.Tx) {
			wants(s, "the duplicates", added(tx, []surveys.StoredEvent{e}), map[string]string{})
		})
		wants(s, "the event", must(s.Read(s.Context()).Event(odd)), e)
		_, err := s.Read(s.Context()).Event("none")
		wantsKind(s, "an event that is not there", err, surveys.NotFound)
	}},
	{"the first event with an id wins, and its digest is told", func(s subject) {
		s.do(func(tx store.Tx) { added(tx, []surveys.StoredEvent{event("a"), event("c")}) })
		later := event("a")
		later.Name, later.Digest = "something.else", "other"
		s.do(func(tx store.Tx) {
			duplicates := added(tx, []surveys.StoredEvent{event("d"), event("c"), event("b"), later})
			wants(s, "the duplicates", duplicates, map[string]string{"a": "digest of a", "c": "digest of c"})
		})
		wants(s, "the event", must(s.Read(s.Context()).Event("a")), event("a"))
		must(s.Read(s.Context()).Event("b"))
	}},
	{"with events come the contacts they name, as far as they are known", func(s subject) {
		s.do(func(tx store.Tx) { check(tx.ContactsPut([]surveys.Contact{jo, contact("other")})) })
		s.do(func(tx store.Tx) {
			unknown := event("b")
			unknown.ContactID = "nobody"
			stored := must(tx.EventsAppend([]surveys.StoredEvent{event("a"), unknown, event("c")}, nil, intake.SendHistoryQuery{}))
			wants(s, "the contacts", stored.Contacts, map[string]surveys.Contact{jo.ID: jo})
		})
	}},
	{"with events comes what keeps those from being mailed who are asked for", func(s subject) {
		sent := invitation(1)
		sent.ContactID, sent.Person, sent.Status, sent.AskedAt = jo.ID, jo.Person, surveys.StatusSent, hours(1)
		s.invited(sent)
		kept := surveys.Suppression{Person: jo.Person, Reason: surveys.Unsubscribed, Since: noon}
		s.do(func(tx store.Tx) {
			check(tx.ContactsPut([]surveys.Contact{jo}))
			check(tx.SuppressionsPut([]surveys.Suppression{kept}))
		})
		for since, asked := range map[time.Time]int{noon: 2, hours(2): 0} {
			s.do(func(tx store.Tx) {
				stored := must(tx.EventsAppend([]surveys.StoredEvent{event(since.String())}, nil, intake.SendHistoryQuery{Persons: []surveys.Person{jo.Person}, Contacts: []string{jo.ID}, Since: since}))
				wants(s, "the suppressions", stored.Suppressions, []surveys.Suppression{kept})
				wants(s, "the times they were asked", len(stored.LastAsked), asked)
				wants(s, "the contacts", stored.Contacts, map[string]surveys.Contact{jo.ID: jo})
			})
		}
		s.do(func(tx store.Tx) {
			stored := must(tx.EventsAppend([]surveys.StoredEvent{event("c")}, nil, intake.SendHistoryQuery{}))
			wants(s, "what was not asked for", len(stored.Suppressions)+len(stored.LastAsked), 0)
		})
	}},
	{"of the first events of a contact that come at once nothing is lost", func(s subject) {
		withAddress := func(c *surveys.Contact) { c.Email = "jo@example.org" }
		withProperties := func(c *surveys.Contact) { c.Properties = map[string]any{"persona": "commuter"} }
		for name, order := range map[string][2]func(*surveys.Contact){
			"address first": {withAddress, withProperties}, "address last": {withProperties, withAddress},
		} {
			s.overlapping(func(n int, tx store.Tx) (contacts map[string]surveys.Contact) {
				e := event(id(name, n))
				e.ContactID = name
				c := surveys.Contact{ID: name, Properties: map[string]any{}, Respondent: int64(n + 1), CreatedAt: hours(n), SeenAt: noon}
				return must(tx.EventsAppend([]surveys.StoredEvent{e}, []surveys.Contact{c}, intake.SendHistoryQuery{})).Contacts
			}, func(n int, tx store.Tx, contacts map[string]surveys.Contact) {
				c := contacts[name]
				order[n](&c)
				if name == "address first" == (n == 1) {
					c.SeenAt = hours(1) // the properties are the newer ones
				}
				check(tx.ContactsPut([]surveys.Contact{c}))
			})
			wants(s, name, must(s.Read(s.Context()).Contact(name)), surveys.Contact{
				ID: name, Email: "jo@example.org", Properties: map[string]any{"persona": "commuter"}, SeenAt: hours(1), Respondent: 1, CreatedAt: noon,
			})
		}
	}},
	{"of new contacts those are stored that a stored event names", func(s subject) {
		erased := event("erased")
		erased.Mark = secret.ErasedMark(surveys.MarkEvent, erased.ID)
		erased.ContactID = "erased"
		s.do(func(tx store.Tx) {
			check(tx.ContactsPut([]surveys.Contact{jo, contact("erased")}))
			added(tx, []surveys.StoredEvent{erased})
		})
		s.do(func(tx store.Tx) { must(tx.ContactErase("erased", secret, noon)) })
		known, newcomer := contact(jo.ID), contact("stranger")
		known.Email, known.SeenAt = "new@example.org", hours(5)
		e := event("a")
		e.ContactID = newcomer.ID
		s.do(func(tx store.Tx) {
			stored := must(tx.EventsAppend([]surveys.StoredEvent{e, event("b"), erased},
				[]surveys.Contact{contact("elsewhere"), contact("erased"), known, newcomer}, intake.SendHistoryQuery{}))
			wants(s, "the contacts", stored.Contacts, map[string]surveys.Contact{jo.ID: jo, newcomer.ID: newcomer})
		})
		wants(s, "the new contact", must(s.Read(s.Context()).Contact(newcomer.ID)), newcomer)
		for _, id := range []string{"elsewhere", "erased"} {
			_, err := s.Read(s.Context()).Contact(id)
			wantsKind(s, "the contact "+id, err, surveys.NotFound)
		}
	}},
	{"an event that waits for an erasure of its contact makes the contact again", func(s subject) {
		s.do(func(tx store.Tx) { check(tx.ContactsPut([]surveys.Contact{jo})) })
		newcomer := contact(jo.ID)
		newcomer.Respondent = jo.Respondent + 1
		s.overlapping(func(n int, tx store.Tx) map[string]surveys.Contact {
			if n == 0 {
				return must(tx.ContactsLock([]string{jo.ID}))
			}
			return must(tx.EventsAppend([]surveys.StoredEvent{event("a")}, []surveys.Contact{newcomer}, intake.SendHistoryQuery{})).Contacts
		}, func(n int, tx store.Tx, contacts map[string]surveys.Contact) {
			if n == 0 {
				must(tx.ContactErase(jo.ID, secret, noon))
				return
			}
			wants(s, "the contacts", contacts, map[string]surveys.Contact{jo.ID: newcomer})
		})
		wants(s, "the contact", must(s.Read(s.Context()).Contact(jo.ID)), newcomer)
	}},
	{"a contact that only an event names is not known, also not to others", func(s subject) {
		s.do(func(tx store.Tx) { added(tx, []surveys.StoredEvent{event("a")}) })
		_, err := s.Read(s.Context()).Contact(jo.ID)
		wantsKind(s, "the contact", err, surveys.NotFound)
		s.do(func(tx store.Tx) {
			wants(s, "the contacts", must(tx.ContactsLock([]string{jo.ID})), map[string]surveys.Contact{})
			check(tx.ContactsPut([]surveys.Contact{jo}))
		})
		wants(s, "the contact", must(s.Read(s.Context()).Contact(jo.ID)), jo)
	}},
	{"of events that come at once from many sides each is stored once", func(s subject) {
		ctx := s.within()
		const n = 200
		news := make([]int, 8)
		s.together(len(news), func(i int) {
			var duplicates map[string]string
			check(s.Update(ctx, func(tx store.Tx) (err error) {
				list := make([]surveys.StoredEvent, n)
				for j, k := range rand.Perm(n) {
					list[j] = event(id("e", k))
				}
				stored, err := tx.EventsAppend(list, nil, intake.SendHistoryQuery{})
				duplicates = stored.Duplicates
				return err
			}))
			news[i] = n - len(duplicates)
		})
		sum := 0
		for _, some := range news {
			sum += some
		}
		wants(s, "the number of events that were new to somebody", sum, n)
	}},
	{"the events of contacts are found by name", func(s subject) {
		mine, alsoMine, named, other := event("a"), event("b"), event("c"), event("d")
		alsoMine.Name, named.Name, other.ContactID = "order.returned", "order.seen", "other"
		s.do(func(tx store.Tx) {
			added(tx, []surveys.StoredEvent{other, named, alsoMine, mine})
			wants(s, "the events", must(tx.EventsOfContacts([]string{jo.ID, "x"}, []string{"order.returned", "order.delivered"})), []surveys.StoredEvent{mine, alsoMine})
			wants(s, "the events", must(tx.EventsOfContacts(nil, nil)), []surveys.StoredEvent{})
		})
	}},
	{"the decisions of an event come back as they went in", func(s subject) {
		a, b, bare := decision("e", "a"), decision("e", "b"), surveys.Decision{EventID: "f", Trigger: "a", Outcome: surveys.Unreachable}
		s.do(func(tx store.Tx) { check(tx.DecisionsAppend([]surveys.Decision{b, bare, a})) })
		wants(s, "the decisions", must(s.Read(s.Context()).DecisionsOfEvent("e")), []surveys.Decision{a, b})
		got := must(s.Read(s.Context()).DecisionsOfEvent("f"))[0]
		if got.Checks == nil || got.Segments == nil || !got.DueAt.IsZero() {
			s.Errorf("the bare decision is %#v", got)
		}
		wants(s, "the decisions of nothing", must(s.Read(s.Context()).DecisionsOfEvent("x")), []surveys.Decision{})
	}},
	{"an event is decided once for each trigger", func(s subject) {
		s.do(func(tx store.Tx) { check(tx.DecisionsAppend([]surveys.Decision{decision("e", "a")})) })
		err := s.Update(s.Context(), func(tx store.Tx) error {
			return tx.DecisionsAppend([]surveys.Decision{decision("e", "b"), decision("e", "a")})
		})
		wantsKind(s, "deciding again", err, surveys.Conflict)
		wants(s, "the number of decisions", len(must(s.Read(s.Context()).DecisionsOfEvent("e"))), 1)
	}},
	{"it is told when events occurred, and to whom", func(s subject) {
		later := event("later")
		later.OccurredAt = hours(5)
		s.do(func(tx store.Tx) {
			must(tx.EventsAppend([]surveys.StoredEvent{event("e"), later, event("f")}, nil, intake.SendHistoryQuery{}))
		})
		s.do(func(tx store.Tx) {
			wants(s, "the heads", must(tx.EventHeads([]string{"later", "e", "x"})), map[string]surveys.StoredEvent{
				"e":     {ID: "e", ContactID: later.ContactID, OccurredAt: noon},
				"later": {ID: "later", ContactID: later.ContactID, OccurredAt: hours(5)},
			})
			wants(s, "no heads", must(tx.EventHeads(nil)), map[string]surveys.StoredEvent{})
		})
	}},
	{"the segments that were recorded with an event are told", func(s subject) {
		s.do(func(tx store.Tx) {
			bare := decision("f", "a")
			bare.Segments = nil
			check(tx.DecisionsAppend([]surveys.Decision{decision("e", "a"), decision("e", "b"), bare}))
			wants(s, "the segments", must(tx.SegmentsOfEvents([]string{"f", "e", "x"})), map[string]map[string]string{"e": {"persona": "commuter"}, "f": {}})
			wants(s, "no segments", must(tx.SegmentsOfEvents(nil)), map[string]map[string]string{})
		})
	}},
}

// overlapping runs two transactions of which the second begins while the first
// has read and not yet written, as far as the store lets it.
func (s subject) overlapping(read func(n int, tx store.Tx) map[string]surveys.Contact, write func(n int, tx store.Tx, contacts map[string]surveys.Contact)) {
	ctx := s.within()
	var hasRead [2]sync.Once
	read0, read1 := make(chan struct{}), make(chan struct{})
	s.together(2, func(n int) {
		if n == 1 {
			<-read0
		}
		check(s.Update(ctx, func(tx store.Tx) error {
			contacts := read(n, tx)
			hasRead[n].Do(func() { close([]chan struct{}{read0, read1}[n]) })
			if n == 0 {
				select {
				case <-read1:
				case <-time.After(100 * time.Millisecond): // the second one waits for the first, as it may
				}
			}
			write(n, tx, contacts)
			return nil
		}))
	})
}

// added gives the digests of the events that were there before.
func added(tx store.Tx, list []surveys.StoredEvent) map[string]string {
	return must(tx.EventsAppend(list, nil, intake.SendHistoryQuery{})).Duplicates
}
