package mailer_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"math"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/blame"
	"halte/surveys/mailer"
	"halte/surveys/surveystest/smtpsink"
)

// story is a clock that a test moves; waiting moves it, too.
type story struct {
	mu     sync.Mutex
	at     time.Time
	waited time.Duration
}

func begins() *story { return &story{at: clock()} }

func (s *story) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at
}

func (s *story) pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at = s.at.Add(d)
}

func (s *story) wait(_ context.Context, d time.Duration) bool {
	s.pass(d)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waited += d
	return true
}

// over gives a mailer over these addresses in the time of the story.
func (s *story) over(t *testing.T, o mailer.Options, addresses ...string) *mailer.SMTP {
	t.Helper()
	o.Templates, o.Now, o.Wait = views, s.now, s.wait
	m, err := mailer.NewSMTP(strings.Join(addresses, "\n"), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	return m
}

func failure(t *testing.T, err error) *surveys.SendError {
	t.Helper()
	var e *surveys.SendError
	if !errors.As(err, &e) {
		t.Fatalf("it gave %v", err)
	}
	return e
}

func TestServersShareTheMailsByWeight(t *testing.T) {
	t.Parallel()
	large, small := smtpsink.Start(t, smtpsink.Options{}), smtpsink.Start(t, smtpsink.Options{})
	m := begins().over(t, mailer.Options{}, large.URL()+"?weight=3", small.URL())
	for range 40 {
		if err := m.Send(within(t), ask()); err != nil {
			t.Fatal(err)
		}
	}
	if large.Count() != 30 || small.Count() != 10 {
		t.Errorf("the servers got %d and %d mails, want 30 and 10", large.Count(), small.Count())
	}
}

func TestAnotherServerIsAskedWhereOneCertainlyDidNotTakeTheMail(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]smtpsink.Options{
		"too busy to greet":         {Fault: smtpsink.Busy},
		"we are not welcome":        {Refuse: map[string]int{"jo@example.org": 550}, Detail: [2]int{7, 1}},
		"our sender is not welcome": {MailCode: 553, Detail: [2]int{1, 8}},
		"our mail is not welcome":   {FinalCode: 554, Detail: [2]int{7, 1}},
		"closing down":              {MailCode: 421},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bad, good := smtpsink.Start(t, o), smtpsink.Start(t, smtpsink.Options{})
			m := begins().over(t, mailer.Options{Timeout: 5 * time.Second}, bad.URL()+"?weight=100", good.URL())
			for range 10 {
				if err := m.Send(within(t), ask()); err != nil {
					t.Fatal(err)
				}
			}
			if bad.Count() != 0 || good.Count() != 10 {
				t.Errorf("the servers took %d and %d mails", bad.Count(), good.Count())
			}
			if made, _ := bad.Connections(); made > 5 {
				t.Errorf("the bad one was asked %d times", made)
			}
		})
	}
}

func TestNoOtherServerIsAskedWhereTheFirstMayHaveTakenTheMailOrRefusedIt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		first smtpsink.Options
		want  surveys.SendOutcome
	}{
		"hung up at the final dot":      {smtpsink.Options{Fault: smtpsink.CloseAtDot}, surveys.SendUnknown},
		"nonsense at the final dot":     {smtpsink.Options{Fault: smtpsink.GarbageAtDot}, surveys.SendUnknown},
		"nobody reads mail there":       {smtpsink.Options{Refuse: map[string]int{"jo@example.org": 550}, Detail: [2]int{1, 1}}, surveys.SendRefused},
		"nobody reads it there for now": {smtpsink.Options{Refuse: map[string]int{"jo@example.org": 450}}, surveys.SendTemporary},
		"the mail is no good":           {smtpsink.Options{FinalCode: 554, Detail: [2]int{6, 0}}, surveys.SendRefused},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			first, second := smtpsink.Start(t, c.first), smtpsink.Start(t, smtpsink.Options{})
			m := begins().over(t, mailer.Options{Timeout: 5 * time.Second}, first.URL()+"?weight=100", second.URL())
			if e := failure(t, m.Send(within(t), ask())); e.Outcome != c.want || second.Count() != 0 {
				t.Errorf("outcome %d, and the second server took %d mails", e.Outcome, second.Count())
			}
		})
	}
}

