package migrations_test

import (
	"io/fs"
	"slices"
	"strings"
	"testing"

	"halte/migrations"
)

func TestBothDatabasesHaveTheSameMigrations(t *testing.T) {
	t.Parallel()
	sqlite, postgres := names(t, migrations.SQLite()), names(t, migrations.Postgres())
	if !slices.Equal(sqlite, postgres) {
		t.Errorf("SQLite has %v, PostgreSQL has %v", sqlite, postgres)
	}
}

func TestMigrationsOnlyGoForward(t *testing.T) {
	t.Parallel()
	for _, folder := range []fs.FS{migrations.SQLite(), migrations.Postgres()} {
		for _, name := range names(t, folder) {
			text, err := fs.ReadFile(folder, name)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(string(text), "-- +goose Up\n") || strings.Contains(string(text), "+goose Down") {
				t.Errorf("%s does not begin with the way up, or has a way down", name)
			}
		}
	}
}

func names(t *testing.T, folder fs.FS) []string {
	t.Helper()
	files, err := fs.Glob(folder, "*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no migrations: %v", err)
	}
	return files
}
