package surveystest

import (
	"context"
	"path"
	"sync"

	"halte/surveys"
)

// Outbox is a surveys.Mailer that keeps the mails it is given. It is safe for
// concurrent use.
type Outbox struct {
	mu    sync.Mutex
	mails []surveys.Mail
	fail  error
}

// Send keeps the mail, or gives the error that Fail was told.
func (o *Outbox) Send(_ context.Context, m surveys.Mail) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.fail != nil {
		return o.fail
	}
	o.mails = append(o.mails, m)
	return nil
}

// Fail makes every later sending end with err; nil mends it.
func (o *Outbox) Fail(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.fail = err
}

// Mails gives what was sent so far.
func (o *Outbox) Mails() []surveys.Mail {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]surveys.Mail(nil), o.mails...)
}

// Token gives the token in the answer link of a mail.
func Token(m surveys.Mail) string { return path.Base(m.AnswerURL) }
