package mailer_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"halte/surveys"
	"halte/surveys/mailer"
	"halte/surveys/surveystest/smtpsink"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// through gives a mailer that sends to the sink and is closed with the test.
func through(t *testing.T, sink *smtpsink.Sink, o mailer.Options) *mailer.SMTP {
	t.Helper()
	o.RootCAs = sink.RootCAs()
	return to(t, sink.URL(), o)
}

func to(t *testing.T, url string, o mailer.Options) *mailer.SMTP {
	t.Helper()
	o.Templates, o.Now = views, clock
	s, err := mailer.NewSMTP(url, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// within bounds what should be quick, for the test that hangs.
func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func wait(t *testing.T, sink *smtpsink.Sink, condition func() bool) {
	t.Helper()
	if err := sink.WaitFor(within(t), condition); err != nil {
		t.Fatal(err)
	}
}

func TestAMailArrivesByteForByte(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]smtpsink.Options{
		"in the clear on this machine":  {},
		"with STARTTLS and a login":     {STARTTLS: true, User: "halte", Password: "p@ss:w/rd"},
		"with the login called LOGIN":   {STARTTLS: true, User: "halte", Password: "secret", Mechanism: "LOGIN"},
		"encrypted from the first byte": {TLS: true, User: "halte", Password: "secret"},
		"to a server that speaks UTF-8": {UTF8: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sink := smtpsink.Start(t, o)
			if err := through(t, sink, mailer.Options{}).Send(within(t), ask()); err != nil {
				t.Fatal(err)
			}
			want, _ := compose(t, ask())
			got := sink.Mails()[0]
			if !bytes.Equal(got.Data, want.Bytes) {
				t.Errorf("the server got\n%s\nwant\n%s", got.Data, want.Bytes)
			}
			if got.From != "klant@deketting.example" || len(got.To) != 1 || got.To[0] != "jo@example.org" {
				t.Errorf("the envelope says %s to %s", got.From, got.To)
			}
			if got.User != o.User || got.TLS != (o.TLS || o.STARTTLS) {
				t.Errorf("it came from %q, encrypted %t", got.User, got.TLS)
			}
		})
	}
}

func TestWhatIsWrongOnTheWayToAServerHasACodeOfItsOwn(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := listener.Addr().String()
	_ = listener.Close()
	for url, want := range map[string]surveys.ReasonCode{
		"smtp://" + closed: surveys.ReasonServerRefused,
		"smtp://" + strings.Repeat("x", 64) + ".example":     surveys.ReasonServerUnknown, // no name is so long
		smtpsink.Start(t, smtpsink.Options{TLS: true}).URL(): surveys.ReasonServerUnproven,
	} {
		var failed *surveys.SendError
		if err := to(t, url, mailer.Options{}).Send(within(t), ask()); !errors.As(err, &failed) || failed.Trouble != want || failed.Outcome != surveys.SendTemporary {
			t.Errorf("%s gives %v, want %s", url, err, want)
		}
	}
}

