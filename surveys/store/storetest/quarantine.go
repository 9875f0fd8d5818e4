package storetest

import (
	"time"

	"halte/surveys"
	"halte/surveys/store"
)

var quarantine = []promise{
	{"a person was asked when the newest mail went out that may have arrived", func(s subject) {
		mailed := func(n int, touchpoint string, status surveys.Status, at time.Time) surveys.Invitation {
			i := invitation(n)
			i.Person, i.Touchpoint, i.Status, i.AskedAt = "p", touchpoint, status, at
			return i
		}
		other := mailed(9, "delivery", surveys.StatusSent, hours(9))
		other.Person = "q"
		s.do(func(tx store.Tx) {
			check(tx.InvitationsAppend([]surveys.Invitation{
				mailed(0, "delivery", surveys.StatusSent, hours(1)),
				mailed(1, "delivery", surveys.StatusUnknown, hours(3)),
				mailed(2, "delivery", surveys.StatusSending, hours(2)),
				mailed(3, "delivery", surveys.StatusFailed, hours(8)),
				mailed(4, "delivery", surveys.StatusScheduled, hours(8)),
				mailed(5, "delivery", surveys.StatusQuarantined, hours(8)),
				mailed(6, "service", surveys.StatusSending, hours(4)),
				mailed(7, "store", surveys.StatusSent, hours(-100)),
				mailed(8, "store", surveys.StatusSent, time.Time{}),
				mailed(10, "returns", surveys.StatusBounced, hours(2)),
				other,
			}))
			wants(s, "when they were asked", must(tx.LastAskedOf([]surveys.Person{"p", "x"}, nil, noon)), []surveys.LastAsked{
				{Person: "p", Touchpoint: "delivery", At: hours(3)},
				{Person: "p", Touchpoint: "returns", At: hours(2)},
				{Person: "p", Touchpoint: "service", At: hours(4)},
			})
			wants(s, "the moment itself", must(tx.LastAskedOf([]surveys.Person{"q", "p"}, nil, hours(4))), []surveys.LastAsked{
				{Person: "p", Touchpoint: "service", At: hours(4)},
				{Person: "q", Touchpoint: "delivery", At: hours(9)},
			})
			wants(s, "nobody", must(tx.LastAskedOf(nil, nil, noon)), []surveys.LastAsked{})
			_, together, err := tx.SendHistory([]surveys.Person{"p", "x"}, nil, noon)
			check(err)
			wants(s, "when they were asked, with what keeps them", together, must(tx.LastAskedOf([]surveys.Person{"p", "x"}, nil, noon)))
		})
	}},
	{"a contact was asked when somebody else was that it was then", func(s subject) {
		mailed := func(n int, contact string, person surveys.Person, status surveys.Status, at time.Time) surveys.Invitation {
			i := invitation(n)
			i.ContactID, i.Person, i.Touchpoint, i.Status, i.AskedAt = contact, person, "delivery", status, at
			return i
		}
		s.do(func(tx store.Tx) {
			check(tx.InvitationsAppend([]surveys.Invitation{
				mailed(0, "c", "old", surveys.StatusSent, hours(1)),
				mailed(1, "c", "older", surveys.StatusUnknown, hours(2)),
				mailed(2, "c", "old", surveys.StatusFailed, hours(8)),
				mailed(3, "c", "old", surveys.StatusSent, time.Time{}),
				mailed(4, "c", "new", surveys.StatusSent, hours(3)),
				mailed(5, "d", "old", surveys.StatusSent, hours(4)),
				mailed(6, "", "old", surveys.StatusSent, hours(5)),
			}))
			wants(s, "when it was asked", must(tx.LastAskedOf([]surveys.Person{"new"}, []string{"c", ""}, noon)), []surveys.LastAsked{
				{Contact: "c", Touchpoint: "delivery", At: hours(3)},
				{Person: "new", Touchpoint: "delivery", At: hours(3)},
			})
			wants(s, "when it was asked that stands beside who has its old address", must(tx.LastAskedOf([]surveys.Person{"newer", "older"}, []string{"c"}, noon)), []surveys.LastAsked{
				{Contact: "c", Touchpoint: "delivery", At: hours(3)},
				{Person: "older", Touchpoint: "delivery", At: hours(2)},
			})
			wants(s, "later than that", must(tx.LastAskedOf(nil, []string{"c"}, hours(4))), []surveys.LastAsked{})
		})
	}},
	{"an imported answer counts as asked, and no other answer does", func(s subject) {
		answer := func(id, touchpoint string, imported bool, at time.Time) surveys.Response {
			r := response(id, 1)
			r.Person, r.Touchpoint, r.Imported, r.AnsweredAt = "p", touchpoint, imported, at
			return r
		}
		i := invitation(0)
		i.Person, i.Touchpoint, i.Status, i.AskedAt = "p", "store", surveys.StatusSent, hours(1)
		s.do(func(tx store.Tx) {
			check(tx.InvitationsAppend([]surveys.Invitation{i}))
			check(tx.ResponsesAppend([]surveys.Response{
				answer("a", "store", true, hours(2)),
				answer("b", "delivery", true, hours(-1)),
				answer("c", "service", false, hours(1)),
			}, widest))
			wants(s, "when it was asked", must(tx.LastAskedOf([]surveys.Person{"p"}, nil, noon)), []surveys.LastAsked{{Person: "p", Touchpoint: "store", At: hours(2)}})
		})
	}},
	{"nobody is never asked", func(s subject) {
		i, r := invitation(0), response("r", 1)
		i.Person, i.Status, i.AskedAt = "", surveys.StatusSent, noon
		r.Person, r.Imported = "", true
		s.do(func(tx store.Tx) {
			check(tx.InvitationsAppend([]surveys.Invitation{i}))
			check(tx.ResponsesAppend([]surveys.Response{r}, widest))
			wants(s, "when nobody was asked", must(tx.LastAskedOf([]surveys.Person{""}, nil, hours(-9))), []surveys.LastAsked{})
		})
	}},
}
