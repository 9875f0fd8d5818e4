package store

import (
	"cmp"

	"halte/surveys"
	"halte/surveys/store/sqldb"
)

type response struct {
	ID         string
	Revision   int
	Invitation string
	EventID    string
	Survey     string
	Version    int
	Touchpoint string
	ContactID  string
	Person     string
	Respondent int64
	Rating     int
	Answers    sqldb.Object[[]string]
	Locale     string
	Wave       string
	Source     string
	Imported   bool
	Segments   sqldb.Object[string]
	Day        string
	OccurredAt sqldb.Instant
	AnsweredAt sqldb.Instant
	RecordedAt sqldb.Instant
	Lowest     int // rating that the survey takes; 0 of rows from before
	Highest    int // 10 of rows from before
}

var responses = sqldb.NewTable(func(a, b response) int {
	return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Revision, b.Revision))
})

func responseRow(r surveys.Response) response {
	return response{
		ID: r.ID, Revision: r.Revision, Invitation: r.Invitation, EventID: r.EventID, Survey: r.Survey,
		Version: r.Version, Touchpoint: r.Touchpoint, ContactID: r.ContactID, Person: string(r.Person),
		Respondent: r.Respondent, Rating: r.Rating, Answers: r.Answers, Locale: r.Locale, Wave: r.Wave,
		Source: string(r.Source), Imported: r.Imported, Segments: r.Segments, Day: r.Day,
		OccurredAt: sqldb.At(r.OccurredAt), AnsweredAt: sqldb.At(r.AnsweredAt), RecordedAt: sqldb.At(r.RecordedAt),
	}
}

func (r response) value() surveys.Response {
	return surveys.Response{
		ID: r.ID, Revision: r.Revision, Invitation: r.Invitation, EventID: r.EventID, Survey: r.Survey,
		Version: r.Version, Touchpoint: r.Touchpoint, ContactID: r.ContactID, Person: surveys.Person(r.Person),
		Respondent: r.Respondent, Rating: r.Rating, Answers: r.Answers, Locale: r.Locale, Wave: r.Wave,
		Source: surveys.Source(r.Source), Imported: r.Imported, Segments: r.Segments, Day: r.Day,
		OccurredAt: r.OccurredAt.Time, AnsweredAt: r.AnsweredAt.Time, RecordedAt: r.RecordedAt.Time,
	}
}

// isNewest picks the newest revision of each response.
const isNewest = "NOT EXISTS (SELECT 1 FROM responses AS n WHERE n.id = responses.id AND n.revision > responses.revision)"

// ResponseToInvitation gives the newest revision of the answer to an invitation.
func (r Reader) ResponseToInvitation(invitation string) (surveys.Response, error) {
	newest, err := sqldb.One[response](r.Queries, "response", "SELECT * FROM responses WHERE invitation <> '' AND invitation = $1 AND "+isNewest, invitation)
	return newest.value(), err
}

// ResponseList gives a page of answers, newest revisions only, newest first.
func (r Reader) ResponseList(f surveys.ResponseFilter) ([]surveys.Response, error) {
	var only sqldb.Filter
	only.And(isNewest)
	only.Where("touchpoint = $", f.Touchpoint)
	only.Where("survey = $", f.Survey)
	only.Where("contact_id <> '' AND contact_id = $", f.Contact)
	only.Where("day >= $", f.From)
	only.Where("day <= $", f.To)
	if f.WithComment {
		only.And("answers <> '{}'")
	}
	if f.After.ID != "" {
		only.And("(answered_at, id) < ($, $)", sqldb.At(f.After.At), f.After.ID)
	}
	var rows []response
	err := r.Page(&rows, "responses", only, "answered_at DESC, id DESC", f.Limit)
	return sqldb.Each(rows, response.value), sqldb.Failed("read responses", err)
}

