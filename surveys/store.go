package surveys

import (
	"context"
	"time"
)

// Store keeps everything. Reads stand on their own; whatever a rule decides is
// read and written inside Update. A row that is not there is an *Error of kind
// NotFound. Times go in and come out in UTC, with microseconds. Maps and lists
// come out empty, never nil.
type Store interface {
	PairStore
	ReachStore
	CommentStore
	AlertStore
	ReplayStore
	FunnelStore
	TryStore
	TimelineStore
	JourneyStore
	StepStore
	SuppressionStore

	// Update runs fn in one read-write transaction: all of it is committed and
	// durable when Update returns nil, and nothing of it otherwise. fn may be
	// run again when the database asks for it.
	Update(ctx context.Context, fn func(Tx) error) error
	// Ping says whether the database answers.
	Ping(ctx context.Context) error

	// Revision gives the newest definition; Number 0 when there is none yet.
	Revision(ctx context.Context) (Revision, error)
	// SurveyVersion gives a published version of a survey.
	SurveyVersion(ctx context.Context, survey string, version int) (Survey, error)

	Event(ctx context.Context, id string) (StoredEvent, error)
	Decisions(ctx context.Context, eventID string) ([]Decision, error)
	Contact(ctx context.Context, id string) (Contact, error)
	Invitation(ctx context.Context, id string) (Invitation, error)
	// InvitationsOfEvent gives the invitations an event led to.
	InvitationsOfEvent(ctx context.Context, eventID string) ([]Invitation, error)
	// RemindersOfEvent gives what was decided of the reminders of these
	// invitations, by invitation and wave.
	RemindersOfEvent(ctx context.Context, eventID string) ([]ReminderDecision, error)
	// Outweighed counts the invitations to a survey, for experiences of these days
	// (both included), that gave way to others.
	Outweighed(ctx context.Context, survey, fromDay, toDay string) (int64, error)
	// Invitations gives a page of invitations, newest (created_at, id) first.
	Invitations(ctx context.Context, f InvitationFilter) ([]Invitation, error)
	// InvitationByToken gives the invitation behind the hash of a token and the
	// wave of the mail that carried it.
	InvitationByToken(ctx context.Context, hash string) (Invitation, int, error)
	// ResponseTo gives the newest revision of the answer to an invitation.
	ResponseTo(ctx context.Context, invitation string) (Response, error)
	// Responses gives a page of answers, newest revisions only, newest
	// (answered_at, id) first.
	Responses(ctx context.Context, f ResponseFilter) ([]Response, error)
	// EachResponse calls fn with every revision of every response, in the order
	// of id and revision, without holding them all.
	EachResponse(ctx context.Context, fn func(Response) error) error
	// Rollups sums stored tallies. Rows come in the order of survey, day,
	// dimension, value.
	Rollups(ctx context.Context, q RollupQuery) ([]Rollup, error)
	// Invited sums, by survey, the first mails that AddMailed counted and the
	// answers to mails (those with a wave) that rollups count.
	Invited(ctx context.Context, surveys []string, fromDay, toDay string) (map[string]Invited, error)

	Keys(ctx context.Context) ([]Key, error)
	KeyByHash(ctx context.Context, hash string) (Key, error)
	PutKey(ctx context.Context, k Key) error

	// AddIntent appends an opened link; of one invitation it keeps the first 50
	// or so.
	AddIntent(ctx context.Context, i Intent) error
	// Paused says since when all sending stands still; zero when it does not.
	Paused(ctx context.Context) (time.Time, error)
	SetPaused(ctx context.Context, since time.Time) error // zero resumes
	// Backlog counts what waits: for gauges, not for decisions.
	Backlog(ctx context.Context, now time.Time) (Backlog, error)

	ImprovementStore
}

