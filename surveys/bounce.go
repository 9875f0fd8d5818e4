package surveys

import (
	"time"
)

// Bounce says why a mail came back after a server had taken it.
type Bounce string

// The reasons for which mails come back.
const (
	BounceAddress Bounce = "address" // nobody reads mail at the address
	BounceMailbox Bounce = "mailbox" // full, or out of reach for days: another mail may arrive
	BouncePolicy  Bounce = "policy"  // refused for who sent it: no fault of the address
	BounceUnknown Bounce = "unknown" // nobody can tell why: it counts against nobody
)

// CameBack settles that the mail is known not to have arrived. at is when that was told.
func (i *Invitation) CameBack(why Bounce, reason Reason, at time.Time) {
	if i.SentAt.IsZero() { // told before its sender could say that it left
		i.SentAt = Later(i.AskedAt, i.CreatedAt)
		i.ClosesAt = i.SentAt.Add(i.OpenFor.Duration())
	}
	i.Settle(StatusBounced, reason)
	i.Bounce, i.BouncedAt = why, at
}

// Arrived takes back that the mail came back.
func (i *Invitation) Arrived() {
	i.Settle(StatusSent, Because(ReasonArrived))
	i.Bounce, i.BouncedAt = "", time.Time{}
}
