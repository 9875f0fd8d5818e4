package privacy

import "time"

// Erasure certifies that a contact was erased: how much was removed of it. It names
// nobody, so that it may be kept.
type Erasure struct {
	At      time.Time
	Removed Removed
	Kept    Kept
}

// Removed counts what an erasure took, by kind.
type Removed struct {
	Contacts      int64 // 1 when the contact was known: its id, name, address, language, zone and properties
	Events        int64 // whose they were, their ids and properties
	Decisions     int64 // whom they were about, and what was found
	Invitations   int64 // to whom they went; those that were scheduled are called off
	StatusChanges int64 // where invitations stood, and when
	Reminders     int64 // why they did or did not go out
	Links         int64 // that lead to its questions
	Answers       int64 // revisions of responses: whose they were, texts, choices, ids from elsewhere
}

// IsZero says whether there was nothing to remove.
func (r Removed) IsZero() bool { return r == Removed{} }

// Kept counts what an erasure leaves, under numbers that lead to nobody.
type Kept struct {
	Ratings      int64 // with day, segments and a random number: every figure stays what it was
	Suppressions int64 // keyed hashes of the address: nobody who asked for no more mail gets any
}
