package rules

import (
	"time"

	"halte/surveys"
	"halte/surveys/definition"
)

// Blocker is what keeps a mail back: for good with a status, or until a time at
// which every rule is asked again. The zero value keeps nothing back.
type Blocker struct {
	Rule   string
	Status surveys.Status
	Reason surveys.Reason
	Until  time.Time
}

// Passes says whether nothing keeps the mail back.
func (o Blocker) Passes() bool { return o.Status == "" && o.Until.IsZero() }

// pausedRecheck is how often an invitation of a paused trigger or survey is tried
// again. Each time costs a lease, and many paused invitations must not hold up others.
const pausedRecheck = 5 * time.Minute

// SendContext is what the rules look at when a mail is about to go out.
type SendContext struct {
	Plan         *definition.Plan
	Persons      map[string][]surveys.Person // by contact, see Secret.persons
	Suppressions []surveys.Suppression
	Events       []surveys.StoredEvent // that may be counter-events
	LastAsked    []surveys.LastAsked
	Answers      []surveys.Response             // of these contacts to these surveys
	AnswerEvents map[string]surveys.StoredEvent // the events that answers name, by id
	Now          time.Time
}

// Blocked asks the rules that may have changed since the decision of a mail that
// would go out at c.at, first those that end it, then those that put it off. It
// gives every rule it asked, the last one being the one that failed, if any.
func (k *SendContext) Blocked(c Candidate) (checks []surveys.Check, o Blocker) {
	inv, rule := c.Inv, c.Rule
	first := inv.Status == surveys.StatusScheduled
	reminder := !first && !inv.Resending
	for _, rule := range []struct {
		name   string
		asked  bool
		status surveys.Status
		why    func() surveys.Reason
	}{
		{"definition", reminder, surveys.StatusCancelled, func() surveys.Reason {
			return when(inv.Wave >= len(rule.Reminders), surveys.ReasonFewerReminders)
		}},
		{"expiry", true, surveys.StatusExpired, func() surveys.Reason {
			return when(c.At.After(inv.SendBy), surveys.ReasonNotSentBefore, "send_by", surveys.ReasonTime(inv.SendBy))
		}},
		{"closing", !first, surveys.StatusExpired, func() surveys.Reason {
			return when(!inv.CanAnswer(c.At), surveys.ReasonLinkClosed, "at", surveys.ReasonTime(inv.ClosesAt))
		}},
		{"suppression", true, surveys.StatusSuppressed, func() surveys.Reason {
			return SuppressionFor(k.Suppressions, c.Contact.Person, inv.Touchpoint)
		}},
		{"counter_event", len(rule.CancelOn) > 0, surveys.StatusCancelled, func() surveys.Reason {
			return CounterEvent(rule, k.Events, c.Contact, inv.OccurredAt, inv.Correlation)
		}},
		{"answer", true, surveys.StatusCancelled, func() surveys.Reason { return k.Answered(c) }},
	} {
		if !rule.asked {
			continue
		}
		why := rule.why()
		checks = append(checks, surveys.Check{Rule: rule.name, Passed: why.IsZero(), Reason: why})
		if !why.IsZero() {
			return checks, Blocker{Rule: rule.name, Status: rule.status, Reason: why}
		}
	}
	if rule.Paused || rule.Asks.Paused {
		why := surveys.Because(surveys.IfElse(rule.Asks.Paused, surveys.ReasonSurveyPaused, surveys.ReasonTriggerPaused))
		return append(checks, surveys.Check{Rule: "paused", Passed: false, Reason: why}), Blocker{Rule: "paused", Reason: why, Until: k.Now.Add(pausedRecheck)}
	}
	if rule.Window != nil {
		open := rule.Window.Next(c.At, k.Plan.ZoneOf(c.Contact)).UTC()
		switch {
		case open.After(inv.SendBy):
			why := surveys.Because(surveys.ReasonWindowTooLate, "send_by", surveys.ReasonTime(inv.SendBy))
			return append(checks, surveys.Check{Rule: "window", Passed: false, Reason: why}), Blocker{Rule: "window", Status: surveys.StatusExpired, Reason: why}
		case open.After(c.At):
			return append(checks, surveys.Check{Rule: "window", Passed: false, Reason: surveys.Because(surveys.ReasonWindow, "at", surveys.ReasonTime(open))}), Blocker{Rule: "window", Until: open}
		}
		checks = append(checks, surveys.Check{Rule: "window", Passed: true})
	}
	if first {
		why := Quarantine(rule, k.Plan, k.LastAsked, k.Persons[inv.ContactID], c.At)
		checks = append(checks, surveys.Check{Rule: "quarantine", Passed: why.IsZero(), Reason: why})
		if !why.IsZero() {
			return checks, Blocker{Rule: "quarantine", Status: surveys.StatusQuarantined, Reason: why}
		}
	}
	return checks, o
}

// Answered says how the contact has answered what the mail would ask: by its own
// link, or in another way about the same event, about one with the same
// correlation, or about none in particular since the experience.
func (k *SendContext) Answered(c Candidate) surveys.Reason {
	inv := c.Inv
	for _, r := range k.Answers {
		if r.ContactID != inv.ContactID || r.Survey != inv.Survey {
			continue
		}
		answers := r.EventID == inv.EventID
		switch e, there := k.AnswerEvents[r.EventID]; {
		case r.Invitation == inv.ID:
			answers = true
		case r.EventID == "":
			answers = !r.OccurredAt.Before(inv.OccurredAt)
		case there && c.Rule.CorrelationValue != nil && inv.Correlation != "":
			answers = answers || c.Rule.CorrelationValue.Text(definition.FactsOf(&e, c.Contact)) == inv.Correlation
		}
		if answers {
			return surveys.Because(surveys.ReasonAnswered, "source", string(r.Source), "at", surveys.ReasonTime(r.AnsweredAt))
		}
	}
	return surveys.Reason{}
}

// Candidate is an invitation that may go out, with who would get it and when.
type Candidate struct {
	Inv     *surveys.Invitation
	Rule    *definition.PlannedTrigger
	Contact *surveys.Contact
	At      time.Time
}
