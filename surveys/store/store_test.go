package store_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"halte/surveys/store"
	"halte/surveys/store/storetest"
	"halte/surveys/surveystest/servers"
)

func TestMain(m *testing.M) { os.Exit(servers.Run(m)) }

func TestSQLiteKeepsThePromisesOfAStore(t *testing.T) {
	t.Parallel()
	storetest.Conform(t, func(t *testing.T) *store.Store { return migrated(t, sqliteURL(t)) })
}

func TestPostgresKeepsThePromisesOfAStore(t *testing.T) {
	t.Parallel()
	conformOnPostgres(t, func(url string) string { return url })
}

func TestPostgresBehindPgBouncerKeepsThePromisesOfAStore(t *testing.T) {
	t.Parallel()
	conformOnPostgres(t, servers.PgBouncer(t, servers.Postgres(t), 16))
}

// conformOnPostgres holds the promises on databases that are opened at what reach makes of
// their addresses.
func conformOnPostgres(t *testing.T, reach func(url string) string) {
	// Making a database takes far longer than a test, so a database that a test
	// has left is emptied for the next one.
	free := make(chan string, 100)
	free <- servers.Postgres(t)
	storetest.Conform(t, func(now *testing.T) *store.Store {
		var url string
		select {
		case url = <-free:
			empty(now, url)
		default:
			url = servers.Postgres(t)
		}
		now.Cleanup(func() { free <- url })
		return migrated(now, reach(url))
	})
}

func sqliteURL(tb testing.TB) string {
	return "sqlite://" + filepath.Join(tb.TempDir(), "halte.db")
}

// opened gives a store that is closed when the test ends.
func opened(tb testing.TB, url string) *store.Store {
	tb.Helper()
	s, err := store.Open(context.Background(), url, store.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

func migrated(tb testing.TB, url string) *store.Store {
	tb.Helper()
	s := opened(tb, url)
	if err := s.Migrate(context.Background()); err != nil {
		tb.Fatal(err)
	}
	return s
}

// raw gives the database behind the store.
func raw(tb testing.TB, url string) *sql.DB {
	tb.Helper()
	driver, dsn := "pgx", url
	if path, ok := strings.CutPrefix(url, "sqlite://"); ok {
		driver, dsn = "sqlite", path
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { db.Close() })
	return db
}

func empty(tb testing.TB, url string) {
	tb.Helper()
	_, err := raw(tb, url).Exec(`DO $$ DECLARE t text; BEGIN
		FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'goose_db_version' LOOP
			EXECUTE 'DELETE FROM ' || t;
		END LOOP; END $$`)
	if err != nil {
		tb.Fatal(err)
	}
}
