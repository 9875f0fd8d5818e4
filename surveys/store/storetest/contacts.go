package storetest

import (
	"time"

	"halte/surveys"
	"halte/surveys/store"
)

var jo = surveys.Contact{
	ID: "c-881", Email: "jo@example.org", Person: "8b1a9953c4611296a827abf8c47804d7", Name: "Jo", Locale: "nl", Timezone: "Europe/Amsterdam",
	Properties: map[string]any{"persona": "commuter", "value": 129.5, "vip": true, "note": nil, "tags": []any{"a", 2.0}, "in": map[string]any{"a": "b"}},
	SeenAt:     noon, Respondent: 1<<62 + 1, CreatedAt: noon.Add(-time.Hour),
}

func contact(id string) surveys.Contact {
	c := jo
	c.ID, c.Person = id, surveys.Person("person of "+id)
	return c
}

// odd is text that has broken databases and encoders before.
const odd = "\"'\\`$1 ?1 :a %s {} null </script> \t\r\n é e\u0301 ß İ ı \u00a0 \u200b \u2028 \u2029 \ufeff \ufffd \uffff 日本 👩‍👩‍👧 🏳️‍🌈 \U0010ffff שלום \u202e x \\u0041 \\u0000"

var contacts = []promise{
	{"a contact comes back as it went in", func(s subject) {
		s.do(func(tx store.Tx) { check(tx.ContactsPut([]surveys.Contact{jo, contact("other")})) })
		wants(s, "the contact", must(s.Read(s.Context()).Contact(jo.ID)), jo)
		_, err := s.Read(s.Context()).Contact("nobody")
		wantsKind(s, "a contact that is not there", err, surveys.NotFound)
	}},
	{"any text and any JSON comes back as it went in", func(s subject) {
		c := contact(odd)
		c.Name, c.Email, c.Locale, c.Timezone = odd, odd, odd, odd
		c.Properties = map[string]any{odd: odd, "": "", "list": []any{odd, nil, false, 1e300, -0.1}, "deep": map[string]any{odd: map[string]any{odd: odd}}}
		s.do(func(tx store.Tx) {
			check(tx.ContactsPut([]surveys.Contact{c}))
			wants(s, "the contact", must(tx.ContactsLock([]string{odd}))[odd], c)
		})
		wants(s, "the contact", must(s.Read(s.Context()).Contact(odd)), c)
	}},
	{"a contact of which nothing is known has empty properties and no times", func(s subject) {
		s.do(func(tx store.Tx) { check(tx.ContactsPut([]surveys.Contact{{ID: "c"}})) })
		c := must(s.Read(s.Context()).Contact("c"))
		if c.Properties == nil || !c.SeenAt.IsZero() || !c.CreatedAt.IsZero() {
			s.Errorf("the contact is %#v", c)
		}
	}},
	{"times are kept in UTC, to the microsecond", func(s subject) {
		far := time.FixedZone("far", 5*3600+1800)
		for _, at := range []time.Time{
			time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC),
			time.Date(2026, 3, 29, 2, 30, 0, 999999999, far),
			time.Date(2026, 11, 20, 23, 59, 59, 100000000, far),
			time.Date(2026, 11, 20, 12, 0, 0, 1000, time.UTC),
			time.Date(2999, 12, 31, 23, 59, 59, 999999000, time.UTC),
		} {
			c := contact(at.String())
			c.SeenAt = at
			s.do(func(tx store.Tx) { check(tx.ContactsPut([]surveys.Contact{c})) })
			got := must(s.Read(s.Context()).Contact(c.ID)).SeenAt
			if !got.Equal(at.Truncate(time.Microsecond)) || got.Location() != time.UTC {
				s.Errorf("%s came back as %s", at, got)
			}
		}
	}},
	{"times are compared by what they are, not by how they are written", func(s subject) {
		var moments []time.Time
		for _, micros := range []int{0, 1, 10, 100000, 100001, 109999, 110000, 123456, 900000, 999999, 1000000} {
			moments = append(moments, noon.Truncate(time.Second).Add(time.Duration(micros)*time.Microsecond))
		}
		for i, at := range moments {
			inv := invitation(i)
			inv.NextAt = at
			s.invited(inv)
		}
		for i, at := range moments {
			wants(s, "the number that is due", must(s.Read(s.Context()).InvitationBacklog(at)).Due, int64(i+1))
		}
	}},
	{"a newer contact replaces an older one, but for its respondent and its beginning", func(s subject) {
		newer := contact(jo.ID)
		newer.SeenAt, newer.Email, newer.Properties = hours(1), "new@example.org", map[string]any{}
		newer.Respondent, newer.CreatedAt = 7, hours(1)
		s.do(func(tx store.Tx) {
			check(tx.ContactsPut([]surveys.Contact{jo}))
			check(tx.ContactsPut([]surveys.Contact{newer}))
		})
		newer.Respondent, newer.CreatedAt = jo.Respondent, jo.CreatedAt
		wants(s, "the contact", must(s.Read(s.Context()).Contact(jo.ID)), newer)
	}},
	{"an older contact never overwrites a newer one", func(s subject) {
		older := contact(jo.ID)
		older.SeenAt, older.Email = noon.Add(-time.Microsecond), "old@example.org"
		s.do(func(tx store.Tx) {
			check(tx.ContactsPut([]surveys.Contact{jo}))
			check(tx.ContactsPut([]surveys.Contact{older, contact("other")}))
		})
		wants(s, "the contact", must(s.Read(s.Context()).Contact(jo.ID)), jo)
		must(s.Read(s.Context()).Contact("other"))
	}},
	{"a contact written at the same moment is replaced", func(s subject) {
		same := contact(jo.ID)
		same.Email = "same@example.org"
		s.do(func(tx store.Tx) {
			check(tx.ContactsPut([]surveys.Contact{jo}))
			check(tx.ContactsPut([]surveys.Contact{same}))
		})
		wants(s, "the address", must(s.Read(s.Context()).Contact(jo.ID)).Email, same.Email)
	}},
	{"the contacts that exist are given by id", func(s subject) {
		s.do(func(tx store.Tx) {
			check(tx.ContactsPut([]surveys.Contact{contact("a"), contact("b"), contact("c")}))
			wants(s, "the contacts", must(tx.ContactsLock([]string{"c", "x", "a", "a"})), map[string]surveys.Contact{"a": contact("a"), "c": contact("c")})
			for _, none := range [][]string{nil, {}, {"x"}} {
				if found := must(tx.ContactsLock(none)); found == nil || len(found) > 0 {
					s.Errorf("the contacts of %v are %v", none, found)
				}
			}
		})
	}},
	{"any number of contacts is written and read at once", func(s subject) {
		const n = 2345
		list := make([]surveys.Contact, n)
		for i, id := range ids("c", n) {
			list[n-1-i] = contact(id)
		}
		s.do(func(tx store.Tx) {
			check(tx.ContactsPut(list))
			check(tx.ContactsPut(nil))
			wants(s, "the number of contacts", len(must(tx.ContactsLock(ids("c", n)))), n)
		})
	}},
	{"the first suppression of a person at a touchpoint stays as it is", func(s subject) {
		everywhere := surveys.Suppression{Person: "p", Reason: surveys.HardBounce, Since: hours(1)}
		here := surveys.Suppression{Person: "p", Touchpoint: "delivery", Reason: surveys.Unsubscribed, Since: noon}
		other := surveys.Suppression{Person: "q", Reason: surveys.Manual, Since: noon}
		s.do(func(tx store.Tx) {
			check(tx.SuppressionsPut([]surveys.Suppression{other, here, everywhere}))
			check(tx.SuppressionsPut([]surveys.Suppression{{Person: "p", Reason: surveys.Manual, Since: hours(5)}}))
			wants(s, "the suppressions", must(tx.SuppressionsOfPersons([]surveys.Person{"p", "x"})), []surveys.Suppression{everywhere, here})
			check(tx.SuppressionDelete("p", ""))
			check(tx.SuppressionDelete("p", "nowhere"))
			wants(s, "the suppressions", must(tx.SuppressionsOfPersons([]surveys.Person{"q", "p"})), []surveys.Suppression{here, other})
		})
		wants(s, "those of a person", must(s.Read(s.Context()).SuppressionsOf("p")), []surveys.Suppression{here})
		wants(s, "those of nobody", len(must(s.Read(s.Context()).SuppressionsOf("x"))), 0)
	}},
	{"the suppression list comes newest first, in pages, and loses none that are as old", func(s subject) {
		var want []surveys.Suppression
		for i := range 12 {
			want = append(want, surveys.Suppression{
				Person: surveys.Person(id("p", 9-i/3)), Touchpoint: []string{"store", "delivery", ""}[i%3], Reason: surveys.Manual, Since: hours(-(i / 6)),
			})
		}
		s.do(func(tx store.Tx) { check(tx.SuppressionsPut(want)) })
		var got []surveys.Suppression
		for page := must(s.Read(s.Context()).SuppressionList(surveys.Cursor{}, 5)); len(page) > 0; {
			got = append(got, page...)
			page = must(s.Read(s.Context()).SuppressionList(page[len(page)-1].Cursor(), 5))
		}
		wants(s, "the list", got, want)
	}},
}