func TestEveryOutcomeSaysWhatMayBeDoneNext(t *testing.T) {
	t.Parallel()
	jo := "jo@example.org"
	for name, c := range map[string]struct {
		sink    smtpsink.Options
		url     func(string) string
		outcome surveys.SendOutcome
		code    int
	}{
		"busy":                       {sink: smtpsink.Options{Fault: smtpsink.Busy}, outcome: surveys.SendTemporary, code: 421},
		"silent":                     {sink: smtpsink.Options{Fault: smtpsink.Silent}, outcome: surveys.SendTemporary},
		"sender refused for now":     {sink: smtpsink.Options{MailCode: 451}, outcome: surveys.SendTemporary, code: 451},
		"sender refused":             {sink: smtpsink.Options{MailCode: 553}, outcome: surveys.SendTemporary, code: 553}, // every mail meets that
		"login demanded":             {sink: smtpsink.Options{MailCode: 530}, outcome: surveys.SendTemporary, code: 530},
		"recipient refused for now":  {sink: smtpsink.Options{Refuse: map[string]int{jo: 450}}, outcome: surveys.SendTemporary, code: 450},
		"recipient refused for good": {sink: smtpsink.Options{Refuse: map[string]int{jo: 550}}, outcome: surveys.SendRefused, code: 550},
		"mail refused for now":       {sink: smtpsink.Options{FinalCode: 452}, outcome: surveys.SendTemporary, code: 452},
		"mail refused for good":      {sink: smtpsink.Options{FinalCode: 554}, outcome: surveys.SendRefused, code: 554},
		"hung up at the final dot":   {sink: smtpsink.Options{Fault: smtpsink.CloseAtDot}, outcome: surveys.SendUnknown},
		"silent at the final dot":    {sink: smtpsink.Options{Fault: smtpsink.SilentAtDot}, outcome: surveys.SendUnknown},
		"garbage at the final dot":   {sink: smtpsink.Options{Fault: smtpsink.GarbageAtDot}, outcome: surveys.SendUnknown},
		"encryption not offered":     {url: func(u string) string { return u + "?tls=mandatory" }, outcome: surveys.SendTemporary},
		"login not offered":          {url: func(u string) string { return strings.Replace(u, "//", "//u:p@", 1) + "?tls=none" }, outcome: surveys.SendTemporary},
		"wrong password": {
			sink: smtpsink.Options{STARTTLS: true, User: "halte", Password: "secret"},
			url:  func(u string) string { return strings.Replace(u, "secret", "wrong", 1) }, outcome: surveys.SendTemporary, code: 535,
		},
		"nothing newer than TLS 1.1": {sink: smtpsink.Options{STARTTLS: true, OldTLS: true}, url: func(u string) string { return u + "?tls=opportunistic" }, outcome: surveys.SendTemporary},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sink := smtpsink.Start(t, c.sink)
			url := sink.URL()
			if c.url != nil {
				url = c.url(url)
			}
			s := to(t, url, mailer.Options{RootCAs: sink.RootCAs(), Timeout: 2 * time.Second})
			ctx := within(t)
			err := s.Send(ctx, ask())
			if ctx.Err() != nil {
				t.Fatal("it did not end by itself")
			}
			var e *surveys.SendError
			if !errors.As(err, &e) {
				t.Fatalf("it gave %v", err)
			}
			if e.Outcome != c.outcome || e.Code != c.code {
				t.Errorf("the outcome is %d with code %d, want %d with %d: %v", e.Outcome, e.Code, c.outcome, c.code, err)
			}
			if e.Reply == "" || discloses(err) {
				t.Errorf("a person reads %q", err)
			}
			wait(t, sink, func() bool { _, open := sink.Connections(); return open == 0 })
		})
	}
}

// discloses says whether an address or a token of ask stands anywhere in err.
func discloses(err error) bool {
	for ; err != nil; err = errors.Unwrap(err) {
		for _, form := range []string{"%v", "%+v", "%#v"} {
			s := fmt.Sprintf(form, err)
			for _, secret := range []string{"example.org", "deketting.example", "4kJ9x0PqQm2vT7sWc1ZbYA", "Zm9vYmFy"} {
				if strings.Contains(s, secret) {
					return true
				}
			}
		}
	}
	return false
}

func TestAServerThatIsNotThereIsATemporaryTrouble(t *testing.T) {
	t.Parallel()
	sink := smtpsink.Start(t, smtpsink.Options{})
	sink.Close()
	s := through(t, sink, mailer.Options{})
	var e *surveys.SendError
	if err := s.Send(within(t), ask()); !errors.As(err, &e) || e.Outcome != surveys.SendTemporary {
		t.Errorf("it gave %v", err)
	}
}

func TestAnUntrustedCertificateIsNotTalkedTo(t *testing.T) {
	t.Parallel()
	var said safeBuffer
	sink := smtpsink.Start(t, smtpsink.Options{STARTTLS: true, User: "halte", Password: "secret", Debug: &said})
	s := to(t, sink.URL(), mailer.Options{})
	var e *surveys.SendError
	if err := s.Send(within(t), ask()); !errors.As(err, &e) || e.Outcome != surveys.SendTemporary || !strings.Contains(e.Reply, "certificate") {
		t.Errorf("it gave %v", err)
	}
	if strings.Contains(said.String(), "AUTH PLAIN ") || strings.Contains(said.String(), "MAIL FROM") {
		t.Errorf("it said\n%s", said.String())
	}
}

