package mailer

import (
	"math"
	"sync"
	"time"
)

// rateLimiter spreads mails evenly over time: so many a second, and fewer for a while
// after the server asked for it.
type rateLimiter struct {
	mu   sync.Mutex
	rate float64   // mails a second at most; 0 for as many as come
	next time.Time // when the next mail may go

	turned time.Time // when the last of those may come again that were turned away

	slowed time.Time // when it was last slowed down; zero when never
	share  float64   // of the rate, at that moment
	base   float64   // the rate it is a share of

	second time.Time // the present second of counting, without a rate
	count  float64   // mails in it
	seen   float64   // mails in the one before
}

const (
	smallestShare = 1.0 / 64
	recovery      = time.Minute     // in which the share doubles
	slowedOnce    = 5 * time.Second // complaints within this are one
	longestTurn   = time.Hour       // and then a mail asks again, for limits may be changed
	leastBase     = 10              // mails a second, where nothing is known yet
)

func newRateLimiter(rate float64) *rateLimiter { return &rateLimiter{rate: rate, share: 1} }

// reserve books a place for one mail and gives the wait until then. Where that
// would be longer than most, nothing is booked and ok is false.
func (p *rateLimiter) reserve(now time.Time, most time.Duration) (wait time.Duration, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	rate := p.present(now)
	if rate == 0 {
		p.tally(now)
		return 0, true
	}
	if wait = max(0, p.next.Sub(now)); wait > most {
		return wait, false
	}
	p.tally(now)
	p.next = now.Add(wait + time.Duration(float64(time.Second)/rate))
	return wait, true
}

// retryAfter says when a mail may come again that got no turn. When many wait, they
// come back one after another, twice as many as may go: some will not be sent after
// all, and no turn must stay unused. If all came back at once, they would be leased
// and put back every few seconds.
func (p *rateLimiter) retryAfter(now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.turned.Before(p.next) {
		p.turned = p.next
	}
	wait := min(p.turned.Sub(now), longestTurn)
	if rate := p.present(now); rate > 0 && wait < longestTurn {
		p.turned = p.turned.Add(time.Duration(float64(time.Second) / rate / 2))
	}
	return wait
}

// slow halves the rate. Where none was set, it is half of what went through.
func (p *rateLimiter) slow(now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.slowed.IsZero() && now.Sub(p.slowed) < slowedOnce {
		return
	}
	share := p.shareAt(now)
	if share == 1 {
		p.base = p.rate
		if p.rate == 0 {
			p.base = max(p.seen, p.count, leastBase)
		}
	}
	p.slowed, p.share = now, max(share/2, smallestShare)
}

// shareNow is which part of its rate is used: 1 when it was not slowed down, or
// has recovered.
func (p *rateLimiter) shareNow(now time.Time) float64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.shareAt(now)
}

func (p *rateLimiter) shareAt(now time.Time) float64 {
	if p.slowed.IsZero() {
		return 1
	}
	return min(1, p.share*math.Exp2(now.Sub(p.slowed).Minutes()/recovery.Minutes()))
}

func (p *rateLimiter) present(now time.Time) float64 {
	if share := p.shareAt(now); share < 1 {
		return p.base * share
	}
	return p.rate
}

// tally counts what goes through in a second.
func (p *rateLimiter) tally(now time.Time) {
	if now.Sub(p.second) >= time.Second {
		p.second, p.seen, p.count = now, p.count, 0
	}
	p.count++
}
