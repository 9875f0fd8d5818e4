package store_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"halte/surveys"
	"halte/surveys/store"
	"halte/surveys/surveystest/servers"
)

// wantsUnavailable fails the test unless err tells people to try again, and a log why.
func wantsUnavailable(t *testing.T, err error) {
	t.Helper()
	var told *surveys.Error
	if !errors.As(err, &told) || told.Kind != surveys.Unavailable || !strings.HasPrefix(told.Message, "The database does not answer") {
		t.Errorf("the error is %v", err)
	}
	if told != nil && err.Error() == told.Error() {
		t.Errorf("the cause is gone from %v", err)
	}
}

func TestALockedSQLiteFileIsUnavailable(t *testing.T) {
	t.Parallel()
	url := sqliteURL(t)
	s := migrated(t, url)
	if _, err := store.Pools(s)["writer"].Exec("PRAGMA busy_timeout = 1"); err != nil {
		t.Fatal(err)
	}
	other, err := raw(t, url).Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if _, err := other.ExecContext(t.Context(), "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	wantsUnavailable(t, s.IntentAppend(t.Context(), surveys.Intent{Invitation: "i"}))
	wantsUnavailable(t, s.Update(t.Context(), func(tx store.Tx) error { return tx.ContactsPut([]surveys.Contact{{ID: "c"}}) }))
}

func TestAPostgresThatGoesAwayIsUnavailable(t *testing.T) {
	t.Parallel()
	url := servers.Postgres(t)
	s := migrated(t, url)
	err := s.Update(patient(t), func(tx store.Tx) error {
		if _, err := tx.RevisionShare(); err != nil {
			return err
		}
		if _, err := raw(t, url).Exec(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
			WHERE datname = current_database() AND application_name = 'halte'`); err != nil {
			return err
		}
		_, err := tx.ContactsLock([]string{"c"}) // every time it is run again, too
		return err
	})
	wantsUnavailable(t, err)
	var refused *pgconn.PgError
	if errors.As(err, &refused) && refused.Code != "57P01" {
		t.Errorf("the cause is %v", refused)
	}
}

// A full disk, as SQLite sees it: no page may be added.
func TestASQLiteFileWithoutRoomIsUnavailableUntilThereIsSome(t *testing.T) {
	t.Parallel()
	s := migrated(t, sqliteURL(t))
	if err := s.Writable(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Pools(s)["writer"].Exec("VACUUM; PRAGMA max_page_count = 1"); err != nil {
		t.Fatal(err)
	}
	wantsUnavailable(t, s.Writable(t.Context()))
	wantsUnavailable(t, s.Update(t.Context(), func(tx store.Tx) error {
		return tx.ContactsPut([]surveys.Contact{{ID: "c", Name: strings.Repeat("x", 1<<16)}})
	}))
	if _, err := store.Pools(s)["writer"].Exec("PRAGMA max_page_count = 1000000"); err != nil {
		t.Fatal(err)
	}
	if err := s.Writable(t.Context()); err != nil {
		t.Errorf("with room again: %v", err)
	}
}

// Sessions that began while the database could only be read stay so; they make room for
// others.
func TestAPostgresThatMayOnlyBeReadIsUnavailableUntilItMayBeWritten(t *testing.T) {
	t.Parallel()
	url := servers.Postgres(t)
	s := migrated(t, url)
	name := column(t, url, "SELECT current_database()")
	for _, sql := range []string{
		`ALTER DATABASE "` + name + `" SET default_transaction_read_only = on`,
		"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'halte'",
	} {
		if _, err := raw(t, url).Exec(sql); err != nil {
			t.Fatal(err)
		}
	}
	wantsUnavailable(t, s.Writable(patient(t)))
	if _, err := raw(t, url).Exec(`BEGIN READ WRITE; ALTER DATABASE "` + name + `" RESET default_transaction_read_only; COMMIT`); err != nil {
		t.Fatal(err)
	}
	if err := s.Writable(patient(t)); err != nil {
		t.Errorf("when it may be written again: %v", err)
	}
}
