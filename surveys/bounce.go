package surveys

import (
	"slices"
	"time"
)

// Bounce says why a mail came back after a server had taken it.
type Bounce string

// The reasons for which mails come back.
const (
	BounceAddress Bounce = "address" // nobody reads mail at the address
	BounceMailbox Bounce = "mailbox" // full, or out of reach for days: another mail may arrive
	BouncePolicy  Bounce = "policy"  // refused for who sent it: no fault of the address
)

// A mailbox is given up when so many mails in a row came back from it, over at
// least so long: a full one may be emptied over the weekend.
const (
	softBounces    = 3
	softBouncesFor = 3 * 24 * time.Hour
)

// bounce says why one recipient did not get a mail.
func (f Fate) bounce() Bounce {
	switch BlameFor(f.Code, f.Status, f.Words) {
	case BlameAddress:
		return BounceAddress
	case BlameSender:
		return BouncePolicy
	}
	return BounceMailbox
}

// mildest lists the reasons by what follows from them, the least first.
var mildest = []Bounce{BouncePolicy, BounceMailbox, BounceAddress}

// fateOf says what became of the mail to who, by the fates of all that a report
// tells of. An address may stand for many: while a mail reached one of them, or
// still may, it did not come back. Nothing is known when ok is false.
func (s Secret) fateOf(who Person, fates []Fate) (fate Fate, ok bool) {
	var own []Fate
	for _, f := range fates {
		if slices.ContainsFunc(f.Addresses, func(written string) bool {
			a, err := ParseAddress(written)
			return err == nil && s.Person(a, "") == who
		}) {
			own = append(own, f)
		}
	}
	if len(own) == 0 {
		own = fates // a forwarder names whom it forwarded to
	}
	if len(own) == 0 {
		return Fate{}, false
	}
	rank := func(f Fate) int {
		switch f.Kind {
		case ReportDelivered:
			return -2
		case ReportDelayed:
			return -1
		}
		return slices.Index(mildest, f.bounce())
	}
	return slices.MinFunc(own, func(a, b Fate) int { return rank(a) - rank(b) }), true
}

// cameBack: the mail is known not to have arrived. at is when that was told.
func (i *Invitation) cameBack(why Bounce, words string, at time.Time) {
	if i.SentAt.IsZero() { // told before its sender could say that it left
		i.SentAt = later(i.AskedAt, i.CreatedAt)
		i.ClosesAt = i.SentAt.Add(i.OpenFor.Duration())
	}
	i.settle(StatusBounced, words)
	i.Bounce, i.BouncedAt = why, at
}

// arrivedAfterAll is the reason of an invitation that is sent after it was bounced.
const arrivedAfterAll = "it was said to have come back, and was answered"

// arrived takes back that the mail came back.
func (i *Invitation) arrived() {
	i.settle(StatusSent, arrivedAfterAll)
	i.Bounce, i.BouncedAt = "", time.Time{}
}

// givenUp says whether a mailbox has refused enough: mails are those to one
// person, the newest first.
func givenUp(mails []Invitation, now time.Time) bool {
	n := 0
	for _, m := range mails {
		switch {
		case m.Status != StatusBounced:
			return false
		case m.Bounce == BouncePolicy: // says nothing of the mailbox
			continue
		}
		if n++; n >= softBounces && now.Sub(m.AskedAt) >= softBouncesFor {
			return true
		}
	}
	return false
}
