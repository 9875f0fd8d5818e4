package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/rules"
)

// RecordOptions say how events come in.
type RecordOptions struct {
	// History marks events of the past that nobody is to be mailed for; they
	// stand outside the funnel.
	History bool
}

// eventBatch is the events of one request on their way into a commit.
type eventBatch struct {
	events  []*newEvent
	history bool
	due     bool // set by the commit: some mail is due already
}

// newEvent is an event that is good in itself, and what became of it.
type newEvent struct {
	surveys.StoredEvent
	contact surveys.EventContact
	address surveys.Address
	result  *surveys.EventResult
	note    string // what was left out of it
}

// Record takes events in: each with its contact, its decisions and its
// invitations in one transaction, durable when Record returns. The results stand
// in the order of the events. The error is nil unless nothing was recorded and
// the same events may be sent again.
func (s *Service) Record(ctx context.Context, events []ReadEvent, o RecordOptions) ([]surveys.EventResult, error) {
	now := s.now()
	results := make([]surveys.EventResult, len(events))
	batch := &eventBatch{history: o.History, events: make([]*newEvent, 0, len(events))}
	for i := range events {
		results[i] = surveys.EventResult{ID: surveys.Truncate(events[i].Event.ID, surveys.MaxID), Status: surveys.EventAccepted}
		err := events[i].Refused
		var e *newEvent
		if err == nil {
			e, err = s.accept(events[i].Event, now, o.History)
		}
		if err != nil {
			results[i].Status, results[i].Field, results[i].Reason = surveys.EventRefused, err.Field, err.Message
			continue
		}
		e.result, results[i].Note = &results[i], e.note
		batch.events = append(batch.events, e)
	}
	if len(batch.events) == 0 {
		return results, nil
	}
	if err := s.events.Do(ctx, batch); err != nil {
		return nil, err
	}
	if batch.due {
		s.nudge()
	}
	return results, nil
}

// accept checks one event by itself and brings it into the form it is kept in.
func (s *Service) accept(e surveys.Event, now time.Time, history bool) (*newEvent, *surveys.Error) {
	var refused *surveys.Error
	if e.ID, refused = surveys.ReadID("id", e.ID, surveys.MaxID); refused != nil {
		return nil, refused
	}
	if err := surveys.CheckLine("name", e.Name, 100); err != nil {
		return nil, err
	}
	out := &newEvent{contact: e.Contact}
	c := &out.contact
	if c.Email != "" {
		a, err := surveys.ReadAddress(c.Email)
		if err != nil {
			return nil, surveys.Refuse("contact.email", "%s", err)
		}
		out.address, c.Email = a, a.String()
	}
	if c.ID == "" && c.Email == "" {
		return nil, surveys.Refuse("contact.id", "is missing, and so is contact.email: one of them says who it happened to")
	}
	if c.ID == "" {
		c.ID = "email:" + out.address.Key()
	}
	if c.ID, refused = surveys.ReadID("contact.id", c.ID, surveys.MaxID+100); refused != nil {
		return nil, refused
	}
	if len(c.Name) > surveys.MaxName {
		return nil, surveys.Refuse("contact.name", "is longer than %d bytes", surveys.MaxName)
	}
	c.Name = surveys.CleanLine(c.Name)
	var err error
	if c.Locale, err = surveys.CanonicalLocale(c.Locale); err != nil {
		return nil, surveys.Refuse("contact.locale", "%s", err)
	}
	if c.Timezone != "" {
		zone, err := surveys.Zone(c.Timezone)
		if c.Timezone = zone.String(); err != nil { // no reason to lose what happened
			c.Timezone, out.note = "", "contact.timezone "+err.Error()+": it was left out"
		}
	}
	for _, p := range []struct {
		field string
		of    *map[string]any
	}{{"contact.properties", &c.Properties}, {"properties", &e.Properties}} {
		if *p.of, refused = surveys.NormalProperties(p.field, *p.of); refused == nil {
			refused = surveys.CheckProperties(p.field, *p.of)
		}
		if refused != nil {
			return nil, refused
		}
	}
	out.StoredEvent = surveys.StoredEvent{
		ID: e.ID, Mark: s.secret.ErasedMark(surveys.MarkEvent, e.ID), Name: e.Name, ContactID: c.ID, ReceivedAt: now, Properties: e.Properties, Imported: history,
		Digest: digestOf(e), // before a missing time is filled in, so that a repeat is a repeat
	}
	if out.Properties == nil {
		out.Properties = map[string]any{}
	}
	out.OccurredAt = surveys.Micros(e.OccurredAt)
	if e.OccurredAt.IsZero() {
		out.OccurredAt = now
	}
	if out.OccurredAt.Year() < 2000 || out.OccurredAt.After(now.Add(366*surveys.Day)) {
		return nil, surveys.Refuse("occurred_at", "lies before the year 2000 or more than a year ahead")
	}
	return out, nil
}

