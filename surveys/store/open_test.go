package store_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"halte/surveys"
	"halte/surveys/store"
	"halte/surveys/surveystest/servers"
)

func TestAnAddressThatLeadsNowhereIsRefused(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"", "halte.db", "mysql://localhost/halte", "sqlite://", "sqlite://:memory:", "sqlite://a.db?mode=ro", "sqlite://" + t.TempDir(),
		"postgres://halte:hush@127.0.0.1:1/halte?connect_timeout=1", "postgres://halte:hush@[::1/halte",
	} {
		s, err := store.Open(t.Context(), url, store.Options{})
		if err == nil {
			t.Errorf("%q was opened: %v", url, s.Close())
			continue
		}
		if strings.Contains(err.Error(), "hush") {
			t.Errorf("the error tells the password: %v", err)
		}
	}
}

func TestAnAddressThatCannotBeReadTellsNothingOfItsPassword(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"postgres://halte:hush%@127.0.0.1:1/halte", "postgres://halte:hush#mid%tail@127.0.0.1:1/halte", "postgres://halte:12/hush@127.0.0.1:1/halte",
		"postgres://halte:hush/mid@127.0.0.1:1/halte", "postgres://halte:12?hush@127.0.0.1:1/halte", "postgres://halte:12#hush@127.0.0.1:1/halte",
		"postgres://halte:hush mid@127.0.0.1:1/halte", "postgres://halte:hush@127.0.0.1:port/halte",
		"postgres://halte:hush@127.0.0.1:1/halte?sslmode=maybe", "postgres://halte:hush\x00@127.0.0.1:1/halte", "postgres://halte:hu@hush/x@127.0.0.1:1/halte",
	} {
		s, err := store.Open(t.Context(), address, store.Options{})
		if err == nil {
			t.Errorf("%q was opened: %v", address, s.Close())
			continue
		}
		for _, part := range []string{"hush", "mid", "tail"} {
			if strings.Contains(err.Error(), part) {
				t.Errorf("the error tells %q of the password: %v", part, err)
			}
		}
		if !strings.Contains(err.Error(), "percent-encoded") {
			t.Errorf("of %q it says %q, not what to do", address, err)
		}
	}
}

func TestASQLiteFileIsPrivateAndOutlivesItsProcess(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a folder with é & spaces", "halte.db")
	first := migrated(t, "sqlite://"+path)
	err := first.Update(t.Context(), func(tx store.Tx) error { return tx.ContactsPut([]surveys.Contact{{ID: "c"}}) })
	if err != nil {
		t.Fatal(err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	file, err := os.Stat(path)
	if err != nil || file.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v", file.Mode(), err)
	}
	if _, err := migrated(t, "sqlite://"+path).Read(t.Context()).Contact("c"); err != nil {
		t.Error(err)
	}
}

func TestSQLiteWritesToDiskBeforeItSaysSo(t *testing.T) {
	t.Parallel()
	s := opened(t, sqliteURL(t))
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "busy_timeout": "5000", "foreign_keys": "1"} {
		for name, pool := range store.Pools(s) {
			var got string
			if err := pool.QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
				t.Errorf("%s of the %s is %q, %v", pragma, name, got, err)
			}
		}
	}
}

func TestTransactionsLeaveConnectionsToReads(t *testing.T) {
	t.Parallel()
	s, err := store.Open(t.Context(), servers.Postgres(t), store.Options{MaxConns: 2})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ctx := patient(t)
	if err := s.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			if err := s.Update(ctx, func(tx store.Tx) error {
				if _, err := tx.RevisionShare(); err != nil {
					return err
				}
				_, err := s.Read(ctx).Sending()
				return err
			}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}