func TestAPasswordIsNeverSaidInTheClearUnlessAskedFor(t *testing.T) {
	t.Parallel()
	for query, spoken := range map[string]bool{"": false, "?tls=mandatory": false, "?tls=opportunistic": false, "?tls=none": true} {
		var said safeBuffer
		sink := smtpsink.Start(t, smtpsink.Options{User: "halte", Password: "secret", Debug: &said})
		s := to(t, sink.URL()+query, mailer.Options{})
		err := s.Send(within(t), ask())
		if heard := strings.Contains(said.String(), "AUTH PLAIN AGhhbHRlAHNlY3JldA=="); heard != spoken {
			t.Errorf("%q: the password was said: %t, want %t", query, heard, spoken)
		}
		if (err == nil) != spoken {
			t.Errorf("%q: sending gave %v", query, err)
		}
	}
}

func TestAConnectionIsUsedAgain(t *testing.T) {
	t.Parallel()
	sink := smtpsink.Start(t, smtpsink.Options{})
	s := through(t, sink, mailer.Options{})
	for range 5 {
		if err := s.Send(within(t), ask()); err != nil {
			t.Fatal(err)
		}
	}
	if made, open := sink.Connections(); made != 1 || open != 1 {
		t.Errorf("five mails took %d connections, of which %d are open", made, open)
	}
}

func TestAConnectionIsChangedAfterSomeMails(t *testing.T) {
	t.Parallel()
	sink := smtpsink.Start(t, smtpsink.Options{})
	s := through(t, sink, mailer.Options{PerConn: 2})
	for range 5 {
		if err := s.Send(within(t), ask()); err != nil {
			t.Fatal(err)
		}
	}
	if made, _ := sink.Connections(); made != 3 {
		t.Errorf("five mails, two on each, took %d connections", made)
	}
}

func TestAnIdleConnectionIsClosed(t *testing.T) {
	t.Parallel()
	var said safeBuffer
	sink := smtpsink.Start(t, smtpsink.Options{Debug: &said})
	s := through(t, sink, mailer.Options{Idle: time.Millisecond})
	if err := s.Send(within(t), ask()); err != nil {
		t.Fatal(err)
	}
	wait(t, sink, func() bool { _, open := sink.Connections(); return open == 0 })
	if !strings.Contains(said.String(), "QUIT") {
		t.Error("it hung up without a QUIT")
	}
}

func TestAConnectionIsDroppedAfterAnyError(t *testing.T) {
	t.Parallel()
	gone := ask()
	gone.ToAddress = "gone@example.org"
	for name, o := range map[string]smtpsink.Options{
		"refused for good": {Refuse: map[string]int{"gone@example.org": 550}},
		"refused for now":  {Refuse: map[string]int{"gone@example.org": 450}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sink := smtpsink.Start(t, o)
			s := through(t, sink, mailer.Options{Connections: 1})
			if err := s.Send(within(t), ask()); err != nil {
				t.Fatal(err)
			}
			if err := s.Send(within(t), gone); err == nil {
				t.Fatal("the server was to refuse this one")
			}
			// On the same connection a strict server would say 503 now.
			if err := s.Send(within(t), ask()); err != nil {
				t.Errorf("the next mail was not taken: %v", err)
			}
			if made, _ := sink.Connections(); made != 2 {
				t.Errorf("it took %d connections, want a second one after the refusal", made)
			}
		})
	}
}

func TestAConnectionThatDiedInItsSleepCostsNoMail(t *testing.T) {
	t.Parallel()
	sink := smtpsink.Start(t, smtpsink.Options{})
	s := through(t, sink, mailer.Options{})
	for n := 1; n <= 3; n++ {
		if err := s.Send(within(t), ask()); err != nil {
			t.Fatalf("mail %d: %v", n, err)
		}
		sink.HangUp()
		wait(t, sink, func() bool { _, open := sink.Connections(); return open == 0 })
	}
	if sink.Count() != 3 {
		t.Errorf("%d mails arrived, want 3", sink.Count())
	}
}

func TestAServerThatComesBackIsUsedAgain(t *testing.T) {
	t.Parallel()
	sink := smtpsink.Start(t, smtpsink.Options{Fault: smtpsink.Busy})
	s := through(t, sink, mailer.Options{})
	if err := s.Send(within(t), ask()); err == nil {
		t.Fatal("a busy server took a mail")
	}
	sink.Fail(smtpsink.None)
	if err := s.Send(within(t), ask()); err != nil {
		t.Errorf("after the outage: %v", err)
	}
}

