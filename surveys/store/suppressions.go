package store

import (
	"time"

	"halte/surveys"
	"halte/surveys/store/sqldb"
)

type suppression struct {
	Person     string
	Touchpoint string
	Reason     string
	Since      sqldb.Instant
}

var suppressions = sqldb.NewTable(sqldb.By(
	func(s suppression) string { return s.Person },
	func(s suppression) string { return s.Touchpoint }))

func suppressionRow(s surveys.Suppression) suppression {
	return suppression{string(s.Person), s.Touchpoint, string(s.Reason), sqldb.At(s.Since)}
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
	err := t.Find(&rows, suppressionsOf(t), t.List(sqldb.Texts(persons)))
	return sqldb.Each(rows, suppression.value), sqldb.Failed("read suppressions", err)
}

// SendHistory gives both in one round trip to the database.
func (t Tx) SendHistory(persons []surveys.Person, contacts []string, since time.Time) ([]surveys.Suppression, []surveys.LastAsked, error) {
	var rows []suppression
	if err := t.Ask("read suppressions", &rows, suppressionsOf(t), t.List(sqldb.Texts(persons))); err != nil {
		return nil, nil, err
	}
	asked, err := t.LastAskedOf(persons, contacts, since)
	return sqldb.Each(rows, suppression.value), asked, err
}

func suppressionsOf(t Tx) string {
	return "SELECT * FROM suppressions WHERE " + t.In("person", "$1") + " ORDER BY person, touchpoint"
}

// SuppressionsPut adds suppressions; one that exists stays as it is.
func (t Tx) SuppressionsPut(list []surveys.Suppression) error {
	return suppressions.Insert(t.Queries, "write suppressions", sqldb.Each(list, suppressionRow), "ON CONFLICT DO NOTHING")
}

// SuppressionDelete takes a suppression away.
func (t Tx) SuppressionDelete(p surveys.Person, touchpoint string) error {
	return t.Post(sqldb.Posted{
		Doing: "delete a suppression",
		SQL:   "DELETE FROM suppressions WHERE person = $1 AND touchpoint = $2", Args: []any{string(p), touchpoint},
	})
}

// SuppressionsOf gives all that keeps a person from being mailed.
func (r Reader) SuppressionsOf(p surveys.Person) ([]surveys.Suppression, error) {
	var rows []suppression
	err := r.Find(&rows, "SELECT * FROM suppressions WHERE person = $1 ORDER BY touchpoint", string(p))
	return sqldb.Each(rows, suppression.value), sqldb.Failed("read suppressions", err)
}

// SuppressionList gives a page of suppressions, newest first.
func (r Reader) SuppressionList(after surveys.Cursor, limit int) ([]surveys.Suppression, error) {
	var only sqldb.Filter
	if after.ID != "" {
		id, err := after.Parts(2)
		if err != nil {
			return nil, err
		}
		only.And("(since, person, touchpoint) < ($, $, $)", sqldb.At(after.At), id[0], id[1])
	}
	var rows []suppression
	err := r.Page(&rows, "suppressions", only, "since DESC, person DESC, touchpoint DESC", limit)
	return sqldb.Each(rows, suppression.value), sqldb.Failed("read suppressions", err)
}
