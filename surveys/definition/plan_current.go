package definition

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"halte/surveys"
	"halte/surveys/metric"
)

// maxAge is how old a reader's view of the definition may be. Writers compare it
// with the database in every transaction.
const maxAge = time.Second

// Plans are the definitions in force, ready to decide with. They are kept in
// memory and compared with the database. Safe for concurrent use.
type Plans struct {
	store    Store
	now      func() time.Time
	plan     atomic.Pointer[Plan]
	read     atomic.Int64 // when the plan was last compared with the database, Unix nanoseconds
	versions sync.Map     // versionKey -> *PlannedSurvey; published versions never change
}

// NewPlans gives the plans that a store keeps; now is the clock by which they age.
func NewPlans(store Store, now func() time.Time) *Plans { return &Plans{store: store, now: now} }

// Current gives the plan in force, at most a second old.
func (s *Plans) Current(ctx context.Context) (*Plan, error) {
	// A clock that was set back must not keep an old plan in force.
	age := time.Duration(s.now().UnixNano() - s.read.Load())
	if p := s.plan.Load(); p != nil && age >= 0 && age < maxAge {
		return p, nil
	}
	return s.reload(s.store.Read(ctx))
}

// Known gives the plan as it was when it was last read; nil before that.
func (s *Plans) Known() *Plan { return s.plan.Load() }

// Shared reads the definition inside a transaction.
type Shared interface {
	// RevisionShare gives the number of the newest definition, locked against
	// publishing until the transaction ends; 0 when there is none yet.
	RevisionShare() (int64, error)
	// Revision gives the newest definition; Number 0 when there is none yet.
	Revision() (surveys.Revision, error)
	// SurveyVersion gives a published version of a survey.
	SurveyVersion(survey string, version int) (surveys.Survey, error)
}

// In gives the plan in force for a transaction, in which it stays in force.
func (s *Plans) In(tx Shared) (*Plan, error) {
	number, err := tx.RevisionShare()
	if err != nil {
		return nil, err
	}
	return s.at(tx, number)
}

// at gives the plan of the newest revision, whose number was read.
func (s *Plans) at(from revisions, number int64) (*Plan, error) {
	if p := s.plan.Load(); p != nil && p.Number == number {
		return p, nil
	}
	return s.reload(from)
}

// revisions reads the newest revision: from the pool, or inside a transaction.
type revisions interface {
	Revision() (surveys.Revision, error)
}

func (s *Plans) reload(from revisions) (*Plan, error) {
	r, err := from.Revision()
	if err != nil {
		return nil, err
	}
	s.read.Store(s.now().UnixNano())
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

// published gives published versions: the pool, or a transaction.
type published interface {
	SurveyVersion(survey string, version int) (surveys.Survey, error)
}

type versionKey struct {
	survey string
	number int
}

// Version gives a published version of a survey; number 0 means the newest.
// NotFound when there is no such version. A transaction asks VersionIn.
func (s *Plans) Version(ctx context.Context, p *Plan, survey string, number int) (*PlannedSurvey, error) {
	return s.version(s.store.Read(ctx), p, survey, number)
}

// VersionIn is Version for a transaction.
func (s *Plans) VersionIn(tx Shared, p *Plan, survey string, number int) (*PlannedSurvey, error) {
	return s.version(tx, p, survey, number)
}

func (s *Plans) version(from published, p *Plan, survey string, number int) (*PlannedSurvey, error) {
	if current := p.SurveyByKey[survey]; current != nil && (number == 0 || number == current.Number) {
		return current, nil
	}
	key := versionKey{survey, number}
	if v, ok := s.versions.Load(key); ok {
		return v.(*PlannedSurvey), nil
	}
	found, err := from.SurveyVersion(survey, number)
	if err != nil {
		return nil, err
	}
	planned, err := planSurvey(found, number)
	if err != nil {
		return nil, err
	}
	s.versions.Store(key, planned)
	return planned, nil
}

// MetricOf gives the metric of a survey, also of one that is archived. No version
// has another. A transaction asks MetricIn.
func (s *Plans) MetricOf(ctx context.Context, p *Plan, survey string) (metric.Metric, error) {
	return s.metric(s.store.Read(ctx), p, survey)
}

// MetricIn is MetricOf for a transaction.
func (s *Plans) MetricIn(tx Shared, p *Plan, survey string) (metric.Metric, error) {
	return s.metric(tx, p, survey)
}

func (s *Plans) metric(from published, p *Plan, survey string) (metric.Metric, error) {
	if current := p.SurveyByKey[survey]; current != nil {
		return current.Metric, nil
	}
	first, err := s.version(from, p, survey, 1)
	if err != nil {
		return "", err
	}
	return first.Metric, nil
}