func TestAMailThatCannotBeWrittenReachesNoServer(t *testing.T) {
	t.Parallel()
	sink := smtpsink.Start(t, smtpsink.Options{})
	m := ask()
	m.ToName = "Jo\r\nBcc: all@evil.example"
	if err := through(t, sink, mailer.Options{}).Send(within(t), m); err == nil {
		t.Error("it was sent")
	}
	if made, _ := sink.Connections(); made != 0 {
		t.Error("a connection was made for it")
	}
}

func TestHalfAMailIsNeverAccepted(t *testing.T) {
	t.Parallel()
	sink := smtpsink.Start(t, smtpsink.Options{Fault: smtpsink.CloseInData})
	s := through(t, sink, mailer.Options{})
	l, _ := compose(t, ask())
	l.Bytes = append(l.Bytes, bytes.Repeat([]byte("more than fits into any buffer on the way\r\n"), 1<<19)...)
	var e *surveys.SendError
	if err := s.Deliver(within(t), l); !errors.As(err, &e) || e.Outcome != surveys.SendTemporary {
		t.Errorf("hanging up in the middle gave %v, want a temporary trouble", err)
	}
	if made, _ := sink.Connections(); sink.Count() != 0 || made != 1 {
		t.Errorf("%d mails were accepted over %d connections, want none over one", sink.Count(), made)
	}
}

func TestAMailThatMayHaveBeenTakenIsNotSentAgain(t *testing.T) {
	t.Parallel()
	for _, fault := range []smtpsink.Fault{smtpsink.CloseAtDot, smtpsink.GarbageAtDot} {
		sink := smtpsink.Start(t, smtpsink.Options{})
		s := through(t, sink, mailer.Options{})
		if err := s.Send(within(t), ask()); err != nil {
			t.Fatal(err)
		}
		sink.Fail(fault) // on a connection that was idle, and so might have died
		var e *surveys.SendError
		if err := s.Send(within(t), ask()); !errors.As(err, &e) || e.Outcome != surveys.SendUnknown {
			t.Errorf("fault %d gave %v", fault, err)
		}
		if made, _ := sink.Connections(); sink.Count() != 2 || made != 1 {
			t.Errorf("fault %d: the server took %d mails over %d connections, want 2 over 1", fault, sink.Count(), made)
		}
	}
}

func TestCancellingEndsAConversationWhereverItIs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault   smtpsink.Fault
		reached func(*smtpsink.Sink) bool
		outcome surveys.SendOutcome
	}{
		"before the greeting": {
			smtpsink.Silent, func(s *smtpsink.Sink) bool { made, _ := s.Connections(); return made == 1 }, surveys.SendTemporary,
		},
		"after the final dot": {
			smtpsink.SilentAtDot, func(s *smtpsink.Sink) bool { return s.Count() == 1 }, surveys.SendUnknown,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sink := smtpsink.Start(t, smtpsink.Options{Fault: c.fault})
			s := through(t, sink, mailer.Options{Timeout: time.Hour})
			ctx, cancel := context.WithCancel(t.Context()) // without a deadline
			ended := make(chan error, 1)
			go func() { ended <- s.Send(ctx, ask()) }()
			wait(t, sink, func() bool { return c.reached(sink) })
			cancel()
			var err error
			select {
			case err = <-ended:
			case <-within(t).Done():
				t.Fatal("it goes on")
			}
			var e *surveys.SendError
			if !errors.As(err, &e) || e.Outcome != c.outcome {
				t.Errorf("it gave %v, want outcome %d", err, c.outcome)
			}
			if !errors.Is(err, context.Canceled) {
				t.Errorf("the error does not say that it was cancelled: %#v", err)
			}
		})
	}
}

func TestCancellingEndsALogin(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	ctx, cancel := context.WithCancel(t.Context()) // without a deadline
	go func() {
		c, err := listener.Accept()
		if err != nil {
			return
		}
		_, _ = c.Read(make([]byte, 1)) // the client waits for an answer to this
		cancel()
		_, _ = io.Copy(io.Discard, c)
		_ = c.Close()
	}()
	s := to(t, "smtps://"+listener.Addr().String(), mailer.Options{Timeout: time.Hour})
	ended := make(chan error, 1)
	go func() { ended <- s.Check(ctx) }()
	select {
	case err := <-ended:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("it gave %v", err)
		}
	case <-within(t).Done():
		t.Fatal("it goes on")
	}
}