// Tx is what may be read and written inside one transaction. Lists are written
// in a fixed order by the store, so that two transactions cannot deadlock. A call
// that gives nothing but an error may be put off until the next one that gives
// something, or until the end of the transaction; its error comes from there.
type Tx interface {
	PairTx

	AlertTx

	// Revision gives the number of the newest definition, locked against
	// publishing until the transaction ends; 0 when there is none.
	Revision() (int64, error)
	// LockRevision is Revision, but keeps every other publisher out until the
	// transaction ends.
	LockRevision() (int64, error)
	// Publish stores a definition as the next revision, with the survey
	// versions that are new in it.
	Publish(r Revision, newVersions []SurveyVersion) error
	// SurveyVersions gives the newest published version of each survey.
	SurveyVersions() ([]SurveyVersion, error)

	// Contacts gives the contacts that exist, by id, locked until the
	// transaction ends.
	Contacts(ids []string) (map[string]Contact, error)
	// PutContacts creates or replaces contacts; one that somebody else wrote
	// meanwhile from a newer event stays.
	PutContacts([]Contact) error
	// Erase removes a contact and everything that names it: addresses, texts,
	// properties, tokens and links to it. Scheduled invitations are cancelled.
	// Ratings, days, segments and respondent numbers stay. NotFound when nothing
	// is known of the contact.
	Erase(contact string, now time.Time) error

	// AddEvents stores those events whose id is new, and makes those strangers
	// that did not exist and that a stored event names. The contacts that the
	// events name are locked until the transaction ends.
	// What of ahead keeps people from being mailed is read on the same journey.
	AddEvents(events []StoredEvent, strangers []Contact, ahead StandingQuery) (Met, error)
	// EventsOf gives the events of these contacts that have one of the names.
	EventsOf(contacts, names []string) ([]StoredEvent, error)
	// Suppressions gives what keeps these persons from being mailed.
	Suppressions([]Person) ([]Suppression, error)
	// Asked gives when these persons were last asked at or after since: sent,
	// unknown, bounced and sending invitations by their first mail, imported answers by
	// answered_at; one row per person and touchpoint. Invitations of these contacts
	// stand in rows of their own too, per contact and touchpoint: they may have gone to
	// an address they had before.
	Asked(persons []Person, contacts []string, since time.Time) ([]Asked, error)
	// Standing gives both in one journey to the database.
	Standing(persons []Person, contacts []string, since time.Time) ([]Suppression, []Asked, error)
	PutSuppressions([]Suppression) error // one that exists stays as it is
	DeleteSuppression(p Person, touchpoint string) error
	// LockPerson makes other transactions wait that lock the same person.
	LockPerson(p Person) error

	AddDecisions([]Decision) error
	// SegmentsOf gives the segments that were recorded when these events were
	// decided, by event; an event without a decision is left out.
	SegmentsOf(events []string) (map[string]map[string]string, error)
	AddInvitations([]Invitation) error
	// ScheduledFor gives the scheduled invitations of these contacts made by one
	// of the triggers, locked.
	ScheduledFor(contacts, triggers []string) ([]Invitation, error)
	// ScheduledTo gives the scheduled invitations of a person, locked; of one
	// touchpoint unless it is empty.
	ScheduledTo(p Person, touchpoint string) ([]Invitation, error)
	// MailedTo gives the last invitations of a person whose first mail went out,
	// newest first, at most limit.
	MailedTo(p Person, limit int) ([]Invitation, error)
	// ClaimDue takes up to limit invitations whose next mail is due at now and
	// that nobody holds, for lease, raising their epoch; the earliest first. While
	// cap of them or more are held, by whomever, it claims no more than ten, and no
	// more than half of limit: enough that a dead owner's leases stop nobody.
	ClaimDue(now time.Time, lease time.Duration, limit, cap int) ([]Claim, error)
	// GiveBack ends the leases of those claims that still hold and whose mail is
	// not being sent, so that they are due for everybody, and gives how many.
	GiveBack([]Claim) (int, error)
	// ReleaseLost turns what is still in sending after its lease ran out into
	// unknown, with the reason, and gives how many there were. Their links close
	// as if the mail went out when its sending began.
	ReleaseLost(now time.Time, reason string) (int, error)
	// Claimed gives the invitation if the claim still holds and its status is
	// scheduled or (for a reminder) sent or unknown, locked; NotFound otherwise,
	// also when the lease was given back. Its contact and the person that the contact
	// is now are locked with it.
	Claimed(c Claim) (Invitation, error)
	// PutInvitation replaces an invitation that was read in this transaction.
	PutInvitation(Invitation) error
	// Invitation gives one, locked until the transaction ends.
	Invitation(id string) (Invitation, error)
	AddTokens([]Token) error
	// PutReminder keeps what was decided of a reminder, in place of what was
	// decided of the same one before; its checks stay where d has none.
	PutReminder(d ReminderDecision) error

	// Responses gives the newest revision of each of these responses, by id.
	Responses(ids []string) (map[string]Response, error)
	// Answered gives what Responses gives, and which invitations of these ids are
	// bounced.
	Answered(ids []string) (newest map[string]Response, bounced []string, err error)
	// AnswersOf gives the newest revision of what these contacts answered to these
	// surveys, in any way, by id.
	AnswersOf(contacts, surveys []string) ([]Response, error)
	// ResponsesTo gives the newest revision of the answers to these
	// invitations, by invitation.
	ResponsesTo(invitations []string) (map[string]Response, error)
	// AddResponses appends; a revision that exists is a Conflict.
	AddResponses([]Response) error
	// AddRollups adds each tally (which may be negative) to its stored row.
	AddRollups([]Rollup) error
	// ReplaceRollups puts exactly these rows in place of all that are there.
	ReplaceRollups([]Rollup) error
	// AddMailed counts first mails that went out for experiences of a day and did
	// not come back, for Invited. It is called with what first sets SentAt of an
	// invitation; ReleaseLost counts its own.
	AddMailed(survey, day string, n int64) error
	// LockRollups keeps every other writer of responses and rollups out until
	// the transaction ends.
	LockRollups() error
	// AllRollups gives every stored row, in order.
	AllRollups() ([]Rollup, error)
	// EachResponse is Store.EachResponse inside the transaction.
	EachResponse(fn func(Response) error) error

	ImprovementTx
}

