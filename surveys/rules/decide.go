package rules

import (
	"crypto/sha256"
	"encoding/binary"
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
	LastAsked    []surveys.LastAsked
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
	check := func(rule string, passed bool, otherwise surveys.Outcome, why surveys.Reason) {
		d.Checks = append(d.Checks, surveys.Check{Rule: rule, Passed: passed, Reason: why})
		if !passed && d.Outcome == surveys.Scheduled {
			d.Outcome = otherwise
		}
	}
	if s.History {
		check("history", false, surveys.Imported, surveys.Because(surveys.ReasonHistory))
	}
	if r.Condition != nil {
		ok, why := r.Condition.Holds(f)
		check("condition", ok, surveys.Unmatched, why)
	}
	if s.History {
		return d, nil
	}
	check("address", s.Contact.Email != "", surveys.Unreachable, when(s.Contact.Email == "", surveys.ReasonNoAddress))
	suppressed := SuppressionFor(s.Suppressions, s.Contact.Person, r.Asks.Touchpoint)
	check("suppression", suppressed.IsZero(), surveys.Suppressed, suppressed)

	correlation := ""
	if r.CorrelationValue != nil {
		correlation = r.CorrelationValue.Text(f)
	}
	if len(r.CancelOn) > 0 {
		counter := CounterEvent(r, s.Others, s.Contact, s.Event.OccurredAt, correlation)
		check("counter_event", counter.IsZero(), surveys.Cancelled, counter)
	}

	due := DueAt(r.Trigger, s.Event.OccurredAt, s.Plan.ZoneOf(s.Contact))
	send := surveys.Later(due, s.Now)
	if r.Window != nil {
		send = r.Window.Next(send, s.Plan.ZoneOf(s.Contact)).UTC()
	}
	sendBy := s.Event.OccurredAt.Add(r.Expires.Duration())
	late := send.After(sendBy)
	check("expiry", !late, surveys.Expired, when(late, surveys.ReasonTooLate, "at", surveys.ReasonTime(send), "expires", r.Expires.String()))
	if r.Sample != nil {
		check("sample", Samples(r.Trigger, s.Contact.ID), surveys.SampledOut,
			surveys.Because(surveys.ReasonSample, "percent", strconv.FormatFloat(*r.Sample*100, 'f', -1, 64)))
	}
	resting := Quarantine(r, s.Plan, s.LastAsked, s.Persons, send)
	check("quarantine", resting.IsZero(), surveys.Quarantined, resting)
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
// occurred with this correlation led to; zero when none does.
func CounterEvent(r *definition.PlannedTrigger, others []surveys.StoredEvent, c *surveys.Contact, occurred time.Time, correlation string) surveys.Reason {
	for i := range others {
		if o := &others[i]; o.ContactID == c.ID && Cancels(r, o, c, occurred, correlation) {
			return CameAt(o)
		}
	}
	return surveys.Reason{}
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
// touchpoint; zero when nothing does.
func SuppressionFor(all []surveys.Suppression, who surveys.Person, touchpoint string) surveys.Reason {
	for _, s := range all {
		if s.Person == who && (s.Touchpoint == "" || s.Touchpoint == touchpoint) {
			return s.Why()
		}
	}
	return surveys.Reason{}
}

// CameAt gives a counter-event as the reason for which something was called off.
func CameAt(counter *surveys.StoredEvent) surveys.Reason {
	return surveys.Because(surveys.ReasonCounterEvent, "event", counter.Name, "at", surveys.ReasonTime(counter.OccurredAt))
}

// when gives a reason where it holds, else none.
func when(holds bool, code surveys.ReasonCode, pairs ...string) surveys.Reason {
	if !holds {
		return surveys.Reason{}
	}
	return surveys.Because(code, pairs...)
}
