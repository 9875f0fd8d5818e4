package main

import (
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"halte/surveys/surveystest"
)

func TestAProcessNoticesThatTheDatabaseWasMigratedPastIt(t *testing.T) {
	t.Parallel()
	db, clock := surveystest.OnSQLite(t), surveystest.At(surveystest.Monday)
	r := newReadiness(db, clock.Now)
	if err := r.check(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Pools[0].ExecContext(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, 1)"); err != nil {
		t.Fatal(err)
	}
	if err := r.check(t.Context()); err != nil {
		t.Errorf("it asked again within a second: %v", err)
	}
	clock.Pass(6 * time.Second)
	for range 2 {
		if err := r.check(t.Context()); err == nil || !strings.Contains(err.Error(), "99999") {
			t.Errorf("it found %v", err)
		}
	}
	select {
	case err := <-r.outdated:
		if !strings.Contains(err.Error(), "run the newer program") {
			t.Errorf("it ends with %v", err)
		}
	default:
		t.Error("it goes on")
	}
}

func TestAProcessIsReadyOnlyWhenAWriteWorks(t *testing.T) {
	t.Parallel()
	db, clock := surveystest.OnSQLite(t), surveystest.At(surveystest.Monday)
	r := newReadiness(db, clock.Now)
	for _, step := range []struct {
		pages string
		ready bool
	}{{"1", false}, {"1000000", true}} {
		if _, err := db.Pools[0].ExecContext(t.Context(), "PRAGMA max_page_count = "+step.pages); err != nil {
			t.Fatal(err)
		}
		clock.Pass(6 * time.Second)
		if err := r.check(t.Context()); (err == nil) != step.ready {
			t.Errorf("with %s pages it is %v", step.pages, err)
		}
	}
}

// Mails go out without Redis, from the process that finds them due, and all else never
// asks it.
func TestAllInOneIsReadyWhileRedisHangs(t *testing.T) {
	t.Parallel()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { silent.Close() }) // until then it answers nobody
	h := startHalte(t, map[string]string{
		"HALTE_DATABASE_URL": "sqlite://" + filepath.Join(t.TempDir(), "halte.db"), "HALTE_REDIS_URL": "redis://" + silent.Addr().String(),
	})
	r, err := http.Get(h.base + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	if r.Body.Close(); r.StatusCode != http.StatusOK {
		t.Errorf("it is answered %s", r.Status)
	}
}
