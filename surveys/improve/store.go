package improve

import (
	"context"

	"halte/surveys"
	"halte/surveys/pick"
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
	pick.Stored
	// Alerts gives the alerts that a filter picks, newest first.
	Alerts(f surveys.AlertFilter) ([]surveys.Alert, error)
	// ImprovementCells gives what was folded last; the zero value when nothing was.
	ImprovementCells(id string) (ImprovementCells, error)
	// ImprovementClaims gives what was claimed of a version.
	ImprovementClaims(id string, version int) ([]ImprovementClaim, error)
	// ImprovementSpanCount counts the rows that ImprovementSpanEach gives.
	ImprovementSpanCount(span ImprovementSpan) (int64, error)
	// ImprovementSpanEach calls fn with every revision of every response of a span, without
	// what was answered in words, and without holding them all.
	ImprovementSpanEach(span ImprovementSpan, fn func(surveys.Response) error) error
	// ImprovementVersions gives every version of one, oldest first; NotFound when
	// there is none.
	ImprovementVersions(id string) ([]surveys.Improvement, error)
	// ImprovementsEver gives every version of every improvement, in the order of writing down.
	ImprovementsEver() ([]surveys.Improvement, error)
	// Improvements gives the newest version of every improvement, by id.
	Improvements() ([]surveys.Improvement, error)
	// InvitationCounts sums, by survey, the first mails that MailedAdd counted and the
	// answers to mails (those with a wave) that rollups count.
	InvitationCounts(keys []string, fromDay, toDay string) (map[string]surveys.InvitationCounts, error)
	// Streams gives how far each survey has been watched, by survey.
	Streams() (map[string]Stream, error)
}

// Tx is one transaction. Lists are written in the order of their keys by the
// store, so that two transactions cannot block each other. A call that gives
// nothing but an error may be put off until the next one that gives something.
type Tx interface {
	Reader

	// AlertsAppend appends; an alert that is there already stays as it is.
	AlertsAppend(list []surveys.Alert) error
	// AlertsPut replaces what is known of alerts that are there, but for their days.
	AlertsPut(list []surveys.Alert) error
	// AuditAppend notes what is done in this transaction.
	AuditAppend(surveys.AuditEntry) error
	// ImprovementAppend stores a version; one that exists is a Conflict.
	ImprovementAppend(surveys.Improvement) error
	// ImprovementCellsReplace puts a fold in place of the one before.
	ImprovementCellsReplace(id string, cells ImprovementCells) error
	// ImprovementClaimsAppend keeps claims of a version; one that is kept already
	// stays as it is.
	ImprovementClaimsAppend(id string, version int, claims []ImprovementClaim) error
	// ImprovementsLock keeps every other writer of improvements out until the
	// transaction ends.
	ImprovementsLock() error
	// StreamPut stores a stream whose version is one more than the stored one's;
	// Conflict when somebody else was first.
	StreamPut(s Stream) error
}

// figureReader sums stored tallies, or what a guard tells of them.
type figureReader interface {
	RollupSums(surveys.RollupQuery) ([]surveys.Rollup, error)
}
