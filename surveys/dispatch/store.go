package dispatch

import (
	"context"
	"time"

	"halte/surveys"
	"halte/surveys/definition"
)

// Store keeps what this room needs. A row that is not there is an *Error of kind
// NotFound.
type Store interface {
	// Read gives what may be read outside a transaction, each call for itself.
	Read(ctx context.Context) Reader
	// Update runs fn in one transaction: all of it is committed and durable when
	// Update returns nil, else nothing is. It may run fn again.
	Update(ctx context.Context, fn func(tx Tx) error) error
}

// Reader reads: from the pool, or inside a transaction.
type Reader interface {
	Contact(id string) (surveys.Contact, error)
	// ContactsWithEvent gives all contacts of the first limit persons behind a person,
	// in order, of whom some contact has such an event.
	ContactsWithEvent(q OccurredQuery, after surveys.Person, limit int) ([]surveys.Contact, error)
	DryRunHistory(q HistoryQuery) (History, error)
	Event(id string) (surveys.StoredEvent, error)
	// EventsErased counts such events whose contact was erased.
	EventsErased(q OccurredQuery) (int64, error)
	// Improvements gives the newest version of every improvement, by id.
	Improvements() ([]surveys.Improvement, error)
	Invitation(id string) (surveys.Invitation, error)
	// InvitationByToken gives the invitation behind the hash of a token and the
	// wave of the mail that carried it.
	InvitationByToken(hash string) (surveys.Invitation, int, error)
	// InvitationCounts sums, by survey, the first mails that MailedAdd counted and the
	// answers to mails (those with a wave) that rollups count.
	InvitationCounts(keys []string, fromDay, toDay string) (map[string]surveys.InvitationCounts, error)
	// InvitationList gives a page of invitations, newest (created_at, id) first.
	InvitationList(f surveys.InvitationFilter) ([]surveys.Invitation, error)
	// RollupSums sums stored tallies. Rows come in the order of survey, day,
	// dimension, value.
	RollupSums(q surveys.RollupQuery) ([]surveys.Rollup, error)
	// InvitationsInDoubt counts the mails that may have gone out after a backup of the time
	// since and until a time, and the reminders that come later.
	InvitationsInDoubt(since, until time.Time) (mails, reminders int64, err error)
	// Sending says whether mails go out, and how far they came.
	Sending() (surveys.Sending, error)
	// SuppressionList gives a page of suppressions, newest (since, person,
	// touchpoint) first.
	SuppressionList(after surveys.Cursor, limit int) ([]surveys.Suppression, error)
}

