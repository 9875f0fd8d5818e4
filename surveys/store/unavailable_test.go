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
