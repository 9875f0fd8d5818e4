package store_test

import (
	"context"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/store"
	"halte/surveys/surveystest/servers"
)

// wantsHeld fails the test unless somebody holds a person just now.
func wantsHeld(t *testing.T, url string, p surveys.Person, want bool) {
	t.Helper()
	var free bool
	if err := raw(t, url).QueryRow("SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))", string(p)).Scan(&free); err != nil {
		t.Fatal(err)
	}
	if free == want {
		t.Errorf("that somebody holds the person %s is %t, want %t", p, !free, want)
	}
}

// somebodyWaits returns when some transaction waits for another one's lock.
func somebodyWaits(ctx context.Context, t *testing.T, url string) {
	t.Helper()
	for db := raw(t, url); ; {
		var waits bool
		err := db.QueryRowContext(ctx, "SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").Scan(&waits)
		if err != nil {
			t.Fatal(err)
		}
		if waits {
			return
		}
	}
}

// leasedOf stores a contact and a leased invitation that was made when the
// contact was another person.
func leasedOf(t *testing.T, s *store.Store, contact surveys.Contact, before surveys.Person) (lease surveys.Lease) {
	t.Helper()
	inv := surveys.Invitation{ID: "i", ContactID: contact.ID, Person: before, Status: surveys.StatusScheduled, CreatedAt: noon, NextAt: noon}
	if err := s.Update(t.Context(), func(tx store.Tx) error {
		if err := tx.ContactsPut([]surveys.Contact{contact}); err != nil {
			return err
		}
		if err := tx.InvitationsAppend([]surveys.Invitation{inv}); err != nil {
			return err
		}
		leases, err := tx.InvitationLeaseDue("here", noon, time.Minute, 1, 1)
		lease = leases[0]
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return lease
}

func TestALeaseHoldsThePersonThatItsContactIsByNow(t *testing.T) {
	t.Parallel()
	url := servers.Postgres(t)
	s, ctx := migrated(t, url), patient(t)
	lease := leasedOf(t, s, surveys.Contact{ID: "jo", Person: "new"}, "old")
	if err := s.Update(ctx, func(tx store.Tx) error {
		if _, err := tx.InvitationsLeased([]surveys.Lease{lease}); err != nil {
			return err
		}
		wantsHeld(t, url, "new", true)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	wantsHeld(t, url, "new", false)
}

func TestALeaseThatWaitedForItsContactHoldsThePersonThatTheContactBecame(t *testing.T) {
	t.Parallel()
	url := servers.Postgres(t)
	s, ctx := migrated(t, url), patient(t)
	lease := leasedOf(t, s, surveys.Contact{ID: "jo", Person: "old"}, "old")
	held := make(chan error)
	err := s.Update(ctx, func(tx store.Tx) error {
		if err := tx.ContactsPut([]surveys.Contact{{ID: "jo", Person: "new"}}); err != nil {
			return err
		}
		if _, err := tx.ContactsLock([]string{"jo"}); err != nil { // now it is written for sure
			return err
		}
		go func() {
			held <- s.Update(ctx, func(tx store.Tx) error {
				if _, err := tx.InvitationsLeased([]surveys.Lease{lease}); err != nil {
					return err
				}
				wantsHeld(t, url, "new", true)
				return nil
			})
		}()
		somebodyWaits(ctx, t, url)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := <-held; err != nil {
		t.Fatal(err)
	}
}
