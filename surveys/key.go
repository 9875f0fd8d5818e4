package surveys

import (
	"time"
)

// Scope is one right of an API key.
type Scope string

// The scopes a key may have.
const (
	ScopeEvents       Scope = "events"       // send events
	ScopeResponses    Scope = "responses"    // record responses from elsewhere
	ScopeRead         Scope = "read"         // scores, pages, decisions, invitations, responses, contacts
	ScopeSmallCells   Scope = "small_cells"  // see scores of fewer than five answers
	ScopeContacts     Scope = "contacts"     // change and erase contacts
	ScopeDefinition   Scope = "definition"   // change the definition
	ScopeSending      Scope = "sending"      // pause and resume, and send again
	ScopeImprovements Scope = "improvements" // write improvements down
	ScopeSuppressions Scope = "suppressions" // read and change the suppression list
	ScopeInbound      Scope = "inbound"      // hand in mails that came back
)

// Scopes lists every scope there is.
func Scopes() []Scope {
	return []Scope{ScopeEvents, ScopeResponses, ScopeRead, ScopeSmallCells, ScopeContacts, ScopeDefinition, ScopeSending, ScopeImprovements, ScopeSuppressions, ScopeInbound}
}

// Key is an API key as it is kept: its hash, never the key.
type Key struct {
	ID        string
	Name      string
	Hash      string // SHA-256, hexadecimal
	Scopes    []Scope
	CreatedAt time.Time
	RevokedAt time.Time // zero while it is good
}

// Has says whether the key carries the scope.
func (k Key) Has(s Scope) bool {
	for _, have := range k.Scopes {
		if have == s {
			return true
		}
	}
	return false
}
