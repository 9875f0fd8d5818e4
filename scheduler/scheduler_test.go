package scheduler

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
	"go.uber.org/goleak"

	"halte/surveys"
	"halte/surveys/dispatch"
	"halte/surveys/improve"
	"halte/surveys/surveystest/servers"
)

var (
	_ Deliveries = (*dispatch.Service)(nil)
	_ Daily      = (*improve.Service)(nil)
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// onEveryRedis runs a test on the embedded Redis, with a clock that does not
// make anybody wait, and on a real one.
func onEveryRedis(t *testing.T, test func(t *testing.T, r Redis)) {
	t.Run("embedded", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) { test(t, Redis{}) })
	})
	t.Run("server", func(t *testing.T) { test(t, parsed(t, servers.Redis(t))) })
}

func parsed(t *testing.T, address string) Redis {
	t.Helper()
	r, err := ParseRedis(address)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestEveryDueInvitationIsDeliveredOnce(t *testing.T) {
	onEveryRedis(t, func(t *testing.T, r Redis) {
		d := newDesk(300)
		s := start(t, d, Options{Redis: r})
		eventually(t, "all delivered", d.allSettled)
		d.onceEach(t)
		if n := gather(t, s, "halte_claims_total", "redis"); n != 300 {
			t.Errorf("%v leases went through Redis, want 300", n)
		}
		d.mu.Lock()
		defer d.mu.Unlock()
		if d.stale > 0 {
			t.Errorf("%d leases came twice on a good day", d.stale)
		}
	})
}

func TestTwentyThousandLeasesPassThroughWithFewTasks(t *testing.T) {
	onEveryRedis(t, func(t *testing.T, r Redis) {
		d := newDesk(20_000)
		s := start(t, d, Options{Redis: r})
		eventually(t, "all delivered", d.allSettled)
		d.onceEach(t)
		if tasks := gather(t, s, "halte_tasks_total", ""); tasks > 1000 {
			t.Errorf("20,000 leases took %v tasks", tasks)
		}
	})
}

func TestProcessesShareTheWork(t *testing.T) {
	r := parsed(t, servers.Redis(t))
	d := newDesk(2000)
	d.took = time.Millisecond
	a := start(t, d, Options{Redis: r})
	b := start(t, d, Options{Redis: r})
	// While the second one wakes up, the first may be done with all there was.
	eventually(t, "both delivered something", func() bool {
		if d.allSettled() {
			d.due(100)
		}
		return gather(t, a, "halte_deliveries_total", "settled") > 0 && gather(t, b, "halte_deliveries_total", "settled") > 0
	})
	eventually(t, "all delivered", d.allSettled)
	d.onceEach(t)
}

func TestATaskFromAnOlderEpochChangesNothing(t *testing.T) {
	onEveryRedis(t, func(t *testing.T, r Redis) {
		d := newDesk(1)
		d.rows[0].epoch, d.rows[0].leased = 7, time.Now().Add(d.lease)
		s := start(t, d, Options{Redis: r})
		q := queue{client: asynq.NewClientFromRedisClient(s.client)}
		if err := q.put(t.Context(), []surveys.Lease{{Invitation: "i0", Epoch: 6}}, 1); err != nil {
			t.Fatal(err)
		}
		eventually(t, "the task is done", func() bool { return gather(t, s, "halte_deliveries_total", "settled") == 1 })
		if d.settled() != 0 {
			t.Error("an older lease delivered")
		}
	})
}

func TestTheCapHolds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, away := range []bool{false, true} {
			d := newDesk(400)
			d.took = 5 * time.Second
			s := start(t, d, Options{Concurrency: 4})
			if away {
				s.embedded.server.SetError("ERR away")
			}
			for !d.allSettled() {
				time.Sleep(time.Second)
			}
			d.onceEach(t)
			d.mu.Lock()
			if d.peak > 4 {
				t.Errorf("away %v: %d deliveries at once, want 4", away, d.peak)
			}
			if d.most > 4*20 { // while it knows nothing of the pace; then 4*5
				t.Errorf("away %v: %d leases held at once", away, d.most)
			}
			if d.stale > 0 && !away {
				t.Errorf("%d leases ended in the queue", d.stale)
			}
			d.mu.Unlock()
			stop(t, s)
		}
	})
}