// Tx is one transaction. Lists are written in the order of their keys by the
// store, so that two transactions cannot block each other. A call that gives
// nothing but an error may be put off until the next one that gives something.
type Tx interface {
	Reader
	definition.Shared

	// AuditAppend notes what is done in this transaction.
	AuditAppend(surveys.AuditEntry) error
	// HolderBeat counts a beat of a holder, if it holds any lease at now, also of what is
	// being sent, and gives all holders that there are, by id.
	HolderBeat(id string, now time.Time) ([]surveys.Holder, error)
	// HoldersDelete forgets holders, but for those that have beaten since.
	HoldersDelete([]surveys.Holder) error
	// LeasesRelease ends the leases that still hold and whose mail is not being sent,
	// so that everybody may lease them, and gives how many.
	LeasesRelease([]surveys.Lease) (int, error)
	// LeasesReleaseLost ends the leases under names that are no holder's any more, but
	// for those whose mail is being sent, and gives how many.
	LeasesReleaseLost(now time.Time) (int, error)
	// LeasesTake passes the leases that still hold, and whose mail is not being sent, to
	// a holder.
	LeasesTake(holder string, leases []surveys.Lease) error
	// ContactsLock gives the contacts that exist, by id, locked until the
	// transaction ends.
	ContactsLock(ids []string) (map[string]surveys.Contact, error)
	// EventsOfContacts gives the events of these contacts that have one of the names.
	EventsOfContacts(contacts, names []string) ([]surveys.StoredEvent, error)
	// InvitationLeaseDue takes up to limit invitations whose next mail is due at now and
	// that nobody holds, for lease and under a name, raising their epoch; the earliest first. While
	// all processes together hold cap of them or more, it leases no more than ten, and
	// no more than half of limit: leases of an owner who died must not stop the others.
	InvitationLeaseDue(holder string, now time.Time, lease time.Duration, limit, cap int) ([]surveys.Lease, error)
	// InvitationsLeased gives the invitations, by id, whose lease still holds and whose
	// status is scheduled or (for a reminder) sent or unknown, locked; not those whose
	// lease was given back. Their contacts and the persons that the contacts are now are
	// locked with them.
	InvitationsLeased([]surveys.Lease) (map[string]surveys.Invitation, error)
	// InvitationLock gives one, locked until the transaction ends.
	InvitationLock(id string) (surveys.Invitation, error)
	// InvitationPut replaces an invitation that was read in this transaction, and
	// notes at now where it came to stand, where that is something new.
	InvitationPut(i surveys.Invitation, now time.Time) error
	// InvitationsLock gives those that there are, by id, locked until the transaction ends.
	InvitationsLock(ids []string) (map[string]surveys.Invitation, error)
	// InvitationsPut is InvitationPut for several, each of them once.
	InvitationsPut(list []surveys.Invitation, now time.Time) error
	// InvitationReleaseLost turns what is still in sending after its lease ran out into
	// unknown, with the reason, and gives how many there were. Their links close
	// as if the mail went out when its sending began.
	InvitationReleaseLost(now time.Time, reason surveys.Reason) (int, error)
	// InvitationsDoubt makes up to limit invitations unknown at now whose next mail may
	// have gone out after a backup of the time since and until a time, with the reason, and
	// gives how many there were. Call it until it gives none.
	InvitationsDoubt(since, until, now time.Time, reason surveys.Reason, limit int) (int, error)
	// InvitationsMailedTo gives the last invitations of a person whose first mail went out,
	// newest first, at most limit.
	InvitationsMailedTo(p surveys.Person, limit int) ([]surveys.Invitation, error)
	// InvitationsScheduledTo gives the scheduled invitations of some persons, locked, by
	// id; of one touchpoint unless it is empty.
	InvitationsScheduledTo(persons []surveys.Person, touchpoint string) ([]surveys.Invitation, error)
	// MailedAdd counts first mails that went out for experiences of a day and did
	// not come back, for InvitationCounts. It is called with what first sets SentAt of an
	// invitation; InvitationReleaseLost counts its own.
	MailedAdd(survey, day string, n int64) error
	// MarkRaise puts the mark to a time, or a microsecond further than it was where that is
	// later, and gives where it is.
	MarkRaise(at time.Time) (time.Time, error)
	// PersonLock makes other transactions wait that lock the same person.
	PersonLock(p surveys.Person) error
	// ReminderPut keeps what was decided of a reminder, in place of what was
	// decided of the same one before; its checks stay where d has none.
	ReminderPut(d surveys.ReminderDecision) error
	// RemindersDrop calls off up to limit reminders that come later than a time, with the
	// reason, and gives how many there were. Call it until it gives none.
	RemindersDrop(until, now time.Time, reason surveys.Reason, limit int) (int, error)
	// ResponsesOfContacts gives the newest revision of what these contacts answered to these
	// surveys, in any way, by id.
	ResponsesOfContacts(contacts, surveys []string) ([]surveys.Response, error)
	// ResponsesToInvitations gives the newest revision of the answers to these
	// invitations, by invitation.
	ResponsesToInvitations(invitations []string) (map[string]surveys.Response, error)
	// SendHistory gives both in one round trip to the database.
	SendHistory(persons []surveys.Person, contacts []string, since time.Time) ([]surveys.Suppression, []surveys.LastAsked, error)
	// SendingPut replaces all of Sending but the mark.
	SendingPut(surveys.Sending) error
	SuppressionDelete(p surveys.Person, touchpoint string) error
	// SuppressionsOfPersons gives what keeps these persons from being mailed.
	SuppressionsOfPersons([]surveys.Person) ([]surveys.Suppression, error)
	SuppressionsPut([]surveys.Suppression) error // one that exists stays as it is
	TokensAppend([]surveys.Token) error
}
