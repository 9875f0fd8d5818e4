package mailer

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"halte/surveys"
	templates "halte/templates/mail"
)

// Options tune an SMTP mailer. What is left out gets the default in brackets.
type Options struct {
	Templates   *templates.Templates // required
	Now         func() time.Time     // required: dates the mails, and paces them
	Connections int                  // open at most, to a server that does not say it in its address [4]; for a rate, rate x 4 round trips
	PerConn     int                  // mails sent over one connection before it is changed [100]
	Idle        time.Duration        // an unused connection is kept this long [30s]
	Timeout     time.Duration        // for a login, and for each mail [30s]
	LocalName   string               // said in EHLO [localhost]
	RootCAs     *x509.CertPool       // who may sign the server's certificate [the system's]
	Limits      []Limit              // towards recipient domains [none]
	Keys        []Key                // for DKIM signatures of mail from their domains [none]
	Log         *slog.Logger         // told when a server is left alone, and when it is well again [nobody]
	// Wait lets time pass, and is false when the context ends first [a timer].
	Wait func(ctx context.Context, d time.Duration) bool
}

// SMTP hands mails to mail servers, over a few connections that it keeps open.
// It is safe for concurrent use.
type SMTP struct {
	templates *templates.Templates
	now       func() time.Time
	wait      func(context.Context, time.Duration) bool
	timeout   time.Duration
	relays    []*relay
	domains   *domains
	keys      []Key
	count     *counters
	log       *slog.Logger

	mu     sync.Mutex
	credit []int // of each relay, for turns by weight
}

