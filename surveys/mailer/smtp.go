package mailer

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"halte/surveys"
	"halte/templates"
)

// Options tune an SMTP mailer. What is left out gets the default in brackets.
type Options struct {
	Templates   *templates.Templates // required
	Now         func() time.Time     // required: dates the mails
	Connections int                  // open at most [4]; for a rate, rate x 4 round trips
	PerConn     int                  // mails sent over one connection before it is changed [100]
	Idle        time.Duration        // an unused connection is kept this long [30s]
	Timeout     time.Duration        // for a login, and for each mail [30s]
	LocalName   string               // said in EHLO [localhost]
	RootCAs     *x509.CertPool       // who may sign the server's certificate [the system's]
}

// SMTP hands mails to a mail server, over a few connections that it keeps open.
// It is safe for concurrent use.
type SMTP struct {
	server    server
	templates *templates.Templates
	now       func() time.Time
	tls       *tls.Config
	localName string
	timeout   time.Duration
	idleFor   time.Duration
	perConn   int
	places    chan struct{} // one for each connection that may be in use

	mu     sync.Mutex
	idle   []*connection // the one used last is last
	closed bool
}

// NewSMTP makes a mailer for smtp://user:password@host:port or smtps://…. It
// connects to nothing yet; see Check.
//
// STARTTLS is demanded where there is a login or the host is another machine;
// ?tls=mandatory, opportunistic (if the server offers it) or none overrule that.
// Certificates are always checked.
func NewSMTP(address string, o Options) (*SMTP, error) {
	v, err := parseURL(address)
	if err != nil {
		return nil, fmt.Errorf("the SMTP address %w", err)
	}
	if o.Templates == nil || o.Now == nil {
		return nil, errors.New("an SMTP mailer needs templates and a clock")
	}
	return &SMTP{
		server:    v,
		templates: o.Templates,
		now:       o.Now,
		tls:       &tls.Config{ServerName: v.host, MinVersion: tls.VersionTLS12, RootCAs: o.RootCAs},
		localName: or(o.LocalName, "localhost"),
		timeout:   or(o.Timeout, 30*time.Second),
		idleFor:   or(o.Idle, 30*time.Second),
		perConn:   or(o.PerConn, 100),
		places:    make(chan struct{}, or(o.Connections, 4)),
	}, nil
}

func or[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

// Send implements surveys.Mailer. The mail is whole before a connection is
// taken, and cancelling the context ends the conversation.
func (s *SMTP) Send(ctx context.Context, m surveys.Mail) error {
	letter, err := Compose(s.templates, m, s.now())
	if err != nil {
		return err
	}
	return s.Deliver(ctx, letter)
}

// Deliver hands over a letter that is written already.
func (s *SMTP) Deliver(ctx context.Context, l Letter) error {
	select {
	case s.places <- struct{}{}:
		defer func() { <-s.places }()
	case <-ctx.Done():
		return outcome(ctx, hello, ctx.Err())
	}
	c, err := s.take(ctx)
	if err != nil {
		return err
	}
	at, err := c.send(ctx, l)
	if err != nil && ctx.Err() == nil && c.asleep(at, err) {
		c.drop()
		if c, err = s.connect(ctx); err != nil {
			return err
		}
		at, err = c.send(ctx, l)
	}
	if err != nil {
		c.drop()
		return outcome(ctx, at, err)
	}
	s.put(c)
	return nil
}

// Check connects, logs in and says goodbye: what can be known about a server
// without sending a mail.
func (s *SMTP) Check(ctx context.Context) error {
	c, err := s.connect(ctx)
	if err != nil {
		return err
	}
	if err := c.goodbye(); err != nil {
		return outcome(ctx, hello, err)
	}
	return nil
}

// Close hangs up and waits for the mails that are being sent. Whoever sends
// afterwards is refused.
func (s *SMTP) Close() {
	s.mu.Lock()
	idle, again := s.idle, s.closed
	s.idle, s.closed = nil, true
	s.mu.Unlock()
	if again {
		return
	}
	for _, c := range idle {
		c.expiry.Stop()
		_ = c.goodbye()
	}
	for range cap(s.places) {
		s.places <- struct{}{}
	}
	for range cap(s.places) {
		<-s.places
	}
}

// take gives an idle connection, or a new one.
func (s *SMTP) take(ctx context.Context) (*connection, error) {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil, &surveys.SendError{Outcome: surveys.SendTemporary, Reply: "Halte is shutting down"}
	}
	if last := len(s.idle) - 1; last >= 0 {
		c := s.idle[last]
		s.idle = s.idle[:last]
		s.mu.Unlock()
		c.expiry.Stop()
		return c, nil
	}
	s.mu.Unlock()
	return s.connect(ctx)
}

// put keeps a connection for the next mail.
func (s *SMTP) put(c *connection) {
	s.mu.Lock()
	if s.closed || c.mails >= s.perConn {
		s.mu.Unlock()
		_ = c.goodbye()
		return
	}
	defer s.mu.Unlock()
	c.expiry = time.AfterFunc(s.idleFor, func() {
		if s.forget(c) {
			_ = c.goodbye()
		}
	})
	s.idle = append(s.idle, c)
}

// forget takes a connection out of the idle ones; false when somebody was first.
func (s *SMTP) forget(c *connection) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.Index(s.idle, c)
	if i < 0 {
		return false
	}
	s.idle = slices.Delete(s.idle, i, i+1)
	return true
}
