package limit

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"halte/surveys"
)

// hourly lets two through at once, and then one an hour.
var hourly = Rate{PerSecond: 1.0 / 3600, Burst: 2}

// clock is a time that a test moves.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func allowed(l *Limiter, bucket string, r Rate, times int) (n int) {
	for range times {
		if l.Allow(context.Background(), bucket, r) == nil {
			n++
		}
	}
	return n
}

func TestABucketRunsEmptyAndFillsAgain(t *testing.T) {
	t.Parallel()
	c := &clock{time.Unix(1_800_000_000, 0)}
	l := New(Default(), nil, c.now)
	if n := allowed(l, "a", hourly, 5); n != 2 {
		t.Errorf("%d of 5 are let through, want 2", n)
	}
	var e *surveys.Error
	if err := l.Allow(t.Context(), "a", hourly); !errors.As(err, &e) || e.Kind != surveys.TooMany || e.RetryAfter <= 0 || e.RetryAfter > time.Hour {
		t.Errorf("what is refused: %v, again after %v", err, e.RetryAfter)
	}
	if n := allowed(l, "b", hourly, 1); n != 1 {
		t.Error("another one's bucket is empty too")
	}
	for range 60 { // asked every minute, it stays in memory and fills
		c.at = c.at.Add(time.Minute)
		l.bucket("a", hourly, c.at)
	}
	if n := allowed(l, "a", hourly, 5); n != 1 {
		t.Errorf("an hour later %d are let through, want 1", n)
	}
}

func TestALimiterKeepsABoundedNumberOfBuckets(t *testing.T) {
	t.Parallel()
	c := &clock{time.Unix(1_800_000_000, 0)}
	l := New(Default(), nil, c.now)
	for i := range 3 * mostBuckets {
		allowed(l, fmt.Sprint(i), hourly, 1)
	}
	if n := len(l.new) + len(l.old); n > 2*mostBuckets {
		t.Errorf("it keeps %d buckets", n)
	}
}

func TestNoLimiterAndNoRateBoundNothing(t *testing.T) {
	t.Parallel()
	if n := allowed(nil, "a", hourly, 9) + allowed(New(Default(), nil, time.Now), "a", Rate{}, 9); n != 18 {
		t.Errorf("%d of 18 are let through", n)
	}
}

// store is a Shared in memory, that may be away.
type store struct {
	left, asked int
	away        bool
}

func (s *store) Take(_ context.Context, _ string, n int, _ float64, _ int) (int, time.Duration, error) {
	s.asked++
	if s.away {
		return 0, 0, errors.New("away")
	}
	n = min(n, s.left)
	s.left -= n
	if n == 0 {
		return 0, time.Second, nil
	}
	return n, 0, nil
}

func TestSeveralProcessesShareABucketAndSeldomAsk(t *testing.T) {
	t.Parallel()
	s := &store{left: 100}
	big := Rate{PerSecond: 0.001, Burst: 100}
	a, b := New(Default(), s, time.Now), New(Default(), s, time.Now)
	n := 0
	for range 100 {
		n += allowed(a, "a", big, 1) + allowed(b, "a", big, 1)
	}
	if n != 100 {
		t.Errorf("two processes let %d through, want 100", n)
	}
	if used := s.asked; used > 20+100 { // 20 lumps of five, and one for each that is refused
		t.Errorf("the store was asked %d times", used)
	}
}

func TestWithoutItsStoreALimiterCountsForItself(t *testing.T) {
	t.Parallel()
	c := &clock{time.Unix(1_800_000_000, 0)}
	s := &store{away: true}
	l := New(Default(), s, c.now)
	if n := allowed(l, "a", hourly, 5); n != 2 {
		t.Errorf("%d of 5 are let through, want 2", n)
	}
	if s.asked != 1 {
		t.Errorf("a store that does not answer is asked %d times at once", s.asked)
	}
	s.away, s.left = false, 10
	c.at = c.at.Add(storeRest)
	if n := allowed(l, "a", hourly, 20); n != 10 {
		t.Errorf("when it is back %d are let through, want the 10 it has", n)
	}
}

func TestRatesAreReadAndWritten(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                         "reads=600/m events=100/s links=60/m strangers=60/m",
		"off":                      "off",
		"events=5/s, reads=off":    "reads=off events=5/s links=60/m strangers=60/m",
		" links=9/m strangers=1/s": "reads=600/m events=100/s links=9/m strangers=1/s",
	} {
		r, err := Parse(text)
		if err != nil || r.String() != want {
			t.Errorf("%q is read as %q, %v", text, r, err)
		}
		if again, err := Parse(r.String()); err != nil || again != r {
			t.Errorf("%q is read as %q, %v", r, again, err)
		}
	}
	for _, text := range []string{"reads", "reads=", "reads=0/m", "reads=5", "reads=-1/s", "reads=5/h", "writes=5/s", "events=1e9/s"} {
		if r, err := Parse(text); err == nil {
			t.Errorf("%q is read as %q", text, r)
		}
	}
}

func TestAPeerIsAnAddressOrANetwork(t *testing.T) {
	t.Parallel()
	for remote, want := range map[string]string{
		"192.0.2.7:4711":              "peer:192.0.2.7",
		"[::ffff:192.0.2.7]:4711":     "peer:192.0.2.7",
		"[2001:db8:1:2:3:4:5:6]:4711": "peer:2001:db8:1:2::/64",
		"[2001:db8:1:2:9:9:9:9]:1":    "peer:2001:db8:1:2::/64",
		"[fe80::1%eth0]:80":           "peer:fe80::/64",
		"@":                           "peer:@",
	} {
		if got := Peer(remote); got != want {
			t.Errorf("%s is %s, want %s", remote, got, want)
		}
	}
}
