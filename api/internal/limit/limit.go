// Package limit bounds how often one API key, one link or one stranger may ask, so that
// one of them cannot take what the others need.
//
// It refuses to know who somebody is: callers name a bucket. With one process the buckets
// are in its memory; with several they are shared through a store, which is asked for
// many at once and never waited for long.
package limit

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"halte/surveys"
)

// Rate is how often something may happen: so often a second for ever, and up to Burst
// times at once. The zero Rate bounds nothing.
type Rate struct {
	PerSecond float64
	Burst     int
}

// Rates are the bounds of an installation.
type Rates struct {
	Reads     Rate // of one key, but for what Events bounds
	Events    Rate // of one key: requests that bring events or answers
	Links     Rate // of one link of a respondent
	Strangers Rate // of one peer that shows no key or link that is good
}

// Default are the bounds where nothing else is set: 600 requests a minute, 100 a second
// that bring something, 60 a minute with one link or without a good key.
func Default() Rates {
	return Rates{Reads: Rate{10, 600}, Events: Rate{100, 1000}, Links: Rate{1, 60}, Strangers: Rate{1, 60}}
}

// String gives "reads=600/m events=100/s links=60/m strangers=60/m"; "off" for none.
func (r Rates) String() string {
	if r == (Rates{}) {
		return "off"
	}
	write := func(name string, one Rate) string {
		switch {
		case one == Rate{}:
			return name + "=off"
		case one.Burst == int(math.Round(one.PerSecond*60)):
			return name + "=" + strconv.Itoa(one.Burst) + "/m"
		}
		return name + "=" + strconv.FormatFloat(one.PerSecond, 'f', -1, 64) + "/s"
	}
	return strings.Join([]string{write("reads", r.Reads), write("events", r.Events), write("links", r.Links), write("strangers", r.Strangers)}, " ")
}

// Parse reads what String gives: some of the four, each so many a second (/s, ten
// seconds' worth of them at once) or a minute (/m, all of them at once), or off. What is
// not named stays as Default says; "off" alone bounds nothing. Its error names every part
// that is wrong.
func Parse(text string) (Rates, error) {
	if strings.TrimSpace(text) == "off" {
		return Rates{}, nil
	}
	out := Default()
	var problems []error
	for part := range strings.FieldsSeq(strings.ReplaceAll(text, ",", " ")) {
		name, value, _ := strings.Cut(part, "=")
		places := map[string]*Rate{"reads": &out.Reads, "events": &out.Events, "links": &out.Links, "strangers": &out.Strangers}
		place, known := places[name]
		one, ok := parseRate(value)
		switch {
		case !known:
			problems = append(problems, fmt.Errorf("has %q, which is none of reads, events, links and strangers", name))
		case !ok:
			problems = append(problems, fmt.Errorf("has %s=%s, which is not a number such as 100/s or 600/m, nor off", name, value))
		default:
			*place = one
		}
	}
	return out, errors.Join(problems...)
}

func parseRate(text string) (Rate, bool) {
	if text == "off" {
		return Rate{}, true
	}
	amount, unit, _ := strings.Cut(text, "/")
	n, err := strconv.Atoi(amount)
	switch {
	case err != nil || n < 1 || n > 1_000_000:
		return Rate{}, false
	case unit == "s":
		return Rate{float64(n), 10 * n}, true
	case unit == "m":
		return Rate{float64(n) / 60, n}, true
	}
	return Rate{}, false
}

// Shared keeps buckets for several processes.
type Shared interface {
	// Take takes up to n from a bucket, and gives how many there were; when there were
	// none, in how long there will be one.
	Take(ctx context.Context, bucket string, n int, perSecond float64, burst int) (taken int, wait time.Duration, err error)
}

