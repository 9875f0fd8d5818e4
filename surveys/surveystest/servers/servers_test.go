package servers_test

import (
	"bufio"
	"context"
	"net"
	"net/url"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"

	"halte/surveys/surveystest/servers"
)

func TestMain(m *testing.M) { os.Exit(servers.Run(m)) }

func TestEveryDatabaseIsFreshAndOfItsOwn(t *testing.T) {
	for range 2 {
		conn := connect(t, servers.Postgres(t))
		if _, err := conn.Exec(t.Context(), "CREATE TABLE response (rating int)"); err != nil {
			t.Error(err)
		}
		var encoding, collation string
		err := conn.QueryRow(t.Context(), `SELECT pg_encoding_to_char(encoding), datcollate
			FROM pg_database WHERE datname = current_database()`).Scan(&encoding, &collation)
		if err != nil || encoding != "UTF8" || collation != "C" {
			t.Errorf("the database is %s, locale %s (%v); want UTF8, C", encoding, collation, err)
		}
	}
}

func TestADatabaseIsGoneAfterItsTest(t *testing.T) {
	address := servers.Postgres(t) // skips all of this where there is none
	t.Run("a test that leaves a connection open", func(t *testing.T) {
		address = servers.Postgres(t)
		connect(t, address)
	})
	if conn, err := pgx.Connect(t.Context(), address); err == nil {
		conn.Close(t.Context())
		t.Error("the database is still there")
	}
}

func TestDatabasesRunsATestOnBoth(t *testing.T) {
	servers.Postgres(t) // without it there is nothing to run on
	var schemes []string
	servers.Databases(t, func(_ *testing.T, address string) {
		scheme, _, _ := strings.Cut(address, ":")
		schemes = append(schemes, scheme)
	})
	if got := strings.Join(schemes, " "); got != "sqlite postgres" {
		t.Errorf("ran on %q", got)
	}
}

func TestEveryRedisIsEmptyAndOfItsOwn(t *testing.T) {
	for range 2 {
		options, err := redis.ParseURL(servers.Redis(t))
		if err != nil {
			t.Fatal(err)
		}
		client := redis.NewClient(options)
		defer client.Close()
		if set, err := client.SetNX(t.Context(), "key", "value", 0).Result(); err != nil || !set {
			t.Errorf("the key was there before: %v", err)
		}
	}
}

func TestARedisIsGoneAfterItsTest(t *testing.T) {
	var address string
	t.Run("a test", func(t *testing.T) { address = servers.Redis(t) })
	if answers(t, address) {
		t.Error("the server still listens")
	}
}

func TestChromiumIsAProgramThatRuns(t *testing.T) {
	if out, err := exec.Command(servers.Chromium(t), "--version").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestServersDieWithAProcessThatIsKilled(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only the kernel of Linux tells a child that its parent died")
	}
	ours := []string{servers.Postgres(t), servers.Redis(t)} // or skipped, where they are not installed

	remains, err := os.MkdirTemp("", "halte-remains-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(remains) })
	if err := os.Chmod(remains, 0o755); err != nil { // PostgreSQL may run as another user
		t.Fatal(err)
	}
	victim := exec.Command(os.Args[0], "-test.run=^TestHoldsServersUntilItIsKilled$")
	victim.Env = append(os.Environ(), "HALTE_TEST_HOLD=1", "TMPDIR="+remains)
	victim.Stderr = os.Stderr
	stdin, err := victim.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	stdout, err := victim.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := victim.Start(); err != nil {
		t.Fatal(err)
	}
	var addresses []string
	for lines := bufio.NewScanner(stdout); len(addresses) < 2 && lines.Scan(); {
		addresses = append(addresses, lines.Text())
	}
	if len(addresses) < 2 {
		t.Fatalf("the other process printed %q", addresses)
	}
	for _, address := range addresses {
		if !answers(t, address) {
			t.Errorf("nobody listens on %s before the kill", address)
		}
	}
	if err := victim.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = victim.Wait()

	for _, address := range addresses {
		for deadline := time.Now().Add(20 * time.Second); answers(t, address); {
			if time.Now().After(deadline) {
				t.Fatalf("%s outlived its test process", address)
			}
		}
	}
	for _, address := range ours {
		if !answers(t, address) {
			t.Errorf("%s, a server of this process, died too", address)
		}
	}
}

// TestHoldsServersUntilItIsKilled is the other process of the test above.
func TestHoldsServersUntilItIsKilled(t *testing.T) {
	if os.Getenv("HALTE_TEST_HOLD") == "" {
		return
	}
	_, _ = os.Stdout.WriteString(servers.Postgres(t) + "\n" + servers.Redis(t) + "\n")
	_, _ = os.Stdin.Read(make([]byte, 1))
}

func connect(t *testing.T, address string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

// answers says whether somebody listens at the host of an address.
func answers(t *testing.T, address string) bool {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", u.Host)
	if err != nil {
		return false
	}
	conn.Close()
	return true
}
