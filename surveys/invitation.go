package surveys

import (
	"time"
)

// Status is where an invitation stands.
type Status string

// The states of an invitation. Scheduled and Sending go on by themselves; the
// others are ends, but that Sent, Unknown and Bounced may still be answered.
const (
	StatusScheduled   Status = "scheduled"
	StatusSending     Status = "sending"     // stored before the SMTP conversation
	StatusSent        Status = "sent"        // the server took it
	StatusUnknown     Status = "unknown"     // nobody knows whether the server took it; never resent by itself
	StatusFailed      Status = "failed"      // the server refused it for good, or retries ran out
	StatusCancelled   Status = "cancelled"   // a counter-event called it off, or it was answered in another way
	StatusBounced     Status = "bounced"     // a server took it, and then it came back
	StatusExpired     Status = "expired"     // it could not be sent in time
	StatusQuarantined Status = "quarantined" // another mail went first
	StatusOutweighed  Status = "outweighed"  // another one that was due about the same time was worth more
	StatusSuppressed  Status = "suppressed"  // unsubscribed or bounced meanwhile
	StatusUnreachable Status = "unreachable" // the contact's address is gone
)

// Invitation is one request to one contact to answer one survey.
type Invitation struct {
	ID          string // UUID version 7
	EventID     string
	Trigger     string
	Survey      string
	Version     int // of the survey, as the newest mail showed it; 0 before the first
	Touchpoint  string
	ContactID   string // empty after an erasure
	Person      Person // empty after an erasure
	Language    string // the contact's locale when decided
	Segments    map[string]string
	Correlation string
	OccurredAt  time.Time
	Day         string // of the experience, in the organisation's zone: 2026-11-20
	CreatedAt   time.Time
	DueAt       time.Time
	SendBy      time.Time // nothing is sent later than this
	OpenFor     Span      // the link closes this long after the first mail was sent
	Status      Status
	Reason      Reason    // why it ended or waits
	Wave        int       // the mail that is being sent or was sent last: 0 first, 1 and 2 reminders
	NextAt      time.Time // when the next mail is due; zero when none is
	Attempts    int       // of the present wave
	SentAt      time.Time // of the first mail; zero before
	AskedAt     time.Time // of the first mail, from when its sending began; zero before. The quarantine runs from it
	ClosesAt    time.Time // zero before the first mail
	Bounce      Bounce    // why a mail came back; empty when none did
	BouncedAt   time.Time // zero when none did
	Epoch       int64     // the fence: who holds an older one may not act
	LeasedUntil time.Time
	LeasedBy    string // the Holder of the last lease; empty before the first
	Resending   bool   // somebody wants what is unknown sent again, or it is being sent again
	Resends     int    // how often the mail of the present wave was sent again
}

// CanAnswer says whether the link still takes an answer at the time now. One of
// which nobody knows that it was mailed takes them for as long as if it had been
// mailed in the last moment.
func (i Invitation) CanAnswer(now time.Time) bool {
	closes := i.ClosesAt
	if closes.IsZero() {
		closes = i.SendBy.Add(i.OpenFor.Duration())
	}
	return now.Before(closes)
}

// Lease is the right to deliver one invitation, until it ends or somebody leases the
// invitation again.
type Lease struct {
	Invitation string `json:"id"`
	Epoch      int64  `json:"epoch"`
	Holder     string `json:"holder"` // who leased it: it may have passed to another one since
}

// Holder is a name under which a process holds leases. Its beats are counted while it
// holds any: a process that stopped is one whose beats stay the same.
type Holder struct {
	ID    string
	Beats int64
}

// Token is the stored half of a link in a mail: the hash of 128 random bits.
type Token struct {
	Hash       string // SHA-256, hexadecimal
	Invitation string
	Wave       int
	CreatedAt  time.Time
}

// Intent is that a link in a mail was followed, with the rating that was clicked,
// if any: a GET may be a scanner, so it is kept, and counts as no answer.
type Intent struct {
	Invitation string
	Touchpoint string // of the invitation
	Day        string // of the invitation
	Rating     int    // NoRating when none was clicked
	At         time.Time
}

// NoRating stands for a page that was opened without choosing a rating.
const NoRating = -1

// Settle ends an invitation: nothing is due any more.
func (i *Invitation) Settle(status Status, reason Reason) {
	i.Status, i.Reason, i.NextAt, i.LeasedUntil, i.Resending = status, reason, time.Time{}, time.Time{}, false
}

// Mailed counts the invitation among those whose first mail went out, as far as
// is known, and did not come back: 1 or 0.
func (i *Invitation) Mailed() int64 {
	if i.SentAt.IsZero() || i.Status == StatusBounced && i.Wave == 0 {
		return 0
	}
	return 1
}

// LastAsked is when a person was last asked at a touchpoint; or a contact, even when it
// was another person then.
type LastAsked struct {
	Person     Person // empty for a contact
	Contact    string // empty for a person
	Touchpoint string
	At         time.Time
}

// InvitationCounts counts mails and their answers.
type InvitationCounts struct {
	Sent     int64
	Answered int64
}

// Backlog counts the invitations that are due, leased, being sent, unknown or retried.
type Backlog struct {
	Due       int64
	OldestDue time.Time // zero when nothing is due
	Leased    int64     // held by somebody right now
	Sending   int64
	Unknown   int64
	Retrying  int64 // wait to be tried again after a failed attempt
}