// Limiter keeps buckets. It is safe for concurrent use; nil bounds nothing.
type Limiter struct {
	Rates  Rates
	shared Shared // nil with one process
	now    func() time.Time

	mu        sync.Mutex
	new, old  map[string]*bucket // old are those that nobody asked for since the last turn
	turned    time.Time
	forgotten time.Time // until then the store is left alone, for it did not answer
}

type bucket struct {
	local *rate.Limiter
	mu    sync.Mutex // one asks the store at a time
	taken int        // from the store, and not used yet
}

// New makes a Limiter. shared may be nil.
func New(r Rates, shared Shared, now func() time.Time) *Limiter {
	return &Limiter{Rates: r, shared: shared, now: now, new: map[string]*bucket{}, turned: now()}
}

const (
	// keep is how long a bucket is kept that nobody asks for; every one is full by then.
	keep = time.Minute
	// mostBuckets bounds memory: with more the oldest are forgotten, and full again.
	mostBuckets = 50_000
	// storeWait is how long the store is waited for, and storeRest how long it is left
	// alone when it did not answer.
	storeWait = 200 * time.Millisecond
	storeRest = 10 * time.Second
)

// Allow takes one from a bucket. When it is empty it gives an error of kind TooMany that
// says in how many seconds to come again.
func (l *Limiter) Allow(ctx context.Context, name string, r Rate) error {
	if l == nil || r == (Rate{}) {
		return nil
	}
	wait := l.take(ctx, name, r)
	if wait <= 0 {
		return nil
	}
	e := surveys.Errorf(surveys.TooMany, "This was asked too often. Try again in %d seconds.", int(math.Ceil(wait.Seconds())))
	e.RetryAfter = wait
	return e
}

func (l *Limiter) take(ctx context.Context, name string, r Rate) time.Duration {
	now := l.now()
	b := l.bucket(name, r, now)
	if l.asksStore(now) {
		wait, err := b.takeShared(ctx, l.shared, name, r)
		if err == nil {
			return wait
		}
		l.mu.Lock()
		l.forgotten = now.Add(storeRest)
		l.mu.Unlock()
	}
	reserved := b.local.ReserveN(now, 1)
	if wait := reserved.DelayFrom(now); wait > 0 {
		reserved.CancelAt(now)
		return wait
	}
	return 0
}

func (l *Limiter) asksStore(now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.shared != nil && !now.Before(l.forgotten)
}

// takeShared takes one of those that were taken from the store, or else some more: a
// twentieth of a burst, so that the store is seldom asked.
func (b *bucket) takeShared(ctx context.Context, s Shared, name string, r Rate) (time.Duration, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.taken == 0 {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeWait)
		defer cancel()
		taken, wait, err := s.Take(ctx, name, max(1, r.Burst/20), r.PerSecond, r.Burst)
		if err != nil || taken == 0 {
			return wait, err
		}
		b.taken = taken
	}
	b.taken--
	return 0, nil
}

// bucket finds a bucket or makes one.
func (l *Limiter) bucket(name string, r Rate, now time.Time) *bucket {
	l.mu.Lock()
	defer l.mu.Unlock()
	if age := now.Sub(l.turned); age >= keep || age < 0 || len(l.new) >= mostBuckets {
		l.old, l.new, l.turned = l.new, map[string]*bucket{}, now
	}
	b := l.new[name]
	if b == nil {
		if b = l.old[name]; b == nil {
			b = &bucket{local: rate.NewLimiter(rate.Limit(r.PerSecond), r.Burst)}
		}
		l.new[name] = b
	}
	return b
}

// Peer names the bucket of who stands at the other end of a connection: an address, or
// the network of one in IPv6, of which everybody has many.
func Peer(remote string) string {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		host = remote
	}
	a, err := netip.ParseAddr(host)
	if err != nil {
		return "peer:" + host
	}
	if a = a.Unmap(); a.Is6() {
		if p, err := a.WithZone("").Prefix(64); err == nil {
			return "peer:" + p.Masked().String()
		}
	}
	return "peer:" + a.String()
}
