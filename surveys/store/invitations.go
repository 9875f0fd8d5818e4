package store

import (
	"context"
	"reflect"
	"slices"
	"time"

	"halte/surveys"
	"halte/surveys/store/sqldb"
)

type invitation struct {
	ID          string
	EventID     string
	Trigger     string
	Survey      string
	Version     int
	Touchpoint  string
	ContactID   string
	Person      string
	Language    string
	Segments    sqldb.Object[string]
	Correlation string
	OccurredAt  sqldb.Instant
	Day         string
	CreatedAt   sqldb.Instant
	DueAt       sqldb.Instant
	SendBy      sqldb.Instant
	OpenFor     int64
	Status      string
	Reason      string
	Wave        int
	NextAt      sqldb.Instant
	Attempts    int
	SentAt      sqldb.Instant
	AskedAt     sqldb.Instant
	ClosesAt    sqldb.Instant
	Epoch       int64
	LeasedUntil sqldb.Instant
	LeasedBy    string
	Resending   bool
	Resends     int
	Bounce      string
	BouncedAt   sqldb.Instant
}

var invitations = sqldb.NewTable(sqldb.By(func(i invitation) string { return i.ID }))

func invitationRow(i surveys.Invitation) invitation {
	return invitation{
		ID: i.ID, EventID: i.EventID, Trigger: i.Trigger, Survey: i.Survey, Version: i.Version,
		Touchpoint: i.Touchpoint, ContactID: i.ContactID, Person: string(i.Person), Language: i.Language,
		Segments: i.Segments, Correlation: i.Correlation, OccurredAt: sqldb.At(i.OccurredAt), Day: i.Day,
		CreatedAt: sqldb.At(i.CreatedAt), DueAt: sqldb.At(i.DueAt), SendBy: sqldb.At(i.SendBy), OpenFor: int64(i.OpenFor),
		Status: string(i.Status), Reason: i.Reason.Text(), Wave: i.Wave, NextAt: sqldb.At(i.NextAt), Attempts: i.Attempts,
		SentAt: sqldb.At(i.SentAt), AskedAt: sqldb.At(i.AskedAt), ClosesAt: sqldb.At(i.ClosesAt), Epoch: i.Epoch, LeasedUntil: sqldb.At(i.LeasedUntil), LeasedBy: i.LeasedBy,
		Resending: i.Resending, Resends: i.Resends,
		Bounce: string(i.Bounce), BouncedAt: sqldb.At(i.BouncedAt),
	}
}

func (i invitation) value() surveys.Invitation {
	return surveys.Invitation{
		ID: i.ID, EventID: i.EventID, Trigger: i.Trigger, Survey: i.Survey, Version: i.Version,
		Touchpoint: i.Touchpoint, ContactID: i.ContactID, Person: surveys.Person(i.Person), Language: i.Language,
		Segments: i.Segments, Correlation: i.Correlation, OccurredAt: i.OccurredAt.Time, Day: i.Day,
		CreatedAt: i.CreatedAt.Time, DueAt: i.DueAt.Time, SendBy: i.SendBy.Time, OpenFor: surveys.Span(i.OpenFor),
		Status: surveys.Status(i.Status), Reason: surveys.ReadReason(i.Reason), Wave: i.Wave, NextAt: i.NextAt.Time, Attempts: i.Attempts,
		SentAt: i.SentAt.Time, AskedAt: i.AskedAt.Time, ClosesAt: i.ClosesAt.Time, Epoch: i.Epoch, LeasedUntil: i.LeasedUntil.Time, LeasedBy: i.LeasedBy,
		Resending: i.Resending, Resends: i.Resends,
		Bounce: surveys.Bounce(i.Bounce), BouncedAt: i.BouncedAt.Time,
	}
}

// Invitation gives an invitation.
func (r Reader) Invitation(id string) (surveys.Invitation, error) {
	i, err := sqldb.One[invitation](r.Queries, "invitation", "SELECT * FROM invitations WHERE id = $1", id)
	return i.value(), err
}

