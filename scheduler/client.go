package scheduler

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// newClient makes the one client of a process, for asynq and for ourselves, with
// connections for so many workers and for what goes on beside them.
func newClient(o redis.UniversalOptions, workers int) redis.UniversalClient {
	o.PoolSize = workers + 10
	// A Redis that does not answer must cost little: the database is the truth.
	// Without the second line the deadline of a context would be ignored.
	o.DialTimeout, o.ReadTimeout, o.WriteTimeout = time.Second, time.Second, time.Second
	o.ContextTimeoutEnabled = true
	// One that announces its maintenance would be waited for ten seconds.
	o.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	o.MaxRetries = 1 // the callers ask again themselves
	quiet()
	c := redis.NewUniversalClient(&o)
	c.AddHook(unhurried{})
	return c
}

// subscribing is a client that subscribes through another one. asynq panics when
// the client of its subscription is closed under it, and a shutdown that cannot
// wait closes the client.
type subscribing struct {
	redis.UniversalClient
	through redis.UniversalClient
}

// Subscribe hides that of the client.
func (s subscribing) Subscribe(ctx context.Context, channels ...string) *redis.PubSub {
	return s.through.Subscribe(ctx, channels...)
}

// quiet keeps the library from writing to standard error, past every log: it
// knows one logger for all clients. What matters comes back as an error.
var quiet = sync.OnceFunc(func() { redis.SetLogger(nobody{}) })

type nobody struct{}

func (nobody) Printf(context.Context, string, ...any) {}

// unhurried delays every error a little. asynq looks for the next task at once
// when it got one instead, which would keep a core busy for as long as Redis
// answers that it is read-only or wants a password.
type unhurried struct{}

func (unhurried) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		err := next(ctx, cmd)
		if err == nil || ordinary(err) {
			return err
		}
		select {
		case <-ctx.Done():
		case <-time.After(100 * time.Millisecond):
		}
		return err
	}
}

func (unhurried) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

func (unhurried) DialHook(next redis.DialHook) redis.DialHook { return next }

// ordinary says whether an error belongs to every day: nothing there, a script
// that has to be sent first, a task that was flushed away.
func ordinary(err error) bool {
	return errors.Is(err, redis.Nil) || redis.HasErrorPrefix(err, "NOSCRIPT") || strings.Contains(err.Error(), "NOT FOUND")
}
