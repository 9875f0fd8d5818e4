package scheduler

import (
	"sync"
	"time"
)

// How much work is claimed ahead. A claim that waits in a queue for longer than
// its lease is claimed again and its task comes to nothing, so what is claimed
// has to be worked off well within a lease; but a queue that runs empty between
// two sweeps leaves workers idle.
const (
	ahead      = 2 * time.Second        // what is claimed keeps all workers busy for about this long
	taskLength = 250 * time.Millisecond // and one task keeps one worker busy for about this long

	leastPerWorker, mostPerWorker = 5, 200 // claims
	mostPerTask                   = 50     // claims
)

// pace learns how long a delivery takes, and says from that how many claims may
// be held at once and how many go into one task.
type pace struct {
	mu   sync.Mutex
	each time.Duration // smoothed time of one delivery
}

func newPace() *pace { return &pace{each: 100 * time.Millisecond} }

// observe takes in that n deliveries, one after another, took so long.
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

// cap is how many claims may be held at once for so many workers.
func (p *pace) cap(workers int) int {
	return workers * between(leastPerWorker, int(ahead/p.delivery()), mostPerWorker)
}

// task is how many of n claims go into one task, so that every worker gets some.
func (p *pace) task(n, workers int) int {
	share := (n + workers - 1) / workers
	return between(1, min(share, int(taskLength/p.delivery())), mostPerTask)
}

func between(low, n, high int) int { return max(low, min(n, high)) }
