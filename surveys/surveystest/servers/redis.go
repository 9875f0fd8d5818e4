package servers

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Redis returns the address of a Redis server of the test's own, empty and
// without persistence. It is stopped when the test ends.
func Redis(tb testing.TB) string {
	tb.Helper()
	return OwnRedis(tb).URL()
}

func startRedis(program, dir string) (string, *process, error) {
	port, err := freePort()
	if err != nil {
		return "", nil, err
	}
	server, err := serveRedis(program, dir, port)
	return net.JoinHostPort("127.0.0.1", port), server, err
}

// serveRedis starts a server on a port, and returns when it answers. more are
// further settings; a sentinel's are --sentinel and its file.
func serveRedis(program, dir, port string, more ...string) (*process, error) {
	settings := []string{"--port", port, "--bind", "127.0.0.1"}
	if len(more) > 0 && more[0] == "--sentinel" {
		settings = append([]string{more[1], "--sentinel"}, settings...)
	} else {
		settings = append(append(settings, "--save", "", "--appendonly", "no", "--repl-diskless-sync-delay", "0"), more...)
	}
	cmd := exec.Command(program, settings...)
	address := net.JoinHostPort("127.0.0.1", port)
	return serve(cmd, syscall.SIGKILL, dir, func(ctx context.Context) error { return isRedis(ctx, address, cmd) })
}

// isRedis asks who listens at an address: another server could have been quicker
// to take the port.
func isRedis(ctx context.Context, address string, cmd *exec.Cmd) error {
	reply, err := ask(ctx, address, "INFO server")
	if err == nil && !strings.Contains(reply, fmt.Sprintf("\r\nprocess_id:%d\r\n", cmd.Process.Pid)) {
		err = fmt.Errorf("another server listens on %s", address)
	}
	return err
}

// ask gives the reply of a Redis to a command that has a text for a reply.
func ask(ctx context.Context, address, command string) (string, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", address)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(time.Second)); err != nil {
		return "", err
	}
	if _, err := io.WriteString(conn, command+"\r\n"); err != nil {
		return "", err
	}
	r := bufio.NewReader(conn)
	line, err := r.ReadString('\n')
	if err != nil {
		return "", err
	}
	length, err := strconv.Atoi(strings.Trim(line, "$\r\n"))
	if err != nil {
		return "", fmt.Errorf("Redis replies %q", line)
	}
	reply := make([]byte, length)
	_, err = io.ReadFull(r, reply)
	return string(reply), err
}
