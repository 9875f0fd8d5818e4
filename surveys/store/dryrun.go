package store

import (
	"errors"

	"halte/surveys"
	"halte/surveys/dispatch"
	"halte/surveys/store/sqldb"
)

// ContactsWithEvent gives the contacts of some persons to whom something happened.
func (r Reader) ContactsWithEvent(q dispatch.OccurredQuery, after surveys.Person, limit int) ([]surveys.Contact, error) {
	in := r.Queries
	var persons []string
	err := in.Find(&persons, `SELECT DISTINCT person FROM contacts AS c WHERE person <> '' AND person > $1 AND EXISTS
		(SELECT 1 FROM events AS e WHERE e.contact_id = c.id AND e.contact_id <> '' AND e.name = $2 AND e.occurred_at >= $3 AND e.occurred_at < $4)
		ORDER BY person LIMIT $5`, string(after), q.Name, sqldb.At(q.From), sqldb.At(q.To), limit)
	if err != nil || len(persons) == 0 {
		return nil, sqldb.Failed("read whom something happened to", err)
	}
	var rows []contact
	err = in.Find(&rows, "SELECT * FROM contacts WHERE "+in.In("person", "$1")+" AND person <> '' ORDER BY person, id", in.List(persons))
	return sqldb.Each(rows, contact.value), sqldb.Failed("read whom something happened to", err)
}

// DryRunHistory gives what is stored about some contacts.
func (r Reader) DryRunHistory(q dispatch.HistoryQuery) (dispatch.History, error) {
	in := r.Queries
	var occurred, counters []event
	err1 := in.Find(&occurred, "SELECT * FROM events WHERE "+in.In("contact_id", "$1")+" AND contact_id <> '' AND name = $2 AND occurred_at >= $3 AND occurred_at < $4",
		in.List(q.Contacts), q.Name, sqldb.At(q.From), sqldb.At(q.To))
	var err2 error
	if len(q.Counters) > 0 {
		err2 = in.Find(&counters, "SELECT * FROM events WHERE "+in.In("contact_id", "$1")+" AND contact_id <> '' AND "+in.In("name", "$2"),
			in.List(q.Contacts), in.List(q.Counters))
	}
	var mails []asked
	err3 := in.Find(&mails, `SELECT person, '' AS contact, touchpoint, asked_at AS at FROM invitations
			WHERE `+in.In("person", "$1")+` AND person <> '' AND asked_at >= $2 AND `+wasAsked+` AND trigger <> $3
		UNION ALL SELECT '', contact_id, touchpoint, asked_at FROM invitations
			WHERE `+in.In("contact_id", "$4")+` AND contact_id <> '' AND NOT `+in.In("person", "$1")+` AND asked_at >= $2 AND `+wasAsked+` AND trigger <> $3
		UNION ALL SELECT person, '', touchpoint, answered_at FROM responses
			WHERE `+in.In("person", "$1")+` AND person <> '' AND imported AND answered_at >= $2`,
		in.List(sqldb.Texts(q.Persons)), sqldb.At(q.Since), q.Trigger, in.List(q.Contacts))
	var kept []suppression
	err4 := in.Find(&kept, "SELECT * FROM suppressions WHERE "+in.In("person", "$1"), in.List(sqldb.Texts(q.Persons)))
	var answers []response
	err5 := in.Find(&answers, "SELECT * FROM responses WHERE "+in.In("contact_id", "$1")+" AND contact_id <> '' AND survey = $2 AND invitation = '' AND revision = 1",
		in.List(q.Contacts), q.Survey)
	var answerEvents []event
	var err6 error
	if len(answers) > 0 {
		err6 = in.Find(&answerEvents, "SELECT * FROM events WHERE "+in.In("id", "$1"), in.List(sqldb.Each(answers, func(r response) string { return r.EventID })))
	}
	return dispatch.History{
		Answers: sqldb.Each(answers, response.value), AnswerEvents: sqldb.Each(answerEvents, event.value),
		Events: sqldb.Each(occurred, event.value), Counters: sqldb.Each(counters, event.value),
		LastAsked: sqldb.Each(mails, asked.value), Suppressions: sqldb.Each(kept, suppression.value),
	}, sqldb.Failed("read the history for a dry run", errors.Join(err1, err2, err3, err4, err5, err6))
}

// EventsErased counts events of contacts that are no more.
func (r Reader) EventsErased(q dispatch.OccurredQuery) (int64, error) {
	return sqldb.One[int64](r.Queries, "erased events", "SELECT count(*) FROM events WHERE name = $1 AND occurred_at >= $2 AND occurred_at < $3 AND contact_id = ''",
		q.Name, sqldb.At(q.From), sqldb.At(q.To))
}
