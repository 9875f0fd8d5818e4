package servers

import (
	"errors"
	"net"
	"os/exec"
	"testing"
	"time"
)

// Server is a server that one test has for itself, to end and to start again at
// the same address.
type Server struct {
	tb     testing.TB
	url    string
	server *process
	serve  func() (*process, error)
}

// URL is its address, which stays the same.
func (s *Server) URL() string { return s.url }

// Kill ends it at once, without any care for what it holds: what `pg_ctl stop
// -m immediate` does to PostgreSQL, and SIGKILL to Redis.
func (s *Server) Kill() { s.server.stop() }

// Start starts it again and returns when it answers. PostgreSQL comes back with
// all that was committed, Redis with nothing.
func (s *Server) Start() {
	s.tb.Helper()
	// Somebody may have been given the port meanwhile, as that of a connection.
	for end := time.Now().Add(patience); ; {
		server, err := s.serve()
		if err == nil {
			s.server = server
			return
		}
		if time.Now().After(end) {
			s.tb.Fatalf("cannot start it again: %v", err)
		}
	}
}

// OwnPostgres starts a PostgreSQL for this test alone, with one empty database.
// It takes about a second, where Postgres takes less.
func OwnPostgres(tb testing.TB) *Server {
	tb.Helper()
	unlessLeftOut(tb, "postgres")
	p := &postgres{}
	err := p.start()
	if err != nil {
		p.end()
	}
	if errors.Is(err, errAbsent) {
		lacking(tb, "postgres", noPostgres)
	}
	if err != nil {
		tb.Fatalf("cannot start PostgreSQL: %v", err)
	}
	tb.Cleanup(p.end)
	return &Server{tb: tb, url: p.admin.String(), server: p.server, serve: func() (*process, error) {
		err := p.serve()
		return p.server, err
	}}
}

// OwnRedis starts a Redis that the test may end and start again.
func OwnRedis(tb testing.TB) *Server {
	tb.Helper()
	s := newRedis(tb, redisProgram(tb), tb.TempDir())
	s.url = "redis://" + s.url + "/0"
	return s
}

// newRedis starts a Redis with further settings; its url is host:port.
func newRedis(tb testing.TB, program, dir string, more ...string) *Server {
	tb.Helper()
	var err error
	for range attempts {
		var port string
		if port, err = freePort(); err != nil {
			break
		}
		serve := func() (*process, error) { return serveRedis(program, dir, port, more...) }
		var server *process
		if server, err = serve(); err == nil {
			s := &Server{tb: tb, url: net.JoinHostPort("127.0.0.1", port), server: server, serve: serve}
			tb.Cleanup(func() { s.Kill() })
			return s
		}
	}
	tb.Fatalf("cannot start Redis: %v", err)
	return nil
}

// redisProgram finds redis-server, or ends the test.
func redisProgram(tb testing.TB) string {
	tb.Helper()
	unlessLeftOut(tb, "redis")
	program, err := exec.LookPath("redis-server")
	if err != nil {
		lacking(tb, "redis", "Redis is not installed: PATH has no redis-server")
	}
	return program
}