// ResponseEach calls fn with every revision of every response, in the order of
// id and revision, without holding them all.
func (r Reader) ResponseEach(fn func(surveys.Response) error) error {
	for last := (response{}); ; {
		var rows []response
		err := r.Find(&rows, "SELECT * FROM responses WHERE (id, revision) > ($1, $2) ORDER BY id, revision LIMIT $3", last.ID, last.Revision, sqldb.Chunk)
		if err != nil {
			return sqldb.Failed("read all responses", err)
		}
		for _, one := range rows {
			if err := fn(one.value()); err != nil {
				return err
			}
		}
		if len(rows) < sqldb.Chunk {
			return nil
		}
		last = rows[len(rows)-1]
	}
}

// ResponsesNewest gives the newest revision of each of these responses, by id.
func (t Tx) ResponsesNewest(ids []string) (map[string]surveys.Response, error) {
	return t.newest(t.In("id", "$1"), ids, func(r response) string { return r.ID })
}

// ResponsesNewestAndInvitations gives what ResponsesNewest gives, and the status of the
// invitations that have one of these ids, by id.
func (t Tx) ResponsesNewestAndInvitations(ids []string) (map[string]surveys.Response, map[string]surveys.Status, error) {
	var rows []invitation
	err := t.Ask("find invitations", &rows, "SELECT id, status FROM invitations WHERE "+t.In("id", "$1"), t.List(ids))
	if err != nil {
		return nil, nil, err
	}
	newest, err := t.ResponsesNewest(ids)
	invitations := make(map[string]surveys.Status, len(rows))
	for _, r := range rows {
		invitations[r.ID] = surveys.Status(r.Status)
	}
	return newest, invitations, err
}

// ResponsesToInvitations gives the newest revision of the answers to these
// invitations, by invitation.
func (t Tx) ResponsesToInvitations(invitations []string) (map[string]surveys.Response, error) {
	return t.newest("invitation <> '' AND "+t.In("invitation", "$1"), invitations, func(r response) string { return r.Invitation })
}

// ResponsesOfContacts gives the newest revision of what these contacts answered to these
// surveys, in any way, by id.
func (t Tx) ResponsesOfContacts(contacts, keys []string) ([]surveys.Response, error) {
	var rows []response
	err := t.Find(&rows, "SELECT * FROM responses WHERE "+t.In("contact_id", "$1")+" AND contact_id <> '' AND "+t.In("survey", "$2")+" AND "+isNewest+" ORDER BY id",
		t.List(contacts), t.List(keys))
	return sqldb.Each(rows, response.value), sqldb.Failed("read the answers of contacts", err)
}

func (t Tx) newest(condition string, keys []string, key func(response) string) (map[string]surveys.Response, error) {
	var rows []response
	err := t.Find(&rows, "SELECT * FROM responses WHERE "+condition+" AND "+isNewest, t.List(keys))
	found := make(map[string]surveys.Response, len(rows))
	for _, r := range rows {
		found[key(r)] = r.value()
	}
	return found, sqldb.Failed("read responses", err)
}

// ResponsesRemove removes revisions as they were read in this transaction. One that
// another transaction changed meanwhile is a Conflict, when it is so still after the
// transaction was run again.
func (t Tx) ResponsesRemove(list []surveys.Response) error {
	for _, r := range list {
		err := t.Post(sqldb.Posted{
			Doing: "replace responses", SQL: "DELETE FROM responses WHERE id = $1 AND revision = $2 AND recorded_at = $3",
			Args: []any{r.ID, r.Revision, sqldb.At(r.RecordedAt)}, Other: sqldb.Overtaken("replace a response"),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// ResponsesAppend appends; a revision that exists is a Conflict, when it is so
// still after the transaction was run again. scale gives the lowest and the highest
// rating of a survey: the database takes no other.
func (t Tx) ResponsesAppend(list []surveys.Response, scale func(survey string) (lowest, highest int)) error {
	rows := sqldb.Each(list, responseRow)
	for i := range rows {
		rows[i].Lowest, rows[i].Highest = scale(rows[i].Survey)
	}
	return responses.Append(t.Queries, "write responses", rows)
}
