package store

import (
	"slices"

	"halte/surveys"
	"halte/surveys/intake"
	"halte/surveys/store/sqldb"
)

type event struct {
	ID         string
	Name       string
	ContactID  string
	OccurredAt sqldb.Instant
	ReceivedAt sqldb.Instant
	Properties sqldb.Object[any]
	Imported   bool
	Digest     string
}

var events = sqldb.NewTable(sqldb.By(func(e event) string { return e.ID }))

func eventRow(e surveys.StoredEvent) event {
	return event{
		ID: e.ID, Name: e.Name, ContactID: e.ContactID, OccurredAt: sqldb.At(e.OccurredAt), ReceivedAt: sqldb.At(e.ReceivedAt),
		Properties: e.Properties, Imported: e.Imported, Digest: e.Digest,
	}
}

func (e event) value() surveys.StoredEvent {
	return surveys.StoredEvent{
		ID: e.ID, Name: e.Name, ContactID: e.ContactID, OccurredAt: e.OccurredAt.Time, ReceivedAt: e.ReceivedAt.Time,
		Properties: e.Properties, Imported: e.Imported, Digest: e.Digest,
	}
}

// Event gives an event.
func (r Reader) Event(id string) (surveys.StoredEvent, error) {
	e, err := sqldb.One[event](r.Queries, "event", "SELECT * FROM events WHERE id = $1", id)
	return e.value(), err
}

// EventsAppend stores those events whose id is new, and makes those new contacts
// that did not exist and that a stored event names. The contacts that the
// events name are locked until the transaction ends.
// What of ahead keeps people from being mailed is read in the same round trip.
func (t Tx) EventsAppend(list []surveys.StoredEvent, newContacts []surveys.Contact, ahead intake.SendHistoryQuery) (stored intake.EventsStored, err error) {
	added, err := events.AskNew(t.Queries, "write events", sqldb.Each(list, eventRow), "id")
	if err != nil {
		return stored, err
	}
	erased, err := t.dropErased(list)
	if err != nil {
		return stored, err
	}
	for again := true; again; {
		if err := t.upsertContacts(&stored, contactsOf(list), newContacts, ahead); err != nil {
			return stored, err
		}
		if stored.Duplicates == nil {
			if stored.Duplicates, err = t.duplicates(list, slices.Concat(added...), slices.Concat(erased...)); err != nil {
				return stored, err
			}
		}
		again, err = t.erasedMeanwhile(list, newContacts, stored)
		if err != nil {
			return stored, err
		}
	}
	return stored, nil
}

// upsertContacts stores new contacts, and reads and locks the contacts with these ids.
func (t Tx) upsertContacts(stored *intake.EventsStored, ids []string, newContacts []surveys.Contact, ahead intake.SendHistoryQuery) error {
	if err := contacts.InsertFrom(t.Queries, "store contacts", sqldb.Each(newContacts, contactRow), ifAnEventNames); err != nil {
		return err
	}
	var rows []contact
	err := t.Ask("read contacts", &rows, t.contacts(), t.List(ids))
	if err != nil {
		return err
	}
	// The contacts are locked by now, so nobody sends to them after this was read.
	stored.Suppressions, stored.LastAsked, err = t.SendHistory(ahead.Persons, ahead.Contacts, ahead.Since)
	stored.Contacts = byID(rows)
	return err
}

// erasedMeanwhile looks for what an erasure did that was waited for. Who was still
// there when contacts were made, and gone when contacts were locked, is stored
// again if a new event names it. Who was made because its events were still there,
// though none of them is new, goes again.
func (t Tx) erasedMeanwhile(list []surveys.StoredEvent, newContacts []surveys.Contact, stored intake.EventsStored) (again bool, err error) {
	hasNewEvent := make(map[string]bool, len(newContacts))
	for _, e := range list {
		if _, duplicate := stored.Duplicates[e.ID]; !duplicate {
			hasNewEvent[e.ContactID] = true
		}
	}
	var gone []string
	for _, c := range newContacts {
		known, there := stored.Contacts[c.ID]
		again = again || hasNewEvent[c.ID] && !there
		if there && !hasNewEvent[c.ID] && known.Respondent == c.Respondent {
			gone = append(gone, c.ID)
			delete(stored.Contacts, c.ID)
		}
	}
	if len(gone) == 0 {
		return again, nil
	}
	return again, t.Post(sqldb.Posted{Doing: "forget contacts", SQL: "DELETE FROM contacts WHERE " + t.In("id", "$1"), Args: []any{t.List(gone)}})
}

// ifAnEventNames picks the contacts that an event names: one that was erased is not stored
// again because an old event is repeated. A row that is not there cannot be
// locked, so contacts are made before they are read: of two transactions that
// make the same one, the later waits, and finds what the other made.
const ifAnEventNames = " AS new WHERE EXISTS (SELECT 1 FROM events AS e WHERE e.contact_id = new.id AND e.contact_id <> '') ORDER BY new.id ON CONFLICT DO NOTHING"

