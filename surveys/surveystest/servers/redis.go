package servers

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Redis returns the address of a Redis server of the test's own, empty and
// without persistence. It is stopped when the test ends.
func Redis(tb testing.TB) string {
	tb.Helper()
	program, err := exec.LookPath("redis-server")
	if err != nil {
		lacking(tb, "redis", "Redis is not installed: PATH has no redis-server")
	}
	dir := tb.TempDir()
	for range attempts {
		var address string
		var server *process
		if address, server, err = startRedis(program, dir); err == nil {
			tb.Cleanup(server.stop)
			return "redis://" + address + "/0"
		}
	}
	tb.Fatalf("cannot start Redis: %v", err)
	return ""
}

func startRedis(program, dir string) (string, *process, error) {
	port, err := freePort()
	if err != nil {
		return "", nil, err
	}
	log, err := os.CreateTemp(dir, "redis-*.log")
	if err != nil {
		return "", nil, err
	}
	defer log.Close()
	cmd := exec.Command(program, "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no")
	cmd.Dir = dir
	cmd.Stdout, cmd.Stderr = log, log
	server, err := start(cmd, syscall.SIGKILL)
	if err != nil {
		return "", nil, err
	}
	address := net.JoinHostPort("127.0.0.1", port)
	if err := server.await(func(ctx context.Context) error { return isRedis(ctx, address, cmd) }); err != nil {
		server.stop()
		report, _ := os.ReadFile(log.Name())
		return "", nil, fmt.Errorf("%w\n%s", err, report)
	}
	return address, server, nil
}

// isRedis asks who listens at an address: another server could have been quicker
// to take the port.
func isRedis(ctx context.Context, address string, cmd *exec.Cmd) error {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", address)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(time.Second)); err != nil {
		return err
	}
	if _, err := io.WriteString(conn, "INFO server\r\nQUIT\r\n"); err != nil {
		return err
	}
	reply, err := io.ReadAll(conn)
	if err != nil {
		return err
	}
	if !strings.Contains(string(reply), fmt.Sprintf("\r\nprocess_id:%d\r\n", cmd.Process.Pid)) {
		return fmt.Errorf("another server listens on %s", address)
	}
	return nil
}
