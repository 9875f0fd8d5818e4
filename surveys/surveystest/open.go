package surveystest

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	_ "pgregory.net/rapid" // registers the flag

	"halte/surveys"
	"halte/surveys/store"
	"halte/surveys/surveystest/servers"
)

// The properties are tried on the same cases everywhere, so that a change fails
// for what it does; "make properties" draws others each time.
func init() { _ = flag.Set("rapid.seed", "1") }

// Open opens a Halte of its own on a SQLite file.
func Open(t testing.TB, definition string, change ...func(*Options)) *Halte {
	t.Helper()
	return New(t, OnSQLite(t), definition, change...)
}

// OnSQLite opens a migrated SQLite file.
func OnSQLite(t testing.TB) *store.Store {
	t.Helper()
	return OpenStore(t, "sqlite://"+filepath.ToSlash(SqliteFile(t)))
}

// SqliteFile gives the path of a migrated SQLite file.
func SqliteFile(t testing.TB) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "halte.db")
	copyEmpty(t, file)
	return file
}

func copyEmpty(t testing.TB, file string) {
	t.Helper()
	empty, err := emptySQLite()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, empty, 0o600); err != nil {
		t.Fatal(err)
	}
}

// emptySQLite is a migrated file: migrating one for every test would take longer
// than the tests.
var emptySQLite = sync.OnceValues(func() ([]byte, error) {
	folder, err := os.MkdirTemp("", "halte")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(folder) }() // what is left is in the folder of temporary files
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

// OnBoth runs a test on a store of each database.
func OnBoth(t *testing.T, test func(t *testing.T, db *store.Store)) {
	t.Helper()
	servers.Databases(t, func(t *testing.T, url string) {
		t.Parallel()
		test(t, Migrated(t, url))
	})
}

// Migrated opens a database with all migrations for as long as the test lasts. A SQLite
// file that is not there yet begins as a copy of one that has them.
func Migrated(t testing.TB, url string) *store.Store {
	t.Helper()
	if path, ok := strings.CutPrefix(url, "sqlite://"); ok {
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			copyEmpty(t, path)
		}
	}
	db := OpenStore(t, url)
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return db
}

// OpenStore opens a database for as long as the test lasts. What is written to a SQLite
// file does not wait for the disk: here no power fails.
func OpenStore(t testing.TB, url string) *store.Store {
	t.Helper()
	db, err := store.Open(t.Context(), url, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if strings.HasPrefix(url, "sqlite://") {
		if _, err := db.Pools[0].ExecContext(t.Context(), "PRAGMA synchronous = OFF"); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

// WantKind fails the test unless err is of the kind and names the field.
func WantKind(t testing.TB, err error, kind surveys.Kind, field string) {
	t.Helper()
	if err == nil || surveys.KindOf(err) != kind {
		t.Fatalf("the error is %v (kind %d), want kind %d", err, surveys.KindOf(err), kind)
	}
	if e, ok := errors.AsType[*surveys.Error](err); ok && e.Field != field {
		t.Fatalf("the field is %q (%v), want %q", e.Field, err, field)
	}
}