func TestWhoWaitsForAConnectionCanGiveUp(t *testing.T) {
	t.Parallel()
	sink := smtpsink.Start(t, smtpsink.Options{Fault: smtpsink.SilentAtDot})
	s := through(t, sink, mailer.Options{Connections: 1, Timeout: time.Hour})
	busy, release := context.WithCancel(t.Context())
	defer release()
	ended := make(chan error)
	go func() { ended <- s.Send(busy, ask()) }()
	wait(t, sink, func() bool { return sink.Count() == 1 })

	ctx, cancel := context.WithCancel(within(t))
	cancel()
	var e *surveys.SendError
	if err := s.Send(ctx, ask()); !errors.As(err, &e) || e.Outcome != surveys.SendTemporary {
		t.Errorf("it gave %v", err)
	}
	select {
	case <-ended:
		t.Error("it waited for the other mail")
	default:
		release()
		<-ended
	}
	if made, _ := sink.Connections(); made != 1 {
		t.Errorf("%d connections were made, one was allowed", made)
	}
}

func TestWhoGetsAConnectionTooLateForAWholeMailDoesNotBegin(t *testing.T) {
	t.Parallel()
	sink := smtpsink.Start(t, smtpsink.Options{Fault: smtpsink.SilentAtDot})
	s := through(t, sink, mailer.Options{Connections: 1, Timeout: 15 * time.Second})
	busy, release := context.WithCancel(t.Context())
	defer release()
	ended := make(chan error)
	go func() { ended <- s.Send(busy, ask()) }()
	wait(t, sink, func() bool { return sink.Count() == 1 })

	// Cut off at the end of this context, a mail would be one of which nobody knows.
	ctx, cancel := context.WithTimeout(t.Context(), 29*time.Second)
	defer cancel()
	late := make(chan error)
	go func() { late <- s.Send(ctx, ask()) }()
	if e := failure(t, <-late); e.Outcome != surveys.SendTemporary || e.Wait == 0 || ctx.Err() != nil {
		t.Errorf("it gave %+v", e)
	}
	for range 10 { // and it says nothing of the server
		_ = s.Send(ctx, ask())
	}
	if s.Room() == 0 {
		t.Error("the server is left alone")
	}
	release()
	<-ended
}

