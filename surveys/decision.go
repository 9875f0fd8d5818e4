package surveys

import (
	"encoding/json"
	"time"
)

// Outcome is the result of a decision about an eligible event.
type Outcome string

// The outcomes of a decision, in the order in which the rules are asked; the
// first rule that fails names the outcome.
const (
	Scheduled   Outcome = "scheduled"
	Imported    Outcome = "imported"    // history: nobody is mailed for it
	Unmatched   Outcome = "unmatched"   // the trigger's condition is false
	Unreachable Outcome = "unreachable" // no mail address
	Suppressed  Outcome = "suppressed"  // unsubscribed or bounced before
	Cancelled   Outcome = "cancelled"   // a counter-event came first
	Expired     Outcome = "expired"     // too late for the trigger's expiry
	SampledOut  Outcome = "sampled_out" // not in the sample
	Quarantined Outcome = "quarantined" // asked too recently
)

// Check is one rule that a decision asked, and what it found.
type Check struct {
	Rule   string `json:"rule"` // condition, history, address, suppression, counter_event, expiry, sample or quarantine
	Passed bool   `json:"passed"`
	Reason Reason `json:"reason,omitzero"`
}

// UnmarshalJSON reads a check, also one of a version that stored sentences.
func (c *Check) UnmarshalJSON(b []byte) error {
	type plain Check
	stored := struct {
		*plain
		Detail string `json:"detail"`
	}{plain: (*plain)(c)}
	if err := json.Unmarshal(b, &stored); err != nil {
		return err
	}
	if c.Reason.IsZero() {
		c.Reason = ReadReason(stored.Detail)
	}
	return nil
}

// Decision is the recorded reason why an eligible event did or did not become
// an invitation: one per event and trigger, with every rule it passed or failed.
type Decision struct {
	EventID    string
	Trigger    string
	Survey     string
	Touchpoint string
	ContactID  string // empty after an erasure
	Outcome    Outcome
	Checks     []Check
	Segments   map[string]string // as they were when the event was decided
	Invitation string            // id; empty unless scheduled
	DueAt      time.Time         // zero unless scheduled
	Day        string            // of the experience, in the organisation's zone
	DecidedAt  time.Time
}

// ReminderDecision is the recorded reason why a reminder did or did not go out:
// one per invitation and wave, as it was decided last.
type ReminderDecision struct {
	Invitation string
	Wave       int    // 1 or 2
	Outcome    Status // sending, sent, unknown, failed, scheduled (to be tried again), or what kept it back
	Reason     Reason // zero when it went out
	Checks     []Check
	DecidedAt  time.Time
}
