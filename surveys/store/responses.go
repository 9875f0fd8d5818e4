package store

import (
	"cmp"

	"halte/surveys"
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
	Answers    object[[]string]
	Locale     string
	Wave       string
	Source     string
	Imported   bool
	Segments   object[string]
	Day        string
	OccurredAt instant
	AnsweredAt instant
	RecordedAt instant
}

var responses = newTable(func(a, b response) int {
	return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Revision, b.Revision))
})

func responseRow(r surveys.Response) response {
	return response{
		ID: r.ID, Revision: r.Revision, Invitation: r.Invitation, EventID: r.EventID, Survey: r.Survey,
		Version: r.Version, Touchpoint: r.Touchpoint, ContactID: r.ContactID, Person: string(r.Person),
		Respondent: r.Respondent, Rating: r.Rating, Answers: r.Answers, Locale: r.Locale, Wave: r.Wave,
		Source: string(r.Source), Imported: r.Imported, Segments: r.Segments, Day: r.Day,
		OccurredAt: at(r.OccurredAt), AnsweredAt: at(r.AnsweredAt), RecordedAt: at(r.RecordedAt),
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
	newest, err := one[response](r.queries, "response", "SELECT * FROM responses WHERE invitation <> '' AND invitation = $1 AND "+isNewest, invitation)
	return newest.value(), err
}

// ResponseList gives a page of answers, newest revisions only, newest first.
func (r Reader) ResponseList(f surveys.ResponseFilter) ([]surveys.Response, error) {
	var only filter
	only.and(isNewest)
	only.where("touchpoint = $", f.Touchpoint)
	only.where("survey = $", f.Survey)
	only.where("contact_id <> '' AND contact_id = $", f.Contact)
	only.where("day >= $", f.From)
	only.where("day <= $", f.To)
	if f.WithComment {
		only.and("answers <> '{}'")
	}
	if f.After.ID != "" {
		only.and("(answered_at, id) < ($, $)", at(f.After.At), f.After.ID)
	}
	var rows []response
	err := r.page(&rows, "responses", only, "answered_at DESC, id DESC", f.Limit)
	return each(rows, response.value), failed("read responses", err)
}

// ResponseEach calls fn with every revision of every response, in the order of
// id and revision, without holding them all.
func (r Reader) ResponseEach(fn func(surveys.Response) error) error {
	for last := (response{}); ; {
		var rows []response
		err := r.find(&rows, "SELECT * FROM responses WHERE (id, revision) > ($1, $2) ORDER BY id, revision LIMIT $3", last.ID, last.Revision, chunk)
		if err != nil {
			return failed("read all responses", err)
		}
		for _, one := range rows {
			if err := fn(one.value()); err != nil {
				return err
			}
		}
		if len(rows) < chunk {
			return nil
		}
		last = rows[len(rows)-1]
	}
}

// ResponsesNewest gives the newest revision of each of these responses, by id.
func (t Tx) ResponsesNewest(ids []string) (map[string]surveys.Response, error) {
	return t.newest(t.in("id", "$1"), ids, func(r response) string { return r.ID })
}

// ResponsesNewestAndBounced gives what Responses gives, and which invitations of these ids are
// bounced.
func (t Tx) ResponsesNewestAndBounced(ids []string) (map[string]surveys.Response, []string, error) {
	var bounced []string
	err := t.ask("find bounced invitations", &bounced, "SELECT id FROM invitations WHERE "+t.in("id", "$1")+" AND status = 'bounced' ORDER BY id", t.list(ids))
	if err != nil {
		return nil, nil, err
	}
	newest, err := t.ResponsesNewest(ids)
	return newest, bounced, err
}

// ResponsesToInvitations gives the newest revision of the answers to these
// invitations, by invitation.
func (t Tx) ResponsesToInvitations(invitations []string) (map[string]surveys.Response, error) {
	return t.newest("invitation <> '' AND "+t.in("invitation", "$1"), invitations, func(r response) string { return r.Invitation })
}

// ResponsesOfContacts gives the newest revision of what these contacts answered to these
// surveys, in any way, by id.
func (t Tx) ResponsesOfContacts(contacts, keys []string) ([]surveys.Response, error) {
	var rows []response
	err := t.find(&rows, "SELECT * FROM responses WHERE "+t.in("contact_id", "$1")+" AND contact_id <> '' AND "+t.in("survey", "$2")+" AND "+isNewest+" ORDER BY id",
		t.list(contacts), t.list(keys))
	return each(rows, response.value), failed("read the answers of contacts", err)
}

func (t Tx) newest(condition string, keys []string, key func(response) string) (map[string]surveys.Response, error) {
	var rows []response
	err := t.find(&rows, "SELECT * FROM responses WHERE "+condition+" AND "+isNewest, t.list(keys))
	found := make(map[string]surveys.Response, len(rows))
	for _, r := range rows {
		found[key(r)] = r.value()
	}
	return found, failed("read responses", err)
}

// ResponsesAppend appends; a revision that exists is a Conflict.
func (t Tx) ResponsesAppend(list []surveys.Response) error {
	return responses.insert(t.queries, "write responses", each(list, responseRow), "")
}
