package insight

import (
	"time"

	"halte/surveys"
	"halte/surveys/metric"
)

// What this room asks its store, and the rows that it gets.

// TimelineQuery asks for a page of what happened to a contact.
type TimelineQuery struct {
	Contact  string
	After    time.Time // with TieBreak, the last entry of the page before; zero for the first page
	TieBreak TieBreak
	Limit    int // 1 to 500
}

// TimelineEntry is one thing that happened to a contact. Fields that do not belong to
// its kind are empty.
type TimelineEntry struct {
	At          time.Time
	Kind        TimelineKind
	Event       string // id
	Name        string // of the event
	ReceivedAt  time.Time
	Imported    bool // of an event or an answer: brought along as history
	Trigger     string
	Survey      string
	Touchpoint  string // of a suppression: empty when it is for all of them
	Invitation  string
	Outcome     surveys.Outcome // of a decision
	Checks      []surveys.Check
	DueAt       time.Time
	Status      surveys.Status            // that an invitation came to
	Reason      surveys.Reason            // why
	Suppression surveys.SuppressionReason // of a suppression
	Wave        int                       // 0 is the first mail, 1 and 2 are reminders
	Rating      *int
	Revision    int // of an answer
	Answers     map[string][]string
	Source      surveys.Source
	TieBreak    TieBreak
}

// TimelineKind says what kind of thing happened to a contact.
type TimelineKind string

// What can happen to a contact.
const (
	TimelineEvent       TimelineKind = "event"       // something happened at a touchpoint
	TimelineDecision    TimelineKind = "decision"    // a trigger decided whether to ask
	TimelineSuppression TimelineKind = "suppression" // no more mail from then on
	TimelineInvitation  TimelineKind = "invitation"  // an invitation moved on: see Status
	TimelineOpened      TimelineKind = "opened"      // a link in a mail was followed, perhaps by a machine
	TimelineAnswer      TimelineKind = "answer"      // an answer was given (Revision 1) or changed
)

// StatusLeased occurs in a timeline only: a worker leased the invitation. It is stored
// and sent as "claimed", its older name.
const StatusLeased surveys.Status = "claimed"

// TieBreak orders the entries of one moment: by Rank, then Seq, then Key.
type TieBreak struct {
	Rank int // by kind: a cause stands before its effect
	Seq  int64
	Key  string
}

// ReplayTallyQuery asks what the responses were at a moment.
type ReplayTallyQuery struct {
	At         time.Time // revisions of this moment and of before count
	ByAnswered bool      // by answered_at instead of recorded_at
	From, To   string    // days of the experience, both included
	Touchpoint string    // all when empty
	PerDay     bool      // one tally a day; else Day is empty
}

// ReplayTally is the answers to a survey at a touchpoint as they were at a moment.
type ReplayTally struct {
	Touchpoint string
	Survey     string
	Day        string
	Tally      metric.Tally
}

// FunnelQuery asks what became of the events of a period.
type FunnelQuery struct {
	Touchpoint string // all when empty
	Trigger    string // all when empty
	From, To   string // days of the experience, both included; the last 90 when empty
}

// FunnelCount is a number of decisions, or of invitations, that stand alike.
type FunnelCount struct {
	Outcome  surveys.Outcome // of decisions without an invitation; empty for invitations
	Status   surveys.Status  // of invitations
	Reminded bool            // a reminder went out after the first mail
	Opened   bool            // the page was opened
	Answered bool
	N        int64
}

// ReachQuery picks the invitations to a survey.
type ReachQuery struct {
	Survey    string
	From, To  string   // days of the experience, both included
	Languages []string // of the invitations; all when empty
}

// Reach counts invitations and their answers of one day whose segments are
// alike. Failed mails were never accepted by a server, or came back from one:
// nobody was asked.
type Reach struct {
	Day                        string
	Segments                   map[string]string
	Delivered, Unknown, Failed int64
	Reminded                   int64        // those of Delivered to whom a reminder was sent too
	First, Reminder            metric.Tally // answers by the mail that was answered
}
