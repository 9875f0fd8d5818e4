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
// report. An address may stand for many readers: while a mail reached one of them, or
// still may, it did not come back. When ok is false, the report does not say it.
func fateOf(s surveys.Secret, who surveys.Person, fates []surveys.Fate) (fate surveys.Fate, ok bool) {
	var own []surveys.Fate
	for _, f := range fates {
		if slices.ContainsFunc(f.Addresses, func(written string) bool {
			a, err := surveys.ParseAddress(written)
			return err == nil && s.Person(a, "") == who
		}) {
			own = append(own, f)
		}
	}
	if len(own) == 0 {
		own = fates // a forwarder names whom it forwarded to
	}
	if len(own) == 0 {
		return surveys.Fate{}, false
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
	return slices.MinFunc(own, func(a, b surveys.Fate) int { return rank(a) - rank(b) }), true
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
