package store

import (
	"context"
	"strings"
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

func (t tx) Suppressions(persons []surveys.Person) ([]surveys.Suppression, error) {
	var rows []suppression
	err := t.find(&rows, suppressionsOf(t), t.list(texts(persons)))
	return each(rows, suppression.value), failed("read suppressions", err)
}

func (t tx) Standing(persons []surveys.Person, contacts []string, since time.Time) ([]surveys.Suppression, []surveys.Asked, error) {
	var rows []suppression
	if err := t.ask("read suppressions", &rows, suppressionsOf(t), t.list(texts(persons))); err != nil {
		return nil, nil, err
	}
	asked, err := t.Asked(persons, contacts, since)
	return each(rows, suppression.value), asked, err
}

func suppressionsOf(t tx) string {
	return "SELECT * FROM suppressions WHERE " + t.in("person", "$1") + " ORDER BY person, touchpoint"
}

func (t tx) PutSuppressions(list []surveys.Suppression) error {
	return suppressions.insert(t.queries, "write suppressions", each(list, suppressionRow), "ON CONFLICT DO NOTHING")
}

func (t tx) DeleteSuppression(p surveys.Person, touchpoint string) error {
	return t.post(posted{
		doing: "delete a suppression",
		sql:   "DELETE FROM suppressions WHERE person = $1 AND touchpoint = $2", args: []any{string(p), touchpoint},
	})
}

// Suppression gives all that keeps a person from being mailed.
func (s *Store) Suppression(ctx context.Context, p surveys.Person) ([]surveys.Suppression, error) {
	var rows []suppression
	err := s.reads(ctx).find(&rows, "SELECT * FROM suppressions WHERE person = $1 ORDER BY touchpoint", string(p))
	return each(rows, suppression.value), failed("read suppressions", err)
}

// SuppressionList gives a page of suppressions, newest first.
func (s *Store) SuppressionList(ctx context.Context, after surveys.Cursor, limit int) ([]surveys.Suppression, error) {
	db := s.read.WithContext(ctx).Order("since DESC, person DESC, touchpoint DESC").Limit(limit)
	if after.ID != "" {
		person, touchpoint, _ := strings.Cut(after.ID, " ")
		db = db.Where("(since, person, touchpoint) < (?, ?, ?)", at(after.At), person, touchpoint)
	}
	var rows []suppression
	err := db.Find(&rows).Error
	return each(rows, suppression.value), failed("read suppressions", err)
}