func TestTheLogSaysInKnownWordsWhyAServerIsLeftAlone(t *testing.T) {
	t.Parallel()
	sink := smtpsink.Start(t, smtpsink.Options{MailCode: 550, Detail: [2]int{7, 1}})
	var log bytes.Buffer
	m := begins().over(t, mailer.Options{Log: slog.New(slog.NewTextHandler(&log, nil))}, sink.URL())
	failure(t, m.Send(within(t), ask()))
	if want := `because="mail server answered 550 5.7.1 sender address rejected"`; !strings.Contains(log.String(), want) {
		t.Errorf("the log says %s, want %s", log.String(), want)
	}
}

func TestWhileNoServerMayBeAskedNothingIsAttempted(t *testing.T) {
	t.Parallel()
	sink := smtpsink.Start(t, smtpsink.Options{MailCode: 550, Detail: [2]int{7, 1}})
	now := begins()
	m := now.over(t, mailer.Options{}, sink.URL())
	e := failure(t, m.Send(within(t), ask()))
	if e.Outcome != surveys.SendTemporary || e.Wait != 0 || e.Enhanced != "5.7.1" || e.Blame() != blame.Sender {
		t.Errorf("the first mail ended with %+v", e)
	}
	if m.Room() != 0 {
		t.Error("it says that it could send")
	}
	made, _ := sink.Connections()
	e = failure(t, m.Send(within(t), ask()))
	if again, _ := sink.Connections(); e.Outcome != surveys.SendTemporary || e.Wait != time.Minute || again != made {
		t.Errorf("the second mail ended with %+v", e)
	}
	now.pass(e.Wait)
	if m.Room() == 0 {
		t.Error("after the pause it says that it could not send")
	}
	if e = failure(t, m.Send(within(t), ask())); e.Wait != 0 {
		t.Errorf("after the pause no server is asked: %+v", e)
	}
	if e = failure(t, m.Send(within(t), ask())); e.Wait != 2*time.Minute {
		t.Errorf("after a second refusal: %+v", e)
	}
}

func TestAServerThatIsBackIsFoundByOneMail(t *testing.T) {
	t.Parallel()
	sink := smtpsink.Start(t, smtpsink.Options{Fault: smtpsink.Busy})
	now := begins()
	m := now.over(t, mailer.Options{}, sink.URL())
	for range 20 {
		if err := m.Send(within(t), ask()); err == nil {
			t.Fatal("a busy server took a mail")
		}
	}
	if made, _ := sink.Connections(); made != 5 {
		t.Errorf("it was asked %d times, want 5", made)
	}
	sink.Fail(smtpsink.None)
	now.pass(5 * time.Second)
	for range 10 {
		if err := m.Send(within(t), ask()); err != nil {
			t.Fatal(err)
		}
	}
	if now.waited == 0 {
		t.Error("a server that said 421 gets as many mails as before")
	}
}

func TestWhileOneMailFindsOutNoOthersAreCalledFor(t *testing.T) {
	t.Parallel()
	sink := smtpsink.Start(t, smtpsink.Options{Fault: smtpsink.Busy})
	now := begins()
	m := now.over(t, mailer.Options{}, sink.URL())
	if m.Room() != math.MaxInt {
		t.Errorf("at first there is room for %d", m.Room())
	}
	for range 5 {
		_ = m.Send(within(t), ask())
	}
	now.pass(5 * time.Second)
	if room := m.Room(); room == 0 || room > 10 {
		t.Errorf("to find out whether the server is back there is room for %d", room)
	}
	sink.Fail(smtpsink.SilentAtDot)
	busy, release := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- m.Send(busy, ask()) }()
	wait(t, sink, func() bool { return sink.Count() == 1 })
	if m.Room() != 0 {
		t.Errorf("while one mail finds out there is room for %d", m.Room())
	}
	release()
	<-ended
}

