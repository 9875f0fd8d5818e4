package store

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"halte/surveys/journey"
	"halte/surveys/store/sqldb"
)

// JourneyRespondents counts respondents with a rating that is poor.
func (r Reader) JourneyRespondents(w journey.RespondentsQuery) (journey.Respondents, error) {
	q := r.Queries
	args := []any{q.List(w.Touchpoints), sqldb.At(w.Since), w.From, w.To}
	argument := func(v any) string { args = append(args, v); return "$" + strconv.Itoa(len(args)) }
	limits := make([]int, 0, len(w.Surveys))
	for limit := range w.Surveys {
		limits = append(limits, limit)
	}
	slices.Sort(limits)
	var asked, poor []string
	for _, limit := range limits {
		in := q.In("survey", argument(q.List(w.Surveys[limit])))
		asked = append(asked, in)
		poor = append(poor, fmt.Sprintf("(rating <= %d AND %s)", limit, in))
	}
	if len(limits) == 0 {
		return journey.Respondents{}, nil
	}
	picked := r.isPicked(w.Of, argument)
	var rows []struct{ Respondents, Poor int64 }
	err := q.Find(&rows, `SELECT count(*) AS respondents, CAST(coalesce(sum(poor), 0) AS bigint) AS poor FROM (
		SELECT respondent, max(CASE WHEN `+strings.Join(poor, " OR ")+` THEN 1 ELSE 0 END) AS poor FROM responses
		WHERE `+q.In("touchpoint", "$1")+` AND answered_at >= $2 AND day >= $3 AND day <= $4 AND respondent <> 0`+picked+`
			AND (`+strings.Join(asked, " OR ")+`) AND `+isNewest+`
		GROUP BY respondent) AS respondents`, args...)
	if err != nil || len(rows) == 0 {
		return journey.Respondents{}, sqldb.Failed("count the respondents of a journey", err)
	}
	return journey.Respondents(rows[0]), nil
}

// JourneyEventEach calls fn with what happened to one person after another, in order.
func (r Reader) JourneyEventEach(q journey.EventQuery, fn func(journey.Event) error) error {
	condition := r.In("e.name", "$1") + " AND e.occurred_at >= $2 AND e.occurred_at < $3"
	args := []any{r.List(q.Names), sqldb.At(q.From), sqldb.At(q.To)}
	picked := "1"
	if len(q.Of) > 0 { // an event's segments stand in what was decided about it
		argument := func(v any) string { args = append(args, v); return "$" + strconv.Itoa(len(args)) }
		picked = "CASE WHEN EXISTS (SELECT 1 FROM decisions WHERE event_id = e.id" + r.isPicked(q.Of, argument) + ") THEN 1 ELSE 0 END"
	}
	err := r.Stream(func(scan sqldb.Scanner) error {
		var step journey.Event
		var when sqldb.Instant
		var id string
		var of int
		if err := scan(&step.Who, &step.Name, &when, &id, &of); err != nil {
			return err
		}
		step.At, step.Picked = when.Time, of == 1
		return fn(step)
	}, `
		SELECT e.contact_id AS who, e.name, e.occurred_at, e.id, `+picked+` AS picked FROM events AS e WHERE `+condition+` AND e.contact_id <> ''
		UNION ALL
		SELECT ' ' || CAST(x.respondent AS text), e.name, e.occurred_at, e.id, `+picked+` FROM events AS e JOIN erased_events AS x ON x.event_id = e.id WHERE `+condition+`
		ORDER BY 1, 3, 4`, args...)
	return sqldb.Failed("read what happened", err)
}

// rememberErased notes whose the events of a contact were, by the number that
// stays of it.
func (t Tx) rememberErased(contact string, respondent int64) error {
	return t.Post(sqldb.Posted{
		Doing: "erase a contact",
		SQL:   "INSERT INTO erased_events (event_id, respondent) SELECT id, CAST($2 AS bigint) FROM events WHERE contact_id <> '' AND contact_id = $1 ON CONFLICT (event_id) DO NOTHING",
		Args:  []any{contact, respondent},
	})
}
