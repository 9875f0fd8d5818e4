package dispatch

import (
	"slices"
	"time"

	"halte/surveys"
)

// A mailbox is given up when so many mails in a row came back from it, over at
// least so long: a full one may be emptied over the weekend.
const (
	softBounces    = 3
	softBouncesFor = 3 * 24 * time.Hour
)

// mildest lists the reasons by what follows from them, the least first.
var mildest = []surveys.Bounce{surveys.BounceUnknown, surveys.BouncePolicy, surveys.BounceMailbox, surveys.BounceAddress}

// fateOf gives the fate of the mail to one person, from the fates of all recipients in a
// report, and why it came back: empty when it did not. An address may stand for many
// readers: while a mail reached one of them, or still may, it did not come back. Where
// the report names others alone, a mail server may have forwarded ours to them: then it
// is the mailbox that does not take it, and its address may live. Prose may name anybody,
// such as a colleague: then, ok is false, as where the report does not say it.
func fateOf(s surveys.Secret, who surveys.Person, r surveys.MailReport) (fate surveys.Fate, why surveys.Bounce, ok bool) {
	var own, nobodys []surveys.Fate
	for _, f := range r.Fates {
		if len(f.Addresses) == 0 {
			nobodys = append(nobodys, f)
		}
		if slices.ContainsFunc(f.Addresses, func(written string) bool {
			a, err := surveys.ParseAddress(written)
			return err == nil && s.Person(a, "") == who
		}) {
			own = append(own, f)
		}
	}
	if len(own) == 0 {
		own = nobodys
	}
	forwarded := len(own) == 0
	if forwarded && !r.InProse {
		own = r.Fates
	}
	if len(own) == 0 {
		return surveys.Fate{}, "", false
	}
	rank := func(f surveys.Fate) int {
		switch f.Kind {
		case surveys.ReportDelivered:
			return -2
		case surveys.ReportDelayed:
			return -1
		}
		return slices.Index(mildest, f.Bounce())
	}
	fate = slices.MinFunc(own, func(a, b surveys.Fate) int { return rank(a) - rank(b) })
	if fate.Kind != surveys.ReportBounce {
		return fate, "", true
	}
	if why = fate.Bounce(); forwarded && why == surveys.BounceAddress {
		why = surveys.BounceMailbox
	}
	return fate, why, true
}

// givenUp says whether a mailbox has refused enough: mails are those to one
// person, the newest first.
func givenUp(mails []surveys.Invitation, now time.Time) bool {
	n := 0
	for _, m := range mails {
		switch {
		case m.Status != surveys.StatusBounced:
			return false
		case m.Bounce == surveys.BouncePolicy || m.Bounce == surveys.BounceUnknown: // says nothing of the mailbox
			continue
		}
		if n++; n >= softBounces && now.Sub(m.AskedAt) >= softBouncesFor {
			return true
		}
	}
	return false
}