// InvitationsOfEvent gives the invitations an event led to.
func (r Reader) InvitationsOfEvent(eventID string) ([]surveys.Invitation, error) {
	var rows []invitation
	err := r.Find(&rows, "SELECT * FROM invitations WHERE id IN (SELECT invitation FROM decisions WHERE event_id = $1) ORDER BY id", eventID)
	return sqldb.Each(rows, invitation.value), sqldb.Failed("read the invitations of an event", err)
}

// under are the statuses of mails that are under way or went out; ended picks all
// others, as the index of what ended does.
var under = []surveys.Status{surveys.StatusScheduled, surveys.StatusSending, surveys.StatusSent}

const ended = "status NOT IN ('scheduled', 'sending', 'sent')"

// InvitationList gives a page of invitations, newest first: ids begin with the time.
// Those of erased contacts are left out.
func (r Reader) InvitationList(f surveys.InvitationFilter) ([]surveys.Invitation, error) {
	var only sqldb.Filter
	only.And("contact_id <> ''")
	only.Where("touchpoint = $", f.Touchpoint)
	only.Where("contact_id = $", f.Contact)
	only.Where("status = $", string(f.Status))
	if f.Status != "" && !slices.Contains(under, f.Status) {
		only.And(ended) // a plan for any status does not see that the index holds this one
	}
	only.Where("id < $", f.After)
	var rows []invitation
	err := r.Page(&rows, "invitations", only, "id DESC", f.Limit)
	return sqldb.Each(rows, invitation.value), sqldb.Failed("read invitations", err)
}

// InvitationByToken gives the invitation behind the hash of a token and the wave
// of the mail that carried it.
func (r Reader) InvitationByToken(hash string) (surveys.Invitation, int, error) {
	q := r.Queries
	k, err := sqldb.One[token](q, "link", "SELECT * FROM tokens WHERE hash = $1", hash)
	if err != nil {
		return surveys.Invitation{}, 0, err
	}
	i, err := sqldb.One[invitation](q, "link", "SELECT * FROM invitations WHERE id = $1", k.Invitation)
	return i.value(), k.Wave, err
}

// InvitationsAppend appends invitations.
func (t Tx) InvitationsAppend(list []surveys.Invitation) error {
	return invitations.Insert(t.Queries, "write invitations", sqldb.Each(list, invitationRow), "")
}

// InvitationsScheduledFor gives the scheduled invitations of these contacts made by one
// of the triggers, locked.
func (t Tx) InvitationsScheduledFor(contacts, triggers []string) ([]surveys.Invitation, error) {
	return t.scheduled(t.In("contact_id", "$1")+" AND contact_id <> '' AND "+t.In("trigger", "$2"), t.List(contacts), t.List(triggers))
}

// InvitationsScheduledTo gives the scheduled invitations of some persons, locked. It asks
// for their contacts first: in one statement PostgreSQL would rather go through all that
// is scheduled.
func (t Tx) InvitationsScheduledTo(persons []surveys.Person, touchpoint string) ([]surveys.Invitation, error) {
	var ids []string
	err := t.Find(&ids, "SELECT id FROM contacts WHERE "+t.In("person", "$1")+" AND person <> ''", t.List(sqldb.Texts(persons)))
	if err != nil || len(ids) == 0 {
		return nil, sqldb.Failed("read the contacts of persons", err)
	}
	return t.scheduled(t.In("contact_id", "$1")+" AND contact_id <> '' AND ($2 = '' OR touchpoint = $2)", t.List(ids), touchpoint)
}

// InvitationsMailedTo reads by the index of when a person was asked.
func (t Tx) InvitationsMailedTo(p surveys.Person, limit int) ([]surveys.Invitation, error) {
	var rows []invitation
	err := t.Find(&rows, "SELECT * FROM invitations WHERE person = $1 AND person <> '' AND asked_at IS NOT NULL AND sent_at IS NOT NULL"+
		" ORDER BY asked_at DESC, id DESC LIMIT $2", string(p), limit)
	return sqldb.Each(rows, invitation.value), sqldb.Failed("read the mails to a person", err)
}

