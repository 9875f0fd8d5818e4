package surveys

import (
	"slices"
	"time"
)

// Scope is one right of an API key.
type Scope string

// The scopes a key may have.
const (
	ScopeEvents       Scope = "events"       // send events
	ScopeResponses    Scope = "responses"    // record responses from elsewhere
	ScopeRead         Scope = "read"         // figures, comments and pages, without anything that leads to a person
	ScopeSmallCells   Scope = "small_cells"  // see scores of fewer than five answers, and single answers
	ScopeContacts     Scope = "contacts"     // see, change and erase contacts, and see anything that leads to one
	ScopeDefinition   Scope = "definition"   // change the definition
	ScopeSending      Scope = "sending"      // pause and resume, and send again
	ScopeImprovements Scope = "improvements" // write improvements down
	ScopeSuppressions Scope = "suppressions" // read and change the suppression list
	ScopeInbound      Scope = "inbound"      // hand in mails that came back
	ScopeMetrics      Scope = "metrics"      // figures for Prometheus
	ScopeAudit        Scope = "audit"        // read who changed what
)

// Scopes lists every scope there is.
func Scopes() []Scope {
	return []Scope{
		ScopeEvents, ScopeResponses, ScopeRead, ScopeSmallCells, ScopeContacts, ScopeDefinition, ScopeSending,
		ScopeImprovements, ScopeSuppressions, ScopeInbound, ScopeMetrics, ScopeAudit,
	}
}

// Key is an API key as it is kept: its hash, never the key.
type Key struct {
	ID        string
	Name      string
	Hash      string // SHA-256, hexadecimal
	Scopes    []Scope
	CreatedAt time.Time
	RevokedAt time.Time // zero while it is good
	ExpiresAt time.Time // from then on it lets nobody in; zero for never
	UsedAt    time.Time // when somebody showed it last, to the minute or so; zero for never
}

// Expired says whether the key has come to its end at now.
func (k Key) Expired(now time.Time) bool { return !k.ExpiresAt.IsZero() && !now.Before(k.ExpiresAt) }

// Has says whether the key carries the scope.
func (k Key) Has(s Scope) bool {
	return slices.Contains(k.Scopes, s)
}

// Lacks refuses an API key without a scope that is needed. The error is Forbidden
// and names the scope.
func Lacks(s Scope) *Error {
	e := Errorf(Forbidden, "This API key lacks the scope %s.", s)
	e.Scope = s
	return e
}
