package dispatch

import (
	"cmp"
	"slices"
	"time"

	"halte/surveys"
	"halte/surveys/rules"
)

// personSimulation is the dry run of a trigger for one person.
type personSimulation struct {
	*simulation
	contacts     map[string]*surveys.Contact
	counters     map[string][]surveys.StoredEvent // by contact
	suppressions []surveys.Suppression
	answers      map[string][]surveys.Response // by contact
	answerEvents map[string]surveys.StoredEvent
	asked        []surveys.LastAsked // mails of others, and those that would have been sent so far
	waiting      []plannedMail       // in the order of their sending
}

// plannedMail is a mail that would be sent.
type plannedMail struct {
	surveys.Invitation
	at time.Time
}

// arrivedAt is when an event came in: of history, when it happened.
func arrivedAt(e *surveys.StoredEvent) time.Time {
	if e.Imported {
		return e.OccurredAt
	}
	return e.ReceivedAt
}

// run decides about the events of one person in the order in which they came in. Between
// them it sends the mails that are due by then.
func (t *personSimulation) run(events []surveys.StoredEvent) {
	slices.SortFunc(events, func(a, b surveys.StoredEvent) int {
		return cmp.Or(arrivedAt(&a).Compare(arrivedAt(&b)), a.OccurredAt.Compare(b.OccurredAt), cmp.Compare(a.ID, b.ID))
	})
	for i := range events {
		e, now := &events[i], arrivedAt(&events[i])
		t.send(now)
		contact := t.contacts[e.ContactID]
		d, inv := rules.Decide(t.rule, rules.Input{
			Plan: t.plan, Event: e, Contact: contact, Persons: t.secret.Persons(contact), Now: now,
			Suppressions: t.suppressedBy(now), Others: t.counteredBy(contact.ID, now), LastAsked: t.askedBy(now),
		})
		if inv == nil {
			t.count(t.plan.DayOf(e.OccurredAt), d.Outcome, missingIn(d), 1)
			continue
		}
		w := plannedMail{*inv, t.sendingAt(contact, surveys.Later(inv.DueAt, now))}
		index, _ := slices.BinarySearchFunc(t.waiting, w, func(a, b plannedMail) int {
			return cmp.Or(a.at.Compare(b.at), -1) // behind those of the same time
		})
		t.waiting = slices.Insert(t.waiting, index, w)
	}
	t.send(t.now)
	for _, w := range t.waiting { // beyond now
		if outcome, why := t.stopped(w, t.now); outcome != "" {
			t.count(w.Day, outcome, why, 1)
		} else {
			t.count(w.Day, surveys.Scheduled, surveys.Reason{}, 1)
		}
	}
}

// sendingAt is when a mail that is due goes out: when the window is open.
func (t *personSimulation) sendingAt(c *surveys.Contact, due time.Time) time.Time {
	if t.rule.Window == nil {
		return due
	}
	return t.rule.Window.Next(due, t.plan.ZoneOf(c)).UTC()
}

// send sends the mails that are due up to now, and asks every rule again.
func (t *personSimulation) send(now time.Time) {
	for len(t.waiting) > 0 && !t.waiting[0].at.After(now) {
		w := t.waiting[0]
		t.waiting = t.waiting[1:]
		outcome, why := t.stopped(w, w.at)
		if outcome == "" && !rules.Quarantine(t.rule, t.plan, t.askedBy(w.at), t.secret.Persons(t.contacts[w.ContactID]), w.at).IsZero() {
			outcome = surveys.Quarantined
		}
		if outcome != "" {
			t.count(w.Day, outcome, why, 1)
			continue
		}
		t.asked = append(t.asked, surveys.LastAsked{Person: w.Person, Touchpoint: w.Touchpoint, At: w.at})
		t.count(w.Day, asked, surveys.Reason{}, 1)
	}
}

// stopped says what keeps a mail back when it would be sent; empty when nothing does.
// why is zero unless the outcome alone does not say it.
func (t *personSimulation) stopped(w plannedMail, now time.Time) (outcome surveys.Outcome, why surveys.Reason) {
	switch contact := t.contacts[w.ContactID]; {
	case !rules.SuppressionFor(t.suppressedBy(now), contact.Person, w.Touchpoint).IsZero():
		return surveys.Suppressed, surveys.Reason{}
	case len(t.rule.CancelOn) > 0 && !rules.CounterEvent(t.rule, t.counteredBy(contact.ID, now), contact, w.OccurredAt, w.Correlation).IsZero():
		return surveys.Cancelled, surveys.Reason{}
	case !t.answeredBy(contact, now).Answered(rules.Candidate{Inv: &w.Invitation, Rule: t.rule, Contact: contact}).IsZero():
		return surveys.Cancelled, surveys.Because(surveys.ReasonAnsweredElsewhere)
	}
	return "", surveys.Reason{}
}

func (t *personSimulation) answeredBy(contact *surveys.Contact, now time.Time) *rules.SendContext {
	answers := until(t.answers[contact.ID], now, func(r *surveys.Response) time.Time {
		if r.Imported {
			return r.AnsweredAt
		}
		return r.RecordedAt
	})
	return &rules.SendContext{Answers: answers, AnswerEvents: t.answerEvents}
}

func (t *personSimulation) suppressedBy(now time.Time) []surveys.Suppression {
	return until(t.suppressions, now, func(s *surveys.Suppression) time.Time { return s.Since })
}

func (t *personSimulation) counteredBy(contact string, now time.Time) []surveys.StoredEvent {
	return until(t.counters[contact], now, arrivedAt)
}

func (t *personSimulation) askedBy(now time.Time) []surveys.LastAsked {
	return until(t.asked, now, func(a *surveys.LastAsked) time.Time { return a.At })
}

// until gives the elements that were known at a time.
func until[T any](all []T, now time.Time, at func(*T) time.Time) []T {
	var known []T
	for i := range all {
		if !at(&all[i]).After(now) {
			known = append(known, all[i])
		}
	}
	return known
}

// asked is what becomes of an event that leads to a mail.
const asked surveys.Outcome = "asked"
