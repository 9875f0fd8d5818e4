package store

import (
	"context"
	"reflect"
	"time"

	"halte/surveys"
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
	Segments    object[string]
	Correlation string
	OccurredAt  instant
	Day         string
	CreatedAt   instant
	DueAt       instant
	SendBy      instant
	OpenFor     int64
	Status      string
	Reason      string
	Wave        int
	NextAt      instant
	Attempts    int
	SentAt      instant
	AskedAt     instant
	ClosesAt    instant
	Epoch       int64
	LeasedUntil instant
	Resending   bool
	Resends     int
	Bounce      string
	BouncedAt   instant
}

var invitations = newTable(by(func(i invitation) string { return i.ID }))

func invitationRow(i surveys.Invitation) invitation {
	return invitation{
		ID: i.ID, EventID: i.EventID, Trigger: i.Trigger, Survey: i.Survey, Version: i.Version,
		Touchpoint: i.Touchpoint, ContactID: i.ContactID, Person: string(i.Person), Language: i.Language,
		Segments: i.Segments, Correlation: i.Correlation, OccurredAt: at(i.OccurredAt), Day: i.Day,
		CreatedAt: at(i.CreatedAt), DueAt: at(i.DueAt), SendBy: at(i.SendBy), OpenFor: int64(i.OpenFor),
		Status: string(i.Status), Reason: i.Reason.Text(), Wave: i.Wave, NextAt: at(i.NextAt), Attempts: i.Attempts,
		SentAt: at(i.SentAt), AskedAt: at(i.AskedAt), ClosesAt: at(i.ClosesAt), Epoch: i.Epoch, LeasedUntil: at(i.LeasedUntil),
		Resending: i.Resending, Resends: i.Resends,
		Bounce: string(i.Bounce), BouncedAt: at(i.BouncedAt),
	}
}

func (i invitation) value() surveys.Invitation {
	return surveys.Invitation{
		ID: i.ID, EventID: i.EventID, Trigger: i.Trigger, Survey: i.Survey, Version: i.Version,
		Touchpoint: i.Touchpoint, ContactID: i.ContactID, Person: surveys.Person(i.Person), Language: i.Language,
		Segments: i.Segments, Correlation: i.Correlation, OccurredAt: i.OccurredAt.Time, Day: i.Day,
		CreatedAt: i.CreatedAt.Time, DueAt: i.DueAt.Time, SendBy: i.SendBy.Time, OpenFor: surveys.Span(i.OpenFor),
		Status: surveys.Status(i.Status), Reason: surveys.ReadReason(i.Reason), Wave: i.Wave, NextAt: i.NextAt.Time, Attempts: i.Attempts,
		SentAt: i.SentAt.Time, AskedAt: i.AskedAt.Time, ClosesAt: i.ClosesAt.Time, Epoch: i.Epoch, LeasedUntil: i.LeasedUntil.Time,
		Resending: i.Resending, Resends: i.Resends,
		Bounce: surveys.Bounce(i.Bounce), BouncedAt: i.BouncedAt.Time,
	}
}

// Invitation gives an invitation.
func (r Reader) Invitation(id string) (surveys.Invitation, error) {
	i, err := one[invitation](r.queries, "invitation", "SELECT * FROM invitations WHERE id = $1", id)
	return i.value(), err
}

// InvitationsOfEvent gives the invitations an event led to.
func (r Reader) InvitationsOfEvent(eventID string) ([]surveys.Invitation, error) {
	var rows []invitation
	err := r.find(&rows, "SELECT * FROM invitations WHERE id IN (SELECT invitation FROM decisions WHERE event_id = $1) ORDER BY id", eventID)
	return each(rows, invitation.value), failed("read the invitations of an event", err)
}

// InvitationList gives a page of invitations, newest first: ids begin with the time.
func (r Reader) InvitationList(f surveys.InvitationFilter) ([]surveys.Invitation, error) {
	var only filter
	only.where("touchpoint = $", f.Touchpoint)
	only.where("contact_id <> '' AND contact_id = $", f.Contact)
	only.where("status = $", string(f.Status))
	only.where("id < $", f.After)
	var rows []invitation
	err := r.page(&rows, "invitations", only, "id DESC", f.Limit)
	return each(rows, invitation.value), failed("read invitations", err)
}

// InvitationByToken gives the invitation behind the hash of a token and the wave
// of the mail that carried it.
func (r Reader) InvitationByToken(hash string) (surveys.Invitation, int, error) {
	q := r.queries
	k, err := one[token](q, "link", "SELECT * FROM tokens WHERE hash = $1", hash)
	if err != nil {
		return surveys.Invitation{}, 0, err
	}
	i, err := one[invitation](q, "link", "SELECT * FROM invitations WHERE id = $1", k.Invitation)
	return i.value(), k.Wave, err
}

