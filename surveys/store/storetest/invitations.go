package storetest

import (
	"errors"
	"slices"
	"time"

	"halte/surveys"
	"halte/surveys/store"
)

// invitation is one that is due at noon.
func invitation(n int) surveys.Invitation {
	return surveys.Invitation{
		ID: id("i", n), EventID: id("e", n), Trigger: "after", Survey: "s", Touchpoint: "delivery", ContactID: jo.ID, Person: jo.Person,
		Language: "nl", Segments: map[string]string{"persona": "commuter"}, Correlation: "10021", OccurredAt: hours(-24), Day: "2026-11-19",
		CreatedAt: hours(-23), DueAt: noon, SendBy: hours(100), OpenFor: surveys.Span(21 * surveys.Day),
		Status: surveys.StatusScheduled, NextAt: noon,
	}
}

// full is an invitation in which nothing is empty.
func full(n int) surveys.Invitation {
	i := invitation(n)
	i.Version, i.Status, i.Reason, i.Wave, i.Attempts = 3, surveys.StatusSent, surveys.Because(surveys.ReasonServerReply, "reply", odd), 1, 2
	i.SentAt, i.AskedAt, i.ClosesAt, i.Epoch, i.LeasedUntil, i.LeasedBy = hours(1), hours(2), hours(3), 1<<40, hours(4), "here"
	i.Resending, i.Resends = true, 2
	i.Bounce, i.BouncedAt = surveys.BounceMailbox, hours(5)
	return i
}

func (s subject) invited(list ...surveys.Invitation) {
	s.do(func(tx store.Tx) { check(tx.InvitationsAppend(list)) })
}

func idsOf(list []surveys.Invitation) []string {
	found := make([]string, len(list))
	for i, inv := range list {
		found[i] = inv.ID
	}
	return found
}

