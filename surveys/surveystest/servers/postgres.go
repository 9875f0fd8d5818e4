package servers

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
)

const noPostgres = "PostgreSQL is not installed: neither PATH nor /usr/lib/postgresql has initdb and postgres"

// Postgres returns the address of a fresh and empty PostgreSQL database (UTF-8,
// locale C), dropped when the test ends. The first call of a test process starts
// a cluster, which takes about a second; later calls only create a database.
// With HALTE_TEST_POSTGRES_URL set, the databases are created on that server
// instead, as the user it names.
func Postgres(tb testing.TB) string {
	tb.Helper()
	unlessLeftOut(tb, "postgres")
	if !running.Load() {
		tb.Fatal("servers.Postgres needs func TestMain(m *testing.M) { os.Exit(servers.Run(m)) } in this package: it stops the cluster after the last test")
	}
	cluster.once.Do(cluster.begin)
	if errors.Is(cluster.err, errAbsent) {
		lacking(tb, "postgres", noPostgres)
	}
	if cluster.err != nil {
		tb.Fatalf("cannot start PostgreSQL: %v", cluster.err)
	}
	name := "halte_" + strings.ToLower(rand.Text())
	if err := cluster.exec("CREATE DATABASE " + name + " TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"); err != nil {
		tb.Fatalf("cannot create a database: %v", err)
	}
	tb.Cleanup(func() {
		if err := cluster.exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			tb.Errorf("cannot drop the database of the test: %v", err)
		}
	})
	database := *cluster.admin
	database.Path = "/" + name
	return database.String()
}

// cluster is the PostgreSQL of this test process. It is a variable because a
// test process has one, whoever asks first.
var cluster postgres

type postgres struct {
	once   sync.Once
	err    error    // why it could not begin
	admin  *url.URL // a database from which others are created
	folder *folder
	server *process

	command func(port string) *exec.Cmd
}

func (p *postgres) begin() {
	if given := os.Getenv("HALTE_TEST_POSTGRES_URL"); given != "" {
		p.admin, p.err = url.Parse(given)
		return
	}
	if p.err = p.start(); p.err != nil {
		p.end()
	}
}

func (p *postgres) start() error {
	bin, err := postgresPrograms()
	if err != nil {
		return err
	}
	if p.folder, err = newFolder(); err != nil {
		return err
	}
	// PostgreSQL refuses to run as root, so its part of the folder belongs to
	// whom it will run as.
	home := filepath.Join(p.folder.path, "postgres")
	if err := os.Mkdir(home, 0o700); err != nil {
		return err
	}
	if err := give(home); err != nil {
		return err
	}
	password := rand.Text()
	secret := filepath.Join(home, "password")
	if err := os.WriteFile(secret, []byte(password), 0o600); err != nil {
		return err
	}
	if err := give(secret); err != nil {
		return err
	}
	command := func(name string, args ...string) *exec.Cmd {
		cmd := exec.Command(filepath.Join(bin, name), args...)
		cmd.Dir = home
		cmd.Env = []string{"LC_ALL=C", "TZ=UTC", "PATH=" + os.Getenv("PATH")}
		step(cmd)
		return cmd
	}
	data := filepath.Join(home, "data")
	// Nothing has to survive before the server runs, hence --no-sync here; the
	// server itself keeps fsync on, as in production.
	initdb := command("initdb", "--pgdata", data, "--username", "halte", "--pwfile", secret,
		"--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-sync", "--no-instructions")
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	p.command = func(port string) *exec.Cmd {
		return command("postgres", "-D", data, "-h", "127.0.0.1", "-p", port,
			"-c", "unix_socket_directories=", "-c", "max_connections=200")
	}
	for range attempts {
		port, err := freePort()
		if err != nil {
			return err
		}
		// The password is also what tells this server from another on its port.
		p.admin = &url.URL{
			Scheme: "postgres", User: url.UserPassword("halte", password),
			Host: net.JoinHostPort("127.0.0.1", port), Path: "/postgres", RawQuery: "sslmode=disable",
		}
		if p.err = p.serve(); p.err == nil {
			return nil
		}
	}
	return p.err
}

// serve starts the server on the port of its address, and returns when it answers.
func (p *postgres) serve() error {
	server, err := serve(p.command(p.admin.Port()), syscall.SIGQUIT, p.folder.path, p.ping) // PostgreSQL's immediate shutdown
	if err != nil {
		return err
	}
	p.server = server
	return nil
}

// end stops the cluster, if there is one, and removes its folder.
func (p *postgres) end() {
	if p.server != nil {
		p.server.stop()
	}
	if p.folder != nil {
		p.folder.remove()
	}
}

func (p *postgres) ping(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, p.admin.String())
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}

func (p *postgres) exec(sql string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, p.admin.String())
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, sql)
	return err
}

// postgresPrograms finds the folder that has initdb and postgres: on PATH, or
// where Debian keeps the versions beside each other.
func postgresPrograms() (string, error) {
	var folders []string
	if initdb, err := exec.LookPath("initdb"); err == nil {
		if real, err := filepath.EvalSymlinks(initdb); err == nil {
			folders = append(folders, filepath.Dir(real))
		}
	}
	versions, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	folders = append(folders, newestFirst(versions)...)
	for _, folder := range folders {
		if runnable(filepath.Join(folder, "initdb")) && runnable(filepath.Join(folder, "postgres")) {
			return folder, nil
		}
	}
	return "", errAbsent
}

// newestFirst sorts folders named …/VERSION/bin by version.
func newestFirst(folders []string) []string {
	version := func(folder string) float64 {
		v, _ := strconv.ParseFloat(filepath.Base(filepath.Dir(folder)), 64)
		return v
	}
	return slices.SortedFunc(slices.Values(folders), func(a, b string) int {
		return cmp.Compare(version(b), version(a))
	})
}

func runnable(path string) bool {
	_, err := exec.LookPath(path)
	return err == nil
}
