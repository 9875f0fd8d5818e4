package scheduler

import (
	"sync"
	"time"
)

// How many invitations are leased ahead. An invitation may wait in the queue until
// its lease ends. It is then leased again, and the first task was for nothing. So the
// workers must get through all that is leased well within a lease. But when the queue
// is empty before the next sweep, workers are idle.
const (
	ahead      = 2 * time.Second        // all leases together keep the workers busy for about this long
	taskLength = 250 * time.Millisecond // and one task keeps one worker busy for about this long

	// A worker begins as many deliveries at once as end within this time, so that they
	// share their commits: a process that is killed leaves no more of them unknown.
	atOnce     = 100 * time.Millisecond
	mostAtWork = 16 // of one worker

	leastPerWorker, mostPerWorker = 5, 200 // leases
	mostPerTask                   = 50     // leases
)

// pace learns how long a delivery takes a worker. From that it computes how many leases may
// be held at once, how many go into one task, and how many are delivered at once.
type pace struct {
	mu   sync.Mutex
	each time.Duration // smoothed time of a task over its deliveries
}

func newPace() *pace { return &pace{each: 100 * time.Millisecond} }

// observe takes in that a worker took so long for n deliveries.
func (p *pace) observe(n int, took time.Duration) {
	if n == 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.each += (took/time.Duration(n) - p.each) / 4
}

func (p *pace) delivery() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return max(p.each, time.Microsecond)
}

// together is how many deliveries one worker has at work at once.
func (p *pace) together() int { return between(1, int(atOnce/p.delivery()), mostAtWork) }

// cap is how many leases may be held at once for so many workers.
func (p *pace) cap(workers int) int {
	return workers * between(leastPerWorker, int(ahead/p.delivery()), mostPerWorker)
}

// task is how many of n leases go into one task, so that every worker gets some.
func (p *pace) task(n, workers int) int {
	share := (n + workers - 1) / workers
	return between(1, min(share, int(taskLength/p.delivery())), mostPerTask)
}

func between(low, n, high int) int { return max(low, min(n, high)) }
