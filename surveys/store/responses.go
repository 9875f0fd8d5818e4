package store

import (
	"cmp"
	"context"

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

// ResponseTo gives the newest revision of the answer to an invitation.
func (s *Store) ResponseTo(ctx context.Context, invitation string) (surveys.Response, error) {
	r, err := one[response](s.reads(ctx), "response", "SELECT * FROM responses WHERE invitation <> '' AND invitation = $1 AND "+isNewest, invitation)
	return r.value(), err
}

// Responses gives a page of answers, newest revisions only, newest first.
func (s *Store) Responses(ctx context.Context, f surveys.ResponseFilter) ([]surveys.Response, error) {
	db := s.read.WithContext(ctx).Where(isNewest).Order("answered_at DESC, id DESC").Limit(f.Limit)
	db = where(db, "touchpoint = ?", f.Touchpoint)
	db = where(db, "survey = ?", f.Survey)
	db = where(db, "contact_id <> '' AND contact_id = ?", f.Contact)
	db = where(db, "day >= ?", f.From)
	db = where(db, "day <= ?", f.To)
	if f.WithComment {
		db = db.Where("answers <> '{}'")
	}
	if f.After.ID != "" {
		db = db.Where("(answered_at, id) < (?, ?)", at(f.After.At), f.After.ID)
	}
	var rows []response
	err := db.Find(&rows).Error
	return each(rows, response.value), failed("read responses", err)
}

// EachResponse calls fn with every revision of every response, in the order of
// id and revision, without holding them all.
func (s *Store) EachResponse(ctx context.Context, fn func(surveys.Response) error) error {
	return s.reads(ctx).eachResponse(fn)
}

func (t tx) EachResponse(fn func(surveys.Response) error) error { return t.eachResponse(fn) }

func (q queries) eachResponse(fn func(surveys.Response) error) error {
	for last := (response{}); ; {
		var rows []response
		err := q.find(&rows, "SELECT * FROM responses WHERE (id, revision) > ($1, $2) ORDER BY id, revision LIMIT $3", last.ID, last.Revision, chunk)
		if err != nil {
			return failed("read all responses", err)
		}
		for _, r := range rows {
			if err := fn(r.value()); err != nil {
				return err
			}
		}
		if len(rows) < chunk {
			return nil
		}
		last = rows[len(rows)-1]
	}
}

func (t tx) Responses(ids []string) (map[string]surveys.Response, error) {
	return t.newest(t.in("id", "$1"), ids, func(r response) string { return r.ID })
}

func (t tx) Answered(ids []string) (map[string]surveys.Response, []string, error) {
	var bounced []string
	err := t.ask("find bounced invitations", &bounced, "SELECT id FROM invitations WHERE "+t.in("id", "$1")+" AND status = 'bounced' ORDER BY id", t.list(ids))
	if err != nil {
		return nil, nil, err
	}
	newest, err := t.Responses(ids)
	return newest, bounced, err
}

func (t tx) ResponsesTo(invitations []string) (map[string]surveys.Response, error) {
	return t.newest("invitation <> '' AND "+t.in("invitation", "$1"), invitations, func(r response) string { return r.Invitation })
}

func (t tx) AnswersOf(contacts, keys []string) ([]surveys.Response, error) {
	var rows []response
	err := t.find(&rows, "SELECT * FROM responses WHERE "+t.in("contact_id", "$1")+" AND contact_id <> '' AND "+t.in("survey", "$2")+" AND "+isNewest+" ORDER BY id",
		t.list(contacts), t.list(keys))
	return each(rows, response.value), failed("read the answers of contacts", err)
}

func (t tx) newest(condition string, keys []string, key func(response) string) (map[string]surveys.Response, error) {
	var rows []response
	err := t.find(&rows, "SELECT * FROM responses WHERE "+condition+" AND "+isNewest, t.list(keys))
	found := make(map[string]surveys.Response, len(rows))
	for _, r := range rows {
		found[key(r)] = r.value()
	}
	return found, failed("read responses", err)
}

func (t tx) AddResponses(list []surveys.Response) error {
	return responses.insert(t.queries, "write responses", each(list, responseRow), "")
}
