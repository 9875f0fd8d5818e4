package insight

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
}

// Reader reads: from the pool, or inside a transaction.
type Reader interface {
	pick.Stored
	// Alerts gives a page of alerts, newest (day, id) first.
	Alerts(f surveys.AlertFilter) ([]surveys.Alert, error)
	// CommentList gives answers to a survey (newest revisions) that say something
	// beside the rating, over days of the experience, both included: the newest
	// (day, id) first, from behind a cursor on, at most limit.
	CommentList(survey, from, to string, after surveys.Cursor, limit int) ([]surveys.Response, error)
	Contact(id string) (surveys.Contact, error)
	DecisionsOfEvent(eventID string) ([]surveys.Decision, error)
	Event(id string) (surveys.StoredEvent, error)
	// FunnelCounts counts the decisions about events that were not imported over
	// days of the experience, both included, all as they are at one moment: those
	// that led to no invitation by outcome, the others by where their invitation
	// stands. Each is in one count.
	FunnelCounts(q FunnelQuery) ([]FunnelCount, error)
	// Improvements gives the newest version of every improvement, by id.
	Improvements() ([]surveys.Improvement, error)
	Invitation(id string) (surveys.Invitation, error)
	// InvitationCounts sums, by survey, the first mails that MailedAdd counted and the
	// answers to mails (those with a wave) that rollups count.
	InvitationCounts(keys []string, fromDay, toDay string) (map[string]surveys.InvitationCounts, error)
	// InvitationList gives a page of invitations, newest (created_at, id) first.
	InvitationList(f surveys.InvitationFilter) ([]surveys.Invitation, error)
	// InvitationsOfEvent gives the invitations an event led to.
	InvitationsOfEvent(eventID string) ([]surveys.Invitation, error)
	// InvitationsOutweighed counts the invitations to a survey, for experiences of these days
	// (both included), that gave way to others.
	InvitationsOutweighed(survey, fromDay, toDay string) (int64, error)
	// InvitationsReached counts the invitations to a survey and their answers (newest
	// revisions) over days of the experience, both included: a row for every day
	// and set of segments that occur, in no order.
	InvitationsReached(q ReachQuery) ([]Reach, error)
	// RemindersOfEvent gives what was decided of the reminders of these
	// invitations, by invitation and wave.
	RemindersOfEvent(eventID string) ([]surveys.ReminderDecision, error)
	// ResponseList gives a page of answers, newest revisions only, newest
	// (answered_at, id) first.
	ResponseList(f surveys.ResponseFilter) ([]surveys.Response, error)
	// Revision gives the newest definition; Number 0 when there is none yet.
	Revision() (surveys.Revision, error)
	// AuditList gives a page of the audit log, newest first.
	AuditList(f surveys.AuditFilter) ([]surveys.AuditEntry, error)
	// Sending says whether mails go out, and how far they came.
	Sending() (surveys.Sending, error)
	// SuppressionList gives a page of suppressions, newest (since, person,
	// touchpoint) first.
	SuppressionList(after surveys.Cursor, limit int) ([]surveys.Suppression, error)
	// SuppressionsOf gives all that keeps a person from being mailed, by touchpoint.
	SuppressionsOf(p surveys.Person) ([]surveys.Suppression, error)
	// ReplayTallies counts, of every response, the revision that was the newest at a
	// moment. Rows come in the order of touchpoint and survey.
	ReplayTallies(q ReplayTallyQuery) ([]ReplayTally, error)
	// TimelineEntries gives a page of everything that is kept about a contact, in the
	// order of time and place. Nothing is left of one that was erased.
	TimelineEntries(q TimelineQuery) ([]TimelineEntry, error)
}
