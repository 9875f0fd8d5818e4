package scheduler

import (
	"fmt"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// trouble tells when something begins to fail and when it is over, and not
// every time in between.
type trouble struct {
	log    *slog.Logger
	begins string
	ends   string
	calm   time.Duration    // it is over when nothing has failed for so long
	now    func() time.Time // the clock by which it is calm; nil when calm is 0

	mu       sync.Mutex
	failures int // since it began; 0 when all is well
	last     time.Time
}

// note takes in what came of something.
func (t *trouble) note(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	var now time.Time
	if t.now != nil {
		now = t.now()
	}
	switch {
	case err != nil:
		if t.failures == 0 {
			t.log.Error(t.begins, "error", err)
		}
		t.failures++
		t.last = now
	case t.failures > 0 && now.Sub(t.last) >= t.calm:
		t.log.Info(t.ends, "failures", t.failures)
		t.failures = 0
	}
}

// asynqLog lets asynq write into our log. Its everyday chatter is for debugging;
// its errors are warnings, for none of them can lose an invitation, and few of
// them are let through, for they repeat while Redis is away. It writes task ids
// and no payloads.
type asynqLog struct {
	log       *slog.Logger
	sometimes rate.Sometimes
}

func newAsynqLog(log *slog.Logger) *asynqLog {
	return &asynqLog{log: log, sometimes: rate.Sometimes{First: 3, Interval: 30 * time.Second}}
}

func (l *asynqLog) Debug(args ...any) { l.log.Debug("asynq: " + fmt.Sprint(args...)) }
func (l *asynqLog) Info(args ...any)  { l.Debug(args...) }
func (l *asynqLog) Warn(args ...any) {
	l.sometimes.Do(func() { l.log.Warn("asynq: " + fmt.Sprint(args...)) })
}
func (l *asynqLog) Error(args ...any) { l.Warn(args...) }
func (l *asynqLog) Fatal(args ...any) { l.log.Error("asynq: " + fmt.Sprint(args...)) }
