package surveys

import (
	"encoding/json"
	"maps"
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

// Person stands for the reader of a mail address, without giving the address:
// 32 hexadecimal digits, keyed by the installation's secret. A contact without
// an address is a person of its own.
type Person string

// Updated gives the contact after it was told something at the time at. What is
// newer overwrites; what is older only fills gaps.
func (c Contact) Updated(with EventContact, at time.Time) Contact {
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

// SameAs says whether two contacts tell the same of a person.
func (c Contact) SameAs(o Contact) bool {
	a, _ := json.Marshal([]any{c.Email, c.Name, c.Locale, c.Timezone, c.Properties})
	b, _ := json.Marshal([]any{o.Email, o.Name, o.Locale, o.Timezone, o.Properties})
	return string(a) == string(b)
}