// InvitationsAppend appends invitations.
func (t Tx) InvitationsAppend(list []surveys.Invitation) error {
	return invitations.insert(t.queries, "write invitations", each(list, invitationRow), "")
}

// InvitationsScheduledFor gives the scheduled invitations of these contacts made by one
// of the triggers, locked.
func (t Tx) InvitationsScheduledFor(contacts, triggers []string) ([]surveys.Invitation, error) {
	return t.scheduled(t.in("contact_id", "$1")+" AND contact_id <> '' AND "+t.in("trigger", "$2"), t.list(contacts), t.list(triggers))
}

// InvitationsScheduledTo gives the scheduled invitations of a person, locked.
func (t Tx) InvitationsScheduledTo(p surveys.Person, touchpoint string) ([]surveys.Invitation, error) {
	return t.scheduled("contact_id IN (SELECT id FROM contacts WHERE person = $1 AND person <> '') AND contact_id <> '' AND ($2 = '' OR touchpoint = $2)", string(p), touchpoint)
}

// InvitationsMailedTo reads by the index of when a person was asked.
func (t Tx) InvitationsMailedTo(p surveys.Person, limit int) ([]surveys.Invitation, error) {
	var rows []invitation
	err := t.find(&rows, "SELECT * FROM invitations WHERE person = $1 AND person <> '' AND asked_at IS NOT NULL AND sent_at IS NOT NULL"+
		" ORDER BY asked_at DESC, id DESC LIMIT $2", string(p), limit)
	return each(rows, invitation.value), failed("read the mails to a person", err)
}

func (t Tx) scheduled(condition string, args ...any) ([]surveys.Invitation, error) {
	var rows []invitation
	err := t.find(&rows, "SELECT * FROM invitations WHERE "+condition+" AND status = 'scheduled' ORDER BY id"+t.forUpdate, args...)
	return each(rows, invitation.value), failed("read scheduled invitations", err)
}

// InvitationLock gives one, locked until the transaction ends.
func (t Tx) InvitationLock(id string) (surveys.Invitation, error) {
	i, err := one[invitation](t.queries, "invitation", "SELECT * FROM invitations WHERE id = $1"+t.forUpdate, id)
	return i.value(), err
}

// InvitationPut replaces an invitation that was read in this transaction, and
// notes at now where it came to stand, where that is something new.
func (t Tx) InvitationPut(i surveys.Invitation, now time.Time) error {
	if err := t.appendStatusChanges([]statusChange{{i.ID, at(now), string(i.Status), i.Reason.Text(), i.Wave}}); err != nil {
		return err
	}
	args, err := t.pack(invitations.columns, reflect.ValueOf([]invitation{invitationRow(i)}))
	if err != nil {
		return failed("write an invitation", err)
	}
	return t.post(posted{
		doing: "write an invitation", sql: invitations.update(t.queries, "id", "epoch"), args: args,
		other: surveys.Errorf(surveys.Conflict, "somebody else holds this invitation now"),
	})
}

type token struct {
	Hash       string `gorm:"primaryKey"`
	Invitation string
	Wave       int
	CreatedAt  instant
}

var tokens = newTable(by(func(k token) string { return k.Hash }))

func tokenRow(k surveys.Token) token {
	return token{k.Hash, k.Invitation, k.Wave, at(k.CreatedAt)}
}

// TokensAppend appends the tokens of links.
func (t Tx) TokensAppend(list []surveys.Token) error {
	return tokens.insert(t.queries, "write tokens", each(list, tokenRow), "")
}

type intent struct {
	Invitation string
	Touchpoint string
	Day        string
	Rating     int
	At         instant
}

var intents = newTable(by(func(i intent) string { return i.Invitation }))

// IntentAppend appends an opened link, unless the invitation has 50 of them: a
// link may be clicked without end.
func (s *Store) IntentAppend(ctx context.Context, i surveys.Intent) error {
	q := s.writes(ctx)
	args, err := q.pack(intents.columns, reflect.ValueOf([]intent{{i.Invitation, i.Touchpoint, i.Day, i.Rating, at(i.At)}}))
	if err == nil {
		_, err = q.change("INSERT INTO intents ("+intents.list()+") SELECT "+intents.list()+" FROM ("+q.rows(intents.columns)+") AS new"+
			" WHERE (SELECT count(*) FROM intents AS i WHERE i.invitation = new.invitation) < 50", args...)
	}
	return failed("write an intent", err)
}