func digestOf(e surveys.Event) string {
	e.OccurredAt = e.OccurredAt.UTC() // one instant has many spellings, and so has one letter
	b, _ := json.Marshal(e)           // checked: it holds only JSON values
	h := sha256.Sum256([]byte(surveys.Normal(string(b))))
	return hex.EncodeToString(h[:16])
}

// recordGroup commits batches of events together.
func (s *Service) recordGroup(ctx context.Context, batches []*eventBatch) error {
	return s.store.Update(ctx, func(tx Tx) error {
		fresh, stored, err := s.addEvents(tx, batches)
		if err != nil || len(fresh) == 0 {
			return err
		}
		p, err := s.plans.In(tx)
		if err != nil {
			return err
		}
		if err := s.upsertContacts(tx, stored.Contacts, stored.made, fresh); err != nil {
			return err
		}
		r := recording{plan: p, tx: tx, secret: s.secret, stored: stored, contacts: stored.Contacts, now: s.now()}
		if err := r.cancelBy(fresh); err != nil {
			return err
		}
		return r.decide(fresh)
	})
}

// newEventOf is a new event with the batch that brought it.
type newEventOf struct {
	*newEvent
	batch *eventBatch
}

// recorded is what is known after events were stored.
type recorded struct {
	EventsStored
	made  map[string]surveys.Contact // those of Contacts that were made now
	ahead SendHistoryQuery           // of Suppressions and Asked
}

// addEvents stores what is new, tells the others that they are duplicates, and
// gives the new ones in the order in which they happened, with the contacts that
// they name.
func (s *Service) addEvents(tx Tx, batches []*eventBatch) (fresh []newEventOf, found recorded, err error) {
	first := map[string]*newEvent{}
	var all []newEventOf
	var repeats []*newEvent
	var stored []surveys.StoredEvent
	for _, b := range batches {
		b.due = false
		for _, e := range b.events {
			e.result.Status, e.result.Differs = surveys.EventAccepted, false
			if _, seen := first[e.ID]; seen {
				repeats = append(repeats, e)
				continue
			}
			first[e.ID] = e
			all = append(all, newEventOf{e, b})
			stored = append(stored, e.StoredEvent)
		}
	}
	newContacts := s.newContacts(all)
	found.ahead = s.lookAhead(all, newContacts)
	if found.EventsStored, err = tx.EventsAppend(stored, newContacts, found.ahead); err != nil {
		return nil, recorded{}, err
	}
	found.made = map[string]surveys.Contact{}
	for _, c := range newContacts {
		if found.Contacts[c.ID].Respondent == c.Respondent {
			found.made[c.ID] = c
		}
	}
	repeated := func(e *newEvent, digest string) {
		e.result.Status, e.result.Differs = surveys.EventDuplicate, digest != "" && digest != e.Digest
	}
	fresh = all[:0]
	for _, a := range all {
		if digest, duplicate := found.Duplicates[a.ID]; duplicate {
			repeated(a.newEvent, digest)
			continue
		}
		fresh = append(fresh, a)
	}
	for _, e := range repeats {
		digest, duplicate := found.Duplicates[e.ID]
		if !duplicate {
			digest = first[e.ID].Digest
		}
		repeated(e, digest)
	}
	slices.SortStableFunc(fresh, func(a, b newEventOf) int { return a.OccurredAt.Compare(b.OccurredAt) })
	return fresh, found, nil
}

// lookAhead asks for what decide will most likely have to know: by the definition
// as this process knows it, and for contacts as the events tell of them.
func (s *Service) lookAhead(all []newEventOf, newContacts []surveys.Contact) (q SendHistoryQuery) {
	p := s.plans.Known()
	if p == nil {
		return q
	}
	var back time.Duration
	asks := map[string]bool{}
	for _, a := range all {
		for _, rule := range p.RulesByEvent[a.Name] {
			if !a.batch.history {
				asks[a.ContactID], back = true, max(back, rules.LongestQuarantine(rule, p))
			}
		}
	}
	for _, c := range newContacts {
		if asks[c.ID] {
			q.Persons, q.Contacts = append(q.Persons, s.secret.Persons(&c)...), append(q.Contacts, c.ID)
		}
	}
	q.Persons, q.Since = surveys.Unique(q.Persons), s.now().Add(-back)
	return q
}

