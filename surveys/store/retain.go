package store

import (
	"fmt"
	"slices"

	"halte/surveys"
	"halte/surveys/privacy"
	"halte/surveys/store/sqldb"
)

// retention says where what is kept for a time is found.
type retention struct {
	from  string // the table, by the name t
	key   string // of the primary key: rows are looked at in its order
	first string // before all keys
	only  string // the rows that are looked at
	old   string // those that go; $2 is the moment before which they lie, $3 the present
}

// open holds for invitations whose mail or whose answer may still come.
const open = "(i.next_at IS NOT NULL OR i.status = 'sending' OR i.closes_at > $3)"

var retentions = map[privacy.Retained]retention{
	privacy.RetainedContacts: {
		from: "contacts AS t", key: "t.id", only: "true",
		old: `coalesce(t.seen_at, t.created_at) < $2
			AND NOT EXISTS (SELECT 1 FROM invitations AS i WHERE i.contact_id = t.id AND i.contact_id <> '' AND (` + open + ` OR i.sent_at >= $2))
			AND NOT EXISTS (SELECT 1 FROM responses AS r WHERE r.contact_id = t.id AND r.contact_id <> '' AND r.answered_at >= $2)`,
	},
	privacy.RetainedTexts: {
		from: "responses AS t", key: "t.id",
		only: "NOT EXISTS (SELECT 1 FROM responses AS n WHERE n.id = t.id AND n.revision > t.revision)",
		old:  "t.answers <> '{}' AND t.answered_at < $2 AND $3 >= $2",
	},
	privacy.RetainedEvents: {
		from: "events AS t", key: "t.id", only: "true",
		// Events of one contact at one moment go together.
		old: `t.occurred_at < $2 AND t.id NOT LIKE 'erased-%' AND NOT EXISTS
			(SELECT 1 FROM events AS e JOIN decisions AS d ON d.event_id = e.id JOIN invitations AS i ON i.id = d.invitation
				WHERE e.contact_id = t.contact_id AND e.contact_id <> '' AND e.occurred_at = t.occurred_at AND ` + open + `)`,
	},
	privacy.RetainedIntents: {from: "intents AS t", key: "t.id", first: "0", only: "true", old: "t.at < $2 AND $3 >= $2"},
	privacy.RetainedDecisions: {
		from: "decisions AS t", key: "t.event_id", only: "true",
		old: "t.contact_id <> '' AND t.decided_at < $2 AND NOT EXISTS (SELECT 1 FROM invitations AS i WHERE i.id = t.invitation AND " + open + ")",
	},
	privacy.RetainedErased: {from: "erased_events AS t", key: "t.event_id", only: "true", old: "t.event_id NOT LIKE 'erased-%' AND $3 >= $2"},
}

// Retained gives a page of keys of what has been kept for long enough, and the key
// behind which the next page begins; "" at the end.
func (r Reader) Retained(q privacy.RetentionQuery) (keys []string, next string, err error) {
	of := retentions[q.Kind]
	if q.After == "" {
		q.After = of.first
	}
	var rows []struct {
		ID  string
		Old int
	}
	after := "$1"
	if of.first != "" {
		after = "CAST($1 AS bigint)"
	}
	err = r.Find(&rows, fmt.Sprintf("SELECT CAST(%s AS text) AS id, CASE WHEN %s THEN 1 ELSE 0 END AS old FROM %s WHERE %s > %s AND %s ORDER BY %s LIMIT $4",
		of.key, of.old, of.from, of.key, after, of.only, of.key), q.After, sqldb.At(q.Before), sqldb.At(q.Now), q.Limit)
	for _, row := range rows {
		if row.Old == 1 && (len(keys) == 0 || keys[len(keys)-1] != row.ID) {
			keys = append(keys, row.ID)
		}
	}
	if len(rows) == q.Limit {
		next = rows[len(rows)-1].ID
	}
	return keys, next, sqldb.Failed("look for what was kept for long enough", err)
}

