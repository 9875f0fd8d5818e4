package storetest

import (
	"sync"
	"time"

	"halte/surveys"
	"halte/surveys/store"
)

const lease = 5 * time.Minute

func (s subject) lease(now time.Time, limit, most int) (list []surveys.Lease) {
	s.do(func(tx store.Tx) { list = must(tx.InvitationLeaseDue("here", now, lease, limit, most)) })
	return list
}

// change changes an invitation in a transaction of its own.
func (s subject) change(id string, change func(*surveys.Invitation)) {
	s.do(func(tx store.Tx) {
		i := must(tx.InvitationLock(id))
		change(&i)
		check(tx.InvitationPut(i, noon))
	})
}

func (s subject) stillHolds(c surveys.Lease) (holds bool) {
	err := s.Update(s.Context(), func(tx store.Tx) error {
		found, err := tx.InvitationsLeased([]surveys.Lease{c})
		i, there := found[c.Invitation]
		if there && (i.ID != c.Invitation || i.Epoch != c.Epoch) || len(found) > 1 {
			s.Errorf("the lease %v gives %v", c, found)
		}
		holds = there
		return err
	})
	check(err)
	return holds
}

// dueAt makes invitations of which each is due an hour after the one before.
func (s subject) dueAt(n int, first time.Time) {
	list := make([]surveys.Invitation, n)
	for i := range list {
		list[i] = invitation(i)
		list[i].NextAt = first.Add(time.Duration(i) * time.Hour)
	}
	s.invited(list...)
}

