package dispatch

import (
	"sync"
	"time"

	"halte/surveys"
	"halte/surveys/batch"
)

// groups share transactions: those that arrive while one is committed go into the next.
type groups struct {
	once        sync.Once
	admissions  batch.Batcher[*admission]
	settlements batch.Batcher[*settlement]
}

// mostInGroup is how many mails are admitted, or settled, in one transaction.
const mostInGroup = 100

// linger is how long a group waits for more mails. One that is due in a quiet hour leaves
// so much later.
const linger = 5 * time.Millisecond

// one is the weight of each item of a group.
func one[T any](T) int { return 1 }

// admission is a lease whose mail is to go out, if it still may.
type admission struct {
	lease    surveys.Lease
	furthest surveys.Mark // that the database must not be behind

	before surveys.Status // that the invitation had
	mail   *surveys.Mail  // that goes out; nil when none does
	again  bool           // the same person was asked for just before: ask once more
}

// settlement is the outcome of a sending.
type settlement struct {
	lease surveys.Lease
	mail  surveys.Mail
	was   surveys.Status // that the invitation had before
	sent  error
}
