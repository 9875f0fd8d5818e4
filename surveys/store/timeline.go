package store

import (
	"encoding/json"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/store/sqldb"
)

// statusChange is that an invitation came to stand somewhere.
type statusChange struct {
	Invitation string
	At         sqldb.Instant
	Status     string
	Reason     string
	Wave       int
}

// TableName implements gorm's schema.Tabler.
func (statusChange) TableName() string { return "passages" }

var statusChanges = sqldb.NewTable(sqldb.By(func(p statusChange) string { return p.Invitation }))

// appendStatusChanges stores the new status of invitations, of those that change and
// whose contact was not erased. Call it before the change itself.
func (t Tx) appendStatusChanges(rows []statusChange) error {
	only := " AS new WHERE EXISTS (SELECT 1 FROM invitations AS i WHERE i.id = new.invitation AND i.contact_id <> ''" +
		" AND (i.status <> new.status OR i.wave <> new.wave OR i.reason <> new.reason))"
	return statusChanges.InsertFrom(t.Queries, "note where an invitation stands", rows, only)
}

// timelineEntry is one row of a timeline, of any kind.
type timelineEntry struct {
	At         sqldb.Instant
	Rank       int
	Seq        int64
	Key        string
	Event      string
	Name       string
	Trigger    string
	Touchpoint string
	Survey     string
	Invitation string
	State      string
	Reason     string
	Wave       int
	Rating     int
	Document   string
	Later      sqldb.Instant
	Imported   bool
}

// kinds are what a timeline is made of, in the order in which things of one moment
// stand; $1 is the contact.
var kinds = []struct {
	kind insight.TimelineKind
	sql  string
}{
	{insight.TimelineEvent, `SELECT occurred_at AS at, 0 AS rank, 0 AS seq, id AS key, id AS event, name, '' AS trigger, '' AS touchpoint, '' AS survey, '' AS invitation,
		'' AS state, '' AS reason, 0 AS wave, -1 AS rating, '' AS document, received_at AS later, imported
		FROM events WHERE contact_id = $1 AND contact_id <> ''`},
	{insight.TimelineDecision, `SELECT d.decided_at, 1, 0, d.event_id || ' ' || d.trigger, d.event_id, e.name, d.trigger, d.touchpoint, d.survey, d.invitation,
		d.outcome, '', 0, -1, d.checks, d.due_at, e.imported
		FROM events AS e JOIN decisions AS d ON d.event_id = e.id WHERE e.contact_id = $1 AND e.contact_id <> ''`},
	{insight.TimelineSuppression, `SELECT s.since, 2, 0, s.touchpoint, '', '', '', s.touchpoint, '', '', '', s.reason, 0, -1, '', NULL, false
		FROM contacts AS c JOIN suppressions AS s ON s.person = c.person WHERE c.id = $1 AND c.person <> ''`},
	{insight.TimelineInvitation, `SELECT p.at, 3, p.id, p.invitation, i.event_id, '', i.trigger, i.touchpoint, i.survey, i.id,
		p.status, p.reason, p.wave, -1, '', NULL, false
		FROM invitations AS i JOIN passages AS p ON p.invitation = i.id WHERE i.contact_id = $1 AND i.contact_id <> ''`},
	{insight.TimelineOpened, `SELECT n.at, 4, n.id, n.invitation, i.event_id, '', i.trigger, i.touchpoint, i.survey, i.id,
		'', '', 0, n.rating, '', NULL, false
		FROM invitations AS i JOIN intents AS n ON n.invitation = i.id WHERE i.contact_id = $1 AND i.contact_id <> '' AND n.at IS NOT NULL`},
	{insight.TimelineAnswer, `SELECT answered_at, 5, revision, id, event_id, '', '', touchpoint, survey, invitation,
		source, '', CASE wave WHEN 'reminder' THEN 1 ELSE 0 END, rating, answers, recorded_at, imported
		FROM responses WHERE contact_id = $1 AND contact_id <> ''`},
	// Reminders that went out are there already, as changes of their invitation.
	{insight.TimelineInvitation, `SELECT r.decided_at, 6, 0, r.invitation || ' ' || CAST(r.wave AS text), i.event_id, '', i.trigger, i.touchpoint, i.survey, i.id,
		r.outcome, r.reason, r.wave, -1, '', NULL, false
		FROM invitations AS i JOIN reminders AS r ON r.invitation = i.id
		WHERE i.contact_id = $1 AND i.contact_id <> '' AND r.outcome NOT IN ('sending', 'sent', 'unknown', 'failed', 'scheduled')`},
}

// TimelineEntries gives a page of what is kept about a contact.
func (r Reader) TimelineEntries(q insight.TimelineQuery) ([]insight.TimelineEntry, error) {
	all := ""
	for i, k := range kinds {
		if i > 0 {
			all += " UNION ALL "
		}
		all += k.sql
	}
	sql, args := "SELECT * FROM ("+all+") AS timeline ORDER BY at, rank, seq, key LIMIT $2", []any{q.Contact, q.Limit}
	if !q.After.IsZero() {
		sql = "SELECT * FROM (" + all + ") AS timeline WHERE (at, rank, seq, key) > ($3, $4, $5, $6) ORDER BY at, rank, seq, key LIMIT $2"
		args = append(args, sqldb.At(q.After), q.TieBreak.Rank, q.TieBreak.Seq, q.TieBreak.Key)
	}
	var rows []timelineEntry
	if err := r.Find(&rows, sql, args...); err != nil {
		return nil, sqldb.Failed("read a timeline", err)
	}
	out := make([]insight.TimelineEntry, len(rows))
	for i, r := range rows {
		var err error
		if out[i], err = r.value(); err != nil {
			return nil, sqldb.Failed("read a timeline", err)
		}
	}
	return out, nil
}

func (r timelineEntry) value() (h insight.TimelineEntry, err error) {
	h = insight.TimelineEntry{
		At: r.At.Time, Kind: kinds[r.Rank].kind, Event: r.Event, Name: r.Name, Trigger: r.Trigger, Touchpoint: r.Touchpoint, Survey: r.Survey,
		Invitation: r.Invitation, Imported: r.Imported, Wave: r.Wave, TieBreak: insight.TieBreak{Rank: r.Rank, Seq: r.Seq, Key: r.Key},
	}
	if r.Rating >= 0 {
		h.Rating = &r.Rating
	}
	switch h.Kind {
	case insight.TimelineEvent:
		h.ReceivedAt = r.Later.Time
	case insight.TimelineDecision:
		h.Outcome, h.DueAt = surveys.Outcome(r.State), r.Later.Time
		err = json.Unmarshal([]byte(r.Document), &h.Checks)
	case insight.TimelineSuppression:
		h.Suppression = surveys.SuppressionReason(r.Reason)
	case insight.TimelineInvitation:
		h.Status, h.Reason = surveys.Status(r.State), surveys.ReadReason(r.Reason)
	case insight.TimelineAnswer:
		h.Source, h.Revision, h.ReceivedAt = surveys.Source(r.State), int(r.Seq), r.Later.Time
		err = json.Unmarshal([]byte(r.Document), &h.Answers)
	}
	return h, err
}
