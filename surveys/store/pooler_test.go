package store_test

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"

	"halte/surveys"
	"halte/surveys/store"
	"halte/surveys/store/sqldb"
	"halte/surveys/surveystest/servers"
)

const exec = "&default_query_exec_mode=exec" // nothing is prepared

func TestManyAtOnceShareTheFewConnectionsOfAPooler(t *testing.T) {
	t.Parallel()
	url := servers.Postgres(t)
	s, ctx := migrated(t, servers.PgBouncer(t, url, 4)(url)), patient(t)
	var all sync.WaitGroup
	for worker := range 8 {
		all.Go(func() {
			for i := range 25 {
				id := fmt.Sprint(worker, "-", i)
				err := s.Update(ctx, func(tx store.Tx) error {
					if _, err := tx.ContactsLock([]string{id}); err != nil {
						return err
					}
					return tx.ContactsPut([]surveys.Contact{{ID: id, Respondent: 1}})
				})
				if err != nil {
					t.Errorf("write %s: %v", id, err)
				}
				if _, err := s.Read(ctx).Contact(id); err != nil {
					t.Errorf("read %s: %v", id, err)
				}
			}
		})
	}
	all.Wait()
}

func TestBehindAPoolerNoSettingOfOursStaysWithOthers(t *testing.T) {
	t.Parallel()
	url := servers.Postgres(t)
	migrated(t, url)
	through := servers.PgBouncer(t, url, 1)(url) // all clients have the one connection
	s := opened(t, through)
	var limit []string
	if err := s.DB.Update(patient(t), func(q sqldb.Queries) error {
		return q.Find(&limit, "SELECT current_setting('idle_in_transaction_session_timeout')")
	}); err != nil || len(limit) != 1 || limit[0] != "1min" {
		t.Errorf("a transaction of ours may stand still for %v, %v", limit, err)
	}
	for setting, want := range map[string]string{"idle_in_transaction_session_timeout": "0", "enable_seqscan": "on", "plan_cache_mode": "auto", "jit": "on"} {
		if got := column(t, through+exec, "SHOW "+setting); got != want {
			t.Errorf("another client finds %s = %s", setting, got)
		}
	}
}

