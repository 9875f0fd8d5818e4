package surveys

import (
	"encoding/json"
	"maps"
	"slices"
	"time"
)

// Contact is a person we may ask. Its id is the company's own; two ids with one
// mail address are one Person to quarantine and suppression.
type Contact struct {
	ID         string
	Email      string // as it is written on an envelope: domain in ASCII; empty when unknown
	Person     Person
	Name       string
	Locale     string // BCP 47; empty when unknown
	Timezone   string // IANA; empty when unknown
	Properties map[string]any
	SeenAt     time.Time // the newest occurred_at that wrote this contact; an older event never overwrites it
	Respondent int64     // random, positive; stays with the responses after an erasure
	CreatedAt  time.Time
}

// Person stands for whoever reads a mail address, without giving the address:
// 32 hexadecimal digits, keyed by the installation's secret. A contact without
// an address is a person of its own.
type Person string

// strangers gives the contacts of events as they would be if nobody had met them,
// each by the first thing that happened to it, in the order of their ids.
func (s *Service) strangers(all []arrival) []Contact {
	first := map[string]arrival{}
	for _, a := range all {
		if b, seen := first[a.ContactID]; !seen || a.toldAt().Before(b.toldAt()) {
			first[a.ContactID] = a
		}
	}
	out := make([]Contact, 0, len(first))
	for _, id := range slices.Sorted(maps.Keys(first)) {
		a := first[id]
		c := Contact{ID: id, Respondent: newRespondent(), CreatedAt: a.ReceivedAt, Properties: map[string]any{}}
		out = append(out, s.named(c.updated(a.contact, a.toldAt())))
	}
	return out
}

// toldAt is since when what an event says of its contact is known: what is told
// today of tomorrow is known today.
func (a arrival) toldAt() time.Time {
	if a.OccurredAt.After(a.ReceivedAt) {
		return a.ReceivedAt
	}
	return a.OccurredAt
}

// named gives a contact with the person whom its address stands for.
func (s *Service) named(c Contact) Contact {
	address, _ := ParseAddress(c.Email) // it was checked when it came in
	c.Person = s.secret.Person(address, c.ID)
	return c
}

// meet updates the contacts of the events, the earliest event first.
func (s *Service) meet(tx Tx, contacts, made map[string]Contact, fresh []arrival) error {
	stored := maps.Clone(contacts)
	for id, c := range made { // it was made by an event that may have been there before
		contacts[id] = Contact{ID: id, Respondent: c.Respondent, CreatedAt: c.CreatedAt, Properties: map[string]any{}}
	}
	var ids []string
	for _, a := range fresh {
		ids = append(ids, a.ContactID)
		contacts[a.ContactID] = contacts[a.ContactID].updated(a.contact, a.toldAt())
	}
	var put []Contact
	for _, id := range unique(ids) {
		contacts[id] = s.named(contacts[id])
		if c, before := contacts[id], stored[id]; !c.SeenAt.Equal(before.SeenAt) || !c.sameAs(before) {
			put = append(put, c)
		}
	}
	if len(put) == 0 {
		return nil
	}
	return tx.PutContacts(put)
}

// updated gives the contact after it was told something at the time at. What is
// newer overwrites; what is older only fills gaps.
func (c Contact) updated(with EventContact, at time.Time) Contact {
	newer := !at.Before(c.SeenAt)
	set := func(field *string, v string) {
		if v != "" && (newer || *field == "") {
			*field = v
		}
	}
	set(&c.Email, with.Email)
	set(&c.Name, with.Name)
	set(&c.Locale, with.Locale)
	set(&c.Timezone, with.Timezone)
	if len(with.Properties) > 0 {
		merged := maps.Clone(with.Properties)
		if newer {
			merged = maps.Clone(c.Properties)
			maps.Copy(merged, with.Properties)
		} else {
			maps.Copy(merged, c.Properties)
		}
		c.Properties = merged
	}
	if newer {
		c.SeenAt = at
	}
	return c
}

func (c Contact) sameAs(o Contact) bool {
	a, _ := json.Marshal([]any{c.Email, c.Name, c.Locale, c.Timezone, c.Properties})
	b, _ := json.Marshal([]any{o.Email, o.Name, o.Locale, o.Timezone, o.Properties})
	return string(a) == string(b)
}
