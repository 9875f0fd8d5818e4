package smtpsink_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/smtp"
	"net/textproto"
	"net/url"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"halte/surveys/surveystest/smtpsink"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestAMailIsKeptAsItWasSent(t *testing.T) {
	t.Parallel()
	sink := smtpsink.Start(t, smtpsink.Options{})
	body := "Subject: hello\r\n\r\n.a line that begins with a dot\r\n"
	if err := smtp.SendMail(host(t, sink), nil, "a@example.org", []string{"b@example.org"}, []byte(body)); err != nil {
		t.Fatal(err)
	}
	if err := sink.Wait(within(t), 1); err != nil {
		t.Fatal(err)
	}
	mail := sink.Mails()[0]
	if mail.From != "a@example.org" || len(mail.To) != 1 || mail.To[0] != "b@example.org" {
		t.Errorf("the envelope says %q to %q", mail.From, mail.To)
	}
	if string(mail.Data) != body {
		t.Errorf("the mail became %q", mail.Data)
	}
}

func TestBenchmarksCountWithoutKeeping(t *testing.T) {
	t.Parallel()
	sink, err := smtpsink.Listen(smtpsink.Options{CountOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer sink.Close()
	for range 3 {
		if err := smtp.SendMail(host(t, sink), nil, "a@example.org", []string{"b@example.org"}, []byte("x\r\n")); err != nil {
			t.Fatal(err)
		}
	}
	if sink.Count() != 3 || len(sink.Mails()) != 0 {
		t.Errorf("counted %d mails and kept %d, want 3 and 0", sink.Count(), len(sink.Mails()))
	}
}

func TestASecondMailBeforeTheFirstIsOverIsRefusedAsPostfixDoes(t *testing.T) {
	t.Parallel()
	sink := smtpsink.Start(t, smtpsink.Options{Refuse: map[string]int{"gone@example.org": 550}})
	c := dial(t, sink)
	if err := c.Mail("a@example.org"); err != nil {
		t.Fatal(err)
	}
	if code := codeOf(c.Rcpt("gone@example.org")); code != 550 {
		t.Errorf("RCPT was answered with %d, want 550", code)
	}
	if code := codeOf(c.Mail("a@example.org")); code != 503 {
		t.Errorf("MAIL in the middle of a mail was answered with %d, want 503", code)
	}
	if err := c.Reset(); err != nil {
		t.Fatal(err)
	}
	if err := c.Mail("a@example.org"); err != nil {
		t.Errorf("MAIL after RSET: %v", err)
	}
}

func TestCommandsAreAnsweredWithTheCodesAskedFor(t *testing.T) {
	t.Parallel()
	c := dial(t, smtpsink.Start(t, smtpsink.Options{MailCode: 452}))
	if code := codeOf(c.Mail("a@example.org")); code != 452 {
		t.Errorf("MAIL was answered with %d, want 452", code)
	}
	sink := smtpsink.Start(t, smtpsink.Options{FinalCode: 554})
	if code := codeOf(smtp.SendMail(host(t, sink), nil, "a@example.org", []string{"b@example.org"}, []byte("x\r\n"))); code != 554 {
		t.Errorf("the final dot was answered with %d, want 554", code)
	}
	if sink.Count() != 0 {
		t.Error("a refused mail was counted")
	}
}

func TestEncryptionAndLoginAreRequiredWhereAskedFor(t *testing.T) {
	t.Parallel()
	sink := smtpsink.Start(t, smtpsink.Options{User: "u", Password: "p", STARTTLS: true})
	c := dial(t, sink)
	if code := codeOf(c.Mail("a@example.org")); code != 530 {
		t.Errorf("MAIL in the clear was answered with %d, want 530", code)
	}
	if err := c.StartTLS(&tls.Config{ServerName: "127.0.0.1", RootCAs: sink.RootCAs()}); err != nil {
		t.Fatal(err)
	}
	if code := codeOf(c.Mail("a@example.org")); code != 530 {
		t.Errorf("MAIL without a login was answered with %d, want 530", code)
	}
	if err := c.Auth(smtp.PlainAuth("", "u", "p", "127.0.0.1")); err != nil {
		t.Fatal(err)
	}
	if err := c.Mail("a@example.org"); err != nil {
		t.Errorf("MAIL after STARTTLS and a login: %v", err)
	}
}

func TestAFaultBeginsAndEndsWhileTheSinkRuns(t *testing.T) {
	t.Parallel()
	sink := smtpsink.Start(t, smtpsink.Options{Fault: smtpsink.Busy})
	_, err := smtp.Dial(host(t, sink))
	if codeOf(err) != 421 {
		t.Errorf("a busy sink greeted with %v, want 421", err)
	}
	sink.Fail(smtpsink.None)
	dial(t, sink)
}

func TestASilentSinkSaysNothingUntilItIsClosed(t *testing.T) {
	t.Parallel()
	sink := smtpsink.Start(t, smtpsink.Options{Fault: smtpsink.Silent})
	c, err := net.Dial("tcp", host(t, sink))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := sink.WaitFor(within(t), func() bool { _, open := sink.Connections(); return open == 1 }); err != nil {
		t.Fatal(err)
	}
	sink.Close()
	if said, _ := io.ReadAll(c); len(said) > 0 {
		t.Errorf("it said %q", said)
	}
}

func TestFaultsInTheMailItselfEndTheConversation(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault smtpsink.Fault
		taken int
	}{
		"hanging up in the middle":    {smtpsink.CloseInData, 0},
		"hanging up at the final dot": {smtpsink.CloseAtDot, 1},
		"garbage at the final dot":    {smtpsink.GarbageAtDot, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sink := smtpsink.Start(t, smtpsink.Options{Fault: c.fault})
			mail := strings.Repeat("a line of the mail\r\n", 100)
			if err := smtp.SendMail(host(t, sink), nil, "a@example.org", []string{"b@example.org"}, []byte(mail)); err == nil {
				t.Error("the client was told that all is well")
			}
			if sink.Count() != c.taken {
				t.Errorf("the sink took %d mails, want %d", sink.Count(), c.taken)
			}
		})
	}
}

func TestWaitingEndsWithTheContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := smtpsink.Start(t, smtpsink.Options{}).Wait(ctx, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("Wait gave %v", err)
	}
}

func host(t *testing.T, sink *smtpsink.Sink) string {
	t.Helper()
	u, err := url.Parse(sink.URL())
	if err != nil {
		t.Fatal(err)
	}
	return u.Host
}

func dial(t *testing.T, sink *smtpsink.Sink) *smtp.Client {
	t.Helper()
	c, err := smtp.Dial(host(t, sink))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func codeOf(err error) int {
	var answer *textproto.Error
	if errors.As(err, &answer) {
		return answer.Code
	}
	return 0
}

// within bounds a wait that should be short, for the test that hangs.
func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}