// Revision is one state of the definition. Revisions are append-only.
type Revision struct {
	Number     int64
	Definition Definition
	Versions   map[string]int // newest version of each survey in it
	AppliedAt  time.Time
}

// SurveyVersion is a published version of a survey; it never changes.
type SurveyVersion struct {
	Survey      Survey
	Version     int
	PublishedAt time.Time
}

// Asked is when a person was last asked at a touchpoint, or a contact, whoever it
// was then.
type Asked struct {
	Person     Person // empty for a contact
	Contact    string // empty for a person
	Touchpoint string
	At         time.Time
}

// InvitationFilter picks invitations for a list. Empty fields pick all.
type InvitationFilter struct {
	Touchpoint string
	Contact    string
	Status     Status
	After      string // id of the last one of the page before
	Limit      int    // 1 to 500
}

// ResponseFilter picks responses for a list. Empty fields pick all.
type ResponseFilter struct {
	Touchpoint  string
	Survey      string
	Contact     string
	From, To    string // days of the experience, both included
	WithComment bool   // only those with some answer beside the rating
	After       Cursor
	Limit       int // 1 to 500
}

// Cursor is a place in a list that is ordered by time and id.
type Cursor struct {
	At time.Time
	ID string
}

// RollupQuery picks and sums rollups.
type RollupQuery struct {
	Surveys   []string // all when empty
	From, To  string   // days, both included; open when empty
	Dimension string   // exactly this one; DimensionTotal for the total
	Value     string   // only this value; all values when empty
	PerDay    bool     // one row a day; else the days are summed and Day is empty
	PerMonth  bool     // one row a month, Day is its first
}

// Invited counts mails and their answers.
type Invited struct {
	Sent     int64
	Answered int64
}

// Backlog counts what waits to be sent.
type Backlog struct {
	Due       int64
	OldestDue time.Time // zero when nothing is due
	Claimed   int64     // held under a lease right now
	Sending   int64
	Unknown   int64
	Retrying  int64 // wait to be tried again after a failed attempt
}

// StandingQuery asks what keeps people from being mailed: suppressions of persons,
// and when they and these contacts were asked at or after since. Nothing when
// Persons is empty.
type StandingQuery struct {
	Persons  []Person
	Contacts []string
	Since    time.Time
}

// Met is what AddEvents found.
type Met struct {
	Duplicates   map[string]string  // digests of the events that were there before, by id
	Contacts     map[string]Contact // that the events name and that exist, by id
	Suppressions []Suppression
	Asked        []Asked
}
