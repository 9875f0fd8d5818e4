// Package servers gives tests the real programs that stand around Halte: PostgreSQL,
// Redis, reverse proxies and a browser. Each is private to the test process, listens on
// 127.0.0.1 on a port of its own, writes only into a temporary folder, and dies
// with the process, however that ends.
//
// A package that wants PostgreSQL says so once:
//
//	func TestMain(m *testing.M) { os.Exit(servers.Run(m)) }
//
// Where a program is not installed the test is skipped, with a sentence that
// says what is missing. In CI nothing may be skipped: HALTE_TEST_REQUIRE lists
// the parts that have to be there (postgres, redis, nginx,
// haproxy, pgbouncer, chromium, or all), and
// lacking one of those is a failure. HALTE_TEST_SKIP lists parts to leave out
// although they are installed, for a quick run.
package servers

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// patience is how long a server may take to start on a machine that is busy
// with other things. Nobody waits for it: readiness is polled.
const patience = time.Minute

// errAbsent says that the programs of a server are not installed.
var errAbsent = errors.New("not installed")

// running is set while Run runs the tests, and so will clean up after them.
var running atomic.Bool

// Run runs the tests of a package, then stops what they started and removes its
// folder. It returns the exit status for os.Exit.
func Run(m *testing.M) int {
	running.Store(true)
	defer cluster.end()
	return m.Run()
}

// Databases runs a test against both databases that Halte supports, each time
// with the address of a fresh and empty one: the subtest "sqlite" on a file in a
// temporary folder, the subtest "postgres" as Postgres gives it.
func Databases(t *testing.T, test func(t *testing.T, url string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		test(t, "sqlite://"+filepath.ToSlash(filepath.Join(t.TempDir(), "halte.db")))
	})
	t.Run("postgres", func(t *testing.T) { test(t, Postgres(t)) })
}

// unlessLeftOut ends a test of a part that HALTE_TEST_SKIP names, as if it were not
// installed.
func unlessLeftOut(tb testing.TB, part string) {
	tb.Helper()
	if named(os.Getenv("HALTE_TEST_SKIP"), part) {
		lacking(tb, part, "HALTE_TEST_SKIP leaves out "+part)
	}
}

// lacking ends a test that cannot run because a part is not there: skipped on a
// developer's machine, failed where the part is required.
func lacking(tb testing.TB, part, sentence string) {
	tb.Helper()
	if named(os.Getenv("HALTE_TEST_REQUIRE"), part) {
		tb.Fatalf("%s, and HALTE_TEST_REQUIRE asks for it", sentence)
	}
	tb.Skip(sentence)
}

// named says whether a list of parts, divided by commas, names one, or all.
func named(list, part string) bool {
	for name := range strings.SplitSeq(list, ",") {
		if name = strings.TrimSpace(name); name == part || name == "all" {
			return true
		}
	}
	return false
}

// process is a server that was started for the tests.
type process struct {
	cmd   *exec.Cmd
	quit  syscall.Signal // ends it at once; nothing it holds is worth keeping
	ended chan struct{}  // closed when it is gone
}

// start starts a server that ends with this process. The kernel ties the two
// together by the thread that made the child, so that thread is kept for as long
// as the server lives.
func start(cmd *exec.Cmd, quit syscall.Signal) (*process, error) {
	tie(cmd, quit)
	p := &process{cmd: cmd, quit: quit, ended: make(chan struct{})}
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait() // how it ended stands in its log
			close(p.ended)
		}
	}()
	return p, <-started
}

// serve starts a server that logs into a folder, and returns when it is ready; the error
// says what it logged.
func serve(cmd *exec.Cmd, quit syscall.Signal, dir string, ready func(context.Context) error) (*process, error) {
	log, err := os.CreateTemp(dir, filepath.Base(cmd.Path)+"-*.log")
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd.Dir, cmd.Stdout, cmd.Stderr = cmp.Or(cmd.Dir, dir), log, log
	server, err := start(cmd, quit)
	if err != nil {
		return nil, err
	}
	if err := server.await(ready); err != nil {
		server.stop()
		report, _ := os.ReadFile(log.Name())
		return nil, fmt.Errorf("%w\n%s", err, report)
	}
	return server, nil
}

// await returns when the server is ready, and with an error when it ended or
// used up all patience.
func (p *process) await(ready func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		err := ready(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-p.ended:
			return fmt.Errorf("%s ended at once: %s", filepath.Base(p.cmd.Path), p.cmd.ProcessState)
		case <-ctx.Done():
			return fmt.Errorf("%s is not ready after %s: %w", filepath.Base(p.cmd.Path), patience, err)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

func (p *process) stop() {
	_ = p.cmd.Process.Signal(p.quit)
	select {
	case <-p.ended:
	case <-time.After(10 * time.Second):
		_ = p.cmd.Process.Kill()
		<-p.ended
	}
}

// attempts is how often a server is started before its failure is believed:
// between choosing a port and listening on it, somebody else may have taken it.
const attempts = 3

// freePort returns a port on 127.0.0.1 that the kernel says is free.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, err
}
