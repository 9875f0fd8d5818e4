package privacy

import (
	"time"

	"halte/surveys"
)

// PersonalData is everything that is kept under the name of a contact, and nothing of
// others.
type PersonalData struct {
	Contact      surveys.Contact
	Events       []surveys.StoredEvent
	Decisions    []surveys.Decision
	Invitations  []surveys.Invitation
	Steps        []Step // of the invitations
	Reminders    []surveys.ReminderDecision
	Openings     []surveys.Intent
	Answers      []surveys.Response // every revision
	Suppressions []surveys.Suppression
}

// Step is that an invitation came to stand somewhere.
type Step struct {
	Invitation string
	At         time.Time
	Status     surveys.Status
	Reason     surveys.Reason
	Wave       int
}
