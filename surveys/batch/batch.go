package batch

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"halte/surveys"
)

// panicError carries a panic out of a goroutine to the caller that waits for it.
type panicError struct{ value any }

func (p panicError) Error() string { return fmt.Sprintf("panic: %v", p.value) }

// Batcher commits what many callers submit at the same time together, so that the
// cost per row falls under load. Without Linger nobody waits for company: a lone
// submission is committed at once, and submissions that arrive while a commit runs go
// into the next one.
type Batcher[T any] struct {
	Commit func(ctx context.Context, items []T) error
	Weight func(T) int // rows of an item
	Most   int         // rows of one commit; a larger item goes alone
	Lanes  int         // commits that may run at the same time; 0 means 1
	Enough int         // rows that have to wait before a second lane opens

	// Linger is how long a commit waits for more rows than there are. It is for what
	// comes all the time and nobody waits for: most of a commit's cost does not depend on
	// how many rows it has.
	Linger time.Duration

	mu      sync.Mutex
	waiting []submission[T]
	running int
}

type submission[T any] struct {
	item T
	done chan error
}

// commitTimeout bounds one commit; the callers' own deadlines do not, because
// a commit belongs to several of them. A thousand events take a second or two; a disk
// that is shared with others may take many times as long.
const commitTimeout = 90 * time.Second

// Do submits an item and waits for its commit. If a commit of several items
// fails, each is tried alone: one bad item never fails its group. When ctx ends
// first the item may still be committed; it is only not acknowledged.
func (g *Batcher[T]) Do(ctx context.Context, item T) error {
	s := submission[T]{item, make(chan error, 1)}
	g.mu.Lock()
	g.waiting = append(g.waiting, s)
	// More lanes while the first waits for the disk keep a processor busy; one
	// for every newcomer would leave nobody to share a commit with.
	if g.running == 0 || g.running < g.Lanes && g.rows() >= g.Enough {
		g.running++
		go g.run(context.WithoutCancel(ctx))
	}
	g.mu.Unlock()
	select {
	case err := <-s.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (g *Batcher[T]) run(ctx context.Context) {
	for {
		if g.lacks() {
			time.Sleep(g.Linger)
		}
		batch := g.take()
		if batch == nil {
			return
		}
		items := make([]T, len(batch))
		for i, s := range batch {
			items[i] = s.item
		}
		err := g.try(ctx, items)
		for i, s := range batch {
			if err != nil && len(batch) > 1 && !unavailable(err) {
				s.done <- g.try(ctx, items[i:i+1])
				continue
			}
			s.done <- err
		}
	}
}

// unavailable says whether the database does not answer at all: then nobody's item is to
// blame, and trying each would only take as long again for each.
func unavailable(err error) bool {
	return surveys.KindOf(err) == surveys.Unavailable || errors.Is(err, context.DeadlineExceeded)
}

// lacks says whether some rows wait, and a commit could take more.
func (g *Batcher[T]) lacks() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.Linger > 0 && len(g.waiting) > 0 && g.rows() < g.Most
}

// rows counts the rows that wait.
func (g *Batcher[T]) rows() (n int) {
	for _, s := range g.waiting {
		n += g.Weight(s.item)
	}
	return n
}

// take removes the next batch; nil, and no longer running, when nobody waits.
func (g *Batcher[T]) take() []submission[T] {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.waiting) == 0 {
		g.running, g.waiting = g.running-1, nil
		return nil
	}
	n, rows := 0, 0
	for n < len(g.waiting) {
		rows += g.Weight(g.waiting[n].item)
		if n > 0 && rows > g.Most {
			break
		}
		n++
	}
	batch := g.waiting[:n:n]
	g.waiting = g.waiting[n:]
	return batch
}

func (g *Batcher[T]) try(ctx context.Context, items []T) (err error) {
	ctx, cancel := context.WithTimeout(ctx, commitTimeout)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = panicError{p}
		}
	}()
	return g.Commit(ctx, items)
}
