package store

import (
	"time"

	"halte/surveys"
)

type suppression struct {
	Person     string
	Touchpoint string
	Reason     string
	Since      instant
}

var suppressions = newTable(by(
	func(s suppression) string { return s.Person },
	func(s suppression) string { return s.Touchpoint }))

func suppressionRow(s surveys.Suppression) suppression {
	return suppression{string(s.Person), s.Touchpoint, string(s.Reason), at(s.Since)}
}

func (s suppression) value() surveys.Suppression {
	return surveys.Suppression{
		Person: surveys.Person(s.Person), Touchpoint: s.Touchpoint,
		Reason: surveys.SuppressionReason(s.Reason), Since: s.Since.Time,
	}
}

// SuppressionsOfPersons gives what keeps these persons from being mailed.
func (t Tx) SuppressionsOfPersons(persons []surveys.Person) ([]surveys.Suppression, error) {
	var rows []suppression
	err := t.find(&rows, suppressionsOf(t), t.list(texts(persons)))
	return each(rows, suppression.value), failed("read suppressions", err)
}

// SendHistory gives both in one round trip to the database.
func (t Tx) SendHistory(persons []surveys.Person, contacts []string, since time.Time) ([]surveys.Suppression, []surveys.LastAsked, error) {
	var rows []suppression
	if err := t.ask("read suppressions", &rows, suppressionsOf(t), t.list(texts(persons))); err != nil {
		return nil, nil, err
	}
	asked, err := t.LastAskedOf(persons, contacts, since)
	return each(rows, suppression.value), asked, err
}

func suppressionsOf(t Tx) string {
	return "SELECT * FROM suppressions WHERE " + t.in("person", "$1") + " ORDER BY person, touchpoint"
}

// SuppressionsPut adds suppressions; one that exists stays as it is.
func (t Tx) SuppressionsPut(list []surveys.Suppression) error {
	return suppressions.insert(t.queries, "write suppressions", each(list, suppressionRow), "ON CONFLICT DO NOTHING")
}

// SuppressionDelete takes a suppression away.
func (t Tx) SuppressionDelete(p surveys.Person, touchpoint string) error {
	return t.post(posted{
		doing: "delete a suppression",
		sql:   "DELETE FROM suppressions WHERE person = $1 AND touchpoint = $2", args: []any{string(p), touchpoint},
	})
}

// SuppressionsOf gives all that keeps a person from being mailed.
func (r Reader) SuppressionsOf(p surveys.Person) ([]surveys.Suppression, error) {
	var rows []suppression
	err := r.find(&rows, "SELECT * FROM suppressions WHERE person = $1 ORDER BY touchpoint", string(p))
	return each(rows, suppression.value), failed("read suppressions", err)
}

// SuppressionList gives a page of suppressions, newest first.
func (r Reader) SuppressionList(after surveys.Cursor, limit int) ([]surveys.Suppression, error) {
	var only filter
	if after.ID != "" {
		id, err := after.Parts(2)
		if err != nil {
			return nil, err
		}
		only.and("(since, person, touchpoint) < ($, $, $)", at(after.At), id[0], id[1])
	}
	var rows []suppression
	err := r.page(&rows, "suppressions", only, "since DESC, person DESC, touchpoint DESC", limit)
	return each(rows, suppression.value), failed("read suppressions", err)
}
