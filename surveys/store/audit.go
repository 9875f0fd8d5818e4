package store

import (
	"halte/surveys"
	"halte/surveys/store/sqldb"
)

type audit struct {
	ID        string
	At        sqldb.Instant
	ActorKind string
	ActorID   string
	ActorName string
	Action    string
	Object    string
	Before    string
	After     string
}

var audits = sqldb.NewTable(sqldb.By(func(a audit) string { return a.ID })).Named("audit")

func (a audit) value() surveys.AuditEntry {
	return surveys.AuditEntry{
		ID: a.ID, At: a.At.Time, Actor: surveys.Actor{Kind: surveys.ActorKind(a.ActorKind), ID: a.ActorID, Name: a.ActorName},
		Action: surveys.Action(a.Action), Object: a.Object, Before: a.Before, After: a.After,
	}
}

// AuditAppend notes what is done in this transaction.
func (t Tx) AuditAppend(e surveys.AuditEntry) error {
	return audits.Insert(t.Queries, "write the audit log", []audit{{
		e.ID, sqldb.At(e.At), string(e.Actor.Kind), e.Actor.ID, e.Actor.Name, string(e.Action), e.Object, e.Before, e.After,
	}}, "")
}

// AuditList gives a page of the audit log, newest first.
func (r Reader) AuditList(f surveys.AuditFilter) ([]surveys.AuditEntry, error) {
	var only sqldb.Filter
	only.Where("action = $", string(f.Action))
	only.Where("object = $", f.Object)
	if !f.From.IsZero() {
		only.And("at >= $", sqldb.At(f.From))
	}
	if !f.To.IsZero() {
		only.And("at < $", sqldb.At(f.To))
	}
	if f.After.ID != "" {
		only.And("(at, id) < ($, $)", sqldb.At(f.After.At), f.After.ID)
	}
	var rows []audit
	err := r.Page(&rows, "audit", only, "at DESC, id DESC", f.Limit)
	return sqldb.Each(rows, audit.value), sqldb.Failed("read the audit log", err)
}
