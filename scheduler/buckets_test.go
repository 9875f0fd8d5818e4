package scheduler

import (
	"sync"
	"testing"
	"time"

	"halte/surveys/surveystest/servers"
)

func TestProcessesTakeFromOneBucket(t *testing.T) {
	t.Parallel()
	r := parsed(t, servers.Redis(t))
	a, b := NewBuckets(r), NewBuckets(r)
	defer a.Close()
	defer b.Close()
	const perHour = 1.0 / 3600
	take := func(from *Buckets, bucket string, n int) int {
		taken, wait, err := from.Take(t.Context(), bucket, n, perHour, 50)
		if err != nil {
			t.Error(err)
		}
		if (taken == 0) != (wait > 0) || wait > time.Hour {
			t.Errorf("%d were taken, and the wait is %v", taken, wait)
		}
		return taken
	}
	var mu sync.Mutex
	var all sync.WaitGroup
	sum := 0
	for i := range 40 {
		all.Go(func() {
			from := a
			if i%2 == 0 {
				from = b
			}
			n := take(from, "one", 3)
			mu.Lock()
			sum += n
			mu.Unlock()
		})
	}
	all.Wait()
	if sum != 50 {
		t.Errorf("two processes took %d of 50", sum)
	}
	if n := take(a, "one", 1); n != 0 {
		t.Errorf("an empty bucket gives %d", n)
	}
	if n := take(a, "another", 3); n != 3 {
		t.Errorf("another bucket gives %d", n)
	}
}
