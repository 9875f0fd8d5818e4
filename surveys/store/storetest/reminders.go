package storetest

import (
	"time"

	"halte/surveys"
	"halte/surveys/store"
)

var reminders = []promise{
	{"what was decided of a reminder is kept, and what came of it takes its place", func(s subject) {
		d := surveys.ReminderDecision{
			Invitation: id("i", 1), Wave: 1, Outcome: surveys.StatusSending,
			Checks: []surveys.Check{{Rule: "suppression", Passed: true}, {Rule: "window", Passed: true, Reason: surveys.Because(surveys.ReasonText, "text", odd)}}, DecidedAt: noon,
		}
		next := surveys.ReminderDecision{Invitation: id("i", 1), Wave: 2, Outcome: surveys.StatusExpired, Reason: surveys.Because(surveys.ReasonServerReply, "reply", odd), Checks: []surveys.Check{}, DecidedAt: hours(2)}
		made := decision(id("e", 1), "after")
		made.Invitation = id("i", 1)
		other := d
		other.Invitation = id("i", 2)
		s.do(func(tx store.Tx) {
			check(tx.DecisionsAppend([]surveys.Decision{made}))
			check(tx.ReminderPut(d))
			check(tx.ReminderPut(other))
			check(tx.ReminderPut(next))
		})
		wants(s, "what was decided", must(s.Read(s.Context()).RemindersOfEvent(id("e", 1))), []surveys.ReminderDecision{d, next})
		d.Outcome, d.Reason, d.DecidedAt = surveys.StatusFailed, surveys.Because(surveys.ReasonText, "text", "no such user"), hours(1)
		without := d
		without.Checks = nil
		s.do(func(tx store.Tx) { check(tx.ReminderPut(without)) })
		wants(s, "what came of it", must(s.Read(s.Context()).RemindersOfEvent(id("e", 1))), []surveys.ReminderDecision{d, next})
		wants(s, "the reminders of nothing", len(must(s.Read(s.Context()).RemindersOfEvent("none"))), 0)
	}},
	{"a reminder that is lost while it is sent is unknown", func(s subject) {
		i := invitation(1)
		i.Status, i.NextAt, i.Wave, i.LeasedUntil = surveys.StatusSending, time.Time{}, 2, noon
		s.invited(i)
		made := decision(id("e", 1), "after")
		made.Invitation = i.ID
		first := surveys.ReminderDecision{Invitation: i.ID, Wave: 1, Outcome: surveys.StatusSent, Checks: []surveys.Check{}, DecidedAt: hours(-9)}
		second := surveys.ReminderDecision{Invitation: i.ID, Wave: 2, Outcome: surveys.StatusSending, Checks: []surveys.Check{}, DecidedAt: hours(-1)}
		s.do(func(tx store.Tx) {
			check(tx.DecisionsAppend([]surveys.Decision{made}))
			check(tx.ReminderPut(first))
			check(tx.ReminderPut(second))
			must(tx.InvitationReleaseLost(noon, surveys.Because(surveys.ReasonSenderStopped)))
		})
		second.Outcome, second.Reason = surveys.StatusUnknown, surveys.Because(surveys.ReasonSenderStopped)
		wants(s, "what was decided", must(s.Read(s.Context()).RemindersOfEvent(id("e", 1))), []surveys.ReminderDecision{first, second})
	}},
	{"an erasure tells that the reminder to come is not sent", func(s subject) {
		s.do(func(tx store.Tx) { check(tx.ContactsPut([]surveys.Contact{contact(jo.ID)})) })
		waits, ended, wanted := invitation(1), invitation(2), invitation(3)
		waits.Status, waits.Wave, ended.Status, ended.NextAt = surveys.StatusSent, 1, surveys.StatusSent, time.Time{}
		wanted.Status, wanted.Resending = surveys.StatusUnknown, true
		s.invited(waits, ended, wanted)
		var made []surveys.Decision
		for n := 1; n <= 3; n++ {
			d := decision(id("e", n), "after")
			d.Invitation = id("i", n)
			made = append(made, d)
		}
		s.do(func(tx store.Tx) {
			check(tx.DecisionsAppend(made))
			must(tx.ContactErase(jo.ID, secret, hours(1)))
		})
		wants(s, "what was decided", must(s.Read(s.Context()).RemindersOfEvent(id("e", 1))), []surveys.ReminderDecision{
			{Invitation: waits.ID, Wave: 2, Outcome: surveys.StatusCancelled, Reason: surveys.Because(surveys.ReasonErased), Checks: []surveys.Check{}, DecidedAt: hours(1)},
		})
		for n := 2; n <= 3; n++ {
			wants(s, "the reminders of another", len(must(s.Read(s.Context()).RemindersOfEvent(id("e", n)))), 0)
		}
		wants(s, "the wish to send it again", must(s.Read(s.Context()).Invitation(wanted.ID)).Resending, false)
	}},
	{"those that gave way are counted by survey and day", func(s subject) {
		for n, day := range []string{"2026-11-18", "2026-11-19", "2026-11-20", "2026-11-19", "2026-11-19"} {
			i := invitation(n)
			i.Day, i.Status = day, surveys.StatusOutweighed
			switch n {
			case 3:
				i.Survey = "other"
			case 4:
				i.Status = surveys.StatusQuarantined
			}
			s.invited(i)
		}
		wants(s, "the number", must(s.Read(s.Context()).InvitationsOutweighed("s", "2026-11-18", "2026-11-19")), 2)
		wants(s, "the number of a survey nobody knows", must(s.Read(s.Context()).InvitationsOutweighed("x", "2026-11-18", "2026-11-19")), 0)
	}},
	{"what contacts answered to surveys is given in its newest revision, in whatever way it came", func(s subject) {
		answer := func(id, contact, survey string, revision int) surveys.Response {
			r := response(id, revision)
			r.ContactID, r.Survey, r.Rating = contact, survey, revision
			return r
		}
		s.do(func(tx store.Tx) {
			check(tx.ResponsesAppend([]surveys.Response{
				answer("a", "jo", "s", 1), answer("a", "jo", "s", 2), answer("b", "al", "s", 1), answer("c", "jo", "other", 1), answer("d", "", "s", 1),
			}, widest))
			var got []string
			for _, r := range must(tx.ResponsesOfContacts([]string{"jo", ""}, []string{"s", "x"})) {
				got = append(got, r.ID)
				wants(s, "the revision", r.Revision, 2)
			}
			wants(s, "the answers", got, []string{"a"})
			wants(s, "the answers of nobody", len(must(tx.ResponsesOfContacts(nil, []string{"s"}))), 0)
		})
	}},
}
