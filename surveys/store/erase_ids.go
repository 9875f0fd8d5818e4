package store

import (
	"slices"

	"halte/surveys"
	"halte/surveys/store/sqldb"
)

// exchange puts a random id in the place of one from outside.
type exchange struct {
	Was     string
	Becomes string
	Hash    string // of what it was, by which a repeat is known
}

var exchanges = sqldb.NewTable(sqldb.By(func(x exchange) string { return x.Was }))

// exchangesFor chooses random ids for others, in the same order: what goes by the order
// of ids goes on to do so. id makes an id of a random text, hash what stays of an old one.
func exchangesFor(old []string, id, hash func(string) string) []exchange {
	slices.Sort(old)
	old = slices.Compact(old)
	random := randomIDs(len(old))
	list := make([]exchange, len(old))
	for i := range old {
		list[i] = exchange{Was: old[i], Becomes: id(random[i]), Hash: hash(old[i])}
	}
	return list
}

// randomIDs makes ids that stand in the places of others, in the order of their bytes.
func randomIDs(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = surveys.ErasedPrefix + surveys.HashOf(surveys.NewToken())[:32]
	}
	slices.Sort(ids)
	return ids
}

// eventExchanges chooses random ids for those of events.
func eventExchanges(old []string, secret surveys.Secret) []exchange {
	return exchangesFor(old, func(id string) string { return id },
		func(id string) string { return secret.ErasedMark(surveys.MarkEvent, id) })
}

// invitationExchanges chooses random ids for those of invitations. Nobody sends these
// again, so no hash of them stays.
func invitationExchanges(old []string) []exchange {
	return exchangesFor(old, func(id string) string { return id }, func(string) string { return "" })
}

// responseExchanges chooses random ids for those of responses from elsewhere.
func responseExchanges(old []string, secret surveys.Secret) []exchange {
	return exchangesFor(old, surveys.ExternalResponseID, func(id string) string {
		return secret.ErasedMark(surveys.MarkResponse, surveys.Response{ID: id}.GivenID())
	})
}

const keepHashes = "INSERT INTO erased_ids (hash) SELECT hash FROM (%s) AS new WHERE true ON CONFLICT DO NOTHING"

// Where the ids of events, invitations and responses stand. Invitations are found by
// decisions, so these go after them.
var (
	eventIDs = []string{
		keepHashes,
		`UPDATE invitations SET event_id = new.becomes FROM (%s) AS new JOIN decisions AS d ON d.event_id = new.was
			WHERE invitations.id = d.invitation AND invitations.event_id = new.was`,
		"UPDATE decisions SET event_id = new.becomes FROM (%s) AS new WHERE decisions.event_id = new.was",
		"UPDATE erased_events SET event_id = new.becomes FROM (%s) AS new WHERE erased_events.event_id = new.was",
		"UPDATE responses SET event_id = new.becomes FROM (%s) AS new WHERE responses.event_id = new.was AND responses.event_id <> ''",
		"UPDATE events SET id = new.becomes FROM (%s) AS new WHERE events.id = new.was",
	}
	// The answer to an invitation has its id.
	invitationIDs = []string{
		"UPDATE responses SET id = new.becomes, invitation = new.becomes FROM (%s) AS new WHERE responses.invitation = new.was AND responses.invitation <> ''",
		`UPDATE decisions SET invitation = new.becomes FROM (%s) AS new JOIN invitations AS i ON i.id = new.was
			WHERE decisions.event_id = i.event_id AND decisions.invitation = new.was`,
		"UPDATE intents SET invitation = new.becomes FROM (%s) AS new WHERE intents.invitation = new.was",
		"UPDATE reminders SET invitation = new.becomes FROM (%s) AS new WHERE reminders.invitation = new.was",
		"UPDATE passages SET invitation = new.becomes FROM (%s) AS new WHERE passages.invitation = new.was",
		"UPDATE tokens SET invitation = new.becomes FROM (%s) AS new WHERE tokens.invitation = new.was",
		"UPDATE invitations SET id = new.becomes FROM (%s) AS new WHERE invitations.id = new.was",
	}
	responseIDs = []string{
		keepHashes,
		"UPDATE responses SET id = new.becomes FROM (%s) AS new WHERE responses.id = new.was",
	}
)

// exchangeIDs puts other ids in the place of these, wherever they stand.
func (t Tx) exchangeIDs(list []exchange, where []string) error {
	for _, sql := range where {
		if _, err := exchanges.ChangeWith(t.Queries, "put random ids in the place of others", list, sql); err != nil {
			return err
		}
	}
	return nil
}

// mark is an id that came in, and the hash that stays of it where it was erased.
type mark struct {
	ID   string
	Hash string
}

var marks = sqldb.NewTable(sqldb.By(func(m mark) string { return m.ID }))

// MarksErased gives those of these marks that are of ids that were erased.
func (t Tx) MarksErased(hashes []string) (map[string]bool, error) {
	var rows []string
	err := t.Find(&rows, "SELECT hash FROM erased_ids WHERE "+t.In("hash", "$1"), t.List(surveys.Unique(hashes)))
	found := make(map[string]bool, len(rows))
	for _, hash := range rows {
		found[hash] = true
	}
	return found, sqldb.Failed("look for erased ids", err)
}

// dropErased takes those of these events away that were written just now although an
// erasure took them before: it may have been waited for. Their ids are there after the
// next find.
func (t Tx) dropErased(list []surveys.StoredEvent) ([][]string, error) {
	return marks.AskWith(t.Queries, "recognise erased events", sqldb.Each(list, func(e surveys.StoredEvent) mark { return mark{e.ID, e.Mark} }),
		"DELETE FROM events WHERE id IN (SELECT new.id FROM (%s) AS new JOIN erased_ids AS x ON x.hash = new.hash) RETURNING id")
}
