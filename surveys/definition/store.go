package definition

import (
	"context"

	"halte/surveys"
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
	// Revision gives the newest definition; Number 0 when there is none yet.
	Revision() (surveys.Revision, error)
	// SurveyVersion gives a published version of a survey.
	SurveyVersion(survey string, version int) (surveys.Survey, error)
}

// Tx is one transaction. Lists are written in the order of their keys by the
// store, so that two transactions cannot block each other. A call that gives
// nothing but an error may be put off until the next one that gives something.
type Tx interface {
	Reader
	surveys.RefoldTx

	// RevisionLock is Revision, but keeps every other publisher out until the
	// transaction ends.
	RevisionLock() (int64, error)
	// AuditAppend notes what is done in this transaction.
	AuditAppend(surveys.AuditEntry) error
	// RevisionPublish stores a definition as the next revision, with the survey
	// versions that are new in it.
	RevisionPublish(r surveys.Revision, newVersions []surveys.SurveyVersion) error
	// SurveyVersionsNewest gives the newest published version of each survey.
	SurveyVersionsNewest() ([]surveys.SurveyVersion, error)
}