// With leases that end before a task is worked on, most tasks come to nothing.
// Work must go on all the same.
func TestShortLeasesDoNotStopTheWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(500)
		d.lease, d.took = 400*time.Millisecond, 50*time.Millisecond
		start(t, d, Options{Concurrency: 5})
		eventually(t, "all delivered", d.allSettled)
		d.onceEach(t)
	})
}

func TestFlushingRedisLosesNothingAndRepeatsNothing(t *testing.T) {
	onEveryRedis(t, func(t *testing.T, r Redis) {
		d := newDesk(5000)
		d.took = 2 * time.Millisecond
		s := start(t, d, Options{Redis: r})
		for n := 500; n <= 3000; n += 500 {
			eventually(t, "some more delivered", func() bool { return d.settled() >= n })
			if err := s.client.FlushAll(t.Context()).Err(); err != nil {
				t.Fatal(err)
			}
		}
		eventually(t, "all delivered, before a lease ends", d.allSettled)
		d.onceEach(t)
		eventually(t, "inspectors see the queue again", func() bool { return gather(t, s, "halte_redis_up", "") == 1 })
	})
}

func TestRedisMayBeAway(t *testing.T) {
	t.Run("embedded", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			d := newDesk(1000)
			d.took = 100 * time.Millisecond
			s := start(t, d, Options{})
			eventually(t, "some delivered", func() bool { return d.settled() >= 100 })
			s.embedded.server.SetError("ERR away")
			eventually(t, "some more delivered without Redis", func() bool { return d.settled() >= 500 })
			s.embedded.server.SetError("")
			eventually(t, "all delivered", d.allSettled)
			d.onceEach(t)
		})
	})
	t.Run("stopped, and started again empty", func(t *testing.T) {
		first, second := servers.Redis(t), servers.Redis(t)
		g := newGate(t, first)
		d := newDesk(5000)
		d.took = 5 * time.Millisecond
		s := start(t, d, Options{Redis: parsed(t, g.url())})
		eventually(t, "some delivered", func() bool { return d.settled() >= 500 })
		g.shut()
		eventually(t, "some more delivered without Redis", func() bool { return d.settled() >= 2500 })
		if s.Ping(t.Context()) == nil {
			t.Error("a Redis that is away answered a ping")
		}
		g.open(second)
		eventually(t, "all delivered", d.allSettled)
		d.onceEach(t)
		d.due(100)
		before := gather(t, s, "halte_claims_total", "redis")
		eventually(t, "new work through the new Redis", func() bool {
			d.due(1)
			return gather(t, s, "halte_claims_total", "redis") > before
		})
		eventually(t, "all delivered", d.allSettled)
		d.onceEach(t)
	})
	t.Run("silent", func(t *testing.T) {
		g := newGate(t, servers.Redis(t))
		d := newDesk(2000)
		d.took = 5 * time.Millisecond
		start(t, d, Options{Redis: parsed(t, g.url())})
		eventually(t, "some delivered", func() bool { return d.settled() >= 200 })
		g.freeze()
		eventually(t, "all delivered", d.allSettled)
		d.onceEach(t)
	})
	t.Run("taking nothing", func(t *testing.T) {
		d := newDesk(0)
		var log safeBuilder
		s := start(t, d, Options{Redis: parsed(t, servers.Redis(t)), Log: logTo(&log)})
		eventually(t, "Redis is seen", func() bool { return gather(t, s, "halte_redis_up", "") == 1 })
		if err := s.client.Do(t.Context(), "CONFIG", "SET", "min-replicas-to-write", "1").Err(); err != nil {
			t.Fatal(err)
		}
		for range 30 {
			d.due(10)
			s.Nudge()
			time.Sleep(100 * time.Millisecond)
		}
		eventually(t, "all delivered", d.allSettled)
		d.onceEach(t)
		if n := strings.Count(log.String(), "Redis does not answer"); n != 1 {
			t.Errorf("that is logged %d times, want once:\n%s", n, log.String())
		}
	})
	t.Run("from the beginning", func(t *testing.T) {
		g := newGate(t, servers.Redis(t))
		g.shut()
		d := newDesk(50)
		start(t, d, Options{Redis: parsed(t, g.url())})
		eventually(t, "all delivered", d.allSettled)
		d.onceEach(t)
	})
}