// RetainedStill gives those of these keys whose rows have still been kept for long
// enough. Rows are locked, and the contact of a response before it.
func (t Tx) RetainedStill(q privacy.RetentionQuery, keys []string) ([]string, error) {
	of := retentions[q.Kind]
	if q.Kind == privacy.RetainedTexts {
		var contacts []string
		if err := t.Find(&contacts, "SELECT DISTINCT contact_id FROM responses WHERE contact_id <> '' AND "+t.In("id", "$1"), t.List(keys)); err != nil {
			return nil, sqldb.Failed("find who answered", err)
		}
		if _, err := t.ContactsLock(contacts); err != nil {
			return nil, err
		}
	}
	in, list := t.In(of.key, "$1"), t.List(keys)
	if of.first != "" {
		in = t.In("CAST("+of.key+" AS text)", "$1")
	}
	var still []string
	err := t.Find(&still, fmt.Sprintf("SELECT CAST(%s AS text) FROM %s WHERE %s AND %s AND %s ORDER BY %s%s", of.key, of.from, in, of.only, of.old, of.key, t.ForUpdate),
		list, sqldb.At(q.Before), sqldb.At(q.Now))
	return slices.Compact(still), sqldb.Failed("look again for what was kept for long enough", err)
}

// ResponsesEmpty takes what was written and chosen from all revisions of these responses.
func (t Tx) ResponsesEmpty(ids []string) error {
	return t.Post(sqldb.Posted{Doing: "empty responses", SQL: "UPDATE responses SET answers = '{}' WHERE " + t.In("id", "$1"), Args: []any{t.List(ids)}})
}

// EventsEmpty takes the properties of these events, and puts random ids in the place of
// theirs. Events of one contact at one moment are dealt with together, so that they stay
// in their order.
func (t Tx) EventsEmpty(ids []string, secret surveys.Secret) error {
	var together []string
	err := t.Find(&together, "SELECT o.id FROM events AS e JOIN events AS o ON o.contact_id = e.contact_id AND o.occurred_at = e.occurred_at"+
		" WHERE e.contact_id <> '' AND o.contact_id <> '' AND "+t.In("e.id", "$1"), t.List(ids))
	if err != nil {
		return sqldb.Failed("find events of one moment", err)
	}
	list := eventExchanges(slices.Concat(ids, together), secret)
	if err := t.exchangeIDs(list, eventIDs); err != nil {
		return err
	}
	becomes := t.List(sqldb.Each(list, func(x exchange) string { return x.Becomes }))
	for _, sql := range []string{
		"UPDATE events SET properties = '{}', digest = '' WHERE " + t.In("id", "$1"),
		"UPDATE invitations SET correlation = '' WHERE id IN (SELECT invitation FROM decisions WHERE " + t.In("event_id", "$1") + ")",
	} {
		if err := t.Post(sqldb.Posted{Doing: "empty events", SQL: sql, Args: []any{becomes}}); err != nil {
			return err
		}
	}
	return nil
}

// IntentsMerge leaves one row of all openings of an invitation, without time and rating,
// in the place of these.
func (t Tx) IntentsMerge(ids []string) error {
	in := t.In("CAST(id AS text)", "$1")
	for _, sql := range []string{
		"DELETE FROM intents WHERE " + in + " AND EXISTS (SELECT 1 FROM intents AS o WHERE o.invitation = intents.invitation AND o.id < intents.id)",
		"UPDATE intents SET rating = -1, at = NULL WHERE " + in,
	} {
		if err := t.Post(sqldb.Posted{Doing: "merge openings", SQL: sql, Args: []any{t.List(ids)}}); err != nil {
			return err
		}
	}
	return nil
}

// DecisionsEmpty takes what was found from the decisions about these events, and where
// their invitations stood and why.
func (t Tx) DecisionsEmpty(events []string) error {
	of := "(SELECT invitation FROM decisions WHERE " + t.In("event_id", "$1") + " AND invitation <> '')"
	for _, sql := range []string{
		"DELETE FROM passages WHERE invitation IN " + of,
		"UPDATE reminders SET checks = '[]', reason = '' WHERE invitation IN " + of,
		"UPDATE invitations SET reason = '' WHERE id IN " + of,
	} {
		if err := t.Post(sqldb.Posted{Doing: "empty decisions", SQL: sql, Args: []any{t.List(events)}}); err != nil {
			return err
		}
	}
	_, err := t.emptyDecisions(events)
	return err
}
