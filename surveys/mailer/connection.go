package mailer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-mail/mail/v2"

	"halte/surveys"
)

// connection is one logged-in conversation with the mail server. One goroutine
// uses it at a time; after any error it is of no use any more.
type connection struct {
	conn   net.Conn // under TLS, if there is any
	wire   *wire
	sender mail.SendCloser
	mails  int         // accepted so far
	expiry *time.Timer // hangs up when it was idle for long
}

// patience is how long a server may take to say goodbye.
const patience = time.Second

// connect opens a connection, encrypts it and logs in.
func (r *relay) connect(ctx context.Context) (*connection, *surveys.SendError) {
	started, cancel := context.WithTimeout(ctx, r.timeout)
	defer cancel()
	var d net.Dialer
	conn, err := d.DialContext(started, "tcp", net.JoinHostPort(r.server.host, r.server.port))
	if err != nil {
		return nil, outcome(ctx, hello, err)
	}
	// From here the deadline also covers a server that never greets, and the
	// context ends the conversation wherever it is.
	deadline, _ := started.Deadline()
	_ = conn.SetDeadline(deadline)
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()

	w, encrypted, err := r.encrypt(started, conn)
	var sender mail.SendCloser
	if err == nil {
		sender, err = r.dialer(w, encrypted).Dial()
	}
	if err != nil {
		_ = conn.Close() // go-mail forgets it on some of its ways out
		return nil, outcome(ctx, hello, err)
	}
	return &connection{conn: conn, wire: w, sender: sender}, nil
}

// send hands one letter over.
func (c *connection) send(ctx context.Context, l Letter) (stage, error) {
	stop := context.AfterFunc(ctx, func() { _ = c.conn.Close() })
	defer stop()
	c.wire.wanted = l.international()
	body := handover{bytes: l.Bytes}
	err := c.sender.Send(l.From, []string{l.To}, &body)
	if err == nil {
		c.mails++
		return over, nil
	}
	at := asking
	if body.done {
		at = over
	}
	return at, err
}

// goodbye ends a connection that is in order.
func (c *connection) goodbye() error {
	_ = c.conn.SetDeadline(time.Now().Add(patience))
	err := c.sender.Close()
	_ = c.conn.Close()
	return err
}

// drop ends a connection that is not.
func (c *connection) drop() { _ = c.conn.Close() }

// asleep says whether a conversation failed because the server had hung up
// while the connection was idle: then nothing was said about the mail yet.
func (c *connection) asleep(at stage, err error) bool {
	var answer *textproto.Error
	if c.mails == 0 || at == over {
		return false
	}
	if errors.As(err, &answer) {
		return answer.Code == 421
	}
	var slow net.Error
	return !errors.As(err, &slow) || !slow.Timeout()
}

// handover is a finished mail that knows whether it was taken as a whole.
type handover struct {
	bytes []byte
	done  bool
}

// WriteTo writes the mail.
func (h *handover) WriteTo(w io.Writer) (int64, error) {
	n, err := w.Write(h.bytes)
	h.done = err == nil
	return int64(n), err
}

// go-mail opens connections through one variable of the package. It is set
// once, to collect connections that were opened by connect: each dialer gets
// the number of its connection for a host.
var (
	openDoor sync.Once
	waiting  sync.Map // host:port to net.Conn
	visits   atomic.Uint64
)

func collect(network, address string, timeout time.Duration) (net.Conn, error) {
	if conn, ok := waiting.LoadAndDelete(address); ok {
		return conn.(net.Conn), nil
	}
	return net.DialTimeout(network, address, timeout)
}

// dialer makes a dialer for one connection, because go-mail writes to it.
func (r *relay) dialer(conn net.Conn, encrypted bool) *mail.Dialer {
	openDoor.Do(func() { mail.NetDialTimeout = collect })
	d := &mail.Dialer{
		Host:           fmt.Sprintf("connection-%d", visits.Add(1)),
		StartTLSPolicy: mail.NoStartTLS, // that is done
		LocalName:      r.localName,
		Timeout:        r.timeout,
		RetryFailure:   false,
	}
	if r.server.user != "" {
		d.Auth = &login{
			user: r.server.user, password: r.server.password, notPlain: r.notPlain.Load(),
			safe: encrypted || r.server.startTLS == mail.NoStartTLS,
		}
	}
	waiting.Store(d.Host+":0", conn)
	return d
}