// asynq ends the context of a handler when it cannot reach Redis for half a
// minute.
func TestLosingRedisCutsNoDeliveryOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(1)
		var cut atomic.Bool
		d.sending = func(ctx context.Context, _ string) {
			select {
			case <-ctx.Done():
				cut.Store(true)
			case <-time.After(90 * time.Second):
			}
		}
		s := start(t, d, Options{})
		time.Sleep(time.Second)
		s.embedded.server.SetError("ERR away")
		time.Sleep(60 * time.Second)
		s.embedded.server.SetError("")
		time.Sleep(60 * time.Second)
		if cut.Load() || !d.allSettled() {
			t.Error("the delivery was cut off")
		}
		d.onceEach(t)
	})
}

func TestWhatADeadProcessLeasedIsLeasedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(10)
		if leases, err := d.LeaseDue(t.Context(), 10, 10); len(leases) != 10 || err != nil {
			t.Fatal(leases, err)
		}
		start(t, d, Options{})
		time.Sleep(d.lease - time.Second)
		if d.settled() > 0 {
			t.Error("somebody else's lease was delivered")
		}
		time.Sleep(3 * time.Second)
		d.onceEach(t)
	})
}

// Redis gave the task out, and nobody works on it: who asked for it died before it said in
// the database that the leases are its own, or had stopped waiting for the answer.
func TestATaskThatNobodyWorksOnIsGivenOutAgainBeforeItsLeasesEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(10)
		leases, err := d.LeaseDue(t.Context(), 10, 10)
		if len(leases) != 10 || err != nil {
			t.Fatal(leases, err)
		}
		s, err := New(Options{Deliveries: d, Daily: d, Log: silent()})
		if err != nil {
			t.Fatal(err)
		}
		defer stop(t, s)
		if err := s.sweeper.queue.put(t.Context(), leases, len(leases)); err != nil {
			t.Fatal(err)
		}
		given, keys := time.Now(), "asynq:{"+queueName+"}:"
		if _, err := s.client.TxPipelined(t.Context(), func(p redis.Pipeliner) error { // as asynq takes a task
			p.RPopLPush(t.Context(), keys+"pending", keys+"active")
			p.HSet(t.Context(), keys+"t:"+taskID(leases[0]), "state", "active")
			p.ZAdd(t.Context(), keys+"lease", redis.Z{Score: float64(given.Add(30 * time.Second).Unix()), Member: taskID(leases[0])})
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		s.sweeper.queue.forget() // it is not put again because Redis is new
		if err := s.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2*time.Minute + 10*time.Second)
		if !d.allSettled() {
			t.Errorf("%d of 10 are delivered after %s", d.settled(), time.Since(given))
		}
		d.onceEach(t)
	})
}

