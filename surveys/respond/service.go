package respond

import (
	"time"

	"halte/surveys"
	"halte/surveys/batch"
	"halte/surveys/definition"
)

// Service takes answers in and keeps the rollups. It is safe for concurrent use.
type Service struct {
	store     Store
	plans     *definition.Plans
	secret    surveys.Secret
	now       func() time.Time
	responses batch.Batcher[*answerBatch]
}

// Options are what a Service is built from.
type Options struct {
	Store  Store
	Plans  *definition.Plans
	Secret surveys.Secret
	Now    func() time.Time // the clock
}

// New builds a Service.
func New(o Options) *Service {
	s := &Service{store: o.Store, plans: o.Plans, secret: o.Secret, now: o.Now}
	// Answers are only stored: the larger their groups the better.
	s.responses = batch.Batcher[*answerBatch]{Commit: s.answerGroup, Weight: func(b *answerBatch) int { return len(b.drafts) }, Most: 500}
	return s
}
