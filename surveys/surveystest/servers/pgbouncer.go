package servers

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
)

// PgBouncer starts a PgBouncer for this test, which hands each of size connections to a
// database from client to client after every transaction. It stands before the server of
// the database at an address, and gives the address by which a database of that server is
// reached through it.
func PgBouncer(tb testing.TB, address string, size int) func(database string) string {
	tb.Helper()
	unlessLeftOut(tb, "pgbouncer")
	program := lookPath("pgbouncer")
	if program == "" {
		lacking(tb, "pgbouncer", "PgBouncer is not installed")
	}
	server, err := url.Parse(address)
	if err != nil {
		tb.Fatal(err)
	}
	dir, err := newFolder() // PgBouncer refuses to run as root: another user reads its settings
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(dir.remove)
	for range attempts {
		var port string
		if port, err = freePort(); err != nil {
			break
		}
		through := func(database string) string {
			u, _ := url.Parse(database)
			u.Host = net.JoinHostPort("127.0.0.1", port)
			return u.String()
		}
		var p *process
		if p, err = serveBouncer(program, dir.path, server, port, size, through(address)); err == nil {
			tb.Cleanup(p.stop)
			return through
		}
	}
	tb.Fatalf("cannot start PgBouncer: %v", err)
	return nil
}

func serveBouncer(program, dir string, server *url.URL, port string, size int, address string) (*process, error) {
	password, _ := server.User.Password()
	users, settings := filepath.Join(dir, "users.txt"), filepath.Join(dir, "pgbouncer.ini")
	for file, text := range map[string]string{
		users: fmt.Sprintf("%q %q\n", server.User.Username(), password),
		settings: fmt.Sprintf(`
[databases]
* = host=%s port=%s
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = %s
unix_socket_dir =
auth_type = scram-sha-256
auth_file = %s
pool_mode = transaction
default_pool_size = %d
max_client_conn = 1000
`, server.Hostname(), server.Port(), port, users, size),
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			return nil, err
		}
		if err := give(file); err != nil {
			return nil, err
		}
	}
	cmd := exec.Command(program, settings)
	step(cmd)
	return serve(cmd, syscall.SIGKILL, dir, func(ctx context.Context) error {
		conn, err := pgx.Connect(ctx, address) // the password tells it from another on its port
		if err != nil {
			return err
		}
		return conn.Close(ctx)
	})
}