func TestAMailThatWaitedUntilItMayNotGoOutAnyMoreDoesNot(t *testing.T) {
	t.Parallel()
	var said safeBuffer
	sink := smtpsink.Start(t, smtpsink.Options{Debug: &said})
	s, err := mailer.NewSMTP(sink.URL(), mailer.Options{Templates: views, Now: func() time.Time {
		if made, _ := sink.Connections(); made > 0 {
			return noon.Add(time.Minute)
		}
		return noon // until a connection is there
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	m := ask()
	m.SendUntil = noon.Add(time.Minute - 1)
	var e *surveys.SendError
	if err := s.Send(within(t), m); !errors.As(err, &e) || e.Trouble != surveys.ReasonWaitedTooLong || e.Outcome != surveys.SendTemporary {
		t.Errorf("it gave %v", err)
	}
	if strings.Contains(said.String(), "MAIL FROM") {
		t.Errorf("it said\n%s", said.String())
	}
	m.SendUntil = noon.Add(time.Minute)
	if err := s.Send(within(t), m); err != nil {
		t.Errorf("in the last moment it gave %v", err)
	}
}

func TestManySendAtOnceOverAFewConnections(t *testing.T) {
	t.Parallel()
	const senders, each = 8, 10
	sink := smtpsink.Start(t, smtpsink.Options{
		STARTTLS: true, User: "halte", Password: "secret", Refuse: map[string]int{"gone@example.org": 550},
	})
	s := through(t, sink, mailer.Options{Connections: 3, PerConn: 10})
	var refused atomic.Int32
	var group sync.WaitGroup
	for sender := range senders {
		group.Go(func() {
			for n := range each {
				m := ask()
				m.Invitation = fmt.Sprintf("sender-%d-mail-%d", sender, n)
				if n%5 == 4 {
					m.ToAddress = "gone@example.org"
				}
				var e *surveys.SendError
				switch err := s.Send(t.Context(), m); {
				case err == nil:
				case errors.As(err, &e) && e.Outcome == surveys.SendRefused:
					refused.Add(1)
				default:
					t.Errorf("%s: %v", m.Invitation, err)
				}
			}
		})
	}
	group.Wait()
	if sink.Count() != senders*each*4/5 || refused.Load() != senders*each/5 {
		t.Errorf("%d arrived and %d were refused, want %d and %d", sink.Count(), refused.Load(), senders*each*4/5, senders*each/5)
	}
	seen := map[string]bool{}
	for _, m := range sink.Mails() {
		id := open(t, m.Data).get(t, "Message-ID")
		if seen[id] {
			t.Errorf("%s arrived twice", id)
		}
		seen[id] = true
	}
	if _, open := sink.Connections(); open > 3 {
		t.Errorf("%d connections are open, three were allowed", open)
	}
}

func TestACheckLogsInAndSendsNothing(t *testing.T) {
	t.Parallel()
	sink := smtpsink.Start(t, smtpsink.Options{STARTTLS: true, User: "halte", Password: "secret"})
	if err := through(t, sink, mailer.Options{}).Check(within(t)); err != nil {
		t.Errorf("a server that is in order: %v", err)
	}
	wrong := to(t, strings.Replace(sink.URL(), "secret", "wrong", 1), mailer.Options{RootCAs: sink.RootCAs()})
	var e *surveys.SendError
	if err := wrong.Check(within(t)); !errors.As(err, &e) || e.Code != 535 {
		t.Errorf("with a wrong password: %v", err)
	}
	wait(t, sink, func() bool { _, open := sink.Connections(); return open == 0 })
	if sink.Count() != 0 {
		t.Error("it sent a mail")
	}
}

func TestClosingHangsUpAndRefusesWhatComesAfter(t *testing.T) {
	t.Parallel()
	sink := smtpsink.Start(t, smtpsink.Options{})
	s := through(t, sink, mailer.Options{})
	if err := s.Send(within(t), ask()); err != nil {
		t.Fatal(err)
	}
	s.Close()
	wait(t, sink, func() bool { _, open := sink.Connections(); return open == 0 })
	var e *surveys.SendError
	if err := s.Send(within(t), ask()); !errors.As(err, &e) || e.Outcome != surveys.SendTemporary {
		t.Errorf("it gave %v", err)
	}
}

func TestClosingWaitsForAMailThatIsBeingSent(t *testing.T) {
	t.Parallel()
	sink := smtpsink.Start(t, smtpsink.Options{Latency: 10 * time.Millisecond})
	s := through(t, sink, mailer.Options{})
	ended := make(chan error, 1)
	go func() { ended <- s.Send(within(t), ask()) }()
	wait(t, sink, func() bool { made, _ := sink.Connections(); return made == 1 })
	s.Close()
	select {
	case err := <-ended:
		if err != nil || sink.Count() != 1 {
			t.Errorf("it gave %v, and %d mails arrived", err, sink.Count())
		}
	case <-within(t).Done():
		t.Error("the mail is still on its way")
	}
	wait(t, sink, func() bool { _, open := sink.Connections(); return open == 0 })
}

func TestOtherUsersOfGoMailKeepTheirDialer(t *testing.T) {
	t.Parallel()
	sink := smtpsink.Start(t, smtpsink.Options{})
	if err := through(t, sink, mailer.Options{}).Check(within(t)); err != nil {
		t.Fatal(err)
	}
	mailer.DialElsewhere(t, strings.TrimPrefix(sink.URL(), "smtp://"))
}

func TestAnAddressThatMakesNoSenseIsRefusedWithoutItsPassword(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"", "mail.example.org", "http://u:hunter2@mail.example.org", "smtp://", "smtp://u:hunter2@", "smtp://u:hunter2@host:port",
		"smtp://u:hunter2@host:99999", "smtp://u:hunter2@host/path", "smtp://u:hunter2@host?tls=maybe", "smtp://u:hunter2@host?ssl=1",
		"smtps://u:hunter2@host?tls=none", "smtp://u@host", "smtp://u:hunter2%00@host", "smtp://u:hunter2%zz@host", "smtp:u:hunter2@host",
	} {
		_, err := mailer.NewSMTP(address, mailer.Options{Templates: views, Now: clock})
		if err == nil {
			t.Errorf("%s was taken", address)
		} else if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("the error tells the password: %v", err)
		}
	}
}

// safeBuffer is written by the sink and read by the test.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
