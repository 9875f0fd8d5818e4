package surveys

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Service is every use case of Halte. It is safe for concurrent use.
type Service struct {
	Store // reads are promoted; every write passes a rule below

	mailer     Mailer
	secret     Secret
	baseURL    string // without a slash at its end
	takesMail  bool
	returnPath Address // where reports about mails come; zero when nowhere of ours
	now        func() time.Time
	readReport func(raw []byte, to ...string) (MailReport, error)
	reported   func(TakenReport)
	nudge      func()
	wait       func(context.Context, time.Duration) bool
	log        *slog.Logger

	plan     atomic.Pointer[Plan]
	planRead atomic.Int64           // when the plan was last compared with the database, Unix nanoseconds
	versions sync.Map               // versionKey -> *plannedSurvey; published versions never change
	keys     sync.Map               // hash -> cachedKey
	daily    atomic.Pointer[string] // the day whose DailyWork is done
	weights  struct {
		sync.Mutex
		value *precedence
	}

	events    group[*eventBatch]
	responses group[*answerBatch]
}

// Options are what a Service is built from.
type Options struct {
	Store      Store
	Mailer     Mailer           // nil where nothing is sent
	Secret     Secret           // at least 32 bytes
	BaseURL    string           // of the links in mails
	ReturnPath Address          // where reports about mails come; may be zero
	Now        func() time.Time // the clock
	// TakesMail says that mail to the domain of ReturnPath reaches Halte, also mail
	// that a customer's program sends to unsubscribe.
	TakesMail bool
	// ReadReport reads a mail that came back, sent to these recipients if they are
	// known; nil where none are taken.
	ReadReport func(raw []byte, to ...string) (MailReport, error)
	Reported   func(TakenReport) // told of each mail that came back, once all that follows from it is stored; may be nil
	Nudge      func()            // told that something is due; may be nil
	Log        *slog.Logger      // for what nobody is there to be told; may be nil
	// Wait lets time pass before something is tried again, and says whether there
	// is any left; it may be nil.
	Wait func(ctx context.Context, d time.Duration) bool
}

// New builds a Service.
func New(o Options) *Service {
	s := &Service{
		Store:  o.Store,
		mailer: o.Mailer, secret: o.Secret, baseURL: strings.TrimRight(o.BaseURL, "/"), returnPath: o.ReturnPath, takesMail: o.TakesMail,
		now: func() time.Time { return micros(o.Now()) }, readReport: o.ReadReport, reported: o.Reported, nudge: o.Nudge, log: o.Log,
	}
	if s.wait = o.Wait; s.wait == nil {
		s.wait = pass
	}
	if s.reported == nil {
		s.reported = func(TakenReport) {}
	}
	if s.nudge == nil {
		s.nudge = func() {}
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	// Deciding takes as long as storing, so two groups of events use two
	// processors; answers are only stored, and the larger their groups the better.
	s.events = group[*eventBatch]{commit: s.recordGroup, weight: func(b *eventBatch) int { return len(b.events) }, most: 500, lanes: 2, enough: 6}
	s.responses = group[*answerBatch]{commit: s.answerGroup, weight: func(b *answerBatch) int { return len(b.drafts) }, most: 500}
	return s
}

// BaseURL is where links in mails lead, without a slash at its end.
func (s *Service) BaseURL() string { return s.baseURL }

// Now is the service's clock.
func (s *Service) Now() time.Time { return s.now() }

// planAge is how old a reader's view of the definition may be. Writers compare
// it with the database in every transaction.
const planAge = time.Second

// Plan gives the definition as it stands, at most a second old.
func (s *Service) Plan(ctx context.Context) (*Plan, error) {
	now := time.Now().UnixNano() // a cache's age, not a fact of the domain
	if p := s.plan.Load(); p != nil && now-s.planRead.Load() < int64(planAge) {
		return p, nil
	}
	return s.reload(ctx)
}

// planIn gives the definition as it stands for a transaction.
func (s *Service) planIn(ctx context.Context, tx Tx) (*Plan, error) {
	number, err := tx.Revision()
	if err != nil {
		return nil, err
	}
	return s.planAt(ctx, number)
}

// planAt gives the plan of a revision whose number was read in a transaction.
func (s *Service) planAt(ctx context.Context, number int64) (*Plan, error) {
	if p := s.plan.Load(); p != nil && p.Number == number {
		return p, nil
	}
	return s.reload(ctx)
}

func (s *Service) reload(ctx context.Context) (*Plan, error) {
	r, err := s.Revision(ctx)
	if err != nil {
		return nil, err
	}
	s.planRead.Store(time.Now().UnixNano())
	if p := s.plan.Load(); p != nil && p.Number == r.Number {
		return p, nil
	}
	p, err := NewPlan(r)
	if err != nil {
		return nil, err
	}
	s.plan.Store(p)
	return p, nil
}

type versionKey struct {
	survey  string
	version int
}

// version gives a published version of a survey; version 0 means the newest.
func (s *Service) version(ctx context.Context, p *Plan, survey string, version int) (*plannedSurvey, error) {
	if current := p.surveys[survey]; current != nil && (version == 0 || version == current.version) {
		return current, nil
	}
	key := versionKey{survey, version}
	if v, ok := s.versions.Load(key); ok {
		return v.(*plannedSurvey), nil
	}
	published, err := s.SurveyVersion(ctx, survey, version)
	if err != nil {
		return nil, err
	}
	planned, err := planSurvey(published, version)
	if err != nil {
		return nil, err
	}
	s.versions.Store(key, planned)
	return planned, nil
}

// Pause stops all sending at once; what is being sent finishes.
func (s *Service) Pause(ctx context.Context) error {
	since, err := s.Paused(ctx)
	if err != nil || !since.IsZero() {
		return err
	}
	return s.SetPaused(ctx, s.now())
}

// Resume starts sending again. What expired meanwhile is not sent.
func (s *Service) Resume(ctx context.Context) error {
	if err := s.SetPaused(ctx, time.Time{}); err != nil {
		return err
	}
	s.nudge()
	return nil
}

// pass waits for d, or until ctx ends: then it is false.
func pass(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}
