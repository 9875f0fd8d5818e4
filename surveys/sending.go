package surveys

import "time"

// Sending says whether mails go out, and how far they came.
type Sending struct {
	Paused time.Time // since when all sending stands still; zero while mails go out
	// Older says why the database is taken for an older one than it should be, such as a
	// restored backup. Sending is paused then until a person has decided. Zero for none.
	Older    Reason
	Restored time.Time // up to when mails may have gone out that this database does not know of; zero when it was never restored
	Vouched  time.Time // when a person said last that the database is the right one; zero for never
	Mark     Mark
}

// Mark says how far a database came. It is kept outside the database too: one that is
// behind its own mark is older than it should be.
type Mark struct {
	Database string    // the id of the database: made with it, and the same in each of its backups
	At       time.Time // when invitations were leased last, each time later than the time before; zero before the first
}

// Further says whether the mark is one of the same database when it had come further.
func (m Mark) Further(than Mark) bool { return m.Database == than.Database && m.At.After(than.At) }
