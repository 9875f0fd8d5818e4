package surveys

import (
	"context"
	"encoding/hex"
	"time"
)

// Action is what somebody did that changed what Halte does or keeps.
type Action string

// The actions that are kept in the audit log.
const (
	ActionKeyCreated          Action = "key_created"
	ActionKeyChanged          Action = "key_changed"
	ActionKeyRevoked          Action = "key_revoked"
	ActionDefinitionApplied   Action = "definition_applied"
	ActionSendingPaused       Action = "sending_paused"
	ActionSendingResumed      Action = "sending_resumed"
	ActionRestored            Action = "restored"
	ActionMailResent          Action = "mail_resent"
	ActionContactErased       Action = "contact_erased"
	ActionSuppressionsAdded   Action = "suppressions_added"
	ActionSuppressionsLifted  Action = "suppressions_lifted"
	ActionImprovementWritten  Action = "improvement_written"
	ActionImprovementReplaced Action = "improvement_replaced"
)

// Actions lists every action there is.
func Actions() []Action {
	return []Action{
		ActionKeyCreated, ActionKeyChanged, ActionKeyRevoked, ActionDefinitionApplied, ActionSendingPaused, ActionSendingResumed,
		ActionRestored, ActionMailResent, ActionContactErased, ActionSuppressionsAdded, ActionSuppressionsLifted, ActionImprovementWritten, ActionImprovementReplaced,
	}
}

// ActorKind says by which way somebody came.
type ActorKind string

// The ways there are.
const (
	ActorKey     ActorKind = "key"     // by an API key, over HTTP or on a page
	ActorCommand ActorKind = "command" // by a command at a terminal
	ActorPage    ActorKind = "page"    // on a page that needs no key, of a demo or in development
	ActorHalte   ActorKind = "halte"   // nobody: Halte itself
)

// Actor is who did something.
type Actor struct {
	Kind ActorKind
	ID   string // of the API key; empty for the others
	Name string // of the API key, or the command, such as "pause"; empty for the others
}

// Actor gives who comes by the key.
func (k Key) Actor() Actor { return Actor{Kind: ActorKey, ID: k.ID, Name: k.Name} }

// AuditEntry is one thing that somebody did. It tells nothing about a customer, so it
// outlives every erasure.
type AuditEntry struct {
	ID     string // in the order of time
	At     time.Time
	Actor  Actor
	Action Action
	// Object is what was changed: the id of a key or an improvement, the revision of the
	// definition, the touchpoint of a mail; of an erased contact what AuditName gives.
	// Empty where it is all of Halte. No id of an invitation: it stands in each mail, and
	// leads to whoever got it.
	Object string
	// Before and After say in short how it stood; empty where there is nothing to say.
	Before, After string
}

// Cursor gives the entry's place in a list.
func (e AuditEntry) Cursor() Cursor { return Cursor{At: e.At, ID: e.ID} }

// Did gives the entry of something that the actor does at a time.
func (a Actor) Did(at time.Time, did Action, object, before, after string) AuditEntry {
	return AuditEntry{ID: NewID(), At: at, Actor: a, Action: did, Object: Truncate(object, MaxID), Before: Truncate(before, MaxName), After: Truncate(after, MaxName)}
}

// AuditName gives what stands for a contact in the audit log: who knows the id can find
// the entry, and nobody finds the id from it.
func (s Secret) AuditName(contactID string) string {
	return hex.EncodeToString(s.Mac("audit", Normal(contactID))[:8])
}

// AuditFilter picks entries; empty fields pick all.
type AuditFilter struct {
	Action   Action
	Object   string
	From, To time.Time // from From on, before To
	After    Cursor    // the last entry of the page before
	Limit    int
}

type actorKey struct{}

// WithActor gives a context in which what is done is done by an actor.
func WithActor(ctx context.Context, a Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// ActorOf gives who does what is done in a context: Halte itself, unless WithActor says
// otherwise.
func ActorOf(ctx context.Context) Actor {
	if a, ok := ctx.Value(actorKey{}).(Actor); ok {
		return a
	}
	return Actor{Kind: ActorHalte}
}