func TestMigrationsBehindAPoolerWaitForEachOtherAndLeaveNoLock(t *testing.T) {
	t.Parallel()
	url := servers.Postgres(t)
	through := servers.PgBouncer(t, url, 12)(url)
	var all sync.WaitGroup
	for range 3 {
		s := opened(t, through)
		all.Go(func() {
			if err := s.Migrate(patient(t)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if left := column(t, url, "SELECT count(*)::text FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"); left != "0" {
		t.Errorf("%s locks are left", left)
	}
}

func TestAMigrationWaitsForOneThatRuns(t *testing.T) {
	t.Parallel()
	url := servers.Postgres(t)
	other, err := raw(t, url).BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Exec("SELECT pg_advisory_xact_lock(4097083626)"); err != nil { // as goose locks, and as we do
		t.Fatal(err)
	}
	s := opened(t, url)
	var migrated sync.WaitGroup
	migrated.Go(func() {
		if err := s.Migrate(patient(t)); err != nil {
			t.Error(err)
		}
	})
	// It asks for the lock, and again.
	for column(t, url, "SELECT count(*)::text FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%rollback%' AND application_name = 'halte'") == "0" {
	}
	if made := column(t, url, "SELECT count(*)::text FROM information_schema.tables WHERE table_name = 'contacts'"); made != "0" {
		t.Error("it did not wait")
	}
	if err := other.Rollback(); err != nil {
		t.Fatal(err)
	}
	migrated.Wait()
	if made := column(t, url, "SELECT count(*)::text FROM information_schema.tables WHERE table_name = 'contacts'"); made != "1" {
		t.Error("it never migrated")
	}
}

func TestWhoPreparesStatementsBehindAPoolerIsToldWhatToDo(t *testing.T) {
	t.Parallel()
	url := servers.Postgres(t)
	through := servers.PgBouncer(t, url, 1)(url)
	migrated(t, url)
	s := opened(t, through+"&default_query_exec_mode=cache_statement")
	_, err := s.Read(t.Context()).Contact("c")
	if surveys.KindOf(err) != surveys.NotFound {
		t.Fatal(err)
	}
	if _, err := raw(t, through+exec).Exec("DEALLOCATE ALL"); err != nil { // as another client may
		t.Fatal(err)
	}
	_, err = s.Read(t.Context()).Contact("c")
	wantsUnavailable(t, err)
	if err == nil || !strings.Contains(err.Error(), "take default_query_exec_mode out of HALTE_DATABASE_URL") {
		t.Errorf("it says %v", err)
	}
}

func TestAParameterThatThePoolerDoesNotTakeIsToldBeforeAnythingStarts(t *testing.T) {
	t.Parallel()
	url := servers.Postgres(t)
	_, err := store.Open(t.Context(), servers.PgBouncer(t, url, 1)(url)+"&statement_timeout=30000", store.Options{})
	if err == nil || !strings.Contains(err.Error(), "ALTER ROLE") || !strings.Contains(err.Error(), "statement_timeout") {
		t.Errorf("it says %v", err)
	}
}

func TestAStatementThatTakesTooLongIsUnavailable(t *testing.T) {
	t.Parallel()
	url := servers.Postgres(t)
	s := migrated(t, url)
	if err := s.Update(t.Context(), func(tx store.Tx) error { return tx.ContactsPut([]surveys.Contact{{ID: "c"}}) }); err != nil {
		t.Fatal(err)
	}
	other, err := raw(t, url).BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Rollback()
	if _, err := other.Exec("SELECT FROM contacts FOR UPDATE"); err != nil {
		t.Fatal(err)
	}
	for _, limit := range []string{"statement_timeout", "lock_timeout"} {
		limited := opened(t, url+"&"+limit+"=50")
		wantsUnavailable(t, limited.Update(t.Context(), func(tx store.Tx) error {
			_, err := tx.ContactsLock([]string{"c"})
			return err
		}))
	}
}

func TestADatabaseThatMayOnlyBeReadIsUnavailableToWhoeverWrites(t *testing.T) {
	t.Parallel()
	url := servers.Postgres(t)
	migrated(t, url)
	standby := opened(t, url+"&default_transaction_read_only=on")
	wantsUnavailable(t, standby.Update(t.Context(), func(tx store.Tx) error { return tx.ContactsPut([]surveys.Contact{{ID: "c"}}) }))
	if _, err := standby.Read(t.Context()).Contact("c"); surveys.KindOf(err) != surveys.NotFound {
		t.Errorf("reading gives %v", err)
	}
}

// A pooler keeps the sessions that began while the database could only be read. Halte
// cannot reach them, and writes nothing that it was told not to write.
func TestBehindAPoolerSessionsThatMayOnlyReadAreToldUntilThePoolerMakesOthers(t *testing.T) {
	t.Parallel()
	url := servers.Postgres(t)
	migrated(t, url)
	s := opened(t, servers.PgBouncer(t, url, 1)(url))
	name := column(t, url, "SELECT current_database()")
	const others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
	for _, sql := range []string{`ALTER DATABASE "` + name + `" SET default_transaction_read_only = on`, others} {
		if _, err := raw(t, url).Exec(sql); err != nil {
			t.Fatal(err)
		}
	}
	told := func(when string) {
		t.Helper()
		err := s.Writable(patient(t))
		wantsUnavailable(t, err)
		if err == nil || !strings.Contains(err.Error(), "RECONNECT") {
			t.Errorf("%s it says %v", when, err)
		}
	}
	_ = s.Writable(patient(t)) // of the session that was ended
	told("while it may only be read")
	if _, err := raw(t, url).Exec(`BEGIN READ WRITE; ALTER DATABASE "` + name + `" RESET default_transaction_read_only; COMMIT`); err != nil {
		t.Fatal(err)
	}
	told("in a session of before")
	if _, err := raw(t, url).Exec(others); err != nil { // as RECONNECT does
		t.Fatal(err)
	}
	_ = s.Writable(patient(t))
	if err := s.Writable(patient(t)); err != nil {
		t.Errorf("in another session: %v", err)
	}
}

func TestADatabaseWithoutAFreeConnectionIsUnavailable(t *testing.T) {
	t.Parallel()
	url := servers.Postgres(t)
	s := migrated(t, url)
	role := strings.ToLower(t.Name())
	server := raw(t, url)
	for _, sql := range []string{"CREATE ROLE " + role + " LOGIN PASSWORD 'x'", "GRANT ALL ON ALL TABLES IN SCHEMA public TO " + role} {
		if _, err := server.Exec(sql); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { _, _ = server.Exec("DROP OWNED BY " + role); _, _ = server.Exec("DROP ROLE " + role) })
	limited := opened(t, regexp.MustCompile(`//.*@`).ReplaceAllString(url, "//"+role+":x@"))
	// Only from here on: a limit counts connections that are closed and not yet gone too.
	if _, err := server.Exec("ALTER ROLE " + role + " CONNECTION LIMIT 0"); err != nil {
		t.Fatal(err)
	}
	var inside error
	if err := limited.Update(t.Context(), func(tx store.Tx) error {
		if _, err := tx.RevisionShare(); err != nil { // the one connection is taken
			return err
		}
		_, inside = limited.Read(t.Context()).Contact("c")
		return nil
	}); err != nil {
		t.Error(err)
	}
	wantsUnavailable(t, inside)
	if _, err := s.Read(t.Context()).Contact("c"); surveys.KindOf(err) != surveys.NotFound {
		t.Errorf("others read %v", err)
	}
}
