package mailer

import (
	"context"
	"testing"
	"time"

	"halte/surveys"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// talks lets one mail through, which has to be possible.
func talks(t *testing.T, c *circuit, now time.Time, v verdict) {
	t.Helper()
	probe, ok := c.enter(now)
	if !ok {
		t.Fatalf("at %s nobody is let through", now)
	}
	c.leave(now, probe, v)
}

func TestAServerIsLeftAloneAfterTroublesInARow(t *testing.T) {
	t.Parallel()
	c := &circuit{}
	for range 3 * troublesToOpen { // with a good one between, they are not in a row
		talks(t, c, noon, trouble)
		talks(t, c, noon, well)
	}
	for range troublesToOpen {
		if c.state(noon) != closed {
			t.Fatal("it opened too early")
		}
		talks(t, c, noon, trouble)
	}
	if _, ok := c.enter(noon.Add(firstRest - 1)); ok || c.state(noon) != open || c.wait(noon) != firstRest {
		t.Error("it is not left alone")
	}
}

func TestAServerThatDoesNotWantUsIsLeftAloneAtOnce(t *testing.T) {
	t.Parallel()
	c := &circuit{}
	talks(t, c, noon, unwelcome)
	if c.wait(noon) != firstPause {
		t.Errorf("it is left alone for %s", c.wait(noon))
	}
}

func TestOneMailFindsOutWhetherAServerIsWellAgain(t *testing.T) {
	t.Parallel()
	c, now := &circuit{}, noon
	talks(t, c, now, unwelcome)
	for rest := firstPause; rest < longestPause; rest = min(2*rest, longestPause) {
		now = now.Add(rest)
		probe, ok := c.enter(now)
		if _, second := c.enter(now); !ok || !probe || second || c.state(now) != halfOpen {
			t.Fatalf("after %s: %t, and a second one %t", rest, ok, second)
		}
		c.leave(now, probe, unwelcome)
		if want := min(2*rest, longestPause); c.wait(now) != want {
			t.Fatalf("after another failure it is left alone for %s, want %s", c.wait(now), want)
		}
	}
	now = now.Add(longestPause)
	talks(t, c, now, nothing) // called off: the next one finds out
	talks(t, c, now, well)
	talks(t, c, now, unwelcome)
	if c.wait(now) != firstPause {
		t.Errorf("after it was well it is left alone for %s", c.wait(now))
	}
}

func TestWhatBeganBeforeACircuitOpenedChangesNothing(t *testing.T) {
	t.Parallel()
	c := &circuit{}
	early, _ := c.enter(noon)
	late, _ := c.enter(noon)
	talks(t, c, noon, unwelcome)
	c.leave(noon, early, well)
	c.leave(noon, late, unwelcome)
	if c.wait(noon) != firstPause {
		t.Errorf("it is left alone for %s", c.wait(noon))
	}
}

func TestMailsAreSpreadEvenlyOverTime(t *testing.T) {
	t.Parallel()
	p := newRateLimiter(4)
	for n := range 5 {
		if wait, ok := p.reserve(noon, time.Minute); !ok || wait != time.Duration(n)*time.Second/4 {
			t.Errorf("mail %d waits %s, %t", n, wait, ok)
		}
	}
	if wait, ok := p.reserve(noon, time.Second); ok || wait != 1250*time.Millisecond {
		t.Errorf("one that would wait too long is booked: %s, %t", wait, ok)
	}
	if wait, ok := p.reserve(noon.Add(time.Hour), 0); !ok || wait != 0 {
		t.Errorf("after an hour of silence it waits %s", wait)
	}
	free := newRateLimiter(0)
	for range 1000 {
		if wait, ok := free.reserve(noon, 0); !ok || wait != 0 {
			t.Fatal("without a rate a mail waits")
		}
	}
}

func TestAServerThatAsksForLessGetsHalfAndSlowlyMoreAgain(t *testing.T) {
	t.Parallel()
	gap := func(p *rateLimiter, at time.Time) time.Duration { // between two mails at that time
		_, _ = p.reserve(at, 0)
		wait, _ := p.reserve(at, 0)
		return wait
	}
	p := newRateLimiter(100)
	p.slow(noon)
	p.slow(noon.Add(time.Second)) // of the same moment: once
	now := noon.Add(slowedOnce)
	p.slow(now)
	if share := p.shareNow(now); share < 0.25 || share > 0.27 { // it had recovered for five seconds
		t.Errorf("after two halvings the share is %g", share)
	}
	if g := gap(p, now); g < 37*time.Millisecond || g > 40*time.Millisecond {
		t.Errorf("the gap is %s", g)
	}
	for range 20 {
		now = now.Add(slowedOnce)
		p.slow(now)
	}
	if share := p.shareNow(now); share != smallestShare {
		t.Errorf("the smallest share is %g", share)
	}
	if share := p.shareNow(now.Add(2 * recovery)); share != 4*smallestShare {
		t.Errorf("after two minutes the share is %g", share)
	}
	now = now.Add(6 * recovery)
	if share := p.shareNow(now); share != 1 || gap(p, now) != 10*time.Millisecond {
		t.Errorf("after six minutes the share is %g", share)
	}
}

func TestWithoutARateHalfOfWhatWentThroughIsLess(t *testing.T) {
	t.Parallel()
	p := newRateLimiter(0)
	for n := range 300 {
		_, _ = p.reserve(noon.Add(time.Duration(n)*10*time.Millisecond), 0) // a hundred a second
	}
	now := noon.Add(3 * time.Second)
	p.slow(now)
	_, _ = p.reserve(now, 0)
	if wait, _ := p.reserve(now, 0); wait != 20*time.Millisecond {
		t.Errorf("the gap is %s, want that of fifty a second", wait)
	}
}

func TestARefusalSaysWhatItSaysOfTheServer(t *testing.T) {
	t.Parallel()
	alive := context.Background()
	called, cancel := context.WithCancel(alive)
	cancel()
	answer := func(code int, enhanced string) *surveys.SendError {
		return &surveys.SendError{Code: code, Enhanced: enhanced, Reply: "words"}
	}
	for _, c := range []struct {
		ctx    context.Context
		at     stage
		failed *surveys.SendError
		want   verdict
		slow   bool
	}{
		{alive, over, nil, well, false},
		{alive, hello, answer(0, ""), trouble, false},
		{alive, hello, answer(421, "4.3.2"), trouble, true},
		{alive, hello, answer(454, "4.7.0"), trouble, true},
		{alive, hello, answer(535, "5.5.4"), trouble, false},
		{alive, hello, answer(535, "5.7.8"), unwelcome, false},
		{alive, asking, answer(421, "4.7.0"), trouble, true},
		{alive, asking, answer(451, ""), well, true},
		{alive, asking, answer(450, "4.2.1"), well, false},
		{alive, asking, answer(550, "5.1.1"), well, false},
		{alive, asking, answer(550, "5.7.1"), unwelcome, false},
		{alive, asking, answer(530, ""), trouble, false},
		{alive, asking, answer(0, ""), trouble, false},
		{alive, over, answer(0, ""), trouble, false},
		{alive, over, answer(452, "4.3.1"), well, true},
		{called, asking, answer(0, ""), nothing, false},
		{called, over, answer(550, "5.7.1"), unwelcome, false},
	} {
		if v, slow := verdictOf(c.ctx, c.at, c.failed); v != c.want || slow != c.slow {
			t.Errorf("stage %d, %v: %d, slow %t, want %d, %t", c.at, c.failed, v, slow, c.want, c.slow)
		}
	}
}

func TestTheEnhancedCodeIsPartedFromTheWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		code       int
		said       string
		code2, say string
	}{
		{550, "5.1.1 no such user", "5.1.1", "no such user"},
		{550, "5.1.1 no such user 5.1.1 here", "5.1.1", "no such user here"},
		{550, "#5.1.10 null MX", "5.1.10", "#5.1.10 null MX"},
		{550, "4.1.1 of another class", "", "4.1.1 of another class"},
		{550, "no such user 5.1.1", "", "no such user 5.1.1"},
		{550, "5.1.1", "5.1.1", ""},
		{550, "", "", ""},
	} {
		if code, words := enhanced(c.code, c.said); code != c.code2 || words != c.say {
			t.Errorf("%q gives %q and %q", c.said, code, words)
		}
	}
}
