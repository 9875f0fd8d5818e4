package store

import (
	"time"

	"halte/surveys"
	"halte/surveys/store/sqldb"
)

type contact struct {
	ID         string
	Email      string
	Person     string
	Name       string
	Locale     string
	Timezone   string
	Properties sqldb.Object[any]
	SeenAt     sqldb.Instant
	Respondent int64
	CreatedAt  sqldb.Instant
}

var contacts = sqldb.NewTable(sqldb.By(func(c contact) string { return c.ID }))

func contactRow(c surveys.Contact) contact {
	return contact{
		ID: c.ID, Email: c.Email, Person: string(c.Person), Name: c.Name, Locale: c.Locale, Timezone: c.Timezone,
		Properties: c.Properties, SeenAt: sqldb.At(c.SeenAt), Respondent: c.Respondent, CreatedAt: sqldb.At(c.CreatedAt),
	}
}

func (c contact) value() surveys.Contact {
	return surveys.Contact{
		ID: c.ID, Email: c.Email, Person: surveys.Person(c.Person), Name: c.Name, Locale: c.Locale, Timezone: c.Timezone,
		Properties: c.Properties, SeenAt: c.SeenAt.Time, Respondent: c.Respondent, CreatedAt: c.CreatedAt.Time,
	}
}

// Contact gives a contact.
func (r Reader) Contact(id string) (surveys.Contact, error) {
	c, err := sqldb.One[contact](r.Queries, "contact", "SELECT * FROM contacts WHERE id = $1", id)
	return c.value(), err
}

// ContactsLock gives the contacts that exist, by id, locked until the transaction ends.
func (t Tx) ContactsLock(ids []string) (map[string]surveys.Contact, error) {
	var rows []contact
	err := t.Find(&rows, t.contacts(), t.List(ids))
	return byID(rows), sqldb.Failed("read contacts", err)
}

// contacts reads and locks the contacts whose ids are the argument.
func (t Tx) contacts() string {
	return "SELECT * FROM contacts WHERE " + t.In("id", "$1") + " ORDER BY id" + t.ForUpdate
}

func byID(rows []contact) map[string]surveys.Contact {
	found := make(map[string]surveys.Contact, len(rows))
	for _, c := range rows {
		found[c.ID] = c.value()
	}
	return found
}

// newerContact lets a contact be replaced unless somebody wrote it from a newer
// event meanwhile. Its respondent stays: responses may carry it already.
var newerContact = contacts.Replace("id", "id", "respondent", "created_at") +
	" WHERE contacts.seen_at IS NULL OR contacts.seen_at <= excluded.seen_at"

// ContactsPut creates or replaces contacts.
func (t Tx) ContactsPut(list []surveys.Contact) error {
	return contacts.Insert(t.Queries, "write contacts", sqldb.Each(list, contactRow), newerContact)
}

// PersonLock makes other transactions wait that lock the same person.
func (t Tx) PersonLock(p surveys.Person) error {
	return t.Lock(t.LockPerson, string(p))
}

type asked struct {
	Person     string
	Contact    string
	Touchpoint string
	At         sqldb.Instant
}

func (a asked) value() surveys.LastAsked {
	return surveys.LastAsked{Person: surveys.Person(a.Person), Contact: a.Contact, Touchpoint: a.Touchpoint, At: a.At.Time}
}

// wasAsked is the condition for an invitation to have asked somebody, as far as is
// known.
const wasAsked = "asked_at IS NOT NULL AND status IN ('sending', 'sent', 'unknown', 'bounced')"

// LastAskedOf gives when these persons were last asked at or after since: sent,
// unknown, bounced and sending invitations by their first mail, imported answers
// by answered_at.
func (t Tx) LastAskedOf(persons []surveys.Person, contacts []string, since time.Time) ([]surveys.LastAsked, error) {
	// The time is asked last, so that no database looks for it first: an index
	// by time gives everybody who was asked since.
	// A contact's own are told beside those of its person: which of the persons it
	// is now, and which of them somebody else is, is not known here.
	var rows []asked
	err := t.Find(&rows, `SELECT person, contact, touchpoint, max(at) AS at FROM (
			SELECT person, '' AS contact, touchpoint, asked_at AS at FROM invitations
			WHERE `+t.In("person", "$1")+` AND person <> '' AND `+wasAsked+`
			UNION ALL
			SELECT '', contact_id, touchpoint, asked_at FROM invitations
			WHERE `+t.In("contact_id", "$3")+` AND contact_id <> '' AND `+wasAsked+`
			UNION ALL
			SELECT person, '', touchpoint, answered_at FROM responses
			WHERE `+t.In("person", "$1")+` AND person <> '' AND imported
		) AS asked GROUP BY person, contact, touchpoint HAVING max(at) >= $2 ORDER BY person, contact, touchpoint`,
		t.List(sqldb.Texts(persons)), sqldb.At(since), t.List(contacts))
	return sqldb.Each(rows, asked.value), sqldb.Failed("read when persons were asked", err)
}
