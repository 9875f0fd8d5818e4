package smtpsink

import (
	"io"
	"net"
	"sync"
	"time"
)

// Fault is a way in which a server fails a whole connection.
type Fault int

// The faults of a sink.
const (
	None         Fault = iota
	Busy               // greets with 421 and hangs up
	Silent             // accepts the connection and never greets
	CloseInData        // hangs up in the middle of the mail
	CloseAtDot         // takes the whole mail and hangs up without a reply
	SilentAtDot        // takes the whole mail and never replies
	GarbageAtDot       // takes the whole mail and replies with something that is no SMTP
)

// gate stands before the SMTP server: it plays the faults that happen before
// the greeting, counts connections, and slows replies down.
type gate struct {
	net.Listener
	sink *Sink
}

// Accept hands over the next connection that is to be greeted.
func (g gate) Accept() (net.Conn, error) {
	for {
		c, err := g.Listener.Accept()
		if err != nil {
			return nil, err
		}
		v := &visit{Conn: c, sink: g.sink, latency: g.sink.options.Latency}
		switch g.sink.arrive(v) {
		case Busy:
			_, _ = io.WriteString(v, "421 4.3.2 Too busy, come back later\r\n")
			_ = v.Close()
		case Silent:
			// Left open; it ends when the client or the sink hangs up.
			go func() {
				_, _ = io.Copy(io.Discard, v)
				_ = v.Close()
			}()
		default:
			return v, nil
		}
	}
}

// visit is one connection of a client.
type visit struct {
	net.Conn
	sink    *Sink
	number  int
	silent  bool // it is never greeted
	latency time.Duration
	once    sync.Once
}

// Write is a reply, which takes its time to arrive.
func (v *visit) Write(b []byte) (int, error) {
	if v.latency > 0 {
		time.Sleep(v.latency)
	}
	return v.Conn.Write(b)
}

// Close hangs up.
func (v *visit) Close() error {
	err := v.Conn.Close()
	v.once.Do(func() { v.sink.leave(v) })
	return err
}
