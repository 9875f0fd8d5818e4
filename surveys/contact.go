package surveys

import "time"

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
