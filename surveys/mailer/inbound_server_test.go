package mailer_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/smtp"
	"net/textproto"
	"strings"
	"sync"
	"testing"

	"halte/surveys"
	"halte/surveys/mailer"
)

// inboundServer is an InboundServer with what it was given.
type inboundServer struct {
	address string
	mu      sync.Mutex
	taken   []string
	fail    error
	logs    bytes.Buffer
}

// Write keeps what is noted.
func (i *inboundServer) Write(line []byte) (int, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.logs.Write(line)
}

// told gives what was taken and noted so far.
func (i *inboundServer) told() (taken, logs string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	return strings.Join(i.taken, " "), i.logs.String()
}

func (i *inboundServer) take(_ context.Context, raw []byte, to ...string) (surveys.TakenReport, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.fail != nil {
		return surveys.TakenReport{}, i.fail
	}
	r, err := mailer.ReadReport(raw, to...)
	i.taken = append(i.taken, fmt.Sprint(to, r.Kind))
	return surveys.TakenReport{Kind: r.Kind}, err
}

func startInboundServer(t *testing.T) *inboundServer {
	t.Helper()
	i := &inboundServer{}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	i.address = l.Addr().String()
	server := mailer.NewInboundServer(mailer.InboundServerOptions{
		Name: "ask.deketting.example", Ours: func(a string) bool { return strings.HasPrefix(a, "bounce+") }, Take: i.take,
		Log: slog.New(slog.NewTextHandler(i, nil)),
	})
	done := make(chan error, 1)
	go func() { done <- server.Serve(l) }()
	t.Cleanup(func() {
		if err := errors.Join(server.Shutdown(context.Background()), <-done); err != nil {
			t.Error(err)
		}
	})
	return i
}

// brings hands a mail to an inbound server and gives the code it was answered with: of the
// first refusal, or 250.
func (i *inboundServer) brings(t *testing.T, mail string, to ...string) (code int) {
	t.Helper()
	c, err := smtp.Dial(i.address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	said := func(err error) bool {
		var refused *textproto.Error
		if errors.As(err, &refused) {
			code = refused.Code
		} else if err != nil {
			t.Error(err)
		}
		return err != nil
	}
	if said(c.Mail("")) {
		return code
	}
	for _, one := range to {
		if said(c.Rcpt(one)) {
			return code
		}
	}
	w, err := c.Data()
	if said(err) {
		return code
	}
	if _, err := w.Write([]byte(mail)); err != nil {
		t.Error(err)
	}
	if said(w.Close()) {
		return code
	}
	return 250
}

func TestAnInboundServerTakesWhatComesBackToUs(t *testing.T) {
	t.Parallel()
	i := startInboundServer(t)
	mail := string(reportIn(t, "qmail"))
	if code := i.brings(t, mail, "bounce+a@x.example", "bounce+b@x.example"); code != 250 {
		t.Errorf("it answered %d", code)
	}
	taken, logs := i.told()
	if taken != "[bounce+a@x.example]bounce [bounce+b@x.example]bounce" {
		t.Errorf("it took %s", taken)
	}
	if strings.Contains(logs, "@") || strings.Contains(logs, "bounce+") || !strings.Contains(logs, "kind=bounce") {
		t.Errorf("it noted %s", logs)
	}
}

func TestAnInboundServerRelaysNothing(t *testing.T) {
	t.Parallel()
	i := startInboundServer(t)
	for _, to := range []string{"jo@example.org", "postmaster@x.example", "unsubscribe+x@x.example", "jo%example.org@x.example"} {
		if code := i.brings(t, "Subject: x\r\n\r\ny", to); code != 550 {
			t.Errorf("%s was answered %d", to, code)
		}
	}
	if code := i.brings(t, "Subject: x\r\n\r\ny"); code != 502 {
		t.Errorf("nobody was answered %d", code)
	}
	if taken, _ := i.told(); taken != "" {
		t.Errorf("it took %s", taken)
	}
}

func TestAnInboundServerKeepsToItsBounds(t *testing.T) {
	t.Parallel()
	i := startInboundServer(t)
	const to = "bounce+a@x.example"
	if code := i.brings(t, "Subject: x\r\n\r\n"+strings.Repeat(strings.Repeat("y", 900)+"\r\n", 1200), to); code != 552 {
		t.Errorf("too large a mail was answered %d", code)
	}
	if code := i.brings(t, "Subject: x\r\n\r\n"+strings.Repeat("y", 20000), to); code != 250 {
		t.Errorf("a long line was answered %d", code)
	}
	many := make([]string, 11)
	for n := range many {
		many[n] = fmt.Sprintf("bounce+%d@x.example", n)
	}
	if code := i.brings(t, "Subject: x\r\n\r\ny", many...); code != 452 {
		t.Errorf("too many recipients were answered %d", code)
	}
	if code := i.brings(t, "no mail at all", to); code != 554 {
		t.Errorf("what is no mail was answered %d", code)
	}
}

func TestAnInboundServerAcknowledgesWhatIsStoredOnly(t *testing.T) {
	t.Parallel()
	i := startInboundServer(t)
	i.fail = errors.New("the database is away")
	if code := i.brings(t, "Subject: x\r\n\r\ny", "bounce+a@x.example"); code != 451 {
		t.Errorf("it answered %d", code)
	}
}

func TestOnePeerLeavesPlacesOfAnInboundServerToOthers(t *testing.T) {
	t.Parallel()
	i := startInboundServer(t)
	greeted := func(from string) (net.Conn, string) {
		dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
		conn, err := dialer.DialContext(t.Context(), "tcp", i.address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		line, err := textproto.NewReader(bufio.NewReader(conn)).ReadLine()
		if err != nil {
			t.Fatal(err)
		}
		return conn, line[:3]
	}
	held, codes := []net.Conn{}, ""
	for range 13 {
		conn, code := greeted("127.0.0.1")
		held, codes = append(held, conn), codes+" "+code
	}
	if codes != strings.Repeat(" 220", 12)+" 421" {
		t.Errorf("thirteen connections of one peer are greeted%s", codes)
	}
	if _, code := greeted("127.0.0.2"); code != "220" {
		t.Errorf("beside them another peer is greeted %s", code)
	}
	talk := textproto.NewConn(held[0])
	if err := talk.PrintfLine("QUIT"); err != nil {
		t.Fatal(err)
	}
	for { // until the server has hung up
		if _, err := talk.ReadLine(); err != nil {
			break
		}
	}
	if _, code := greeted("127.0.0.1"); code != "220" {
		t.Errorf("when one has left, the next is greeted %s", code)
	}
}
