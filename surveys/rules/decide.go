package rules

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strconv"
	"time"

	"halte/surveys"
	"halte/surveys/definition"
)

// Input is everything a decision looks at.
type Input struct {
	Plan         *definition.Plan
	Event        *surveys.StoredEvent
	Contact      *surveys.Contact // as it is with this event's own properties on top
	Persons      []surveys.Person // the contact's, see Secret.persons
	History      bool             // imported: nobody is mailed
	Suppressions []surveys.Suppression
	Others       []surveys.StoredEvent // events of the contact that may be counter-events
	Asked        []surveys.LastAsked
	Now          time.Time
}

// DueAt gives when the mail for an event is due: the first instant at or after
// occurred + delay that lies inside the window in the zone.
func DueAt(t surveys.Trigger, occurred time.Time, zone *time.Location) time.Time {
	at := occurred.Add(t.Delay.Duration())
	if t.Window != nil {
		at = t.Window.Next(at, zone)
	}
	return at.UTC()
}

// Samples says whether a contact is in the trigger's sample. It is the same for
// a contact every time, and independent between triggers.
func Samples(t surveys.Trigger, contactID string) bool {
	if t.Sample == nil || *t.Sample >= 1 {
		return true
	}
	h := sha256.Sum256([]byte(t.Key + "\x00" + contactID))
	return float64(binary.BigEndian.Uint64(h[:8])>>11)/(1<<53) < *t.Sample
}

// Decide asks every rule of the trigger and records what it found. The
// invitation is nil unless the outcome is Scheduled.
func Decide(r *definition.PlannedTrigger, s Input) (surveys.Decision, *surveys.Invitation) {
	f := definition.FactsOf(s.Event, s.Contact)
	d := surveys.Decision{
		EventID: s.Event.ID, Trigger: r.Key, Survey: r.Survey, Touchpoint: r.Asks.Touchpoint,
		ContactID: s.Contact.ID, Outcome: surveys.Scheduled, Segments: s.Plan.SegmentsOf(f), DecidedAt: s.Now,
		Day:    s.Plan.DayOf(s.Event.OccurredAt),
		Checks: make([]surveys.Check, 0, 8),
	}
	check := func(rule string, passed bool, otherwise surveys.Outcome, detail string) {
		d.Checks = append(d.Checks, surveys.Check{Rule: rule, Passed: passed, Detail: detail})
		if !passed && d.Outcome == surveys.Scheduled {
			d.Outcome = otherwise
		}
	}
	if s.History {
		check("history", false, surveys.Imported, "imported as history: nobody is mailed")
	}
	if r.Condition != nil {
		ok, detail := r.Condition.Holds(f)
		check("condition", ok, surveys.Unmatched, detail)
	}
	if s.History {
		return d, nil
	}
	check("address", s.Contact.Email != "", surveys.Unreachable, surveys.IfElse(s.Contact.Email == "", "the contact has no mail address", ""))
	suppressed := SuppressionFor(s.Suppressions, s.Contact.Person, r.Asks.Touchpoint)
	check("suppression", suppressed == "", surveys.Suppressed, suppressed)

	correlation := ""
	if r.CorrelationValue != nil {
		correlation = r.CorrelationValue.Text(f)
	}
	if len(r.CancelOn) > 0 {
		counter := CounterEvent(r, s.Others, s.Contact, s.Event.OccurredAt, correlation)
		check("counter_event", counter == "", surveys.Cancelled, counter)
	}

	due := DueAt(r.Trigger, s.Event.OccurredAt, s.Plan.ZoneOf(s.Contact))
	send := surveys.Later(due, s.Now)
	if r.Window != nil {
		send = r.Window.Next(send, s.Plan.ZoneOf(s.Contact)).UTC()
	}
	sendBy := s.Event.OccurredAt.Add(r.Expires.Duration())
	late := send.After(sendBy)
	check("expiry", !late, surveys.Expired, surveys.IfElse(late, fmt.Sprintf("it could go out at %s at the earliest, and expires %s after the event", surveys.FormatInstant(send), r.Expires), ""))
	if r.Sample != nil {
		check("sample", Samples(r.Trigger, s.Contact.ID), surveys.SampledOut, "asks "+strconv.FormatFloat(*r.Sample*100, 'f', -1, 64)+" percent of contacts")
	}
	resting := Quarantine(r, s.Plan, s.Asked, s.Persons, send)
	check("quarantine", resting == "", surveys.Quarantined, resting)
	if d.Outcome != surveys.Scheduled {
		return d, nil
	}

	inv := &surveys.Invitation{
		ID: surveys.NewID(), EventID: s.Event.ID, Trigger: r.Key, Survey: r.Survey, Touchpoint: r.Asks.Touchpoint,
		ContactID: s.Contact.ID, Person: s.Contact.Person, Language: s.Contact.Locale, Segments: d.Segments,
		Correlation: correlation, OccurredAt: s.Event.OccurredAt, Day: d.Day,
		CreatedAt: s.Now, DueAt: due, SendBy: sendBy, OpenFor: r.Expires, Status: surveys.StatusScheduled, NextAt: due,
	}
	d.Invitation, d.DueAt = inv.ID, due
	return d, inv
}

// CounterEvent tells of an event among others that cancels what an event at
// occurred with this correlation led to; empty when none does.
func CounterEvent(r *definition.PlannedTrigger, others []surveys.StoredEvent, c *surveys.Contact, occurred time.Time, correlation string) string {
	for i := range others {
		if o := &others[i]; o.ContactID == c.ID && Cancels(r, o, c, occurred, correlation) {
			return fmt.Sprintf("%s came at %s", o.Name, surveys.FormatInstant(o.OccurredAt))
		}
	}
	return ""
}

// Cancels says whether a counter-event of the same contact calls off what an
// event at occurred with this correlation led to: with `correlate` by an equal
// key, in either order; without it by a later time.
func Cancels(r *definition.PlannedTrigger, counter *surveys.StoredEvent, c *surveys.Contact, occurred time.Time, correlation string) bool {
	named := false
	for _, name := range r.CancelOn {
		named = named || name == counter.Name
	}
	if !named {
		return false
	}
	if r.CorrelationValue == nil {
		return counter.OccurredAt.After(occurred)
	}
	return correlation != "" && r.CorrelationValue.Text(definition.FactsOf(counter, c)) == correlation
}

// SuppressionFor tells what keeps a person from being mailed about a
// touchpoint; empty when nothing does.
func SuppressionFor(all []surveys.Suppression, who surveys.Person, touchpoint string) string {
	for _, s := range all {
		if s.Person == who && (s.Touchpoint == "" || s.Touchpoint == touchpoint) {
			return s.Words()
		}
	}
	return ""
}
