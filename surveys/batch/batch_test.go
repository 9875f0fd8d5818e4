package batch

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// gate is a group whose first commit waits until it is opened, so that all that
// comes meanwhile stands in line.
func gate(commit func(items []int) error) (g *Batcher[int], entered, open chan struct{}) {
	entered, open = make(chan struct{}), make(chan struct{})
	var once sync.Once
	g = &Batcher[int]{Most: 10, Weight: func(n int) int { return n }, Commit: func(_ context.Context, items []int) error {
		once.Do(func() { close(entered); <-open })
		return commit(items)
	}}
	return g, entered, open
}

func TestAGroupTakesWhatCameMeanwhileUpToItsBound(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var sizes []int
	g, entered, open := gate(func(items []int) error {
		mu.Lock()
		defer mu.Unlock()
		sizes = append(sizes, len(items))
		return nil
	})
	results := make(chan error)
	do := func(n int) { go func() { results <- g.Do(t.Context(), n) }() }
	do(1)
	<-entered
	for i, n := range []int{4, 4, 4, 50, 1} { // 50 is too heavy for company
		do(n)
		waitUntil(t, g, i+1)
	}
	close(open)
	for range 6 {
		if err := <-results; err != nil {
			t.Error(err)
		}
	}
	if !slices.Equal(sizes, []int{1, 2, 1, 1, 1}) {
		t.Errorf("commits of %v", sizes)
	}
}

func TestASecondLaneOpensWhenEnoughWait(t *testing.T) {
	t.Parallel()
	entered, open := make(chan struct{}), make(chan struct{})
	var commits atomic.Int64
	g := &Batcher[int]{Most: 10, Lanes: 2, Enough: 3, Weight: func(n int) int { return n }, Commit: func(context.Context, []int) error {
		if commits.Add(1) == 1 {
			close(entered)
			<-open
		}
		return nil
	}}
	first, others := make(chan error, 1), make(chan error, 3)
	go func() { first <- g.Do(t.Context(), 1) }()
	<-entered
	for i := range 3 {
		go func() { others <- g.Do(t.Context(), 1) }()
		if i < 2 {
			waitUntil(t, g, i+1) // two are not enough
		}
	}
	for range 3 {
		if err := <-others; err != nil { // while the first lane still stands
			t.Error(err)
		}
	}
	close(open)
	if err := <-first; err != nil {
		t.Error(err)
	}
}

func TestOneBadItemNeverFailsItsGroup(t *testing.T) {
	t.Parallel()
	bad := errors.New("bad")
	for how, fail := range map[string]func() error{"an error": func() error { return bad }, "a panic": func() error { panic(bad) }} {
		g, entered, open := gate(func(items []int) error {
			if slices.Contains(items, 2) {
				return fail()
			}
			return nil
		})
		var wg sync.WaitGroup
		do := func(n int) {
			wg.Go(func() {
				if err := g.Do(t.Context(), n); (err != nil) != (n == 2) {
					t.Errorf("%s: item %d gives %v", how, n, err)
				}
			})
		}
		do(1)
		<-entered
		for i, n := range []int{1, 2, 3} {
			do(n)
			waitUntil(t, g, i+1)
		}
		close(open)
		wg.Wait()
	}
}

func TestWhoGivesUpWaitingIsNotAcknowledged(t *testing.T) {
	t.Parallel()
	g, entered, open := gate(func([]int) error { return nil })
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- g.Do(ctx, 1) }()
	<-entered
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("acknowledged: %v", err)
	}
	close(open)
	if err := g.Do(t.Context(), 1); err != nil {
		t.Errorf("the next one: %v", err)
	}
}

// waitUntil returns when n items stand in line.
func waitUntil(t *testing.T, g *Batcher[int], n int) {
	t.Helper()
	for {
		g.mu.Lock()
		have := len(g.waiting)
		g.mu.Unlock()
		if have == n || t.Context().Err() != nil {
			return
		}
		runtime.Gosched()
	}
}

func TestACommitLingersForCompanyUntilItIsFull(t *testing.T) {
	t.Parallel()
	const linger = 4500 * time.Microsecond
	for _, c := range []struct {
		name  string
		items []int // one each millisecond
		sizes []int // of the commits
		took  time.Duration
	}{
		{"for what comes soon", []int{1, 1, 1}, []int{3}, linger},
		{"not for longer", []int{1, 1, 1, 1, 1, 1, 1}, []int{5, 2}, 5*time.Millisecond + linger},
		{"not when it is full", []int{10}, []int{1}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var sizes []int
				g := &Batcher[int]{Most: 10, Linger: linger, Weight: func(n int) int { return n }, Commit: func(_ context.Context, items []int) error {
					sizes = append(sizes, len(items))
					return nil
				}}
				began := time.Now()
				var all sync.WaitGroup
				for i, n := range c.items {
					all.Go(func() {
						time.Sleep(time.Duration(i)*time.Millisecond + time.Microsecond)
						if err := g.Do(t.Context(), n); err != nil {
							t.Error(err)
						}
					})
				}
				all.Wait()
				if took := time.Since(began) - time.Microsecond; !slices.Equal(sizes, c.sizes) || took != c.took {
					t.Errorf("commits of %v after %s, want %v after %s", sizes, took, c.sizes, c.took)
				}
			})
		})
	}
}
