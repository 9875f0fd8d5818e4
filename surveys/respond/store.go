package respond

import (
	"context"
	"time"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/followup"
)

// Store keeps what this room needs. A row that is not there is an *Error of kind
// NotFound.
type Store interface {
	// Read gives what may be read outside a transaction, each call for itself.
	Read(ctx context.Context) Reader
	// Update runs fn in one transaction: all of it is committed and durable when
	// Update returns nil, else nothing is. It may run fn again.
	Update(ctx context.Context, fn func(tx Tx) error) error
	// IntentAppend appends an opened link; of one invitation it keeps the first 50
	// or so.
	IntentAppend(ctx context.Context, i surveys.Intent) error
}

// Reader reads: from the pool, or inside a transaction.
type Reader interface {
	// InvitationByToken gives the invitation behind the hash of a token and the
	// wave of the mail that carried it.
	InvitationByToken(hash string) (surveys.Invitation, int, error)
	// ResponseToInvitation gives the newest revision of the answer to an invitation.
	ResponseToInvitation(invitation string) (surveys.Response, error)
}

// Tx is one transaction. Lists are written in the order of their keys by the
// store, so that two transactions cannot block each other. A call that gives
// nothing but an error may be put off until the next one that gives something.
type Tx interface {
	Reader
	definition.Shared
	followup.Tx

	// ContactsLock gives the contacts that exist, by id, locked until the
	// transaction ends.
	ContactsLock(ids []string) (map[string]surveys.Contact, error)
	// ContactsPut creates or replaces contacts; one that somebody else wrote
	// meanwhile from a newer event stays.
	ContactsPut([]surveys.Contact) error
	// CovariancesAdd adds sums (which may be negative) to their stored rows. A row that
	// comes down to nothing goes.
	CovariancesAdd(surveys.Covariances) error
	// CovariancesAll gives every stored row, in order.
	CovariancesAll() (surveys.Covariances, error)
	// CovariancesReplace puts exactly these rows in place of all that are there.
	CovariancesReplace(surveys.Covariances) error
	// DaysFill gives decisions and openings without a day that of their experience, by
	// the day that an instant lies on.
	DaysFill(dayOf func(time.Time) string) error
	// EventHeads gives when these events occurred and whose they are, by event; one that
	// is not there is left out.
	EventHeads(events []string) (map[string]surveys.StoredEvent, error)
	// FollowUpCountsAdd adds counts (which may be negative) to their stored rows.
	FollowUpCountsAdd([]surveys.FollowUpCount) error
	// FollowUpCountsAll gives every stored row that counts somebody, in order.
	FollowUpCountsAll() ([]surveys.FollowUpCount, error)
	// FollowUpCountsReplace puts exactly these rows in place of all that are there;
	// what erased answers counted stays.
	FollowUpCountsReplace([]surveys.FollowUpCount) error
	// InvitationLock gives one, locked until the transaction ends.
	InvitationLock(id string) (surveys.Invitation, error)
	// InvitationPut replaces an invitation that was read in this transaction, and
	// notes at now where it came to stand, where that is something new.
	InvitationPut(i surveys.Invitation, now time.Time) error
	// MarksErased gives those of these marks (Secret.ErasedMark) that are of ids that
	// were erased.
	MarksErased(marks []string) (map[string]bool, error)
	// MailedAdd counts first mails that went out for experiences of a day and did
	// not come back, for InvitationCounts. It is called with what first sets SentAt of an
	// invitation; InvitationReleaseLost counts its own.
	MailedAdd(survey, day string, n int64) error
	// RatingPointEach calls fn with the newest revision of every answer that has a
	// respondent, those of one respondent together, without holding them all.
	RatingPointEach(fn func(surveys.RatingPoint) error) error
	// RatingPointsOf gives the newest revision of every answer of these respondents.
	RatingPointsOf(respondents []int64) ([]surveys.RatingPoint, error)
	// RepeatsAdd adds sums (which may be negative) to their stored rows. A row that
	// comes down to nothing goes.
	RepeatsAdd([]surveys.Repeat) error
	// RepeatsAll gives every stored row, in order.
	RepeatsAll() ([]surveys.Repeat, error)
	// RepeatsReplace puts exactly these rows in place of all that are there.
	RepeatsReplace([]surveys.Repeat) error
	// ResponsesAppend appends. Where another process wrote one of the revisions
	// meanwhile, the transaction is run again, to read the newest anew; a revision
	// that exists even then is a Conflict. scale gives the lowest and the highest
	// rating of a survey: the database takes no other.
	ResponsesAppend(list []surveys.Response, scale func(survey string) (lowest, highest int)) error
	// ResponsesRemove removes revisions that others take the place of. Where another
	// process changed one of them meanwhile, the transaction is run again.
	ResponsesRemove(list []surveys.Response) error
	// ResponsesNewestAndInvitations gives the newest revision of the answers with these
	// ids, by id, and the status of the invitations with these ids.
	ResponsesNewestAndInvitations(ids []string) (map[string]surveys.Response, map[string]surveys.Status, error)
	// RollupsAdd adds each tally (which may be negative) to its stored row.
	RollupsAdd([]surveys.Rollup) error
	// RollupsAll gives every stored row, in order.
	RollupsAll() ([]surveys.Rollup, error)
	// RollupsLock keeps every other writer of responses and rollups out until
	// the transaction ends.
	RollupsLock() error
	// RollupsReplace puts exactly these rows in place of all that are there.
	RollupsReplace([]surveys.Rollup) error
	// SegmentsOfEvents gives the segments that were recorded when these events were
	// decided, by event; an event without a decision is left out.
	SegmentsOfEvents(events []string) (map[string]map[string]string, error)
}
