package smtpsink

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"maps"
	"net"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// Options say how a sink behaves. The zero value takes every mail.
type Options struct {
	Fault     Fault          // what goes wrong with connections
	Refuse    map[string]int // recipient to the code RCPT is answered with
	MailCode  int            // MAIL is answered with this code instead of 250
	FinalCode int            // the final dot is answered with this code instead of 250
	Detail    [2]int         // of the enhanced code beside these three: {1, 1} says 5.1.1
	User      string         // a login is required when set
	Password  string         // of User
	Mechanism string         // of the login: PLAIN (also when left out) or LOGIN
	STARTTLS  bool           // offered, and required before anything else
	TLS       bool           // from the first byte, as on port 465
	OldTLS    bool           // speaks nothing newer than TLS 1.1
	UTF8      bool           // offers SMTPUTF8
	CountOnly bool           // forgets what it was sent: for benchmarks
	HeadOnly  bool           // keeps of each mail the header alone: for thousands of mails
	Latency   time.Duration  // before every reply
	Debug     io.Writer      // gets both sides of the conversation
}

// Mail is one mail a sink took.
type Mail struct {
	From       string
	To         []string
	Data       []byte // the whole message, dots unstuffed
	Connection int    // number of the connection it came in on, from 1
	TLS        bool   // the connection was encrypted
	User       string // who was logged in
	Unreplied  bool   // the client was never told that it was taken
}

// Sink is a running mail server.
type Sink struct {
	server   *smtp.Server
	listener net.Listener
	roots    *x509.CertPool
	options  Options

	mu      sync.Mutex
	failing Fault
	changed chan struct{} // closed and replaced whenever something below changes
	mails   []Mail
	dropped []Mail
	count   int
	arrived int
	open    map[*visit]struct{}
}

// Start runs a sink until the test ends.
func Start(tb testing.TB, o Options) *Sink {
	tb.Helper()
	s, err := Listen(o)
	if err != nil {
		tb.Fatalf("start a mail server: %v", err)
	}
	tb.Cleanup(s.Close)
	return s
}

// Listen runs a sink until Close.
func Listen(o Options) (*Sink, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &Sink{options: o, failing: o.Fault, changed: make(chan struct{}), open: map[*visit]struct{}{}}
	s.server = smtp.NewServer(smtp.BackendFunc(s.session))
	s.server.Domain = "sink.test"
	s.server.AllowInsecureAuth = true
	s.server.EnableSMTPUTF8 = o.UTF8
	s.server.ErrorLog = log.New(io.Discard, "", 0)
	s.server.Debug = o.Debug
	s.listener = gate{listener, s}
	if o.STARTTLS || o.TLS {
		certificate, roots, err := selfSigned()
		if err != nil {
			_ = listener.Close()
			return nil, err
		}
		s.roots = roots
		config := &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
		if o.OldTLS {
			config.MinVersion, config.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
		}
		if o.TLS {
			s.listener = tls.NewListener(s.listener, config)
		} else {
			s.server.TLSConfig = config
		}
	}
	go func() { _ = s.server.Serve(s.listener) }()
	return s, nil
}

// Close hangs up on everybody and stops listening.
func (s *Sink) Close() {
	_ = s.listener.Close()
	_ = s.server.Close()
	s.mu.Lock()
	visits := slices.Collect(maps.Keys(s.open))
	s.mu.Unlock()
	for _, v := range visits { // those that were never greeted
		_ = v.Close()
	}
}

// URL is the sink's address for HALTE_SMTP_URL, with user and password.
func (s *Sink) URL() string {
	u := url.URL{Scheme: "smtp", Host: s.listener.Addr().String()}
	if s.options.TLS {
		u.Scheme = "smtps"
	}
	if s.options.User != "" {
		u.User = url.UserPassword(s.options.User, s.options.Password)
	}
	return u.String()
}

// RootCAs trusts the certificate the sink made for itself; nil without TLS.
func (s *Sink) RootCAs() *x509.CertPool { return s.roots }

// Fail changes what goes wrong with connections and mails from now on. Whoever
// waits for a greeting in vain is hung up on, unless it goes on so.
func (s *Sink) Fail(f Fault) {
	s.mu.Lock()
	s.failing = f
	var waiting []*visit
	for v := range s.open {
		if v.silent && f != Silent {
			waiting = append(waiting, v)
		}
	}
	s.mu.Unlock()
	for _, v := range waiting {
		_ = v.Close()
	}
}

// Dropped gives the mails in the middle of which it hung up, without their data.
func (s *Sink) Dropped() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.dropped)
}

// HangUp ends every connection that is open with a 421, as a restart does.
func (s *Sink) HangUp() {
	s.mu.Lock()
	visits := slices.Collect(maps.Keys(s.open))
	s.mu.Unlock()
	for _, v := range visits {
		if s.roots == nil {
			_, _ = io.WriteString(v.Conn, "421 4.3.2 Going down\r\n")
		}
		_ = v.Close()
	}
}

// Mails gives the mails that were taken, oldest first.
func (s *Sink) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.mails)
}

// Count says how many mails were taken.
func (s *Sink) Count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.count
}

// Connections says how many connections were made, and how many are open.
func (s *Sink) Connections() (made, open int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.arrived, len(s.open)
}

// Wait returns when at least n mails were taken, or with the context's error.
func (s *Sink) Wait(ctx context.Context, n int) error {
	return s.WaitFor(ctx, func() bool { return s.Count() >= n })
}

// WaitFor returns when the condition, asked again whenever a mail or a
// connection comes or goes, is true, or with the context's error.
func (s *Sink) WaitFor(ctx context.Context, condition func() bool) error {
	for {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		if condition() {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// drop keeps in mind that a mail was not taken.
func (s *Sink) drop(m Mail) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dropped = append(s.dropped, m)
}

func (s *Sink) fault() Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.failing
}

// arrive counts a connection, and gives what goes wrong with it.
func (s *Sink) arrive(v *visit) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.arrived++
	v.number, v.silent = s.arrived, s.failing == Silent
	s.open[v] = struct{}{}
	s.announce()
	return s.failing
}

func (s *Sink) leave(v *visit) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, v)
	s.announce()
}

func (s *Sink) keep(m Mail) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count++
	if !s.options.CountOnly {
		s.mails = append(s.mails, m)
	}
	s.announce()
}

// announce wakes those who wait. The caller holds the lock.
func (s *Sink) announce() {
	close(s.changed)
	s.changed = make(chan struct{})
}