func TestAPanicDoesNotTakeTheOthersAlong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(200)
		var once sync.Once
		d.deliver = func(c surveys.Lease) error {
			if c.Invitation == "i3" {
				once.Do(func() { panic("boom") })
			}
			return nil
		}
		var log safeBuilder
		s := start(t, d, Options{Log: logTo(&log)})
		eventually(t, "all but one delivered", func() bool { return d.settled() == 199 })
		time.Sleep(d.lease + 2*time.Second)
		d.onceEach(t)
		if n := gather(t, s, "halte_deliveries_total", "undecided"); n != 1 {
			t.Errorf("%v deliveries undecided, want 1", n)
		}
		if n := strings.Count(log.String(), "boom"); n != 1 {
			t.Errorf("the panic is logged %d times:\n%s", n, log.String())
		}
	})
}

func TestADatabaseThatIsAwayIsReportedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(10)
		d.unreachable = errors.New("connection refused")
		var log safeBuilder
		s := start(t, d, Options{Log: logTo(&log)})
		time.Sleep(10500 * time.Millisecond)
		d.mu.Lock()
		d.unreachable = nil
		d.mu.Unlock()
		eventually(t, "all delivered", d.allSettled)
		time.Sleep(12 * time.Second) // it may have no connection again in a moment
		for _, sentence := range []string{"the database does not answer", "the database answers again"} {
			if n := strings.Count(log.String(), sentence); n != 1 {
				t.Errorf("%q is logged %d times, want once", sentence, n)
			}
		}
		if n := gather(t, s, "halte_sweep_failures_total", ""); n != 11 {
			t.Errorf("%v sweeps failed, want 11", n)
		}
	})
}

func TestWhatWasLostIsCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(0)
		d.lost = 3
		s := start(t, d, Options{})
		time.Sleep(time.Second)
		if n := gather(t, s, "halte_deliveries_lost_total", ""); n != 3 {
			t.Errorf("%v lost, want 3", n)
		}
	})
}

func TestShutdownLeavesNothingHalfDone(t *testing.T) {
	onEveryRedis(t, func(t *testing.T, r Redis) {
		d := newDesk(1000)
		d.took = 20 * time.Millisecond
		s := start(t, d, Options{Redis: r})
		eventually(t, "some delivered", func() bool { return d.settled() >= 100 })
		stop(t, s)
		d.mu.Lock()
		under, leased := d.now, 0
		for _, row := range d.rows {
			if !row.leased.IsZero() && !row.done {
				leased++
			}
		}
		d.mu.Unlock()
		if under > 0 {
			t.Errorf("%d deliveries go on after the end", under)
		}
		if leased > 0 {
			t.Errorf("%d leases are still held", leased)
		}
		next := start(t, d, Options{Redis: r}) // finds in Redis what nobody may use any more
		eventually(t, "all delivered", d.allSettled)
		d.onceEach(t)
		stop(t, next)
	})
}

func TestShutdownEndsAtItsDeadline(t *testing.T) {
	onEveryRedis(t, func(t *testing.T, r Redis) {
		d := newDesk(1)
		ended := make(chan struct{})
		began := make(chan struct{})
		d.sending = func(ctx context.Context, _ string) {
			close(began)
			<-ctx.Done()
			close(ended)
		}
		s := start(t, d, Options{Redis: r})
		<-began
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		begin := time.Now()
		if err := s.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Shutdown = %v, want the end of the deadline", err)
		}
		if took := time.Since(begin); took > 2*time.Second {
			t.Errorf("it took %s", took)
		}
		<-ended // or the test hangs
	})
}

func TestWhatWaitsBehindADeliveryThatIsCutOffIsGivenBack(t *testing.T) {
	onEveryRedis(t, func(t *testing.T, r Redis) {
		d := newDesk(100)
		began := make(chan struct{}, 100)
		d.sending = func(ctx context.Context, _ string) {
			began <- struct{}{}
			<-ctx.Done()
		}
		s := start(t, d, Options{Redis: r, Concurrency: 2})
		<-began
		<-began
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := s.Shutdown(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("Shutdown = %v, want that deliveries were cut off", err)
		}
		eventually(t, "nothing held", func() bool {
			d.mu.Lock()
			defer d.mu.Unlock()
			return !slices.ContainsFunc(d.rows, func(row *row) bool { return !row.done && !row.leased.IsZero() })
		})
		if d.settled() > 2 {
			t.Errorf("%d deliveries began after the end", d.settled()-2)
		}
	})
}

