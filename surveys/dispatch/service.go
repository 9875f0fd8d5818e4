package dispatch

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/rules"
)

// Service sends the mails that are due and takes in those that come back. It is safe for
// concurrent use.
type Service struct {
	store      Store
	plans      *definition.Plans
	mailer     surveys.Mailer
	secret     surveys.Secret
	baseURL    string // without a slash at its end
	takesMail  bool
	returnPath surveys.Address // where reports about mails come; zero when nowhere of ours
	now        func() time.Time
	readReport func(raw []byte, to ...string) (surveys.MailReport, error)
	reported   func(surveys.TakenReport)
	nudge      func()
	wait       func(context.Context, time.Duration) bool
	log        *slog.Logger
	marks      marks
	older      atomic.Bool // it was said that the database is an older one
	holder     holder
	watch      watch
	groups     groups

	weights struct {
		sync.Mutex
		value *rules.Priority
		read  time.Time
	}
}

// Options are what a Service is built from.
type Options struct {
	Store      Store
	Plans      *definition.Plans
	Mailer     surveys.Mailer   // nil where nothing is sent
	Secret     surveys.Secret   // at least 32 bytes
	BaseURL    string           // of the links in mails
	ReturnPath surveys.Address  // where reports about mails come; may be zero
	Now        func() time.Time // the clock
	// TakesMail says that mail to the domain of ReturnPath reaches Halte, also mail
	// that a customer's program sends to unsubscribe.
	TakesMail bool
	// ReadReport reads a mail that came back, sent to these recipients if they are
	// known; nil where none are taken.
	ReadReport func(raw []byte, to ...string) (surveys.MailReport, error)
	Reported   func(surveys.TakenReport) // told of each mail that came back, once all that follows from it is stored; may be nil
	Nudge      func()                    // told that something is due; may be nil
	// Wait lets time pass before something is tried again, and says whether there
	// is any left; it may be nil.
	Wait func(ctx context.Context, d time.Duration) bool
	Log  *slog.Logger // for what nobody is there to be told; may be nil
	// Marks keep outside the database how far it came, so that a restored backup is
	// known for one; nil where nothing is kept.
	Marks []MarkKeeper
}

// New builds a Service.
func New(o Options) *Service {
	s := &Service{
		store: o.Store, plans: o.Plans, mailer: o.Mailer, secret: o.Secret, baseURL: strings.TrimRight(o.BaseURL, "/"),
		returnPath: o.ReturnPath, takesMail: o.TakesMail, now: o.Now,
		readReport: o.ReadReport, reported: o.Reported, nudge: o.Nudge, wait: o.Wait, log: o.Log,
	}
	s.holder.rename()
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.marks.keepers, s.marks.log = o.Marks, s.log
	if s.wait == nil {
		s.wait = wait
	}
	if s.reported == nil {
		s.reported = func(surveys.TakenReport) {}
	}
	if s.nudge == nil {
		s.nudge = func() {}
	}
	return s
}

// wait lets d pass, or waits until ctx ends: then it is false.
func wait(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}
