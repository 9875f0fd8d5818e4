package scheduler

import (
	"fmt"
	"log/slog"
	"time"

	"golang.org/x/time/rate"
)

// trouble tells when something begins to fail and when it is over, and not
// every time in between.
type trouble struct {
	log     *slog.Logger
	failing bool
	begins  string
	ends    string
}

func (t *trouble) note(err error) {
	switch {
	case err != nil && !t.failing:
		t.log.Error(t.begins, "error", err)
	case err == nil && t.failing:
		t.log.Info(t.ends)
	}
	t.failing = err != nil
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