// NewSMTP makes a mailer for smtp://user:password@host:port or smtps://…, or for
// several that stand on lines or between spaces or commas. It connects to
// nothing yet; see Check.
//
// Parameters of an address: weight (its share of the mails, 1), rate (mails a
// second at most), connections (open at most), and tls. STARTTLS is demanded
// where there is a login or the host is another machine; tls=mandatory,
// opportunistic (if the server offers it) or none overrule that. Certificates
// are always checked.
func NewSMTP(addresses string, o Options) (*SMTP, error) {
	servers, err := parseServers(addresses)
	if err != nil {
		return nil, fmt.Errorf("the SMTP address %w", err)
	}
	if o.Templates == nil || o.Now == nil {
		return nil, errors.New("an SMTP mailer needs templates and a clock")
	}
	s := &SMTP{
		templates: o.Templates, now: o.Now, wait: o.Wait, timeout: or(o.Timeout, 30*time.Second),
		domains: newDomains(o.Limits), keys: o.Keys, log: o.Log, credit: make([]int, len(servers)),
	}
	if s.wait == nil {
		s.wait = pass
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	for _, v := range servers {
		s.relays = append(s.relays, newRelay(v, o))
	}
	s.count = newCounters(s.relays)
	return s, nil
}

func or[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

func pass(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// Send implements surveys.Mailer. The mail is whole and signed before a
// connection is taken, and cancelling the context ends the conversation.
func (s *SMTP) Send(ctx context.Context, m surveys.Mail) error {
	letter, err := Compose(s.templates, m, s.now())
	if err != nil {
		return err
	}
	if letter.Bytes, err = sign(s.keys, letter); err != nil {
		return err
	}
	return s.Deliver(ctx, letter)
}

// How long a mail may wait for its turn before it goes back in the row. While it waits,
// its worker sends no other mail.
const (
	patienceWithServer  = 15 * time.Second
	patienceForItsShare = time.Second // while another server has a turn sooner
	patienceWithDomain  = 2 * time.Second
)

// Deliver hands over a letter that is written already. When a server does not
// take mail at all, or not from us, and it is certain that it did not take this
// one, the next one is asked.
func (s *SMTP) Deliver(ctx context.Context, l Letter) error {
	_, domain, _ := strings.Cut(l.To, "@")
	leave, wait := s.domains.enter(ctx, strings.ToLower(domain), patienceWithDomain, s.now, s.wait)
	if leave == nil {
		if ctx.Err() != nil {
			return outcome(ctx, hello, ctx.Err())
		}
		return s.held(wait, "no more mail may go to this domain at the moment", surveys.ReasonDomainResting)
	}
	defer leave()

	asked := make([]bool, len(s.relays))
	var last *surveys.SendError
	for {
		i, probe, wait := s.pick(asked)
		if i < 0 {
			if last != nil {
				return last
			}
			return s.held(wait, "no mail server takes mail at the moment", surveys.ReasonServersResting)
		}
		asked[i] = true
		r := s.relays[i]
		if wait > 0 && !s.wait(ctx, wait) {
			r.circuit.leave(s.now(), probe, nothing)
			return outcome(ctx, hello, ctx.Err())
		}
		at, failed := r.deliver(ctx, l)
		elsewhere := s.judge(ctx, r, probe, at, failed)
		if failed == nil {
			return nil
		}
		if last = failed; !elsewhere || ctx.Err() != nil || spareTime(ctx, s.timeout) < 0 {
			return last
		}
	}
}

// held is what becomes of a mail that no server was asked to take.
func (s *SMTP) held(wait time.Duration, why string, trouble surveys.ReasonCode) *surveys.SendError {
	s.count.held.Inc()
	return &surveys.SendError{Outcome: surveys.SendTemporary, Wait: max(wait, time.Second), Reply: why, Trouble: trouble}
}

// pick chooses a server that was not asked yet and books a place at it: in turn,
// by weight, of those that may be talked to. One that is talked to slowly gets its
// share as long as that holds up nobody who could go to another. wait is how long
// to wait for the place; without a server (-1), how long they are all to be left
// alone.
func (s *SMTP) pick(asked []bool) (i int, probe bool, wait time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	soonest := time.Duration(-1)
	later := func(d time.Duration) {
		if soonest < 0 || d < soonest {
			soonest = d
		}
	}
	candidates := make([]int, 0, len(s.relays))
	for i, r := range s.relays {
		if asked[i] {
			continue
		}
		if rest := r.circuit.wait(now); rest > 0 {
			later(rest)
			continue
		}
		candidates = append(candidates, i)
	}
	for _, patience := range []time.Duration{patienceForItsShare, patienceWithServer} {
		if i, probe, wait = s.book(now, slices.Clone(candidates), patience, later); i >= 0 {
			return i, probe, wait
		}
	}
	return -1, false, soonest
}

// book books a place at the candidate whose turn it is, of those where that means
// to wait no longer than patience; -1 when there is none. It tells of other waits.
func (s *SMTP) book(now time.Time, candidates []int, patience time.Duration, later func(time.Duration)) (i int, probe bool, wait time.Duration) {
	for len(candidates) > 0 {
		total := 0
		best := candidates[0]
		for _, i := range candidates {
			s.credit[i] += s.relays[i].server.weight
			total += s.relays[i].server.weight
			if s.credit[i] > s.credit[best] {
				best = i
			}
		}
		s.credit[best] -= total
		r := s.relays[best]
		wait, ok := r.limiter.reserve(now, patience)
		if ok {
			if probe, entered := r.circuit.enter(now); entered {
				return best, probe, wait
			}
			wait = firstRest
		}
		later(wait)
		candidates = slices.DeleteFunc(candidates, func(i int) bool { return i == best })
	}
	return -1, false, 0
}

// judge takes in how a conversation went, and says whether another server may be
// asked to take the mail: this one certainly did not, and would not take others.
func (s *SMTP) judge(ctx context.Context, r *relay, probe bool, at stage, failed *surveys.SendError) (elsewhere bool) {
	now := s.now()
	if failed != nil && failed.Wait > 0 { // it was not asked
		s.count.held.Inc()
		r.circuit.leave(now, probe, nothing)
		return false
	}
	v, slow := verdictOf(ctx, at, failed)
	s.count.sent(r, failed)
	if slow {
		r.limiter.slow(now)
	}
	changed, rest := r.circuit.leave(now, probe, v)
	switch {
	case changed && v == well:
		s.log.Info("a mail server takes mail again", "server", r.server.name())
	case changed:
		s.log.Warn("a mail server is left alone for a while", "server", r.server.name(), "for", rest.String(), "because", failed.Brief())
	}
	return failed != nil && failed.Outcome != surveys.SendUnknown && (v == trouble || v == unwelcome || failed.Trouble == surveys.ReasonServerNoUTF8)
}

// Room says how many mails make sense at the moment, as far as is known of the
// servers: any number while some server is well, a few while one may be back and
// one of them is to find out, and none while that goes on or all are to be left
// alone.
func (s *SMTP) Room() int {
	now, room := s.now(), 0
	for _, r := range s.relays {
		switch {
		case r.circuit.state(now) == closed:
			return math.MaxInt
		case r.circuit.wait(now) == 0:
			room = scouts
		}
	}
	return room
}

// scouts is more than one mail, for the rules may keep some back.
const scouts = 10

// Check connects to every server, logs in and says goodbye: what can be known
// about a server without sending a mail.
func (s *SMTP) Check(ctx context.Context) error {
	var all []error
	for i := range s.relays {
		all = append(all, s.CheckServer(ctx, i))
	}
	return errors.Join(all...)
}

// CheckServer is Check for one of Servers, by its place in that list.
func (s *SMTP) CheckServer(ctx context.Context, i int) error { return s.relays[i].check(ctx) }

// Server is what may be shown of a mail server.
type Server struct {
	Name        string // host and port
	Host        string
	Weight      int
	Rate        float64 // mails a second at most; 0 for as many as it takes
	Connections int
	Login       bool // with a user and a password
}

// Servers lists the mail servers as they are configured, without secrets.
func (s *SMTP) Servers() []Server {
	var all []Server
	for _, r := range s.relays {
		v := r.server
		all = append(all, Server{v.name(), v.host, v.weight, v.rate, cap(r.slots), v.user != ""})
	}
	return all
}

// Close hangs up and waits for the mails that are being sent. Mails that come
// afterwards are refused.
func (s *SMTP) Close() {
	for _, r := range s.relays {
		r.close()
	}
}