func TestADeliveryThatHeedsNoDeadlineDoesNotBringTheProcessDown(t *testing.T) {
	onEveryRedis(t, func(t *testing.T, r Redis) {
		d := newDesk(1)
		began, release := make(chan struct{}), make(chan struct{})
		d.sending = func(context.Context, string) {
			close(began)
			<-release
		}
		s := start(t, d, Options{Redis: r})
		<-began
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := s.Shutdown(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("Shutdown = %v, want that the delivery was cut off", err)
		}
		close(release)
		<-s.stopped // a panic in the queue would end the tests before
	})
}

func TestShutdownDoesNotWaitForASilentRedis(t *testing.T) {
	g := newGate(t, servers.Redis(t))
	d := newDesk(1)
	s := start(t, d, Options{Redis: parsed(t, g.url())})
	eventually(t, "all delivered", d.allSettled)
	g.freeze()
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	begin := time.Now()
	if err := s.Shutdown(ctx); err != nil {
		t.Errorf("nothing was under way, and yet: %v", err)
	}
	if took := time.Since(begin); took > grace+time.Second {
		t.Errorf("it took %s", took)
	}
}

func TestShutdownWithoutStart(t *testing.T) {
	s, err := New(Options{Deliveries: newDesk(0), Daily: newDesk(0), Log: silent()})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Ping(t.Context()); err != nil {
		t.Error(err)
	}
	stop(t, s)
	stop(t, s)
	if s.Start(t.Context()) == nil {
		t.Error("it starts after its end")
	}
}

func TestMetricsTellTheStateOfTheQueue(t *testing.T) {
	onEveryRedis(t, func(t *testing.T, r Redis) {
		d := newDesk(40)
		hold := make(chan struct{})
		d.sending = func(context.Context, string) { <-hold }
		s := start(t, d, Options{Redis: r, Concurrency: 2})
		eventually(t, "two at work", func() bool { return gather(t, s, "halte_queue_tasks", "active") == 2 })
		if n := gather(t, s, "halte_queue_tasks", "pending"); n < 1 {
			t.Errorf("%v tasks pending", n)
		}
		eventually(t, "the oldest gets older", func() bool { return gather(t, s, "halte_queue_latency_seconds", "") > 0.05 })
		close(hold)
		eventually(t, "all delivered", d.allSettled)
		eventually(t, "an empty queue", func() bool { return gather(t, s, "halte_queue_tasks", "active") == 0 })
	})
	synctest.Test(t, func(t *testing.T) {
		s := start(t, newDesk(0), Options{})
		s.embedded.server.SetError("ERR away")
		if up := gather(t, s, "halte_redis_up", ""); up != 0 {
			t.Errorf("halte_redis_up = %v without Redis", up)
		}
		if n := gather(t, s, "halte_queue_tasks", "pending"); !math.IsNaN(n) {
			t.Errorf("%v tasks pending in a Redis that does not answer", n)
		}
	})
}

func TestOptionsAreChecked(t *testing.T) {
	for _, o := range []Options{
		{},
		{Deliveries: newDesk(0), Daily: newDesk(0)},
		{Log: silent()},
		{Deliveries: newDesk(0), Daily: newDesk(0), Log: silent(), Concurrency: -1},
		{Deliveries: newDesk(0), Daily: newDesk(0), Log: silent(), Every: -1},
	} {
		if _, err := New(o); err == nil {
			t.Errorf("New(%+v) takes that", o)
		}
	}
}

var errAway = surveys.Errorf(surveys.Unavailable, "too many connections")

