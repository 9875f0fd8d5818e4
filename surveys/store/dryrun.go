package store

import (
	"errors"

	"halte/surveys"
	"halte/surveys/dispatch"
)

// ContactsWithEvent gives the contacts of some persons to whom something happened.
func (r Reader) ContactsWithEvent(q dispatch.OccurredQuery, after surveys.Person, limit int) ([]surveys.Contact, error) {
	in := r.queries
	var persons []string
	err := in.find(&persons, `SELECT DISTINCT person FROM contacts AS c WHERE person <> '' AND person > $1 AND EXISTS
		(SELECT 1 FROM events AS e WHERE e.contact_id = c.id AND e.contact_id <> '' AND e.name = $2 AND e.occurred_at >= $3 AND e.occurred_at < $4)
		ORDER BY person LIMIT $5`, string(after), q.Name, at(q.From), at(q.To), limit)
	if err != nil || len(persons) == 0 {
		return nil, failed("read whom something happened to", err)
	}
	var rows []contact
	err = in.find(&rows, "SELECT * FROM contacts WHERE "+in.in("person", "$1")+" AND person <> '' ORDER BY person, id", in.list(persons))
	return each(rows, contact.value), failed("read whom something happened to", err)
}

// DryRunHistory gives what is stored about some contacts.
func (r Reader) DryRunHistory(q dispatch.HistoryQuery) (dispatch.History, error) {
	in := r.queries
	var occurred, counters []event
	err1 := in.find(&occurred, "SELECT * FROM events WHERE "+in.in("contact_id", "$1")+" AND contact_id <> '' AND name = $2 AND occurred_at >= $3 AND occurred_at < $4",
		in.list(q.Contacts), q.Name, at(q.From), at(q.To))
	var err2 error
	if len(q.Counters) > 0 {
		err2 = in.find(&counters, "SELECT * FROM events WHERE "+in.in("contact_id", "$1")+" AND contact_id <> '' AND "+in.in("name", "$2"),
			in.list(q.Contacts), in.list(q.Counters))
	}
	var mails []asked
	err3 := in.find(&mails, `SELECT person, '' AS contact, touchpoint, asked_at AS at FROM invitations
			WHERE `+in.in("person", "$1")+` AND person <> '' AND asked_at >= $2 AND `+wasAsked+` AND trigger <> $3
		UNION ALL SELECT '', contact_id, touchpoint, asked_at FROM invitations
			WHERE `+in.in("contact_id", "$4")+` AND contact_id <> '' AND NOT `+in.in("person", "$1")+` AND asked_at >= $2 AND `+wasAsked+` AND trigger <> $3
		UNION ALL SELECT person, '', touchpoint, answered_at FROM responses
			WHERE `+in.in("person", "$1")+` AND person <> '' AND imported AND answered_at >= $2`,
		in.list(texts(q.Persons)), at(q.Since), q.Trigger, in.list(q.Contacts))
	var kept []suppression
	err4 := in.find(&kept, "SELECT * FROM suppressions WHERE "+in.in("person", "$1"), in.list(texts(q.Persons)))
	var answers []response
	err5 := in.find(&answers, "SELECT * FROM responses WHERE "+in.in("contact_id", "$1")+" AND contact_id <> '' AND survey = $2 AND invitation = '' AND revision = 1",
		in.list(q.Contacts), q.Survey)
	var answerEvents []event
	var err6 error
	if len(answers) > 0 {
		err6 = in.find(&answerEvents, "SELECT * FROM events WHERE "+in.in("id", "$1"), in.list(each(answers, func(r response) string { return r.EventID })))
	}
	return dispatch.History{
		Answers: each(answers, response.value), AnswerEvents: each(answerEvents, event.value),
		Events: each(occurred, event.value), Counters: each(counters, event.value),
		Asked: each(mails, asked.value), Suppressions: each(kept, suppression.value),
	}, failed("read the history for a dry run", errors.Join(err1, err2, err3, err4, err5, err6))
}

// EventsErased counts events of contacts that are no more.
func (r Reader) EventsErased(q dispatch.OccurredQuery) (int64, error) {
	return one[int64](r.queries, "erased events", "SELECT count(*) FROM events WHERE name = $1 AND occurred_at >= $2 AND occurred_at < $3 AND contact_id = ''",
		q.Name, at(q.From), at(q.To))
}