var leases = []promise{
	{"an invitation that is due is leased, the earliest first", func(s subject) {
		a, b, c := invitation(1), invitation(2), invitation(3)
		a.NextAt, b.NextAt, c.NextAt = hours(2), hours(1), hours(1)
		s.invited(a, b, c)
		wants(s, "the leases before", len(s.lease(hours(1).Add(-time.Microsecond), 10, 10)), 0)
		wants(s, "the leases", s.lease(hours(3), 2, 10), []surveys.Lease{{Invitation: b.ID, Epoch: 1, Holder: "here"}, {Invitation: c.ID, Epoch: 1, Holder: "here"}})
		wants(s, "the leases after", s.lease(hours(3), 2, 10), []surveys.Lease{{Invitation: a.ID, Epoch: 1, Holder: "here"}})
		wants(s, "the lease", must(s.Read(s.Context()).Invitation(a.ID)).LeasedUntil, hours(3).Add(lease))
	}},
	{"a lease that was given back holds no more, and its invitation is due at once", func(s subject) {
		s.dueAt(4, noon)
		leases := s.lease(hours(20), 4, 10)
		s.change(leases[1].Invitation, func(i *surveys.Invitation) { i.Status, i.NextAt = surveys.StatusSending, time.Time{} })
		s.change(leases[2].Invitation, func(i *surveys.Invitation) {
			i.Status, i.NextAt, i.LeasedUntil = surveys.StatusSent, time.Time{}, time.Time{}
		})
		stale := surveys.Lease{Invitation: leases[3].Invitation, Epoch: leases[3].Epoch - 1}
		give := func(list ...surveys.Lease) (n int) {
			s.do(func(tx store.Tx) { n = must(tx.LeasesRelease(list)) })
			return n
		}
		wants(s, "the number of nothing", give(), 0)
		wants(s, "the number given back", give(leases[0], leases[1], leases[2], stale, surveys.Lease{Invitation: "nothing", Epoch: 1}), 1)
		wants(s, "given back again", give(leases[0]), 0)
		wants(s, "that it still holds", s.stillHolds(leases[0]), false)
		wants(s, "that the other still holds", s.stillHolds(leases[3]), true)
		wants(s, "what is due", s.lease(hours(20), 10, 10), []surveys.Lease{{Invitation: leases[0].Invitation, Epoch: leases[0].Epoch + 1, Holder: "here"}})
	}},
	{"only what is scheduled, or waits for a reminder, is leased", func(s subject) {
		all := []surveys.Status{
			surveys.StatusScheduled, surveys.StatusSent, surveys.StatusUnknown, surveys.StatusSending, surveys.StatusFailed,
			surveys.StatusCancelled, surveys.StatusExpired, surveys.StatusQuarantined, surveys.StatusOutweighed, surveys.StatusSuppressed, surveys.StatusUnreachable,
		}
		for n, status := range all {
			i := invitation(n)
			i.Status = status
			s.invited(i)
		}
		settled := invitation(100)
		settled.Status, settled.NextAt = surveys.StatusSent, time.Time{}
		s.invited(settled)
		wants(s, "the leases", s.lease(noon, 100, 100), []surveys.Lease{{Invitation: id("i", 0), Epoch: 1, Holder: "here"}, {Invitation: id("i", 1), Epoch: 1, Holder: "here"}, {Invitation: id("i", 2), Epoch: 1, Holder: "here"}})
	}},
	{"leases are over whose holder is not heard of, unless their mail is being sent", func(s subject) {
		s.dueAt(4, noon)
		leases := s.lease(hours(20), 4, 10)
		s.change(leases[0].Invitation, func(i *surveys.Invitation) { i.Status, i.NextAt = surveys.StatusSending, time.Time{} })
		s.do(func(tx store.Tx) { check(tx.LeasesTake("there", leases[2:3])) })
		released := func() (n int) {
			s.do(func(tx store.Tx) { n = must(tx.LeasesReleaseLost(hours(20))) })
			return n
		}
		forget := func(h surveys.Holder) { s.do(func(tx store.Tx) { check(tx.HoldersDelete([]surveys.Holder{h})) }) }
		wants(s, "the number with all holders there", released(), 0)
		forget(surveys.Holder{ID: "here", Beats: 7})
		wants(s, "the number when it has beaten since", released(), 0)
		forget(surveys.Holder{ID: "here", Beats: 1})
		wants(s, "the number without one of them", released(), 2)
		wants(s, "what still holds", []bool{s.stillHolds(leases[1]), s.stillHolds(leases[2]), s.stillHolds(leases[3])}, []bool{false, true, false})
		wants(s, "what is being sent", must(s.Read(s.Context()).Invitation(leases[0].Invitation)).LeasedUntil, hours(20).Add(lease))
	}},
	{"a lease that another took over is what that one holds", func(s subject) {
		s.dueAt(3, noon)
		leases := s.lease(hours(20), 3, 10)
		s.change(leases[0].Invitation, func(i *surveys.Invitation) { i.Status, i.NextAt = surveys.StatusSending, time.Time{} })
		stale := surveys.Lease{Invitation: leases[1].Invitation, Epoch: leases[1].Epoch - 1}
		s.do(func(tx store.Tx) { check(tx.LeasesTake("there", []surveys.Lease{leases[0], stale, leases[2]})) })
		for i, want := range []string{"here", "here", "there"} {
			wants(s, "the holder", must(s.Read(s.Context()).Invitation(leases[i].Invitation)).LeasedBy, want)
		}
		wants(s, "that it still holds", s.stillHolds(leases[2]), true)
	}},
	{"a holder beats for as long as it holds something, also what is being sent", func(s subject) {
		beat := func(id string, now time.Time) (all []surveys.Holder) {
			s.do(func(tx store.Tx) { all = must(tx.HolderBeat(id, now)) })
			return all
		}
		wants(s, "the holders of nothing", len(beat("here", hours(20))), 0)
		s.dueAt(1, noon)
		c := s.lease(hours(20), 1, 10)[0]
		wants(s, "the holders", beat("there", hours(20)), []surveys.Holder{{ID: "here", Beats: 1}})
		wants(s, "the holders", beat("here", hours(20)), []surveys.Holder{{ID: "here", Beats: 2}})
		s.change(c.Invitation, func(i *surveys.Invitation) { i.Status, i.NextAt = surveys.StatusSending, time.Time{} })
		wants(s, "the holders while it is sent", beat("here", hours(20)), []surveys.Holder{{ID: "here", Beats: 3}})
		s.change(c.Invitation, func(i *surveys.Invitation) { i.Settle(surveys.StatusSent, surveys.Reason{}) })
		wants(s, "the holders after it", beat("here", hours(20)), []surveys.Holder{{ID: "here", Beats: 3}})
		s.do(func(tx store.Tx) { check(tx.HoldersDelete([]surveys.Holder{{ID: "here", Beats: 3}})) })
		wants(s, "the holders at last", len(beat("here", hours(20))), 0)
	}},
	{"each is leased once, however many lease at the same time", func(s subject) {
		const n = 120
		list := make([]surveys.Invitation, n)
		for i := range list {
			list[i] = invitation(i)
		}
		s.invited(list...)
		ctx := s.within()
		var mu sync.Mutex
		times := map[string]int{}
		s.together(8, func(int) {
			for {
				var leased []surveys.Lease
				check(s.Update(ctx, func(tx store.Tx) (err error) {
					leased, err = tx.InvitationLeaseDue("here", noon, lease, 7, 1000)
					return err
				}))
				if len(leased) == 0 {
					return
				}
				mu.Lock()
				for _, c := range leased {
					times[c.Invitation]++
				}
				mu.Unlock()
			}
		})
		wants(s, "the leased", keysOf(times), ids("i", n))
		for id, n := range times {
			if n != 1 {
				s.Errorf("%s was leased %d times", id, n)
			}
		}
	}},
	{"beyond the cap only a few are leased, however many lease at the same time", func(s subject) {
		s.dueAt(200, hours(-200))
		s.together(8, func(int) { s.lease(noon, 40, 100) }) // 40, 40, 20 and five times 10
		wants(s, "the number held", must(s.Read(s.Context()).InvitationBacklog(noon)).Leased, 150)
		wants(s, "the leases below", len(s.lease(noon, 40, 162)), 12)
	}},
	{"what others hold starves nobody", func(s subject) {
		s.dueAt(100, hours(-100))
		wants(s, "the leases of one that died", len(s.lease(noon, 50, 50)), 50)
		for range 2 {
			wants(s, "the leases of another", len(s.lease(noon, 40, 20)), 10)
		}
		wants(s, "the leases of a small one", len(s.lease(noon, 4, 4)), 2)
		wants(s, "the leases of the smallest", len(s.lease(noon, 1, 1)), 1)
	}},
	{"what is settled makes room below the cap, and what is being sent does not", func(s subject) {
		s.dueAt(100, hours(-100))
		first := s.lease(noon, 50, 40)
		wants(s, "the leases", len(first), 40)
		s.change(first[0].Invitation, func(i *surveys.Invitation) {
			i.Status, i.NextAt, i.LeasedUntil = surveys.StatusSending, time.Time{}, noon.Add(lease)
		})
		wants(s, "the leases while one is sent", len(s.lease(noon, 50, 55)), 15)
		s.change(first[0].Invitation, func(i *surveys.Invitation) { i.Status, i.LeasedUntil = surveys.StatusSent, time.Time{} })
		wants(s, "the leases after it", len(s.lease(noon, 50, 70)), 16)
	}},
	{"a lease holds until somebody else leases the invitation after its end", func(s subject) {
		s.invited(invitation(0))
		old := s.lease(noon, 1, 1)[0]
		wants(s, "the leases before it ends", len(s.lease(noon.Add(lease-time.Microsecond), 1, 10)), 0)
		wants(s, "the first lease", s.stillHolds(old), true)
		young := s.lease(noon.Add(lease), 1, 10)[0]
		wants(s, "the epoch", young.Epoch, old.Epoch+1)
		wants(s, "the first lease", s.stillHolds(old), false)
		wants(s, "the second lease", s.stillHolds(young), true)
		wants(s, "a lease of nothing", s.stillHolds(surveys.Lease{Invitation: "none", Epoch: 1}), false)
	}},
	{"a lease no longer holds when its mail is being sent, or was put off", func(s subject) {
		s.invited(invitation(0), invitation(1))
		list := s.lease(noon, 2, 2)
		s.change(list[0].Invitation, func(i *surveys.Invitation) { i.Status, i.NextAt = surveys.StatusSending, time.Time{} })
		s.change(list[1].Invitation, func(i *surveys.Invitation) { i.NextAt, i.LeasedUntil = hours(1), time.Time{} })
		wants(s, "the lease of what is sent", s.stillHolds(list[0]), false)
		wants(s, "the lease of what was put off", s.stillHolds(list[1]), false)
		wants(s, "the leases an hour later", s.lease(hours(1), 2, 2), []surveys.Lease{{Invitation: list[1].Invitation, Epoch: 2, Holder: "here"}})
	}},
	{"a reminder is leased like a first mail", func(s subject) {
		for n, status := range []surveys.Status{surveys.StatusSent, surveys.StatusUnknown} {
			i := full(n)
			i.Status, i.NextAt, i.LeasedUntil, i.Epoch = status, hours(1), time.Time{}, 4
			s.invited(i)
		}
		wants(s, "the leases before", len(s.lease(noon, 9, 9)), 0)
		list := s.lease(hours(1), 9, 9)
		wants(s, "the leases", list, []surveys.Lease{{Invitation: id("i", 0), Epoch: 5, Holder: "here"}, {Invitation: id("i", 1), Epoch: 5, Holder: "here"}})
		wants(s, "the lease", s.stillHolds(list[0]) && s.stillHolds(list[1]), true)
	}},
	{"what is still in sending after its lease becomes unknown, and closes in time", func(s subject) {
		sending := func(n int, change func(*surveys.Invitation)) surveys.Invitation {
			i := invitation(n)
			i.Status, i.NextAt, i.AskedAt, i.LeasedUntil = surveys.StatusSending, time.Time{}, noon, noon.Add(lease)
			change(&i)
			return i
		}
		lost := sending(0, func(*surveys.Invitation) {})
		reminder := sending(1, func(i *surveys.Invitation) {
			i.Wave, i.SentAt, i.ClosesAt, i.Resending = 1, hours(-48), hours(48), true
		})
		alive := sending(2, func(i *surveys.Invitation) { i.LeasedUntil = hours(2) })
		leased := sending(3, func(i *surveys.Invitation) { i.Status, i.NextAt = surveys.StatusScheduled, noon })
		s.invited(lost, reminder, alive, leased)
		s.do(func(tx store.Tx) {
			wants(s, "the number lost under the lease", must(tx.InvitationReleaseLost(noon.Add(lease-time.Microsecond), surveys.Because(surveys.ReasonSenderStopped))), 0)
			wants(s, "the number lost", must(tx.InvitationReleaseLost(noon.Add(lease), surveys.Because(surveys.ReasonSenderStopped))), 2)
			wants(s, "the number lost again", must(tx.InvitationReleaseLost(noon.Add(lease), surveys.Because(surveys.ReasonSenderStopped))), 0)
		})
		lost.Status, lost.Reason, lost.LeasedUntil = surveys.StatusUnknown, surveys.Because(surveys.ReasonSenderStopped), time.Time{}
		lost.SentAt, lost.ClosesAt = noon, noon.Add(lost.OpenFor.Duration())
		reminder.Status, reminder.Reason, reminder.LeasedUntil, reminder.Resending = surveys.StatusUnknown, surveys.Because(surveys.ReasonSenderStopped), time.Time{}, false
		wants(s, "the mails counted", must(s.Read(s.Context()).InvitationCounts([]string{lost.Survey}, lost.Day, lost.Day)), map[string]surveys.InvitationCounts{lost.Survey: {Sent: 1}})
		for _, want := range []surveys.Invitation{lost, reminder, alive, leased} {
			wants(s, "the invitation", must(s.Read(s.Context()).Invitation(want.ID)), want)
		}
		wants(s, "what is leased of them", s.lease(hours(200), 9, 9), []surveys.Lease{{Invitation: leased.ID, Epoch: 1, Holder: "here"}})
	}},
	{"what may have been mailed after a backup is unknown, a reminder as that reminder", func(s subject) {
		invited := func(n int, change func(*surveys.Invitation)) surveys.Invitation {
			i := invitation(n)
			i.NextAt, i.SendBy = noon, hours(9)
			change(&i)
			s.invited(i)
			return i
		}
		mailed := func(i *surveys.Invitation) {
			i.Status, i.SentAt, i.AskedAt, i.ClosesAt = surveys.StatusSent, hours(-2), hours(-2), hours(90)
		}
		first := invited(1, func(i *surveys.Invitation) { i.Attempts, i.LeasedUntil = 2, hours(3) })
		reminder := invited(2, mailed)
		again := invited(3, func(i *surveys.Invitation) {
			mailed(i)
			i.Status, i.Resending, i.Resends = surveys.StatusUnknown, true, 1
		})
		ended := invited(4, func(i *surveys.Invitation) { i.SendBy = hours(-3) })
		later := invited(5, func(i *surveys.Invitation) { i.NextAt = noon.Add(time.Microsecond) })
		reminderLater := invited(6, func(i *surveys.Invitation) { mailed(i); i.NextAt = hours(1) })
		why := surveys.Because(surveys.ReasonRestored)
		mails, reminders, err := s.Read(s.Context()).InvitationsInDoubt(hours(-1), noon)
		check(err)
		wants(s, "the mails in doubt", mails, 3)
		wants(s, "the reminders to come", reminders, 1)
		s.do(func(tx store.Tx) {
			for _, want := range []int{2, 1, 0} {
				wants(s, "how many at once", must(tx.InvitationsDoubt(hours(-1), noon, hours(2), why, 2)), want)
			}
		})
		first.Status, first.Reason, first.NextAt, first.LeasedUntil, first.Attempts = surveys.StatusUnknown, why, time.Time{}, time.Time{}, 0
		first.AskedAt, first.SentAt, first.ClosesAt = noon, noon, noon.Add(first.OpenFor.Duration())
		reminder.Status, reminder.Reason, reminder.NextAt, reminder.Wave = surveys.StatusUnknown, why, time.Time{}, 1
		again.Reason, again.NextAt, again.Resending = why, time.Time{}, false
		for _, want := range []surveys.Invitation{first, reminder, again, ended, later, reminderLater} {
			wants(s, "the invitation", must(s.Read(s.Context()).Invitation(want.ID)), want)
		}
		wants(s, "the mails counted", must(s.Read(s.Context()).InvitationCounts([]string{first.Survey}, first.Day, first.Day)), map[string]surveys.InvitationCounts{first.Survey: {Sent: 1}})
		s.do(func(tx store.Tx) {
			wants(s, "the reminders called off", must(tx.RemindersDrop(noon, hours(2), surveys.Because(surveys.ReasonReminderRestored), 5)), 1)
			wants(s, "the reminders called off again", must(tx.RemindersDrop(noon, hours(2), surveys.Because(surveys.ReasonReminderRestored), 5)), 0)
		})
		reminderLater.NextAt = time.Time{}
		wants(s, "the one that is not reminded", must(s.Read(s.Context()).Invitation(reminderLater.ID)), reminderLater)
		wants(s, "the one that is still to be mailed", must(s.Read(s.Context()).Invitation(later.ID)), later)
	}},
	{"an owner that wakes up late may still write what came of its mail", func(s subject) {
		s.invited(invitation(0))
		c := s.lease(noon, 1, 1)[0]
		s.change(c.Invitation, func(i *surveys.Invitation) { i.Status, i.NextAt, i.AskedAt = surveys.StatusSending, time.Time{}, noon })
		s.do(func(tx store.Tx) {
			wants(s, "the number lost", must(tx.InvitationReleaseLost(hours(1), surveys.Because(surveys.ReasonSenderStopped))), 1)
		})
		s.change(c.Invitation, func(i *surveys.Invitation) {
			wants(s, "the epoch", i.Epoch, c.Epoch)
			i.Status = surveys.StatusSent
		})
		wants(s, "the status", must(s.Read(s.Context()).Invitation(c.Invitation)).Status, surveys.StatusSent)
	}},
	{"the backlog counts what is due, held, being sent, unknown and to be tried again", func(s subject) {
		wants(s, "the empty backlog", must(s.Read(s.Context()).InvitationBacklog(noon)), surveys.Backlog{})
		s.dueAt(6, hours(-3)) // four of them due at noon
		s.lease(hours(-3), 1, 1)
		s.lease(noon.Add(-time.Minute), 1, 9) // the lease of the first one is over
		sending, unknown := invitation(100), invitation(101)
		sending.Status, sending.NextAt, sending.LeasedUntil = surveys.StatusSending, time.Time{}, hours(1)
		unknown.Status, unknown.NextAt = surveys.StatusUnknown, time.Time{}
		again := invitation(102)
		again.NextAt, again.Attempts = hours(50), 2
		s.invited(sending, unknown, again)
		wants(s, "the backlog", must(s.Read(s.Context()).InvitationBacklog(noon)), surveys.Backlog{Due: 3, OldestDue: hours(-2), Leased: 2, Sending: 1, Unknown: 1, Retrying: 1})
	}},
	{"deliveries and whatever else changes invitations wait for each other", func(s subject) {
		const n = 8
		var list []surveys.Invitation
		var people []surveys.Contact
		for i := range n {
			c := contact(id("c", i))
			inv := invitation(i)
			inv.ContactID, inv.Person = c.ID, c.Person
			people, list = append(people, c), append(list, inv)
		}
		s.do(func(tx store.Tx) { check(tx.ContactsPut(people)) })
		s.invited(list...)
		held := s.lease(noon, n, n)
		s.neverRunAgain(3, n, func(tx store.Tx, who, round int) {
			c := people[round]
			switch who {
			case 0: // a delivery
				if i, there := must(tx.InvitationsLeased(held[round : round+1]))[held[round].Invitation]; there {
					must(tx.ContactsLock([]string{c.ID}))
					must(tx.InvitationsScheduledTo([]surveys.Person{c.Person}, ""))
					check(tx.InvitationPut(i, noon))
				}
			case 1: // a counter-event
				must(tx.ContactsLock([]string{c.ID}))
				must(tx.InvitationsScheduledFor([]string{c.ID}, []string{"after"}))
			case 2: // an unsubscribe
				check(tx.PersonLock(c.Person))
				must(tx.InvitationsScheduledTo([]surveys.Person{c.Person}, ""))
			}
		})
	}},
}
