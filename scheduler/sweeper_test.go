package scheduler

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func TestANudgeWakesTheSweepAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(0)
		s := start(t, d, Options{})
		time.Sleep(10*time.Second + 300*time.Millisecond)
		d.due(1)
		before := d.leases()
		s.Nudge()
		synctest.Wait() // no time passes
		if d.leases() != before+1 {
			t.Errorf("%d sweeps after a nudge, want 1", d.leases()-before)
		}
		time.Sleep(300 * time.Millisecond) // the workers look about five times a second
		d.onceEach(t)
	})
}

func TestManyNudgesAreOneSweep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(0)
		s := start(t, d, Options{})
		time.Sleep(300 * time.Millisecond)
		before := d.leases()
		for range 1000 {
			s.Nudge()
		}
		time.Sleep(400 * time.Millisecond)
		if n := d.leases() - before; n > 2 { // one may come while the other is at work
			t.Errorf("%d sweeps after a thousand nudges at once", n)
		}
		before = d.leases()
		for range 1000 {
			s.Nudge()
			time.Sleep(time.Millisecond)
		}
		if n := d.leases() - before; n > 25 {
			t.Errorf("%d sweeps in a second of nudges", n)
		}
	})
}

func TestSweepsComeEverySoOftenWithoutNudges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, every := range []time.Duration{0, 5 * time.Second} {
			d := newDesk(0)
			s := start(t, d, Options{Every: every})
			time.Sleep(60*time.Second + 500*time.Millisecond)
			want := 61 // the first at once
			if every > 0 {
				want = 13
			}
			if d.leases() != want {
				t.Errorf("every %v: %d sweeps in a minute, want %d", every, d.leases(), want)
			}
			stop(t, s)
		}
	})
}

func TestNothingIsLeasedAfterShutdown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(0)
		s := start(t, d, Options{})
		time.Sleep(time.Second)
		stop(t, s)
		d.due(1)
		s.Nudge() // does not wait for anybody
		time.Sleep(time.Minute)
		if d.settled() > 0 {
			t.Error("something was delivered")
		}
	})
}

func TestWorkIsLeasedAheadByItsPace(t *testing.T) {
	for _, c := range []struct {
		each      time.Duration
		cap, task int // for 10 workers, of 500 leases
	}{
		{0, 2000, 50},
		{time.Millisecond, 2000, 50},
		{8 * time.Millisecond, 2000, 31},
		{100 * time.Millisecond, 200, 2},
		{time.Second, 50, 1},
		{30 * time.Second, 50, 1},
	} {
		p := newPace()
		for range 100 {
			p.observe(10, 10*c.each)
		}
		p.observe(0, time.Hour) // nothing was delivered, nothing to learn
		if got := p.cap(10); got != c.cap {
			t.Errorf("deliveries of %v: %d leases held at once, want %d", c.each, got, c.cap)
		}
		if got := p.task(500, 10); got != c.task {
			t.Errorf("deliveries of %v: %d leases in a task, want %d", c.each, got, c.task)
		}
	}
	p := newPace()
	p.observe(1, 0)
	p.observe(1, 0)
	p.observe(1, 0)
	if got := p.task(20, 10); got != 2 {
		t.Errorf("20 leases for 10 workers in tasks of %d, want 2", got)
	}
}

func TestWhatWasLeasedAtAFastPaceIsRememberedAtASlowOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(1500)
		hold := make(chan struct{})
		d.sending = func(context.Context, string) { <-hold }
		s := start(t, d, Options{})
		at := func(each time.Duration) {
			for range 50 {
				s.worker.pace.observe(1, each)
			}
			s.Nudge()
			time.Sleep(2 * time.Second)
		}
		at(time.Millisecond) // all are leased
		d.mu.Lock()
		d.spare = 1
		d.mu.Unlock()
		d.due(1)
		at(10 * time.Second) // one more is, with a cap of fifty
		if err := s.client.FlushAll(t.Context()).Err(); err != nil {
			t.Fatal(err)
		}
		close(hold)
		time.Sleep(time.Minute) // much less than a lease
		if n := d.settled(); n != 1501 {
			t.Errorf("%d of 1501 are delivered before a lease ends", n)
		}
	})
}