// awayUntil keeps deliveries from being decided until a moment, and tells how often.
func (d *desk) awayUntil(end time.Time) (asked *atomic.Int64) {
	asked = new(atomic.Int64)
	d.deliver = func(surveys.Lease) error {
		if time.Now().Before(end) {
			asked.Add(1)
			return errAway
		}
		return nil
	}
	return asked
}

func TestADeliveryWithoutADatabaseGoesOnWhenThereIsOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(300)
		asked := d.awayUntil(time.Now().Add(20 * time.Second))
		var log safeBuilder
		s := start(t, d, Options{Log: logTo(&log)})
		time.Sleep(25 * time.Second)
		if !d.allSettled() {
			t.Errorf("%d of 300 are delivered five seconds after the database is back", d.settled())
		}
		d.onceEach(t)
		if n := asked.Load(); n > 10*15 {
			t.Errorf("in twenty seconds ten workers asked %d times", n)
		}
		time.Sleep(10 * time.Second)
		d.due(1) // what is delivered now finds that it is over
		time.Sleep(2 * time.Second)
		if n := strings.Count(log.String(), "level="); n != 3 { // and that the embedded Redis is one
			t.Errorf("%d lines are logged, want 3:\n%s", n, log.String())
		}
		if n := gather(t, s, "halte_deliveries_total", "undecided"); n != 0 {
			t.Errorf("%v deliveries are undecided", n)
		}
	})
}

func TestLeasesAreGivenBackWhenTheDatabaseAnswersAfterALongTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(300)
		d.awayUntil(time.Now().Add(3 * time.Minute))
		s := start(t, d, Options{})
		time.Sleep(10 * time.Second)
		d.mu.Lock()
		d.unreachable = errAway
		d.mu.Unlock()
		time.Sleep(3 * time.Minute)
		d.mu.Lock()
		d.unreachable = nil
		d.mu.Unlock()
		time.Sleep(10 * time.Second)
		if !d.allSettled() {
			t.Errorf("%d of 300 are delivered before a lease ends", d.settled())
		}
		d.onceEach(t)
		if n := gather(t, s, "halte_claims_returned_total", ""); n == 0 {
			t.Error("no lease was given back")
		}
	})
}

func TestShutdownDoesNotWaitForADatabaseThatIsAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(50)
		d.awayUntil(time.Now().Add(time.Hour))
		s := start(t, d, Options{})
		time.Sleep(5 * time.Second)
		begin := time.Now()
		stop(t, s)
		if took := time.Since(begin); took > 3*time.Second {
			t.Errorf("it took %s", took)
		}
		for _, r := range d.rows {
			if !r.leased.IsZero() {
				t.Errorf("%s is still leased", r.id)
			}
		}
	})
}

func TestWhoDeliversALeaseTakesItOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(1)
		d.rows[0].epoch, d.rows[0].leased = 1, time.Now().Add(d.lease)
		s := start(t, d, Options{})
		q := queue{client: asynq.NewClientFromRedisClient(s.client)}
		if err := q.put(t.Context(), []surveys.Lease{{Invitation: "i0", Epoch: 1, Holder: "another"}}, 1); err != nil {
			t.Fatal(err)
		}
		eventually(t, "it is delivered", d.allSettled)
		if d.mu.Lock(); !d.taken["i0"] {
			t.Error("it was not taken over")
		}
		d.mu.Unlock()
	})
}

func TestProcessesThatStoppedAreMissedAtATick(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(0)
		var log safeBuilder
		s := start(t, d, Options{Log: logTo(&log)})
		time.Sleep(1500 * time.Millisecond)
		d.mu.Lock()
		d.orphaned = 7
		d.mu.Unlock()
		time.Sleep(time.Second)
		if n := gather(t, s, "halte_claims_orphaned_total", ""); n != 7 {
			t.Errorf("%v leases of others ended, want 7", n)
		}
		if n := strings.Count(log.String(), "a process stopped"); n != 1 {
			t.Errorf("that is logged %d times:\n%s", n, log.String())
		}
	})
}