// covers says whether a query asks for all of this too.
func (q SendHistoryQuery) covers(persons []surveys.Person, since time.Time) bool {
	return !q.Since.After(since) && !slices.ContainsFunc(persons, func(p surveys.Person) bool {
		_, found := slices.BinarySearch(q.Persons, p)
		return !found
	})
}

// recording is one transaction of recordGroup.
type recording struct {
	plan     *definition.Plan
	tx       Tx
	secret   surveys.Secret
	stored   recorded
	contacts map[string]surveys.Contact
	now      time.Time
}

// cancelBy calls off scheduled invitations to which one of the events is a
// counter-event.
func (r recording) cancelBy(fresh []newEventOf) error {
	var ids, triggers []string
	var counters []newEventOf
	for _, a := range fresh {
		for _, rule := range r.plan.CountersByEvent[a.Name] {
			triggers = append(triggers, rule.Key)
		}
		if len(r.plan.CountersByEvent[a.Name]) > 0 {
			ids = append(ids, a.ContactID)
			counters = append(counters, a)
		}
	}
	if len(counters) == 0 {
		return nil
	}
	scheduled, err := r.tx.InvitationsScheduledFor(surveys.Unique(ids), surveys.Unique(triggers))
	if err != nil {
		return err
	}
	for _, inv := range scheduled {
		rule := r.plan.TriggerByKey[inv.Trigger]
		for _, a := range counters {
			c := r.contacts[a.ContactID]
			if a.ContactID == inv.ContactID && rules.Cancels(rule, &a.StoredEvent, &c, inv.OccurredAt, inv.Correlation) {
				inv.Settle(surveys.StatusCancelled, rules.CameAt(&a.StoredEvent))
				if err := r.tx.InvitationPut(inv, r.now); err != nil {
					return err
				}
				break
			}
		}
	}
	return nil
}

// decide makes the decisions and invitations that the events lead to.
func (r recording) decide(fresh []newEventOf) error {
	var persons []surveys.Person
	var contacts, ids, names []string
	var back time.Duration
	for _, a := range fresh {
		for _, rule := range r.plan.RulesByEvent[a.Name] {
			if a.batch.history {
				continue
			}
			contact := r.contacts[a.ContactID]
			persons = append(persons, r.secret.Persons(&contact)...)
			contacts = append(contacts, contact.ID)
			back = max(back, rules.LongestQuarantine(rule, r.plan))
			if len(rule.CancelOn) > 0 {
				ids, names = append(ids, a.ContactID), append(names, rule.CancelOn...)
			}
		}
	}
	s := rules.Input{Plan: r.plan, Now: r.now, Suppressions: r.stored.Suppressions, LastAsked: r.stored.LastAsked}
	var err error
	if since := r.now.Add(-back); !r.stored.ahead.covers(persons, since) {
		if s.Suppressions, s.LastAsked, err = r.tx.SendHistory(surveys.Unique(persons), surveys.Unique(contacts), since); err != nil {
			return err
		}
	}
	s.LastAsked = r.secret.Itself(s.LastAsked)
	if len(ids) > 0 {
		if s.Others, err = r.tx.EventsOfContacts(surveys.Unique(ids), surveys.Unique(names)); err != nil {
			return err
		}
	}
	var decisions []surveys.Decision
	var invitations []surveys.Invitation
	for _, a := range fresh {
		listening := r.plan.RulesByEvent[a.Name]
		if len(listening) == 0 {
			continue
		}
		contact := r.contacts[a.ContactID].Updated(a.contact, surveys.Later(a.OccurredAt, r.contacts[a.ContactID].SeenAt))
		s.Event, s.Contact, s.History = &a.StoredEvent, &contact, a.batch.history
		s.Persons = r.secret.Persons(&contact)
		for _, rule := range listening {
			d, inv := rules.Decide(rule, s)
			decisions = append(decisions, d)
			if inv != nil {
				invitations = append(invitations, *inv)
				a.batch.due = a.batch.due || !inv.NextAt.After(r.now)
			}
		}
	}
	if len(decisions) == 0 {
		return nil
	}
	if err := r.tx.DecisionsAppend(decisions); err != nil {
		return err
	}
	if len(invitations) == 0 {
		return nil
	}
	return r.tx.InvitationsAppend(invitations)
}
