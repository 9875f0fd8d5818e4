package main

import (
	"bufio"
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"halte/surveys/surveystest"
	"halte/surveys/surveystest/servers"
)

func TestAConnectionBeyondTheBoundWaitsUntilAnotherEnds(t *testing.T) {
	t.Parallel()
	h := startHalte(t, map[string]string{"HALTE_DATABASE_URL": "sqlite://" + filepath.Join(t.TempDir(), "halte.db"), "HALTE_CONNECTIONS": "2"})
	dial := func() net.Conn {
		c, err := net.Dial("tcp", strings.TrimPrefix(h.base, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		return c
	}
	silent := []net.Conn{dial(), dial()} // they say nothing for less than ten seconds
	third := dial()
	if _, err := third.Write([]byte("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")); err != nil {
		t.Fatal(err)
	}
	_ = third.SetReadDeadline(time.Now().Add(300 * time.Millisecond))
	if n, err := third.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("the third connection reads %d bytes, %v", n, err)
	}
	for _, c := range silent {
		c.Close()
	}
	_ = third.SetReadDeadline(time.Now().Add(time.Minute))
	r, err := http.ReadResponse(bufio.NewReader(third), nil)
	if err != nil {
		t.Fatal(err)
	}
	if r.Body.Close(); r.StatusCode != http.StatusOK {
		t.Errorf("when the others have ended it is answered %s", r.Status)
	}
}

// The figure is README's.
func TestAProcessTakesNoMoreConnectionsToPostgreSQLThanIsSaid(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	said := regexp.MustCompile(`A process of any role .* takes at most (\d+) connections to PostgreSQL`).FindSubmatch(readme)
	if said == nil {
		t.Fatal("README does not say how many connections a process takes")
	}
	most, _ := strconv.Atoi(string(said[1]))
	url := servers.Postgres(t)
	h := startHalte(t, map[string]string{"HALTE_DATABASE_URL": url, "HALTE_SECRET": surveystest.ProgramSecret, "HALTE_RATE_LIMITS": "off"})
	db, err := pgx.Connect(t.Context(), url+"&application_name=looker")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(t.Context())
	asking, enough := context.WithCancel(t.Context())
	var crowd sync.WaitGroup
	defer crowd.Wait()
	defer enough()
	for range 4 * most {
		crowd.Go(func() {
			for asking.Err() == nil {
				ask, _ := http.NewRequestWithContext(asking, http.MethodGet, h.base+"/v1/responses", nil)
				ask.Header.Set("Authorization", "Bearer "+h.key)
				if r, err := http.DefaultClient.Do(ask); err == nil {
					r.Body.Close()
				}
			}
		})
	}
	// Who asks for responses waits for this lock, so that each connection is in use.
	other, err := pgx.Connect(t.Context(), url+"&application_name=locker")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close(context.Background())
	holding, err := other.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := holding.Exec(t.Context(), "LOCK TABLE responses IN ACCESS EXCLUSIVE MODE"); err != nil {
		t.Fatal(err)
	}
	count := func() (n int) {
		err := db.QueryRow(t.Context(), "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'halte'").Scan(&n)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for end := time.Now().Add(time.Minute); count() < most; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("with all of them in use there are only %d connections: README says %d", count(), most)
		}
	}
	for range 200 {
		if n := count(); n > most {
			t.Fatalf("%d connections are open, README says %d", n, most)
		}
	}
	if err := holding.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
}
