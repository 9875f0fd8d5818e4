package surveys

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// situation is everything a decision looks at.
type situation struct {
	plan         *Plan
	event        *StoredEvent
	contact      *Contact // as it is with this event's own properties on top
	persons      []Person // the contact's, see Secret.persons
	history      bool     // imported: nobody is mailed
	suppressions []Suppression
	others       []StoredEvent // events of the contact that may be counter-events
	asked        []Asked
	now          time.Time
}

// DueAt gives when the mail for an event is due: the first instant at or after
// occurred + delay that lies inside the window in the zone.
func (t Trigger) DueAt(occurred time.Time, zone *time.Location) time.Time {
	at := occurred.Add(t.Delay.Duration())
	if t.Window != nil {
		at = t.Window.next(at, zone)
	}
	return at.UTC()
}

// Samples says whether a contact is in the trigger's sample. It is the same for
// a contact every time, and independent between triggers.
func (t Trigger) Samples(contactID string) bool {
	if t.Sample == nil || *t.Sample >= 1 {
		return true
	}
	h := sha256.Sum256([]byte(t.Key + "\x00" + contactID))
	return float64(binary.BigEndian.Uint64(h[:8])>>11)/(1<<53) < *t.Sample
}

// decide asks every rule of the trigger and records what it found. The
// invitation is nil unless the outcome is Scheduled.
func (r *rule) decide(s situation) (Decision, *Invitation) {
	f := factsOf(s.event, s.contact)
	d := Decision{
		EventID: s.event.ID, Trigger: r.Key, Survey: r.Survey, Touchpoint: r.survey.Touchpoint,
		ContactID: s.contact.ID, Outcome: Scheduled, Segments: s.plan.segmentsOf(f), DecidedAt: s.now,
		Day:    s.plan.DayOf(s.event.OccurredAt),
		Checks: make([]Check, 0, 8),
	}
	check := func(rule string, passed bool, otherwise Outcome, detail string) {
		d.Checks = append(d.Checks, Check{rule, passed, detail})
		if !passed && d.Outcome == Scheduled {
			d.Outcome = otherwise
		}
	}
	if s.history {
		check("history", false, Imported, "imported as history: nobody is mailed")
	}
	if r.when != nil {
		ok, detail := r.when.holds(f)
		check("condition", ok, Unmatched, detail)
	}
	if s.history {
		return d, nil
	}
	check("address", s.contact.Email != "", Unreachable, ifElse(s.contact.Email == "", "the contact has no mail address", ""))
	suppressed := suppressionFor(s.suppressions, s.contact.Person, r.survey.Touchpoint)
	check("suppression", suppressed == "", Suppressed, suppressed)

	correlation := ""
	if r.correlate != nil {
		correlation = r.correlate.text(f)
	}
	if len(r.CancelOn) > 0 {
		counter := r.counterEvent(s.others, s.contact, s.event.OccurredAt, correlation)
		check("counter_event", counter == "", Cancelled, counter)
	}

	due := r.DueAt(s.event.OccurredAt, s.plan.zoneOf(s.contact))
	send := later(due, s.now)
	if r.Window != nil {
		send = r.Window.next(send, s.plan.zoneOf(s.contact)).UTC()
	}
	sendBy := s.event.OccurredAt.Add(r.Expires.Duration())
	late := send.After(sendBy)
	check("expiry", !late, Expired, ifElse(late, fmt.Sprintf("it could go out at %s at the earliest, and expires %s after the event", stamp(send), r.Expires), ""))
	if r.Sample != nil {
		check("sample", r.Samples(s.contact.ID), SampledOut, "asks "+strconv.FormatFloat(*r.Sample*100, 'f', -1, 64)+" percent of contacts")
	}
	resting := r.quarantine(s.plan, s.asked, s.persons, send)
	check("quarantine", resting == "", Quarantined, resting)
	if d.Outcome != Scheduled {
		return d, nil
	}

	inv := &Invitation{
		ID: newID(), EventID: s.event.ID, Trigger: r.Key, Survey: r.Survey, Touchpoint: r.survey.Touchpoint,
		ContactID: s.contact.ID, Person: s.contact.Person, Language: s.contact.Locale, Segments: d.Segments,
		Correlation: correlation, OccurredAt: s.event.OccurredAt, Day: d.Day,
		CreatedAt: s.now, DueAt: due, SendBy: sendBy, OpenFor: r.Expires, Status: StatusScheduled, NextAt: due,
	}
	d.Invitation, d.DueAt = inv.ID, due
	return d, inv
}

// counterEvent tells of an event among others that cancels what an event at
// occurred with this correlation led to; empty when none does.
func (r *rule) counterEvent(others []StoredEvent, c *Contact, occurred time.Time, correlation string) string {
	for i := range others {
		if o := &others[i]; o.ContactID == c.ID && r.cancels(o, c, occurred, correlation) {
			return fmt.Sprintf("%s came at %s", o.Name, stamp(o.OccurredAt))
		}
	}
	return ""
}

// cancels says whether a counter-event of the same contact calls off what an
// event at occurred with this correlation led to: with `correlate` by an equal
// key, in either order; without it by a later time.
func (r *rule) cancels(counter *StoredEvent, c *Contact, occurred time.Time, correlation string) bool {
	named := false
	for _, name := range r.CancelOn {
		named = named || name == counter.Name
	}
	if !named {
		return false
	}
	if r.correlate == nil {
		return counter.OccurredAt.After(occurred)
	}
	return correlation != "" && r.correlate.text(factsOf(counter, c)) == correlation
}

// quarantine says why somebody, known as these persons, is left alone at the time
// send; empty when nothing keeps the mail back.
func (r *rule) quarantine(p *Plan, asked []Asked, who []Person, send time.Time) string {
	for _, a := range asked {
		if !slices.Contains(who, a.Person) {
			continue
		}
		if q := p.Definition.Organisation.Quarantine; q > 0 && a.At.Add(q.Duration()).After(send) {
			return fmt.Sprintf("was asked about %s %s; this organisation waits %s", p.touchpointName(a.Touchpoint, "en"), p.before(a.At, send), inWords(q))
		}
		if a.Touchpoint == r.survey.Touchpoint && r.Quarantine > 0 && a.At.Add(r.Quarantine.Duration()).After(send) {
			return fmt.Sprintf("was asked about this %s; this trigger waits %s", p.before(a.At, send), inWords(r.Quarantine))
		}
	}
	return ""
}

// longestQuarantine is how far back a rule has to look.
func (r *rule) longestQuarantine(p *Plan) time.Duration {
	return max(p.Definition.Organisation.Quarantine, r.Quarantine).Duration()
}

// suppressionFor tells what keeps a person from being mailed about a
// touchpoint; empty when nothing does.
func suppressionFor(all []Suppression, who Person, touchpoint string) string {
	for _, s := range all {
		if s.Person == who && (s.Touchpoint == "" || s.Touchpoint == touchpoint) {
			return s.words()
		}
	}
	return ""
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func ifElse[T any](cond bool, yes, no T) T {
	if cond {
		return yes
	}
	return no
}
