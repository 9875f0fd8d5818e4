package mailer

import (
	"context"
	"crypto/tls"
	"math"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"halte/surveys"
)

// relay is one mail server: a few connections that are kept open, how fast it
// is talked to, and whether it is talked to at all. It is safe for concurrent
// use.
type relay struct {
	server    server
	tls       *tls.Config
	localName string
	timeout   time.Duration
	now       func() time.Time
	idleFor   time.Duration
	perConn   int
	slots     chan struct{} // one for each connection that may be in use
	limiter   *rateLimiter
	circuit   *circuit
	notPlain  atomic.Bool // it refused the login PLAIN that it offers

	mu     sync.Mutex
	idle   []*connection // the one used last is last
	closed bool
}

func newRelay(v server, o Options) *relay {
	return &relay{
		server:    v,
		tls:       &tls.Config{ServerName: v.host, MinVersion: tls.VersionTLS12, RootCAs: o.RootCAs},
		localName: saidName(or(o.LocalName, "localhost")),
		timeout:   or(o.Timeout, 30*time.Second),
		now:       o.Now,
		idleFor:   or(o.Idle, 30*time.Second),
		perConn:   or(o.PerConn, 100),
		slots:     make(chan struct{}, or(v.connections, or(o.Connections, 4))),
		limiter:   newRateLimiter(v.rate),
		circuit:   &circuit{},
	}
}

// deliver hands over a letter, and says how far it came when it failed.
func (r *relay) deliver(ctx context.Context, l Letter) (stage, *surveys.SendError) {
	if !takeSlot(ctx, r.slots, spareTime(ctx, r.timeout)) {
		if ctx.Err() != nil {
			return hello, outcome(ctx, hello, ctx.Err())
		}
		return hello, &surveys.SendError{Outcome: surveys.SendTemporary, Wait: r.timeout, Reply: "every connection to the mail server is busy", Trouble: surveys.ReasonServersBusy}
	}
	defer func() { <-r.slots }()
	c, failed := r.take(ctx)
	if failed != nil {
		return hello, failed
	}
	if l.international() && !c.wire.offered {
		r.put(c)
		return asking, &surveys.SendError{Outcome: surveys.SendRefused, Reply: "it does not take addresses with letters like these (SMTPUTF8)", Trouble: surveys.ReasonServerNoUTF8}
	}
	if failed := r.late(l); failed != nil {
		r.put(c)
		return asking, failed
	}
	at, err := c.send(ctx, l)
	if err != nil && ctx.Err() == nil && c.asleep(at, err) {
		c.drop()
		if c, failed = r.login(ctx); failed != nil {
			return hello, failed
		}
		if failed := r.late(l); failed != nil {
			r.put(c)
			return asking, failed
		}
		at, err = c.send(ctx, l)
	}
	if err != nil {
		c.drop()
		failed := outcome(ctx, at, err)
		failed.Elsewhere = elsewhere(err, l)
		return at, failed
	}
	r.put(c)
	return over, nil
}

// late says that a mail may not be spoken of any more: waiting for a connection took
// until then.
func (r *relay) late(l Letter) *surveys.SendError {
	if l.Until.IsZero() || !r.now().After(l.Until) {
		return nil
	}
	return &surveys.SendError{Outcome: surveys.SendTemporary, Wait: time.Second, Reply: "the time to send the mail is over", Trouble: surveys.ReasonWaitedTooLong}
}

// spareTime is how long a mail may wait before its conversation has to begin. One
// that were cut off at its end would leave a mail of which nobody knows.
func spareTime(ctx context.Context, timeout time.Duration) time.Duration {
	deadline, bounded := ctx.Deadline()
	if !bounded {
		return math.MaxInt64
	}
	return time.Until(deadline) - 2*timeout // a login, and the mail
}

// check connects, logs in and says goodbye.
func (r *relay) check(ctx context.Context) error {
	c, failed := r.login(ctx)
	if failed != nil {
		return failed
	}
	if err := c.goodbye(); err != nil {
		return outcome(ctx, hello, err)
	}
	return nil
}

// close hangs up and waits for the mails that are being sent.
func (r *relay) close() {
	r.mu.Lock()
	idle, again := r.idle, r.closed
	r.idle, r.closed = nil, true
	r.mu.Unlock()
	if again {
		return
	}
	for _, c := range idle {
		c.expiry.Stop()
		_ = c.goodbye()
	}
	for range cap(r.slots) {
		r.slots <- struct{}{}
	}
	for range cap(r.slots) {
		<-r.slots
	}
}

// take gives an idle connection, or a new one.
func (r *relay) take(ctx context.Context) (*connection, *surveys.SendError) {
	r.mu.Lock()
	if r.closed {
		r.mu.Unlock()
		return nil, &surveys.SendError{Outcome: surveys.SendTemporary, Reply: "Halte is shutting down", Trouble: surveys.ReasonShuttingDown}
	}
	if last := len(r.idle) - 1; last >= 0 {
		c := r.idle[last]
		r.idle = r.idle[:last]
		r.mu.Unlock()
		c.expiry.Stop()
		return c, nil
	}
	r.mu.Unlock()
	return r.login(ctx)
}

// login connects, and does so once more with LOGIN where the server offers PLAIN and
// says then that it has no such mechanism (504, RFC 4954): net/smtp hangs up on that.
func (r *relay) login(ctx context.Context) (*connection, *surveys.SendError) {
	c, failed := r.connect(ctx)
	if failed != nil && failed.Code == 504 && r.server.user != "" && r.notPlain.CompareAndSwap(false, true) {
		return r.connect(ctx)
	}
	return c, failed
}

// put keeps a connection for the next mail.
func (r *relay) put(c *connection) {
	r.mu.Lock()
	if r.closed || c.mails >= r.perConn {
		r.mu.Unlock()
		_ = c.goodbye()
		return
	}
	defer r.mu.Unlock()
	c.expiry = time.AfterFunc(r.idleFor, func() {
		if r.forget(c) {
			_ = c.goodbye()
		}
	})
	r.idle = append(r.idle, c)
}

// forget takes a connection out of the idle ones; false when somebody was first.
func (r *relay) forget(c *connection) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	i := slices.Index(r.idle, c)
	if i < 0 {
		return false
	}
	r.idle = slices.Delete(r.idle, i, i+1)
	return true
}
