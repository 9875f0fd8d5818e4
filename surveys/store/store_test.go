package store_test

import (
	"os"
	"path/filepath"
	"testing"

	"halte/surveys"
	"halte/surveys/store"
	"halte/surveys/store/storetest"
	"halte/surveys/surveystest/servers"
)

func TestMain(m *testing.M) { os.Exit(servers.Run(m)) }

func open(t testing.TB, url string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), url, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

func sqliteURL(t testing.TB) string {
	return "sqlite://" + filepath.Join(t.TempDir(), "halte.db")
}

func TestSQLiteKeepsThePromisesOfAStore(t *testing.T) {
	t.Parallel()
	storetest.Conform(t, func(t *testing.T) surveys.Store { return open(t, sqliteURL(t)) })
}

func TestPostgresKeepsThePromisesOfAStore(t *testing.T) {
	t.Parallel()
	storetest.Conform(t, func(t *testing.T) surveys.Store { return open(t, servers.Postgres(t)) })
}
