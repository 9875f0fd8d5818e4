// Package scheduler gets invitations delivered when they are due.
//
// Every second, and at once when nudged, it leases due invitations from the
// database and hands them to Redis, where asynq spreads them over the workers of
// all processes. A worker delivers each lease. While Redis is away, the process
// that holds a lease delivers by itself.
//
// The database is the truth and Redis a hint. No delay lives in Redis, nothing is
// retried by it, and it may be emptied, stopped or swapped at any moment: a lease
// ends by itself, seconds after the process that holds it, and has an epoch. When a
// task gets lost, its invitations are leased again; when a task comes twice, the second
// is refused. Any number of processes may run on one database and one Redis; the
// embedded Redis serves one process. A process that delivers nothing needs no
// Scheduler: another finds within a second which mails it made due.
// Two installations must not share one numbered database of a Redis.
//
// It decides nothing about an invitation: that is the business of Deliveries.
package scheduler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/hibiken/asynq"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/redis/go-redis/v9"
)

// Options says what a Scheduler needs. Deliveries, Daily and Log have to be there.
type Options struct {
	Deliveries  Deliveries
	Daily       Daily
	Redis       Redis            // the zero value is the embedded one
	Concurrency int              // deliveries at once in this process; 10 when 0
	Every       time.Duration    // between two sweeps; 1 s when 0
	Now         func() time.Time // time.Now when nil
	Log         *slog.Logger
}

// Scheduler sweeps and delivers, from Start to Shutdown.
type Scheduler struct {
	redis     Redis
	client    redis.UniversalClient
	listening redis.UniversalClient // asynq's subscription; open until asynq has ended
	embedded  *embedded             // nil with a Redis of its own
	server    *asynq.Server
	inspector *asynq.Inspector
	sweeper   *sweeper
	daily     *daily
	worker    *worker
	log       *slog.Logger
	collect   []prometheus.Collector

	cancel  context.CancelFunc // cuts off what is being delivered
	swept   chan struct{}      // closed when the sweeper has ended
	stopped chan struct{}      // closed when asynq has ended, too
	mu      sync.Mutex
	started bool
	ended   bool
}

