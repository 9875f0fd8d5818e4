package surveystest

import (
	"time"

	"halte/surveys"
)

// A Detail is something said of an event.
type Detail func(*surveys.Event)

// Event makes an event as a sentence:
//
//	Event("order.delivered", Of("jo"), On("2026-03-02T10:00:00Z"), With("order", "1"))
//
// Its id is made of its name, its contact and its time, unless ID says another.
func Event(name string, details ...Detail) surveys.Event {
	e := surveys.Event{Name: name}
	for _, detail := range details {
		detail(&e)
	}
	if e.ID == "" {
		e.ID = name + " of " + e.Contact.ID + " at " + e.OccurredAt.Format(time.RFC3339)
	}
	return e
}

// Of says whom it happened to: a contact with the mail address ID@example.org.
func Of(contact string) Detail {
	return func(e *surveys.Event) { e.Contact.ID, e.Contact.Email = contact, contact+"@example.org" }
}

// MailedAt gives the contact another mail address than Of does; "" for none.
func MailedAt(address string) Detail {
	return func(e *surveys.Event) { e.Contact.Email = address }
}

// On says when it happened, as an RFC 3339 time.
func On(rfc3339 string) Detail {
	t := Time(rfc3339)
	return func(e *surveys.Event) { e.OccurredAt = t }
}

// Time reads an RFC 3339 time; it panics on anything else.
func Time(rfc3339 string) time.Time { return At(rfc3339).Now() }

// ID gives the event an id of its own.
func ID(id string) Detail { return func(e *surveys.Event) { e.ID = id } }

// With gives the event a property.
func With(name string, value any) Detail {
	return func(e *surveys.Event) {
		if e.Properties == nil {
			e.Properties = map[string]any{}
		}
		e.Properties[name] = value
	}
}

// Being gives the contact a property.
func Being(name string, value any) Detail {
	return func(e *surveys.Event) {
		if e.Contact.Properties == nil {
			e.Contact.Properties = map[string]any{}
		}
		e.Contact.Properties[name] = value
	}
}

// Living says in which time zone the contact lives.
func Living(timezone string) Detail {
	return func(e *surveys.Event) { e.Contact.Timezone = timezone }
}

// Reading says in which language.
func Reading(locale string) Detail {
	return func(e *surveys.Event) { e.Contact.Locale = locale }
}