var invitations = []promise{
	{"an invitation comes back as it went in", func(s subject) {
		bare := surveys.Invitation{ID: "bare", Status: surveys.StatusScheduled, CreatedAt: noon}
		s.invited(full(1), bare)
		wants(s, "the invitation", must(s.Read(s.Context()).Invitation(id("i", 1))), full(1))
		s.do(func(tx store.Tx) { wants(s, "the invitation", must(tx.InvitationLock(id("i", 1))), full(1)) })
		wants(s, "the invitation", must(s.Read(s.Context()).Invitation("bare")), bare)
		if must(s.Read(s.Context()).Invitation("bare")).Segments == nil {
			s.Error("the segments are nil")
		}
		_, err := s.Read(s.Context()).Invitation("none")
		wantsKind(s, "an invitation that is not there", err, surveys.NotFound)
		s.do(func(tx store.Tx) {
			_, err := tx.InvitationLock("none")
			wantsKind(s, "an invitation that is not there", err, surveys.NotFound)
		})
	}},
	{"the mails to a person are given newest first", func(s subject) {
		var list []surveys.Invitation
		for i := range 6 {
			inv := full(i)
			inv.Person, inv.AskedAt = "p", hours(i%4)
			list = append(list, inv)
		}
		list[1].Person, list[2].SentAt, list[3].AskedAt = "q", time.Time{}, time.Time{}
		nobody := full(7)
		nobody.Person = ""
		s.invited(append(list, nobody)...)
		s.do(func(tx store.Tx) {
			wants(s, "the mails", must(tx.InvitationsMailedTo("p", 10)), []surveys.Invitation{list[5], list[4], list[0]})
			wants(s, "the newest", idsOf(must(tx.InvitationsMailedTo("p", 1))), []string{list[5].ID})
			wants(s, "nobody's", len(must(tx.InvitationsMailedTo("", 10)))+len(must(tx.InvitationsMailedTo("x", 10))), 0)
		})
	}},
	{"an invitation is made once", func(s subject) {
		s.invited(invitation(1))
		err := s.Update(s.Context(), func(tx store.Tx) error {
			return tx.InvitationsAppend([]surveys.Invitation{invitation(2), invitation(1)})
		})
		wantsKind(s, "making it again", err, surveys.Conflict)
	}},
	{"an invitation is replaced by what was made of it", func(s subject) {
		s.invited(full(1), full(2))
		var want surveys.Invitation
		s.do(func(tx store.Tx) {
			want = must(tx.InvitationLock(id("i", 1)))
			want.Status, want.Reason, want.NextAt, want.LeasedUntil = surveys.StatusFailed, surveys.Reason{}, time.Time{}, time.Time{}
			want.Wave, want.Attempts, want.Version, want.Segments = 0, 0, 4, map[string]string{}
			check(tx.InvitationPut(want, noon))
		})
		wants(s, "the invitation", must(s.Read(s.Context()).Invitation(id("i", 1))), want)
		wants(s, "the other one", must(s.Read(s.Context()).Invitation(id("i", 2))), full(2))
	}},
	{"who holds an older epoch replaces nothing", func(s subject) {
		s.invited(full(1))
		for _, epoch := range []int64{0, 1<<40 - 1, 1<<40 + 1} {
			err := s.Update(s.Context(), func(tx store.Tx) error {
				stale := full(1)
				stale.Epoch, stale.Status = epoch, surveys.StatusFailed
				return errors.Join(tx.InvitationsAppend([]surveys.Invitation{full(3)}), tx.InvitationPut(stale, noon))
			})
			wantsKind(s, "writing it", err, surveys.Conflict)
		}
		_, err := s.Read(s.Context()).Invitation(id("i", 3))
		wantsKind(s, "what the same transaction added", err, surveys.NotFound)
		err = s.Update(s.Context(), func(tx store.Tx) error { return tx.InvitationPut(full(2), noon) })
		wantsKind(s, "writing one that is not there", err, surveys.Conflict)
		wants(s, "the invitation", must(s.Read(s.Context()).Invitation(id("i", 1))), full(1))
	}},
	{"the invitations of an event are found", func(s subject) {
		a, b, other := invitation(1), invitation(2), invitation(3)
		b.EventID = a.EventID
		s.invited(other, b, a)
		s.do(func(tx store.Tx) {
			scheduled := func(i surveys.Invitation, trigger string) surveys.Decision {
				d := decision(i.EventID, trigger)
				d.Invitation = i.ID
				return d
			}
			none := scheduled(surveys.Invitation{EventID: a.EventID}, "none")
			check(tx.DecisionsAppend([]surveys.Decision{scheduled(a, "a"), scheduled(b, "b"), scheduled(other, "a"), none}))
		})
		wants(s, "the invitations", must(s.Read(s.Context()).InvitationsOfEvent(a.EventID)), []surveys.Invitation{a, b})
		wants(s, "the invitations", must(s.Read(s.Context()).InvitationsOfEvent("none")), []surveys.Invitation{})
	}},
	{"what is scheduled for a contact or a person is found", func(s subject) {
		mine, sent, trigger, person, third := invitation(1), invitation(2), invitation(3), invitation(4), invitation(5)
		sent.Status = surveys.StatusSent
		trigger.Trigger, trigger.Touchpoint = "other", "store"
		person.ContactID = "other"
		third.ContactID = "third"
		sameAddress := jo
		sameAddress.ID = "other"
		s.invited(third, person, trigger, sent, mine)
		s.do(func(tx store.Tx) { check(tx.ContactsPut([]surveys.Contact{jo, sameAddress, contact("third")})) })
		s.do(func(tx store.Tx) {
			wants(s, "for the contact", idsOf(must(tx.InvitationsScheduledFor([]string{jo.ID, "x"}, []string{"after"}))), []string{mine.ID})
			wants(s, "for the contact", idsOf(must(tx.InvitationsScheduledFor([]string{jo.ID}, []string{"after", "other"}))), []string{mine.ID, trigger.ID})
			wants(s, "for nobody", must(tx.InvitationsScheduledFor(nil, nil)), []surveys.Invitation{})
			wants(s, "to the person", must(tx.InvitationsScheduledTo([]surveys.Person{jo.Person}, "delivery")), []surveys.Invitation{mine, person})
			wants(s, "to the person, anywhere", idsOf(must(tx.InvitationsScheduledTo([]surveys.Person{jo.Person}, ""))), []string{mine.ID, trigger.ID, person.ID})
		})
	}},
	{"invitations are listed newest first, and may be picked", func(s subject) {
		a, b, c := invitation(1), invitation(2), invitation(3)
		b.Touchpoint = "store"
		c.Status, c.ContactID = surveys.StatusFailed, "other"
		s.invited(a, b, c)
		list := func(f surveys.InvitationFilter) []string {
			f.Limit = 10
			return idsOf(must(s.Read(s.Context()).InvitationList(f)))
		}
		wants(s, "all", list(surveys.InvitationFilter{}), []string{c.ID, b.ID, a.ID})
		wants(s, "those of a touchpoint", list(surveys.InvitationFilter{Touchpoint: "store"}), []string{b.ID})
		wants(s, "those of a contact", list(surveys.InvitationFilter{Contact: jo.ID}), []string{b.ID, a.ID})
		wants(s, "those that failed", list(surveys.InvitationFilter{Status: surveys.StatusFailed}), []string{c.ID})
		wants(s, "those of all that", list(surveys.InvitationFilter{Status: surveys.StatusFailed, Contact: jo.ID}), []string{})
		wants(s, "a whole one", must(s.Read(s.Context()).InvitationList(surveys.InvitationFilter{Limit: 1})), []surveys.Invitation{c})
	}},
	{"pages of invitations have no gaps and no repeats while others come in", func(s subject) {
		const n = 23
		for i := range n {
			s.invited(invitation(i))
		}
		var seen []string
		f := surveys.InvitationFilter{Limit: 4}
		for page := 0; ; page++ {
			list := must(s.Read(s.Context()).InvitationList(f))
			seen = append(seen, idsOf(list)...)
			if len(list) < f.Limit {
				break
			}
			last := list[len(list)-1]
			f.After = last.ID
			s.invited(invitation(1000 + page))
		}
		slices.Reverse(seen)
		wants(s, "what the pages showed", seen, ids("i", n))
	}},
	{"the hash of a token leads to its invitation and its wave", func(s subject) {
		s.invited(full(1))
		s.do(func(tx store.Tx) {
			check(tx.TokensAppend([]surveys.Token{{Hash: "b", Invitation: id("i", 1), CreatedAt: noon}, {Hash: "a", Invitation: id("i", 1), Wave: 2, CreatedAt: noon}}))
			check(tx.TokensAppend(nil))
		})
		inv, wave, err := s.Read(s.Context()).InvitationByToken("a")
		check(err)
		wants(s, "the invitation", inv, full(1))
		wants(s, "the wave", wave, 2)
		_, _, err = s.Read(s.Context()).InvitationByToken("none")
		wantsKind(s, "a token that is not there", err, surveys.NotFound)
	}},
	{"intents are taken without end", func(s subject) {
		for range 60 {
			check(s.IntentAppend(s.Context(), surveys.Intent{Invitation: "i", Rating: 9, At: noon}))
		}
	}},
}
