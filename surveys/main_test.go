package surveys_test

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"halte/surveys"
	"halte/surveys/store"
	"halte/surveys/surveystest"
	"halte/surveys/surveystest/servers"
)

// The properties are tried on the same cases everywhere, so that a change fails
// for what it does; "make properties" draws others each time.
func init() { _ = flag.Set("rapid.seed", "1") }

func TestMain(m *testing.M) { os.Exit(servers.Run(m)) }

// halte opens a Halte of its own on a SQLite file.
func halte(t testing.TB, definition string, change ...func(*surveys.Options)) *surveystest.Halte {
	t.Helper()
	return surveystest.New(t, onSQLite(t), definition, change...)
}

func onSQLite(t testing.TB) *store.Store {
	t.Helper()
	return open(t, "sqlite://"+filepath.ToSlash(sqliteFile(t)))
}

func sqliteFile(t testing.TB) string {
	t.Helper()
	empty, err := emptySQLite()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "halte.db")
	if err := os.WriteFile(file, empty, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// emptySQLite is a migrated file: migrating one for every test would take longer
// than the tests.
var emptySQLite = sync.OnceValues(func() ([]byte, error) {
	folder, err := os.MkdirTemp("", "halte")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	file := filepath.Join(folder, "empty.db")
	ctx := context.Background()
	db, err := store.Open(ctx, "sqlite://"+filepath.ToSlash(file), store.Options{})
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(ctx); err != nil {
		return nil, err
	}
	if err := db.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})

// onBoth runs a test on a store of each database.
func onBoth(t *testing.T, test func(t *testing.T, db *store.Store)) {
	t.Helper()
	servers.Databases(t, func(t *testing.T, url string) {
		t.Parallel()
		db := open(t, url)
		if err := db.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		test(t, db)
	})
}

func open(t testing.TB, url string) *store.Store {
	t.Helper()
	db, err := store.Open(t.Context(), url, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// wantKind fails the test unless err is of the kind and names the field.
func wantKind(t testing.TB, err error, kind surveys.Kind, field string) {
	t.Helper()
	if err == nil || surveys.KindOf(err) != kind {
		t.Fatalf("the error is %v (kind %d), want kind %d", err, surveys.KindOf(err), kind)
	}
	if e, ok := err.(*surveys.Error); ok && e.Field != field {
		t.Fatalf("the field is %q (%v), want %q", e.Field, err, field)
	}
}

// shop is the definition that most tests stand on.
func shop(organisation string, triggers ...string) string {
	return surveystest.Shop(organisation, triggers...)
}