// contactsOf gives the contacts that events name, each once.
func contactsOf(list []surveys.StoredEvent) []string {
	ids := sqldb.Each(list, func(e surveys.StoredEvent) string { return e.ContactID })
	slices.Sort(ids)
	return slices.Compact(ids)
}

// duplicates gives the digests of those events that were not added, or were taken away
// again because they had been erased. What was erased has none, also where an erasure
// took it after it was found here.
func (t Tx) duplicates(list []surveys.StoredEvent, added, erased []string) (map[string]string, error) {
	duplicates := map[string]string{}
	for _, id := range erased {
		duplicates[id] = ""
	}
	if len(added) == len(list) {
		return duplicates, nil
	}
	isNew := make(map[string]bool, len(added))
	for _, id := range added {
		isNew[id] = true
	}
	var known []string
	for _, e := range list {
		if !isNew[e.ID] {
			known, duplicates[e.ID] = append(known, e.ID), ""
		}
	}
	var rows []event
	err := t.Find(&rows, "SELECT id, digest FROM events WHERE "+t.In("id", "$1"), t.List(known))
	for _, e := range rows {
		duplicates[e.ID] = e.Digest
	}
	return duplicates, sqldb.Failed("read duplicate events", err)
}

// EventsOfContacts gives the events of these contacts that have one of the names.
func (t Tx) EventsOfContacts(contacts, names []string) ([]surveys.StoredEvent, error) {
	var rows []event
	err := t.Find(&rows, "SELECT * FROM events WHERE "+t.In("contact_id", "$1")+" AND contact_id <> '' AND "+t.In("name", "$2")+" ORDER BY id",
		t.List(contacts), t.List(names))
	return sqldb.Each(rows, event.value), sqldb.Failed("read the events of contacts", err)
}

// EventHeads gives when these events occurred and whose they are, by event; one that is
// not there is left out.
func (t Tx) EventHeads(events []string) (map[string]surveys.StoredEvent, error) {
	var rows []event
	err := t.Find(&rows, "SELECT id, contact_id, occurred_at FROM events WHERE "+t.In("id", "$1"), t.List(events))
	heads := make(map[string]surveys.StoredEvent, len(rows))
	for _, e := range rows {
		heads[e.ID] = surveys.StoredEvent{ID: e.ID, ContactID: e.ContactID, OccurredAt: e.OccurredAt.Time}
	}
	return heads, sqldb.Failed("read when events occurred", err)
}

type decision struct {
	EventID    string
	Trigger    string
	Survey     string
	Touchpoint string
	ContactID  string
	Outcome    string
	Checks     sqldb.Array[surveys.Check]
	Segments   sqldb.Object[string]
	Invitation string
	DueAt      sqldb.Instant
	DecidedAt  sqldb.Instant
	Day        string
}

var decisions = sqldb.NewTable(sqldb.By(
	func(d decision) string { return d.EventID },
	func(d decision) string { return d.Trigger }))

func decisionRow(d surveys.Decision) decision {
	return decision{
		EventID: d.EventID, Trigger: d.Trigger, Survey: d.Survey, Touchpoint: d.Touchpoint, ContactID: d.ContactID,
		Outcome: string(d.Outcome), Checks: d.Checks, Segments: d.Segments, Invitation: d.Invitation,
		DueAt: sqldb.At(d.DueAt), DecidedAt: sqldb.At(d.DecidedAt), Day: d.Day,
	}
}

func (d decision) value() surveys.Decision {
	return surveys.Decision{
		EventID: d.EventID, Trigger: d.Trigger, Survey: d.Survey, Touchpoint: d.Touchpoint, ContactID: d.ContactID,
		Outcome: surveys.Outcome(d.Outcome), Checks: d.Checks, Segments: d.Segments, Invitation: d.Invitation,
		DueAt: d.DueAt.Time, DecidedAt: d.DecidedAt.Time, Day: d.Day,
	}
}

// DecisionsOfEvent gives what was decided for an event, by trigger.
func (r Reader) DecisionsOfEvent(eventID string) ([]surveys.Decision, error) {
	var rows []decision
	err := r.Find(&rows, "SELECT * FROM decisions WHERE event_id = $1 ORDER BY trigger", eventID)
	return sqldb.Each(rows, decision.value), sqldb.Failed("read decisions", err)
}

// DecisionsAppend appends decisions.
func (t Tx) DecisionsAppend(list []surveys.Decision) error {
	return decisions.Insert(t.Queries, "write decisions", sqldb.Each(list, decisionRow), "")
}

// SegmentsOfEvents gives the segments that were recorded when these events were decided, by event.
func (t Tx) SegmentsOfEvents(events []string) (map[string]map[string]string, error) {
	var rows []decision
	err := t.Find(&rows, "SELECT event_id, segments FROM decisions WHERE "+t.In("event_id", "$1")+" ORDER BY event_id, trigger DESC", t.List(events))
	segments := make(map[string]map[string]string, len(rows))
	for _, d := range rows {
		segments[d.EventID] = d.Segments
	}
	return segments, sqldb.Failed("read segments", err)
}
