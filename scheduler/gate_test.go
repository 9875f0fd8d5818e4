package scheduler

import (
	"context"
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
)

// gate stands before a Redis, on one port of its own: open to one server or
// another, shut, or frozen, when it takes connections and never replies.
type gate struct {
	t        *testing.T
	address  string
	mu       sync.Mutex
	listener net.Listener
	conns    map[net.Conn]bool
	target   string // empty when frozen
	done     sync.WaitGroup
}

func newGate(t *testing.T, redisURL string) *gate {
	g := &gate{t: t, address: "127.0.0.1:0", conns: map[net.Conn]bool{}}
	g.open(redisURL)
	t.Cleanup(g.shut)
	return g
}

func (g *gate) url() string { return "redis://" + g.address }

// open lets everybody through to a server.
func (g *gate) open(redisURL string) {
	u, err := url.Parse(redisURL)
	if err != nil {
		g.t.Fatal(err)
	}
	g.listen(u.Host)
}

// freeze takes connections and leaves them without a reply.
func (g *gate) freeze() { g.listen("") }

func (g *gate) listen(target string) {
	g.shut()
	var lc net.ListenConfig
	l, err := lc.Listen(context.Background(), "tcp", g.address)
	if err != nil {
		g.t.Error(err)
		return
	}
	g.mu.Lock()
	g.listener, g.target, g.address = l, target, l.Addr().String()
	g.mu.Unlock()
	g.done.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			g.done.Go(func() { g.serve(c, target) })
		}
	})
}

func (g *gate) serve(c net.Conn, target string) {
	if !g.keep(c) {
		return
	}
	defer c.Close()
	if target == "" {
		_, _ = io.Copy(io.Discard, c)
		return
	}
	server, err := new(net.Dialer).DialContext(context.Background(), "tcp", target)
	if err != nil || !g.keep(server) {
		return
	}
	defer server.Close()
	g.done.Go(func() {
		_, _ = io.Copy(server, c)
		server.Close()
	})
	_, _ = io.Copy(c, server)
}

// keep remembers a connection, to be closed by shut; it closes it when that has
// been called already.
func (g *gate) keep(c net.Conn) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.listener == nil {
		c.Close()
		return false
	}
	g.conns[c] = true
	return true
}

// shut refuses connections and breaks those there are.
func (g *gate) shut() {
	g.mu.Lock()
	if g.listener != nil {
		g.listener.Close()
		g.listener = nil
	}
	for c := range g.conns {
		c.Close()
	}
	clear(g.conns)
	g.mu.Unlock()
	g.done.Wait()
}