// New makes a Scheduler, which does nothing before Start. It has to be ended
// with Shutdown even if it is never started.
func New(o Options) (*Scheduler, error) {
	if o.Deliveries == nil || o.Daily == nil || o.Log == nil {
		return nil, errors.New("scheduler: Deliveries, Daily and Log have to be given")
	}
	if o.Concurrency < 0 || o.Every < 0 {
		return nil, errors.New("scheduler: Concurrency and Every cannot be negative")
	}
	if o.Concurrency == 0 {
		o.Concurrency = 10
	}
	if o.Every == 0 {
		o.Every = time.Second
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Scheduler{redis: o.Redis, log: o.Log, swept: make(chan struct{}), stopped: make(chan struct{})}
	options := o.Redis.options
	if o.Redis.Embedded() {
		s.embedded = newEmbedded()
		options.Dialer = s.embedded.dial
	}
	s.client, s.listening = newClient(options, o.Concurrency), newClient(options, 0)
	s.inspector = asynq.NewInspectorFromRedisClient(s.client)

	count, pace := newCounters(), newPace()
	s.collect = append(count.all, newQueueCollector(s.inspector, pace))
	s.worker = &worker{
		work: o.Deliveries, pace: pace, now: o.Now, log: o.Log, count: count, done: s.Nudge,
		slots: make(chan struct{}, o.Concurrency), left: new(left),
		database: &trouble{
			log: o.Log, calm: 10 * time.Second, now: o.Now,
			begins: "the database does not answer, or has no connection free; mails wait for it", ends: "the database answers again",
		},
	}
	s.worker.ctx, s.cancel = context.WithCancel(context.Background())
	s.worker.quit = make(chan struct{})
	s.sweeper = &sweeper{
		work: o.Deliveries, every: o.Every, workers: o.Concurrency, pace: pace, log: o.Log, count: count,
		queue:    &queue{client: asynq.NewClientFromRedisClient(s.client), redis: s.client},
		direct:   s.worker.here,
		left:     s.worker.left,
		nudges:   make(chan struct{}, 1),
		quit:     s.worker.quit,
		database: s.worker.database,
		redis:    &trouble{log: o.Log, begins: "Redis does not answer; invitations are delivered without it", ends: "Redis answers again"},
	}
	s.daily = &daily{work: o.Daily, quit: s.sweeper.quit, trouble: &trouble{
		log: o.Log, begins: "the work of the day failed; it is tried again every minute", ends: "the work of the day is done",
	}}
	s.server = asynq.NewServerFromRedisClient(subscribing{s.client, s.listening}, asynq.Config{
		Concurrency:       o.Concurrency,
		Queues:            map[string]int{queueName: 1},
		TaskCheckInterval: 200 * time.Millisecond,
		ShutdownTimeout:   24 * time.Hour,                                           // Shutdown has a deadline of its own
		RetryDelayFunc:    func(int, error, *asynq.Task) time.Duration { return 0 }, // of a process that was missed
		Logger:            newAsynqLog(o.Log),
	})
	return s, nil
}

// Start begins to sweep and to deliver, and returns at once. It does not need
// Redis to be there. The end of ctx does not end what was started: Shutdown does.
func (s *Scheduler) Start(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.started || s.ended {
		return errors.New("scheduler: started before")
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	mux := asynq.NewServeMux()
	mux.HandleFunc(taskDeliver, s.worker.handle)
	if err := s.server.Start(mux); err != nil {
		return fmt.Errorf("scheduler: %w", err)
	}
	s.started = true
	if s.redis.Embedded() {
		s.log.Warn("the embedded Redis serves this process only; run a Redis server for more than one process or a heavy load")
	}
	go func() {
		defer close(s.swept)
		var both sync.WaitGroup
		defer both.Wait()
		both.Go(func() { s.daily.run(s.worker.ctx) })
		s.sweeper.run(s.worker.ctx)
	}()
	return nil
}

// Nudge asks for a sweep now, because something became due. It never waits.
func (s *Scheduler) Nudge() { s.sweeper.nudge() }

// Ping says whether Redis answers.
func (s *Scheduler) Ping(ctx context.Context) error {
	if err := s.client.Ping(ctx).Err(); err != nil {
		return fmt.Errorf("Redis does not answer: %w", err)
	}
	return nil
}

// Clock gives the time of Redis.
func (s *Scheduler) Clock(ctx context.Context) (time.Time, error) { return s.client.Time(ctx).Result() }

// Collectors gives the metrics, to be registered once.
func (s *Scheduler) Collectors() []prometheus.Collector { return s.collect }

// Shutdown leases nothing more, gives back the leases that nobody works on, and
// returns when the running deliveries are done. When ctx ends it cuts them off, and
// returns an error; the outcome of each is stored as far as it is known. Nothing
// stays leased.
func (s *Scheduler) Shutdown(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return nil
	}
	s.ended = true
	if s.embedded != nil {
		defer s.embedded.close()
	}
	defer s.client.Close()
	defer s.cancel()
	if !s.started {
		return s.listening.Close()
	}
	close(s.sweeper.quit)
	go func() {
		defer close(s.stopped)
		defer s.listening.Close()
		var back sync.WaitGroup
		back.Go(func() {
			<-s.swept
			s.worker.giveBack(slices.Concat(s.sweeper.queue.forget()...))
			s.worker.direct.Wait()
		})
		s.server.Shutdown() // at once, or it would go on taking tasks
		back.Wait()
		s.worker.giveBack(s.worker.left.take()) // what was left after the last sweep
	}()
	select {
	case <-s.stopped:
		return nil
	case <-ctx.Done():
	}
	busy := len(s.worker.slots)
	s.cancel()
	select {
	case <-s.stopped:
	case <-time.After(grace):
		s.client.Close() // asynq waits for a Redis that is silent
	}
	if busy > 0 {
		return fmt.Errorf("scheduler: %d deliveries were cut off: %w", busy, ctx.Err())
	}
	return nil
}

// grace is how long a delivery that is cut off may take to notice.
const grace = time.Second