func TestARateIsKept(t *testing.T) {
	t.Parallel()
	sink := smtpsink.Start(t, smtpsink.Options{})
	now := begins()
	m := now.over(t, mailer.Options{}, sink.URL()+"?rate=4")
	for range 9 {
		if err := m.Send(within(t), ask()); err != nil {
			t.Fatal(err)
		}
	}
	if now.waited != 2*time.Second {
		t.Errorf("nine mails at four a second waited %s", now.waited)
	}
}

func TestAServerWithATurnToSpareIsAskedBeforeAMailIsPutBack(t *testing.T) {
	t.Parallel()
	slow, free := smtpsink.Start(t, smtpsink.Options{}), smtpsink.Start(t, smtpsink.Options{})
	now := begins()
	m := now.over(t, mailer.Options{Wait: now.wait}, slow.URL()+"?rate=0.01&weight=9", free.URL())
	for range 5 {
		if err := m.Send(within(t), ask()); err != nil {
			t.Fatal(err)
		}
	}
	if slow.Count() != 1 || free.Count() != 4 || now.waited != 0 {
		t.Errorf("the servers took %d and %d mails, waiting %s", slow.Count(), free.Count(), now.waited)
	}
}

func TestAServerThatIsTalkedToSlowlyDoesNotHoldUpTheOthers(t *testing.T) {
	t.Parallel()
	slow, free := smtpsink.Start(t, smtpsink.Options{}), smtpsink.Start(t, smtpsink.Options{})
	var waits []time.Duration // of mails that all come at one moment
	m := to(t, slow.URL()+"?rate=1\n"+free.URL(), mailer.Options{Wait: func(_ context.Context, d time.Duration) bool {
		waits = append(waits, d)
		return true
	}})
	for range 20 {
		if err := m.Send(within(t), ask()); err != nil {
			t.Fatal(err)
		}
	}
	if slow.Count() != 2 || free.Count() != 18 || len(waits) != 1 || waits[0] != time.Second {
		t.Errorf("the servers took %d and %d mails, waiting %s", slow.Count(), free.Count(), waits)
	}
}

func TestADomainGetsNoMoreThanItsLimit(t *testing.T) {
	t.Parallel()
	sink := smtpsink.Start(t, smtpsink.Options{})
	now := begins()
	limits, err := mailer.ParseLimits("example.org rate=1, * rate=100")
	if err != nil {
		t.Fatal(err)
	}
	m := now.over(t, mailer.Options{Limits: limits, Connections: 8}, sink.URL())
	for range 3 {
		if err := m.Send(within(t), ask()); err != nil {
			t.Fatal(err)
		}
	}
	if now.waited != 2*time.Second {
		t.Errorf("three mails at one a second waited %s", now.waited)
	}

	tight, err := mailer.ParseLimits("example.org rate=0.1")
	if err != nil {
		t.Fatal(err)
	}
	m = now.over(t, mailer.Options{Limits: tight}, sink.URL())
	if err := m.Send(within(t), ask()); err != nil {
		t.Fatal(err)
	}
	e := failure(t, m.Send(within(t), ask()))
	if e.Wait != 10*time.Second || e.Outcome != surveys.SendTemporary || m.Room() == 0 {
		t.Errorf("a mail that would wait long ended with %+v", e)
	}
	other := ask()
	other.ToAddress = "jo@elsewhere.example"
	if err := m.Send(within(t), other); err != nil {
		t.Errorf("a mail to somewhere else: %v", err)
	}
}

