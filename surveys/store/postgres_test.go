package store_test

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/intake"
	"halte/surveys/store"
	"halte/surveys/surveystest/servers"
)

// patient gives a context for what must not block.
func patient(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}

func TestTransactionsThatGoByARevisionDoNotWaitForEachOther(t *testing.T) {
	t.Parallel()
	s, ctx := migrated(t, servers.Postgres(t)), patient(t)
	var arrived, all sync.WaitGroup
	arrived.Add(4)
	for range 4 {
		all.Go(func() {
			if err := s.Update(ctx, func(tx store.Tx) error {
				_, err := tx.RevisionShare()
				arrived.Done()
				arrived.Wait() // inside of all four
				return err
			}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

func TestATransactionThatTheDatabaseGaveUpIsRunAgain(t *testing.T) {
	t.Parallel()
	s, ctx := migrated(t, servers.Postgres(t)+"&deadlock_timeout=20ms"), patient(t)
	put := func(tx store.Tx, id string) error {
		if err := tx.ContactsPut([]surveys.Contact{{ID: id}}); err != nil {
			return err
		}
		_, err := tx.ContactsLock([]string{id}) // now it is written for sure
		return err
	}
	var met, all sync.WaitGroup
	met.Add(2)
	var runs atomic.Int32
	for _, order := range [][2]string{{"a", "b"}, {"b", "a"}} {
		all.Go(func() {
			first := true
			if err := s.Update(ctx, func(tx store.Tx) error {
				runs.Add(1)
				if err := put(tx, order[0]); err != nil {
					return err
				}
				if first {
					first = false
					met.Done()
					met.Wait()
				}
				return put(tx, order[1])
			}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if runs.Load() != 3 {
		t.Errorf("two transactions that block each other ran %d times, not three", runs.Load())
	}
}

// Answers of nobody known lock no contact, so two processes may number them alike.
func TestAnAnswerThatAnotherOneOvertookIsNumberedAgain(t *testing.T) {
	t.Parallel()
	s, ctx := migrated(t, servers.Postgres(t)), patient(t)
	now := time.Now()
	revise := func(between func() error) error {
		return s.Update(ctx, func(tx store.Tx) error {
			newest, err := tx.ResponsesNewest([]string{"r"})
			if err != nil {
				return err
			}
			if err := between(); err != nil {
				return err
			}
			return tx.ResponsesAppend([]surveys.Response{{ID: "r", Revision: newest["r"].Revision + 1, OccurredAt: now, AnsweredAt: now, RecordedAt: now}}, func(string) (int, int) { return 0, 10 })
		})
	}
	runs := 0
	err := revise(func() error {
		if runs++; runs > 1 {
			return nil
		}
		return revise(func() error { return nil })
	})
	if err != nil || runs != 2 {
		t.Fatalf("after %d runs: %v", runs, err)
	}
	var revisions []int
	if err := s.Read(ctx).ResponseEach(func(r surveys.Response) error {
		revisions = append(revisions, r.Revision)
		return nil
	}); err != nil || !slices.Equal(revisions, []int{1, 2}) {
		t.Errorf("the revisions are %v, %v", revisions, err)
	}
}

func TestATransactionThatLostItsConnectionIsRunAgain(t *testing.T) {
	t.Parallel()
	url := servers.Postgres(t)
	migrated(t, url)
	s, ctx := opened(t, url), patient(t) // with one connection
	runs := 0
	err := s.Update(ctx, func(tx store.Tx) error {
		runs++
		if _, err := tx.RevisionShare(); err != nil {
			return err
		}
		if runs == 1 {
			if _, err := raw(t, url).Exec(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
				WHERE datname = current_database() AND application_name = 'halte'`); err != nil {
				return err
			}
		}
		if err := tx.ContactsPut([]surveys.Contact{{ID: "c"}}); err != nil {
			return err
		}
		_, err := tx.ContactsLock([]string{"c"})
		return err
	})
	if err != nil || runs != 2 {
		t.Errorf("it ran %d times and gave %v", runs, err)
	}
	if _, err := s.Read(ctx).Contact("c"); err != nil {
		t.Error(err)
	}
}

// Others lock contacts in the order of the bytes of their ids.
func TestNewContactsAreMadeInTheOrderOfBytesWhateverTheDatabaseSpeaks(t *testing.T) {
	t.Parallel()
	base := servers.Postgres(t)
	server := raw(t, base)
	var english string
	if err := server.QueryRow("SELECT current_database() || '_english'").Scan(&english); err != nil {
		t.Fatal(err)
	}
	if _, err := server.Exec("CREATE DATABASE " + english + " TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US' LOCALE 'C'"); err != nil {
		t.Skip("this PostgreSQL speaks no English: ", err)
	}
	t.Cleanup(func() { _, _ = server.Exec("DROP DATABASE " + english + " WITH (FORCE)") })
	url, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	url.Path = "/" + english
	s := migrated(t, url.String())
	if err := s.Update(t.Context(), func(tx store.Tx) error {
		_, err := tx.EventsAppend([]surveys.StoredEvent{{ID: "1", ContactID: "a"}, {ID: "2", ContactID: "B"}},
			[]surveys.Contact{{ID: "a"}, {ID: "B"}}, intake.SendHistoryQuery{})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	var order string
	if err := raw(t, url.String()).QueryRow("SELECT string_agg(id, ' ' ORDER BY ctid) FROM contacts").Scan(&order); err != nil || order != "B a" {
		t.Errorf("made in the order %s, %v", order, err)
	}
}

// An erasure takes the contact first and its events last. Who repeats one of them in
// between does not bring back what is being erased.
func TestAnEventRepeatedDuringAnErasureBringsNothingBack(t *testing.T) {
	t.Parallel()
	url := servers.Postgres(t)
	s, ctx := migrated(t, url), patient(t)
	jo := surveys.Contact{ID: "jo", Email: "jo@example.org", Respondent: 1, SeenAt: time.Now()}
	repeat := func(c surveys.Contact) (stored intake.EventsStored) {
		if err := s.Update(ctx, func(tx store.Tx) (err error) {
			stored, err = tx.EventsAppend([]surveys.StoredEvent{{ID: "e", ContactID: "jo"}}, []surveys.Contact{c}, intake.SendHistoryQuery{})
			return err
		}); err != nil {
			t.Error(err)
		}
		return stored
	}
	repeat(jo)
	db := raw(t, url)
	erasure, err := db.BeginTx(ctx, nil)
	do := func(sql string) {
		if err == nil {
			_, err = erasure.ExecContext(ctx, sql)
		}
	}
	do("DELETE FROM contacts WHERE id = 'jo'")
	var repeated sync.WaitGroup
	repeated.Go(func() {
		jo.Respondent = 2
		if stored := repeat(jo); len(stored.Contacts) > 0 || len(stored.Duplicates) != 1 {
			t.Errorf("the repeated event stored %+v", stored)
		}
	})
	for waiting := 0; err == nil && waiting == 0; {
		err = db.QueryRowContext(ctx, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").Scan(&waiting)
	}
	do("UPDATE events SET contact_id = '' WHERE contact_id = 'jo'")
	if err := errors.Join(err, erasure.Commit()); err != nil {
		t.Fatal(err)
	}
	repeated.Wait()
	if c, err := s.Read(ctx).Contact("jo"); surveys.KindOf(err) != surveys.NotFound {
		t.Errorf("the contact is %+v, %v", c, err)
	}
}

// A process that froze while it leased holds a lock that others need.
func TestATransactionOfAProcessThatFrozeIsGivenUpAndRunAgain(t *testing.T) {
	t.Parallel()
	url := servers.Postgres(t)
	other, ctx := migrated(t, url), patient(t) // it migrates in its own time
	frozen := opened(t, url+"&idle_in_transaction_session_timeout=100")
	lease := func(tx store.Tx) error {
		_, err := tx.InvitationLeaseDue("here", time.Now(), time.Minute, 10, 10)
		return err
	}
	runs := 0
	if err := frozen.Update(ctx, func(tx store.Tx) error {
		if err := lease(tx); err != nil {
			return err
		}
		if runs++; runs == 1 { // it stands still until the others go on without it
			return errors.Join(other.Update(ctx, lease), lease(tx))
		}
		return nil
	}); err != nil || runs < 2 {
		t.Errorf("the frozen one ran %d times and gave %v", runs, err)
	}
}

func TestARebuildDoesNotKeepADefinitionFromBeingPublished(t *testing.T) {
	t.Parallel()
	s, ctx := migrated(t, servers.Postgres(t)), patient(t)
	if err := s.Update(ctx, func(rebuild store.Tx) error {
		if err := rebuild.RollupsLock(); err != nil {
			return err
		}
		if _, err := rebuild.RollupsAll(); err != nil {
			return err
		}
		return s.Update(ctx, func(tx store.Tx) error {
			n, err := tx.RevisionLock()
			if err != nil {
				return err
			}
			return tx.RevisionPublish(surveys.Revision{Number: n + 1}, nil)
		})
	}); err != nil {
		t.Error(err)
	}
}

func TestABackupDoesNotKeepADefinitionFromBeingPublished(t *testing.T) {
	t.Parallel()
	url := servers.Postgres(t)
	s, ctx := migrated(t, url), patient(t)
	backup, err := raw(t, url).BeginTx(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer backup.Rollback()
	if _, err := backup.ExecContext(ctx, "LOCK TABLE definitions, survey_versions IN ACCESS SHARE MODE"); err != nil {
		t.Fatal(err)
	}
	if err := s.Update(ctx, func(tx store.Tx) error {
		n, err := tx.RevisionLock()
		if err != nil {
			return err
		}
		return tx.RevisionPublish(surveys.Revision{Number: n + 1}, nil)
	}); err != nil {
		t.Error(err)
	}
}

// A plan is kept for as long as a connection lives, and one that was made while the
// table was small takes any index that knows the status; later it reads all of it
// for every group of events.
func TestNoIndexOfAllInvitationsIsSearchedByStatus(t *testing.T) {
	t.Parallel()
	url := servers.Postgres(t)
	migrated(t, url)
	if got := column(t, url, `SELECT coalesce(string_agg(i.indexrelid::regclass || ' ' || a.attname, ', '), '') FROM pg_index AS i
		JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1])
		WHERE i.indrelid = 'invitations'::regclass AND i.indpred IS NULL AND a.attname IN ('status', 'wave', 'trigger')`); got != "" {
		t.Errorf("these are: %s", got)
	}
}
