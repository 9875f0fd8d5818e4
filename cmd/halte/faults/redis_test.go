package faults

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"halte/surveys/surveystest/servers"
)

func TestARedisThatIsEmptiedTwiceASecondLosesAndRepeatsNothing(t *testing.T) {
	t.Parallel()
	server := servers.Redis(t)
	w := newWorld(t, servers.Postgres(t), server, heads)
	w.invite(scaled(20_000, 200))
	options, err := redis.ParseURL(server)
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(options)
	done, flushes := make(chan struct{}), 0
	var flushing sync.WaitGroup
	flushing.Go(func() {
		defer client.Close()
		for {
			select {
			case <-done:
				return
			case <-time.After(500 * time.Millisecond):
				flushes++
				if err := client.FlushAll(context.Background()).Err(); err != nil {
					t.Error(err)
				}
			}
		}
	})
	stop := sync.OnceFunc(func() { close(done); flushing.Wait() })
	t.Cleanup(stop) // before Redis is stopped
	w.serve("worker")
	w.settles()
	stop()
	t.Logf("Redis was emptied %d times", flushes)
}

func TestARedisThatIsAwayForAWhileLosesAndRepeatsNothing(t *testing.T) {
	t.Parallel()
	server := servers.OwnRedis(t)
	w := newWorld(t, servers.Postgres(t), server.URL(), heads)
	w.invite(scaled(20_000, 200))
	w.serve("worker")
	w.reaches(w.invited / 10)
	server.Kill()
	time.Sleep(scaled(30*time.Second, 3*time.Second))
	server.Start()
	w.settles()
}

func TestARedisThatIsReplacedByAnEmptyOneLosesAndRepeatsNothing(t *testing.T) {
	t.Parallel()
	server := servers.OwnRedis(t)
	w := newWorld(t, servers.Postgres(t), server.URL(), heads)
	w.invite(scaled(20_000, 200))
	w.serve("worker")
	for _, n := range w.moments(scaled(5, 2)) {
		w.reaches(n)
		server.Kill()
		server.Start()
	}
	w.settles()
}