func TestWhatADomainCannotTakeNowComesBackOneAfterAnother(t *testing.T) {
	t.Parallel()
	sink := smtpsink.Start(t, smtpsink.Options{})
	limits, err := mailer.ParseLimits("example.org rate=0.064")
	if err != nil {
		t.Fatal(err)
	}
	m := to(t, sink.URL(), mailer.Options{Limits: limits, Wait: func(context.Context, time.Duration) bool { return true }})
	var waits []time.Duration
	for range 1_000 { // all at one moment
		if err := m.Send(within(t), ask()); err != nil {
			waits = append(waits, failure(t, err).Wait)
		}
	}
	// Twice as many as may go: some come early, and no turn shall pass unused.
	if len(waits) != 999 || waits[0] != 15_625*time.Millisecond || waits[100] != 796_875*time.Millisecond || waits[998] != time.Hour {
		t.Errorf("%d mails come back after %s … %s … %s", len(waits), waits[0], waits[min(100, len(waits)-1)], waits[len(waits)-1])
	}
}

func TestADomainGetsNoMoreMailsAtOnceThanItsLimit(t *testing.T) {
	t.Parallel()
	sink := smtpsink.Start(t, smtpsink.Options{Latency: time.Millisecond})
	limits, err := mailer.ParseLimits("example.org connections=2")
	if err != nil {
		t.Fatal(err)
	}
	m := through(t, sink, mailer.Options{Limits: limits, Connections: 8, PerConn: 1})
	var most atomic.Int32
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if err := m.Send(within(t), ask()); err != nil {
				t.Error(err)
			}
			_, open := sink.Connections()
			for seen := most.Load(); int32(open) > seen && !most.CompareAndSwap(seen, int32(open)); seen = most.Load() {
			}
		})
	}
	group.Wait()
	if sink.Count() != 8 || most.Load() > 4 { // two at work, and two that say goodbye
		t.Errorf("%d mails went over up to %d connections at once", sink.Count(), most.Load())
	}
}

func TestTheReturnPathStandsOnTheEnvelopeAlone(t *testing.T) {
	t.Parallel()
	sink := smtpsink.Start(t, smtpsink.Options{})
	mail := ask()
	mail.ReturnPath = "bounce+abc.def@mail.deketting.example"
	if err := through(t, sink, mailer.Options{}).Send(within(t), mail); err != nil {
		t.Fatal(err)
	}
	if got := sink.Mails()[0]; got.From != mail.ReturnPath || strings.Contains(string(got.Data), mail.ReturnPath) {
		t.Errorf("the envelope says %s, and the mail\n%s", got.From, got.Data)
	}
}

func TestEverythingWrongWithServersAndLimitsIsSaidAtOnce(t *testing.T) {
	t.Parallel()
	err := mailer.CheckAddress("smtp://u:hunter2@a.example?weight=0, smtp://u:hunter2@b.example?rate=fast\nsmtp://c.example?colour=red smtp://d.example smtp://d.example:25")
	for _, want := range []string{"address 1 has a weight", "address 2 has a rate", "address 3 knows no parameters but", "address 5 has the host and port of one before"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not said: %v", want, err)
		}
	}
	if err != nil && strings.Contains(err.Error(), "hunter2") {
		t.Error("the password is told")
	}
	if err := mailer.CheckAddress("smtp://u:a,b@a.example,smtps://u:c,d@b.example"); err != nil {
		t.Errorf("commas in passwords: %v", err)
	}
	_, err = mailer.ParseLimits("gmail.com, not_a domain rate=1\n*  speed=9; b.example connections=0, c.example rate=1, c.example rate=2")
	for _, want := range []string{`"gmail.com" needs`, `"not_a"`, `"*" knows rate and connections`, `"b.example" has a connections`, `"c.example" is there twice`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not said: %v", want, err)
		}
	}
	limits, err := mailer.ParseLimits("Bücher.example rate=0.5 connections=4\n*   rate=20")
	if err != nil || len(limits) != 2 || limits[0].String() != "xn--bcher-kva.example: 0.5 a second, 4 at once" {
		t.Errorf("%v, %v", limits, err)
	}
}