func (t Tx) scheduled(condition string, args ...any) ([]surveys.Invitation, error) {
	var rows []invitation
	err := t.Find(&rows, "SELECT * FROM invitations WHERE "+condition+" AND status = 'scheduled' ORDER BY id"+t.ForUpdate, args...)
	return sqldb.Each(rows, invitation.value), sqldb.Failed("read scheduled invitations", err)
}

// InvitationLock gives one, locked until the transaction ends.
func (t Tx) InvitationLock(id string) (surveys.Invitation, error) {
	i, err := sqldb.One[invitation](t.Queries, "invitation", "SELECT * FROM invitations WHERE id = $1"+t.ForUpdate, id)
	return i.value(), err
}

// InvitationsLock gives those that there are, by id, locked until the transaction ends.
func (t Tx) InvitationsLock(ids []string) (map[string]surveys.Invitation, error) {
	var rows []invitation
	err := t.Find(&rows, "SELECT * FROM invitations WHERE "+t.In("id", "$1")+" ORDER BY id"+t.ForUpdate, t.List(ids))
	found := make(map[string]surveys.Invitation, len(rows))
	for _, row := range rows {
		found[row.ID] = row.value()
	}
	return found, sqldb.Failed("read invitations", err)
}

// InvitationPut replaces an invitation that was read in this transaction, and
// notes at now where it came to stand, where that is something new.
func (t Tx) InvitationPut(i surveys.Invitation, now time.Time) error {
	return t.InvitationsPut([]surveys.Invitation{i}, now)
}

// InvitationsPut replaces several.
func (t Tx) InvitationsPut(list []surveys.Invitation, now time.Time) error {
	changes := sqldb.Each(list, func(i surveys.Invitation) statusChange {
		return statusChange{i.ID, sqldb.At(now), string(i.Status), i.Reason.Text(), i.Wave}
	})
	if err := t.appendStatusChanges(changes); err != nil {
		return err
	}
	return invitations.Change(t.Queries, sqldb.Each(list, invitationRow), sqldb.Posted{
		Doing: "write invitations", SQL: invitations.Update(t.Queries, "id", "epoch"),
		Other: surveys.Errorf(surveys.Conflict, "somebody else holds this invitation now"),
	})
}

type token struct {
	Hash       string `gorm:"primaryKey"`
	Invitation string
	Wave       int
	CreatedAt  sqldb.Instant
}

var tokens = sqldb.NewTable(sqldb.By(func(k token) string { return k.Hash }))

func tokenRow(k surveys.Token) token {
	return token{k.Hash, k.Invitation, k.Wave, sqldb.At(k.CreatedAt)}
}

// TokensAppend appends the tokens of links.
func (t Tx) TokensAppend(list []surveys.Token) error {
	return tokens.Insert(t.Queries, "write tokens", sqldb.Each(list, tokenRow), "")
}

type intent struct {
	Invitation string
	Touchpoint string
	Day        string
	Rating     int
	At         sqldb.Instant
}

var intents = sqldb.NewTable(sqldb.By(func(i intent) string { return i.Invitation }))

// IntentAppend appends an opened link, unless the invitation has 50 of them: a
// link may be clicked without end.
func (s *Store) IntentAppend(ctx context.Context, i surveys.Intent) error {
	q := s.Writes(ctx)
	args, err := q.Pack(intents.Columns, reflect.ValueOf([]intent{{i.Invitation, i.Touchpoint, i.Day, i.Rating, sqldb.At(i.At)}}))
	if err == nil {
		_, err = q.Change("INSERT INTO intents ("+intents.List()+") SELECT "+intents.List()+" FROM ("+q.Rows(intents.Columns)+") AS new"+
			" WHERE (SELECT count(*) FROM intents AS i WHERE i.invitation = new.invitation) < 50", args...)
	}
	return sqldb.Failed("write an intent", err)
}
